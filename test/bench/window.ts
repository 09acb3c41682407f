/** How soon the desktop application's window can be used: started as a person starts it, on a virtual screen, without a test driver that would slow it down. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { ensureCode } from '../../scripts/lib/code-cache.mjs';
import { environmentOf } from '../electron/desktop.ts';
import { type Machine, startMachine } from '../electron/machine.ts';
import { electronProgram } from '../electron/runtime.ts';
import { askAdmin } from '../support/admin-socket.ts';
import type { Figure } from './classify.ts';
import { median } from './scenario.ts';
import { startedAt } from './process-figures.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const MAX_MS = 1_000;
/** Of the page's largest part, which stands when its contents do. */
const PAINTED = `new Promise((done) => new PerformanceObserver((list) => done(performance.timeOrigin + list.getEntries().at(-1).startTime)).observe({ type: 'largest-contentful-paint', buffered: true }))`;

/** Milliseconds from the start of the gateway's process, some 50 ms around which the window is shown, to the first page with its contents. */
export async function startOnce(program: string, machine: Machine, home: string): Promise<number> {
  const app = spawn(program, ['--no-sandbox', '--lang=en', '--remote-debugging-port=0', ROOT], { env: environmentOf(machine, home), stdio: ['ignore', 'ignore', 'pipe'] });
  let output = '';
  app.stderr.on('data', (data: Buffer) => { output += String(data); });
  await delay(4_000);
  const browser = await chromium.connectOverCDP(/DevTools listening on (ws:\S+)/.exec(output)![1]!);
  const page = browser.contexts().flatMap((context) => context.pages()).find((one) => one.url().includes('/ui/'))!;
  const painted = await page.evaluate<number>(PAINTED);
  const { pid } = JSON.parse(readFileSync(join(home, 'instance.json'), 'utf8')) as { pid: number };
  const usable = painted - startedAt(pid);
  await askAdmin(home, 'PUT', '/first-run', { step: 'done', finished: true, office: null });
  await browser.close();
  const ended = once(app, 'exit');
  app.kill('SIGTERM');
  await ended;
  return usable;
}

/** Empty where there is no Electron to measure with. */
export async function measureWindow(quick: boolean): Promise<Figure[]> {
  const program = electronProgram();
  if (!program) return [];
  await ensureCode(resolve(program, '..'));
  const machine = await startMachine('keyring');
  const home = mkdtempSync(join(tmpdir(), 'gh-'));
  try {
    // The first one makes the database, and shows the first run.
    await startOnce(program, machine, home);
    const starts: number[] = [];
    for (let start = 0; start < (quick ? 3 : 9); start++) starts.push(await startOnce(program, machine, home));
    const middle = median(starts);
    return [{ what: `from the window to its first page with its contents, ${starts.length} starts`, figure: `${middle.toFixed(0)} ms (${Math.min(...starts).toFixed(0)} to ${Math.max(...starts).toFixed(0)})`, bound: `≤ ${MAX_MS} ms`, met: middle <= MAX_MS }];
  } finally {
    await machine.stop();
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}
