import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { de } from '../../electron/texts/de.ts';
import { fr } from '../../electron/texts/fr.ts';
import { runCli } from '../support/gateway.ts';
import { startMock } from '../support/mock.ts';
import { needs } from '../support/needs.ts';
import { type Desktop, endDesktop, startDesktop } from './desktop.ts';
import { type Machine, startMachine } from './machine.ts';
import { freePort, listen } from './ports.ts';

const ICONS = join(import.meta.dirname, '../../resources/icons');

/** What the main process was seen to do, as its spies note it. */
interface Seen {
  notices: [title: string, body: string][];
  pictures: string[];
  questions: string[];
  answer: number;
  answered: number;
}

needs('linux', 'electron')('how the application shows what happens', () => {
  let machine: Machine;
  let desktop: Desktop;
  let port: number;
  beforeAll(async () => {
    machine = await startMachine('keyring');
    port = await freePort();
    desktop = await startDesktop({ machine, args: ['--lang=de'], env: { GATEHOUSE_PORT: String(port) } });
    await desktop.opened();
    await desktop.app.evaluate(({ dialog, nativeImage, Notification, Tray }, icons) => {
      const seen: Seen = { notices: [], pictures: [], questions: [], answer: 0, answered: 0 };
      Object.assign(globalThis, { seen });
      Notification.isSupported = () => true;
      Notification.prototype.show = function (this: Electron.Notification) {
        seen.notices.push([this.title, this.body]);
        Object.assign(globalThis, { notice: this });
      };
      const lights = new Map(['green', 'amber', 'red'].map((light) => [nativeImage.createFromPath(`${icons}/tray-${light}.png`).toDataURL(), light]));
      Tray.prototype.setImage = (image) => void seen.pictures.push(lights.get((image as Electron.NativeImage).toDataURL()) ?? 'unknown');
      dialog.showMessageBox = (async (...given: unknown[]) => {
        seen.questions.push((given.at(-1) as Electron.MessageBoxOptions).message);
        // Nobody answers at once: the reload that was held up is over by then.
        const response = seen.answer;
        await new Promise((next) => setTimeout(next, 500));
        seen.answered += 1;
        return { response, checkboxChecked: false };
      }) as never;
    }, ICONS);
  });
  afterAll(() => endDesktop(desktop, machine));
  const seen = <N extends keyof Seen>(name: N) => desktop.app.evaluate((_, key) => (globalThis as unknown as { seen: Seen }).seen[key as 'notices'], name) as Promise<Seen[N]>;
  const answer = (value: number) => desktop.app.evaluate((_, given) => { (globalThis as unknown as { seen: Seen }).seen.answer = given; }, value);
  async function cli(args: string[], input?: string): Promise<{ key: string }> {
    const { code, stdout, stderr } = await runCli([...args, '--json'], { ...process.env, GATEHOUSE_HOME: desktop.home }, input);
    expect([args, code, stderr]).toEqual([args, 0, '']);
    return JSON.parse(stdout) as { key: string };
  }

  it('has a menu in the person’s language, down to its last word', async () => {
    const labels = await desktop.app.evaluate(({ Menu }) => Menu.getApplicationMenu()!.items.flatMap((menu) => [menu.label, ...menu.submenu!.items.filter(({ type, role }) => type !== 'separator' && String(role).toLowerCase() !== 'toggledevtools').map(({ label }) => label)]));
    expect(labels.length).toBeGreaterThan(20);
    const words: readonly string[] = Object.values(de);
    expect(labels.filter((label) => !words.includes(label))).toEqual([]);
  });

  it('speaks the language that is chosen in the window, after the next start too', async () => {
    const menus = (): Promise<string[]> => desktop.app.evaluate(({ Menu }) => Menu.getApplicationMenu()!.items.map(({ label }) => label));
    await desktop.window.evaluate("gatehouse.setLanguage('fr')");
    await expect.poll(menus).toContain(fr.menuView);
    expect((await desktop.trayItem('quit')).label).toBe(fr.quit);
    expect(readFileSync(join(desktop.home, 'desktop', 'language'), 'utf8')).toBe('fr');
    expect(await desktop.window.evaluate("gatehouse.setLanguage('xx').then(() => 'answered', (e) => e.message)")).toContain('is not valid');
    await desktop.window.evaluate("gatehouse.setLanguage('de')");
    await expect.poll(menus).toContain(de.menuView);
  });

  it('tells of a budget that has reached a threshold, of a provider that does not answer and of the lockdown, and opens where that is clicked', async () => {
    const mock = await startMock();
    try {
      await cli(['providers', 'add', '--name', 'mock', '--kind', 'openai-compatible', '--base-url', mock.url, '--region', 'eu'], 'sk-of-the-office\n');
      await cli(['policy', 'allow', '--class', 'internal', '--provider', 'mock']);
      await cli(['models', 'alias', 'fast', 'mock/gpt-4o-mini']);
      const { key } = await cli(['keys', 'create', '--name', 'crm', '--floor', 'public']);
      await cli(['budgets', 'set', '--requests', '4', '--per', 'day', '--soft', '--alert-at', '25']);
      const answered = await fetch(`http://127.0.0.1:${port}/v1/chat/completions`, { method: 'POST', headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' }, body: JSON.stringify({ model: 'fast', messages: [{ role: 'user', content: 'Hello' }] }) });
      expect(answered.status).toBe(200);
      await expect.poll(() => seen('notices')).toEqual([[de.budgetAlert.replace('{{threshold}}', '25'), de.budgetAlertHint.replace('{{name}}', de.wholeOffice)]]);
      await mock.stop();
      for (let i = 0; i < 3; i++) await fetch(`http://127.0.0.1:${port}/v1/chat/completions`, { method: 'POST', headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' }, body: JSON.stringify({ model: 'fast', messages: [{ role: 'user', content: `Hello ${i}` }] }) });
      await expect.poll(async () => (await seen('notices')).at(-1), { timeout: 15_000 }).toEqual([de.providerFailing.replace('{{name}}', 'mock'), de.providerFailingHint]);
    } finally {
      await mock.stop();
    }
    const visible = () => desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.isVisible());
    await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.hide());
    expect(await visible()).toBe(false);
    await desktop.app.evaluate(() => void (globalThis as unknown as { notice: Electron.Notification }).notice.emit('click'));
    await expect.poll(visible).toBe(true);
    await desktop.tray('lockdown');
    await expect.poll(async () => (await seen('notices')).at(-1)).toEqual([de.lockdownOn, de.lockdownOnHint]);
    await desktop.tray('lockdown');
    await expect.poll(async () => (await seen('notices')).at(-1)).toEqual([de.lockdownOff, de.lockdownOffHint]);
  });

  it('asks before Reload throws a draft away', async () => {
    const { window } = desktop;
    const reload = () => desktop.app.evaluate(({ BrowserWindow, Menu }) => {
      const [shown] = BrowserWindow.getAllWindows();
      (Menu.getApplicationMenu()!.getMenuItemById('reload')!.click as (...given: unknown[]) => void)({}, shown, shown!.webContents);
    });
    const typed = () => window.evaluate('String(window.typed)').catch(() => 'on its way');
    // Playwright would answer "stay" in the application's place.
    window.on('dialog', () => {});
    await window.evaluate('window.typed = "nothing"');
    await reload();
    await expect.poll(typed).toBe('undefined');
    expect(await seen('questions')).toEqual([]);
    await window.evaluate('window.typed = "a draft"; addEventListener("beforeunload", (event) => event.preventDefault())');
    await reload();
    await expect.poll(() => seen('questions')).toEqual([de.unsavedQuestion]);
    await expect.poll(() => seen('answered')).toBe(1);
    expect(await typed()).toBe('a draft');
    await answer(1);
    await reload();
    await expect.poll(typed).toBe('undefined');
    expect(await seen('questions')).toEqual([de.unsavedQuestion, de.unsavedQuestion]);
  });

  it('asks before it ends with something that is not saved', async () => {
    const { window } = desktop;
    const before = (await seen('questions')).length;
    await answer(0);
    await window.evaluate('gatehouse.unsaved(true)');
    await desktop.tray('quit');
    await expect.poll(async () => (await seen('questions')).slice(before)).toEqual([de.quitQuestion]);
    await expect.poll(() => seen('answered')).toBe(before + 1);
    expect(await window.evaluate('gatehouse.unsaved(false).then(() => "still there")')).toBe('still there');
  });

  it('shows green while all is answered, amber on the way, red where nothing is', async () => {
    await expect.poll(async () => (await seen('pictures')).at(-1)).toBe('green');
    const before = (await seen('pictures')).length;
    process.kill(desktop.gatewayPid(), 'SIGKILL');
    await expect.poll(async () => (await seen('pictures')).slice(before)).toContain('amber');
    await expect.poll(async () => (await seen('pictures')).at(-1)).toBe('green');
    const stranger = createServer((_, response) => void response.end());
    process.kill(desktop.gatewayPid(), 'SIGKILL');
    await expect.poll(() => listen(stranger, port), { interval: 5 }).toBe(true);
    await desktop.stage('failed');
    await expect.poll(async () => (await seen('pictures')).at(-1)).toBe('red');
    await new Promise((done) => { stranger.close(done); });
    expect(await seen('pictures')).not.toContain('unknown');
    await desktop.window.click('button.main');
    await desktop.opened();
    await expect.poll(async () => (await seen('pictures')).at(-1)).toBe('green');
    await cli(['providers', 'update', 'mock', '--contract', 'dpa', '--contract-expires', new Date(Date.now() + 3_000).toISOString()]);
    await expect.poll(async () => (await seen('notices')).at(-1), { timeout: 15_000 }).toEqual([de.contractOver.replace('{{name}}', 'mock'), de.contractOverHint]);
    expect([(await seen('pictures')).at(-1), (await desktop.trayItem('state')).label]).toEqual(['amber', de.stateContractOver]);
    await cli(['models', 'remove', 'tiny:1b']);
    await expect.poll(async () => (await desktop.trayItem('state')).label).toBe(de.stateNoModel);
    expect((await seen('pictures')).at(-1)).toBe('amber');
  });
});
