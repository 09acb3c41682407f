import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { needs } from '../support/needs.ts';
import { type Desktop, endDesktop, startDesktop } from './desktop.ts';
import { type Machine, startMachine } from './machine.ts';

needs('linux', 'electron')('what a page in the window cannot do', () => {
  let machine: Machine;
  let desktop: Desktop;
  let origin: string;
  /** Whoever else listens on this computer. */
  let stranger: Server;
  let strangerUrl: string;
  const asked: string[] = [];

  beforeAll(async () => {
    machine = await startMachine('keyring');
    stranger = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.setHeader('access-control-allow-origin', '*').end('<h1>stranger</h1>');
    });
    await new Promise<void>((done) => { stranger.listen(0, '127.0.0.1', done); });
    strangerUrl = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}/`;
    desktop = await startDesktop({ machine, args: ['--use-fake-device-for-media-stream'] });
    origin = await desktop.opened();
    await desktop.window.getByText('Administrator').first().waitFor();
    // The question about outside links, answered "no", and counted.
    await desktop.app.evaluate(({ dialog, shell }) => {
      const seen: string[] = [];
      Object.assign(globalThis, { questions: seen, outside: [] as string[], answer: 0 });
      dialog.showMessageBox = (async (options: Electron.MessageBoxOptions) => {
        seen.push(options.detail ?? '');
        return { response: (globalThis as unknown as { answer: number }).answer, checkboxChecked: false };
      }) as never;
      shell.openExternal = async (url: string) => void (globalThis as unknown as { outside: string[] }).outside.push(url);
    });
  });
  afterAll(async () => {
    await endDesktop(desktop, machine);
    stranger.close();
  });
  const questions = () => desktop.app.evaluate(() => (globalThis as unknown as { questions: string[] }).questions.splice(0));
  const inPage = <T>(script: string): Promise<T> => desktop.window.evaluate(script) as Promise<T>;

  it('is sandboxed, isolated, without Node, spell checker off', async () => {
    await desktop.banner();
    const preferences = await desktop.app.evaluate(({ webContents }) => webContents.getAllWebContents().map((one) => (one as unknown as { getLastWebPreferences(): Electron.WebPreferences }).getLastWebPreferences()));
    expect(preferences).toHaveLength(2);
    for (const one of preferences) expect(one).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true, webviewTag: false });
    expect(await desktop.app.evaluate(({ session }) => session.fromPartition('persist:window').isSpellCheckerEnabled())).toBe(false);
    expect(await inPage('[typeof require, typeof process, typeof module, typeof Buffer, typeof ipcRenderer]')).toEqual(Array(5).fill('undefined'));
  });

  it('stays where it is: foreign sites, files, other schemes, redirects', async () => {
    // A new office is led to its first run.
    await desktop.window.waitForURL(/\/ui\/welcome/);
    const before = desktop.window.url();
    for (const target of ['file:///etc/passwd', strangerUrl, 'https://example.org/', 'data:text/html,<h1>x', 'javascript:document.body.innerHTML=""', 'chrome://gpu', 'gatehouse://local/start', `${origin}/healthz`]) {
      await inPage(`(() => { const a = document.createElement('a'); a.href = ${JSON.stringify(target)}; document.body.append(a); a.click(); a.remove(); })()`).catch(() => {});
      await desktop.window.waitForTimeout(100);
      expect([target, desktop.window.url()]).toEqual([target, before]);
    }
    // Only what can be opened elsewhere was asked about, and nothing of ours.
    expect(await questions()).toEqual([strangerUrl, 'https://example.org/']);
    expect(asked).toEqual([]);
  });

  it('opens no window; an outside link goes to the browser after a question only', async () => {
    expect(await inPage(`[window.open('https://example.org/a'), window.open('file:///etc/passwd'), window.open('${origin}/ui/')]`)).toEqual([null, null, null]);
    await expect.poll(questions).toEqual(['https://example.org/a']);
    await desktop.app.evaluate(() => Object.assign(globalThis, { answer: 1 }));
    await inPage(`window.open('https://example.org/b')`);
    await expect.poll(() => desktop.app.evaluate(() => (globalThis as unknown as { outside: string[] }).outside)).toEqual(['https://example.org/b']);
    expect(await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  });

  it('asks nobody else, not even with its own CSP out of the way', async () => {
    const devTools = await desktop.window.context().newCDPSession(desktop.window);
    await devTools.send('Page.setBypassCSP', { enabled: true });
    await desktop.window.reload();
    const tries = await inPage(`Promise.all([
      fetch(${JSON.stringify(strangerUrl)}).then(() => 'reached', () => 'refused'),
      fetch('file:///etc/passwd').then(() => 'reached', () => 'refused'),
      new Promise((done) => { const i = new Image(); i.onload = () => done('reached'); i.onerror = () => done('refused'); i.src = ${JSON.stringify(strangerUrl)} + 'i.png'; }),
      new Promise((done) => { const s = new WebSocket(${JSON.stringify(strangerUrl.replace('http', 'ws'))}); s.onopen = () => done('reached'); s.onerror = () => done('refused'); }),
      fetch('/healthz').then((answer) => answer.status, () => 'refused'),
    ])`);
    await devTools.send('Page.setBypassCSP', { enabled: false });
    await desktop.window.reload();
    expect(tries).toEqual(['refused', 'refused', 'refused', 'refused', 200]);
    expect(asked).toEqual([]);
  });

  it('gets no permission but to copy', async () => {
    const answers = await inPage(`Promise.all([
      navigator.mediaDevices.getUserMedia({ audio: true }).then(() => 'given', (e) => e.name),
      new Promise((done) => navigator.geolocation.getCurrentPosition(() => done('given'), (e) => done('refused ' + e.code))),
      Notification.requestPermission(),
      navigator.permissions.query({ name: 'clipboard-read' }).then((p) => p.state),
      navigator.permissions.query({ name: 'notifications' }).then((p) => p.state),
      navigator.permissions.query({ name: 'camera' }).then((p) => p.state),
      navigator.mediaDevices.getDisplayMedia({ video: true }).then(() => 'given', (e) => e.name),
    ])`);
    expect(answers).toEqual(['NotAllowedError', 'refused 1', 'denied', 'denied', 'denied', 'denied', expect.stringMatching(/NotAllowedError|NotSupportedError|InvalidStateError/)]);
  });

  it('sees a bridge of exactly the names of its table, and may call its own only', async () => {
    const names = ['choosePath', 'dismissBanner', 'info', 'link', 'onView', 'otherWay', 'passphrase', 'recover', 'restart', 'retryKeychain', 'setLanguage', 'setStartAtLogin', 'unsaved', 'view'];
    expect(await inPage('Object.keys(gatehouse).sort()')).toEqual(names);
    expect(await inPage('gatehouse.info()')).toMatchObject({ version: expect.stringMatching(/^\d+\.\d+\.\d+$/), startAtLogin: false });
    for (const call of ['view()', 'passphrase("guess")', 'recover({ recoveryKey: "x", newPassphrase: "" })', 'dismissBanner()']) {
      expect(await inPage(`gatehouse.${call}.then(() => 'answered', (e) => e.message)`)).toContain('This page may not call');
    }
    for (const input of ['"on"', '1', 'null', '{}', 'undefined']) expect(await inPage(`gatehouse.setStartAtLogin(${input}).then(() => 'answered', (e) => e.message)`)).toContain('is not valid');
  });

  it('gets the path of a file or folder that the person chose, and nothing else', async () => {
    expect(await inPage("gatehouse.choosePath('/etc/passwd').then(() => 'answered', (e) => e.message)")).toContain('is not valid');
    await desktop.app.evaluate(({ dialog }) => {
      const chosen = [['/srv/models/one.gguf'], [], ['/srv/models']];
      const asked = ((globalThis as unknown as { asked: unknown[] }).asked = [] as unknown[]);
      dialog.showOpenDialog = (async (_window: unknown, { properties }: { properties: string[] }) => {
        asked.push(...properties);
        return { canceled: false, filePaths: chosen.shift()! };
      }) as never;
    });
    await desktop.window.goto(`${origin}/ui/models`);
    await desktop.window.getByRole('button', { name: 'Add a model' }).click();
    await desktop.window.getByRole('menuitem', { name: 'Import a file' }).click();
    const dialog = desktop.window.getByRole('dialog');
    const path = dialog.getByLabel('Full path of the file');
    await dialog.getByRole('button', { name: 'Choose …' }).click();
    await expect.poll(() => path.inputValue()).toBe('/srv/models/one.gguf');
    // Closed without a choice: what stood there stays.
    await dialog.getByRole('button', { name: 'Choose …' }).click();
    await expect.poll(() => desktop.app.evaluate(() => (globalThis as unknown as { asked: unknown[] }).asked.length)).toBe(2);
    expect(await path.inputValue()).toBe('/srv/models/one.gguf');
    expect(await inPage("gatehouse.choosePath('folder')")).toBe('/srv/models');
    expect(await desktop.app.evaluate(() => (globalThis as unknown as { asked: unknown[] }).asked)).toEqual(['openFile', 'openFile', 'openDirectory']);
    await desktop.window.keyboard.press('Escape');
  });

  it('goes on by itself when its session is over, with what was typed, and signs in again by one click', async () => {
    const token = (): Promise<string> => inPage("JSON.parse(sessionStorage.getItem('gatehouse.session')).token");
    await desktop.window.goto(`${origin}/ui/keys`);
    await desktop.window.getByRole('button', { name: 'New key' }).first().click();
    const name = desktop.window.getByLabel('Name').first();
    await name.fill('Half a name');
    const before = await token();
    await inPage("fetch('/admin/api/session', { method: 'DELETE', headers: { authorization: 'Bearer ' + JSON.parse(sessionStorage.getItem('gatehouse.session')).token } }).then(() => undefined)");
    await expect.poll(token, { timeout: 20_000 }).not.toBe(before);
    expect(await name.inputValue()).toBe('Half a name');

    await inPage('sessionStorage.clear()');
    await desktop.window.goto(`${origin}/ui/`);
    await desktop.window.getByRole('button', { name: 'Administrator' }).click();
    await desktop.window.getByRole('menuitem', { name: 'Sign out' }).click();
    await desktop.window.getByRole('button', { name: 'Sign in at this computer' }).click();
    await desktop.window.getByRole('button', { name: 'Administrator' }).waitFor();
    expect(await inPage("gatehouse.link().then((link) => new URL(link).hash.slice(0, 10))")).toBe('#link=ghl_');
  });

  it('has a strict policy on every page, ours and the gateway’s', async () => {
    for (const address of [`${origin}/ui/`, 'gatehouse://local/start', 'gatehouse://local/banner']) {
      const policy = await desktop.app.evaluate(async ({ session }, url) => (await session.fromPartition('persist:window').fetch(url)).headers.get('content-security-policy'), address);
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toMatch(/unsafe-inline|unsafe-eval|\*/);
    }
  });
});
