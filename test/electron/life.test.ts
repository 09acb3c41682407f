import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../support/gateway.ts';
import { needs } from '../support/needs.ts';
import { type Desktop, endDesktop, processesOf, startDesktop } from './desktop.ts';
import { type Machine, startMachine } from './machine.ts';
import { freePort, listen } from './ports.ts';
import { electronProgram } from './runtime.ts';

needs('linux', 'electron')('the desktop application, day by day', () => {
  let machine: Machine;
  let desktop: Desktop;
  let origin: string;
  let port: number;
  beforeAll(async () => {
    machine = await startMachine('keyring');
    port = await freePort();
    desktop = await startDesktop({ machine, env: { GATEHOUSE_PORT: String(port) } });
    origin = await desktop.opened();
  });
  afterAll(() => endDesktop(desktop, machine));
  const visible = () => desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible());

  describe('tray', () => {
    it('shows the state and the base_url, and copies it', async () => {
      await expect.poll(async () => (await desktop.trayItem('state')).label).toBe('Running, local model ready');
      expect((await desktop.trayItem('base-url')).label).toBe(`Copy base_url: ${origin}/v1`);
      await desktop.tray('base-url');
      expect(await desktop.app.evaluate(({ clipboard }) => clipboard.readText())).toBe(`${origin}/v1`);
    });

    it('lets nothing leave the building, and the audit log knows it', async () => {
      expect((await desktop.trayItem('lockdown')).checked).toBe(false);
      await desktop.tray('lockdown');
      await expect.poll(async () => (await desktop.trayItem('lockdown')).checked).toBe(true);
      const { stdout } = await runCli(['audit', 'list', '--json'], { ...process.env, GATEHOUSE_HOME: desktop.home });
      expect((JSON.parse(stdout) as { action: string; actor: string; detail: unknown }[]).find(({ action }) => action === 'lockdown.set')).toMatchObject({ actor: 'Administrator', detail: { on: true } });
    });

    it('keeps running when the window is closed, and opens it again', async () => {
      expect(await visible()).toBe(true);
      await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.close());
      await expect.poll(visible).toBe(false);
      expect((await fetch(`${origin}/healthz`)).status).toBe(200);
      await desktop.tray('open');
      await expect.poll(visible).toBe(true);
      expect(desktop.window.url()).toContain(`${origin}/ui/`);
    });
  });

  it('shows the first window when it is started a second time, and ends', async () => {
    await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.hide());
    await expect.poll(visible).toBe(false);
    const second = spawn(electronProgram()!, ['--no-sandbox', join(import.meta.dirname, '../..')], { env: { PATH: process.env['PATH'] ?? '', ...machine.env, GATEHOUSE_HOME: desktop.home }, stdio: 'ignore' });
    const [code] = (await once(second, 'exit')) as [number | null];
    expect(code).toBe(0);
    await expect.poll(visible).toBe(true);
  });

  it('starts at login where the person wants it', async () => {
    const file = join(machine.env['HOME']!, '.config', 'autostart', 'gatehouse.desktop');
    await desktop.app.evaluate(({ Menu }) => Menu.getApplicationMenu()!.getMenuItemById('start-at-login')!.click());
    expect(readFileSync(file, 'utf8')).toMatch(/^Exec=".*electron" ".*" --hidden$/m);
    expect(await desktop.window.evaluate('gatehouse.info()')).toMatchObject({ startAtLogin: true });
    await desktop.window.evaluate('gatehouse.setStartAtLogin(false)');
    expect(existsSync(file)).toBe(false);
  });

  it('starts the gateway again where a setting asks for it, and the page goes on', async () => {
    const pid = desktop.gatewayPid();
    await desktop.window.evaluate('gatehouse.restart()');
    await expect.poll(() => desktop.gatewayPid(), { timeout: 15_000 }).not.toBe(pid);
    await desktop.window.waitForURL(/\/ui\//);
    await desktop.window.getByText('Administrator').first().waitFor();
    origin = await desktop.opened();
    // The banner of the way down may still be there: the next test looks at its words.
    await expect.poll(async () => (await desktop.banner()).innerText('#text')).toContain('was started again');
    await (await desktop.banner()).click('#close');
    await expect.poll(async () => (await desktop.banner()).innerText('#text')).toBe('');
  });

  it('starts a gateway that was killed again, says so, and leaves the page as it was', async () => {
    await desktop.window.evaluate('window.typed = "a draft"');
    const pid = desktop.gatewayPid();
    process.kill(pid, 'SIGKILL');
    await expect.poll(async () => (await desktop.banner()).innerText('#text'), { timeout: 10_000 }).toContain('stopped unexpectedly');
    await expect.poll(() => desktop.gatewayPid(), { timeout: 15_000 }).not.toBe(pid);
    await expect.poll(async () => (await desktop.banner()).innerText('#text'), { timeout: 15_000 }).toContain('was started again');
    expect((await fetch(`${origin}/healthz`)).status).toBe(200);
    expect(await desktop.window.evaluate('fetch("/healthz").then((answer) => answer.status + " " + window.typed)')).toBe('200 a draft');
    await expect.poll(async () => (await desktop.trayItem('lockdown')).checked).toBe(true);
    await (await desktop.banner()).click('#close');
    await expect.poll(async () => (await desktop.banner()).innerText('#text')).toBe('');
  });

  it('ends a gateway that hangs, and starts it again', async () => {
    const pid = desktop.gatewayPid();
    process.kill(pid, 'SIGSTOP');
    await expect.poll(async () => (await desktop.banner()).innerText('#text'), { timeout: 40_000 }).toContain('was started again');
    expect(desktop.gatewayPid()).not.toBe(pid);
    expect((await fetch(`${origin}/healthz`)).status).toBe(200);
    await (await desktop.banner()).click('#close');
  });

  it('sends nothing to whoever takes the port while the gateway is down', async () => {
    const asked: string[] = [];
    const stranger = createServer((request, response) => {
      asked.push(`${request.url} ${request.headers.authorization}`);
      response.end('<h1>Sign in</h1>');
    });
    process.kill(desktop.gatewayPid(), 'SIGKILL');
    await expect.poll(() => listen(stranger, port), { interval: 5 }).toBe(true);
    await desktop.window.evaluate('setInterval(() => void fetch("/steal").catch(() => {}), 20)');
    await desktop.stage('failed');
    expect(await desktop.window.innerText('.reason')).toContain(String(port));
    // Before the shell knows of the gateway's end a page may ask for a number to prove itself with, which carries nothing.
    expect(asked.filter((one) => one !== '/admin/api/session/challenge undefined')).toEqual([]);
    expect((await desktop.trayItem('state')).label).toBe('Not running');
    stranger.closeAllConnections();
    await new Promise((done) => { stranger.close(done); });
    await desktop.window.click('button.main');
    expect(await desktop.opened()).toBe(origin);
  });

  it('starts an Ollama that was killed again', async () => {
    const ollama = (): number[] => processesOf(desktop.home).filter((line) => line.includes('idle-ollama.mjs serve')).map((line) => Number(line.split(' ')[0]));
    await expect.poll(async () => (await desktop.trayItem('state')).label).toBe('Running, local model ready');
    expect(ollama()).toHaveLength(1);
    const [before] = ollama();
    process.kill(before!, 'SIGKILL');
    await expect.poll(() => ollama()[0] ?? before, { timeout: 15_000 }).not.toBe(before);
    await expect.poll(async () => (await desktop.trayItem('state')).label, { timeout: 15_000 }).toBe('Running, local model ready');
  });

  it('comes back to its place', async () => {
    await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.setBounds({ x: 60, y: 40, width: 900, height: 700 }));
    await expect.poll(() => (JSON.parse(readFileSync(join(desktop.home, 'desktop', 'window.json'), 'utf8')) as { bounds: { width: number } }).bounds.width).toBe(900);
    await desktop.quit();
    expect(processesOf(desktop.home)).toEqual([]);
    desktop = await startDesktop({ machine, home: desktop.home, env: { GATEHOUSE_PORT: String(port) } });
    origin = await desktop.opened();
    expect(await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.getBounds())).toMatchObject({ width: 900, height: 700 });
    // Survived the restart.
    await expect.poll(async () => (await desktop.trayItem('lockdown')).checked).toBe(true);
  });

  it('takes gateway and Ollama with it when it is killed', async () => {
    const { home } = desktop;
    await expect.poll(() => processesOf(home).some((line) => line.includes('idle-ollama.mjs serve'))).toBe(true);
    desktop.app.process().kill('SIGKILL');
    await expect.poll(() => processesOf(home), { timeout: 10_000 }).toEqual([]);
    desktop = await startDesktop({ machine, home, env: { GATEHOUSE_PORT: String(port) } });
    origin = await desktop.opened();
  });

  it('quits from the tray and leaves no process', async () => {
    const gone = desktop.app.waitForEvent('close');
    await desktop.tray('quit').catch(() => {});
    await gone;
    expect(processesOf(desktop.home)).toEqual([]);
  });
});
