import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import type { Machine } from './machine.ts';
import { electronProgram } from './runtime.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const IDLE_OLLAMA = resolve(import.meta.dirname, '../support/idle-ollama.mjs');

export interface DesktopOptions {
  machine: Machine;
  /** Data folder; a new one where absent. */
  home?: string;
  env?: Record<string, string>;
  args?: string[];
}

export interface Desktop {
  app: ElectronApplication;
  home: string;
  /** The window's page, whatever it shows. */
  window: Page;
  /** The banner's page, which begins when the first page stands or when there is something to say. */
  banner(): Promise<Page>;
  /** All that main process and gateway wrote. */
  output(): string;
  /** Of the gateway's process. */
  gatewayPid(): number;
  /** Waits until the window shows the gateway's page; gives its origin. */
  opened(): Promise<string>;
  /** Waits until the local page shows this. */
  stage(name: string): Promise<void>;
  /** Clicks an item of the tray's menu. */
  tray(id: string): Promise<void>;
  trayItem(id: string): Promise<{ label: string; checked: boolean; enabled: boolean }>;
  /** Quits from the tray and waits for the end of the main process; where it has ended already, does nothing. */
  quit(): Promise<void>;
}

let prepared = false;

/** What is started as the sources are, with the code that V8 makes of it. */
export function prepareWindow(): void {
  if (!prepared) execFileSync(process.execPath, [join(ROOT, 'scripts', 'run.mjs'), 'prepare', '--window'], { stdio: ['ignore', 'ignore', 'inherit'] });
  prepared = true;
}

/** Starts the built desktop application in the real Electron. */
export async function startDesktop(options: DesktopOptions): Promise<Desktop> {
  prepareWindow();
  // Short: the admin socket lies in it, and a socket's path may have about 100 bytes.
  const home = options.home ?? mkdtempSync(join(tmpdir(), 'gh-'));
  const app = await _electron.launch({
    executablePath: electronProgram()!,
    args: ['--no-sandbox', '--lang=en', ...(options.args ?? []), ROOT],
    env: { ...environmentOf(options.machine, home), ...options.env },
  });
  const main = app.process();
  app.context().setDefaultTimeout(15_000);
  let text = '';
  for (const stream of [main.stdout, main.stderr]) stream?.on('data', (data: Buffer) => { text += String(data); });
  // Polled: a window that is there already, but still without its address, tells nobody when it gets one.
  const page = async (isIt: (url: string) => boolean): Promise<Page> => {
    for (const end = Date.now() + 20_000; ; await new Promise((next) => setTimeout(next, 50))) {
      const found = app.windows().find((one) => isIt(one.url()));
      if (found) return found;
      if (Date.now() > end) throw new Error(`no such window within 20 s; ${app.windows().map((one) => one.url()).join(' ')}\n${text}`);
    }
  };
  const isBanner = (url: string): boolean => url.endsWith('/banner');
  const window = await page((url) => !isBanner(url) && url !== '');
  const item = (id: string, click: boolean) =>
    app.evaluate(({ app: electron }, { id: wanted, click: clicks }) => {
      let menu: Electron.Menu | undefined;
      electron.emit('gatehouse:tray-menu', (given: Electron.Menu) => { menu = given; });
      const found = menu?.getMenuItemById(wanted);
      if (!found) throw new Error(`the tray has no ${wanted}`);
      if (clicks) found.click();
      return { label: found.label, checked: found.checked, enabled: found.enabled };
    }, { id, click });

  return {
    app,
    home,
    window,
    banner: () => page(isBanner),
    output: () => text,
    gatewayPid: () => Number(JSON.parse(readFileSync(join(home, 'instance.json'), 'utf8')).pid),
    async opened() {
      await window.waitForURL(/^http:\/\/127\.0\.0\.1:\d+\/ui\//, { timeout: 20_000 });
      return new URL(window.url()).origin;
    },
    async stage(name) {
      await window.waitForSelector(`main[data-stage="${name}"]`, { timeout: 20_000 });
    },
    async tray(id) {
      await item(id, true);
    },
    trayItem: (id) => item(id, false),
    async quit() {
      if (main.exitCode !== null || main.signalCode !== null) return;
      const ended = once(main, 'exit', { signal: AbortSignal.timeout(20_000) });
      await item('quit', true).catch(() => main.kill('SIGTERM'));
      await ended.catch(() => {
        main.kill('SIGKILL');
        throw new Error(`the application did not end within 20 s of being asked to\n${text}`);
      });
    },
  };
}

/** After a test: quits what runs and removes what it kept. */
export async function endDesktop(desktop: Desktop | undefined, machine: Machine | undefined): Promise<void> {
  await desktop?.quit();
  await machine?.stop();
  if (desktop) removeHome(desktop.home);
}

export function removeHome(home: string): void {
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
}

/** What the application is started with: a port that is free, and a stand-in for Ollama that loads nothing. */
export function environmentOf(machine: Machine, home: string): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '', ...machine.env, GATEHOUSE_HOME: home, GATEHOUSE_PORT: '0', GATEHOUSE_NODE: process.execPath, ...idleOllama(home) };
}

function idleOllama(home: string): Record<string, string> {
  const script = join(home, 'idle-ollama');
  if (!existsSync(script)) writeFileSync(script, `#!/bin/sh\nexec '${process.execPath}' '${IDLE_OLLAMA}' "$@" --model tiny:1b\n`, { mode: 0o700 });
  return { GATEHOUSE_OLLAMA: script, GATEHOUSE_STARTER: 'none' };
}

/** Every process whose command line or environment names this home. */
export function processesOf(home: string): string[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid).flatMap((pid) => {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      return `${command} ${readFileSync(`/proc/${pid}/environ`, 'utf8')}`.includes(home) && command !== '' ? [`${pid} ${command.slice(0, 160)}`] : [];
    } catch {
      return [];
    }
  });
}
