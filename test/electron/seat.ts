/** The desktop application as the seat of the specs of test/ui: what test/support/gateway.ts and browser.ts are to them in Chromium. One application for each gateway, and its one page. */
import { mkdtempSync, readFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, BrowserContextOptions, CDPSession, Page } from 'playwright-core';
import { findRealOllama } from '../../gateway/local/testing/real.ts';
import { askAdmin } from '../support/admin-socket.ts';
import { listen, type Opened, VIEWER } from '../support/browser.ts';
import { commandLine, type Gateway, type GatewayOptions, idleOllama } from '../support/gateway.ts';
import { type Desktop, endDesktop, startDesktop } from './desktop.ts';
import { startMachine } from './machine.ts';

interface Seat {
  desktop: Desktop;
  /** What it has set of the page holds for as long as it is open. */
  devTools: CDPSession;
}

/** By the gateway's origin. */
const seats = new Map<string, Seat>();

/** Starts the desktop application on an empty home. */
export async function startGatewayOfWindow({ local = 'idle', env: given = {}, ...others }: GatewayOptions): Promise<Gateway> {
  for (const name of Object.keys(others)) throw missing(`a gateway with a ${name} of its own`);
  const machine = await startMachine('keyring');
  const home = mkdtempSync(join(tmpdir(), 'gh-'));
  const desktop = await startDesktop({ machine, home, env: { ...(local === 'real' ? await realOllama() : idleOllama(home)), ...given } });
  const url = await desktop.opened();
  if (local === 'idle') await engineIsReady(home);
  const seat = { desktop, devTools: await desktop.window.context().newCDPSession(desktop.window) };
  seats.set(url, seat);
  return {
    url,
    port: Number(new URL(url).port),
    home,
    pid: desktop.gatewayPid(),
    stdout: desktop.output,
    waitFor: () => Promise.reject(missing('what the gateway alone writes')),
    kill9: () => Promise.reject(missing('a gateway that stays away')),
    ...commandLine(home),
    async stop() {
      const main = desktop.app.process();
      await letGo(seat);
      seats.delete(url);
      await endDesktop(desktop, machine);
      return main.exitCode;
    },
  };
}

/** A window is there before its Ollama, which begins after the first page; a headless gateway takes longer than that to say that it listens. */
async function engineIsReady(home: string): Promise<void> {
  for (const end = Date.now() + 20_000; Date.now() < end; await delay(50)) {
    const status = await askAdmin(home, 'GET', '/status').catch(() => undefined);
    if ((status as { local?: { phase: string } } | undefined)?.local?.phase === 'ready') return;
  }
  throw new Error('the stand-in for Ollama was not ready within 20 s');
}

export function noBrowser(): Browser {
  const none = (): Promise<never> => Promise.reject(missing('a second tab'));
  return { contexts: () => [], newContext: none, newPage: none, close: () => Promise.resolve() } satisfies Partial<Browser> as Partial<Browser> as Browser;
}

/** The window with nothing of the test before it, as a new tab would be: signed out, without what was stored, held back or listened to. */
export async function clearWindow(gateway: Gateway, options: BrowserContextOptions): Promise<Opened> {
  const seat = seats.get(gateway.url)!;
  const { desktop: { window: page }, devTools } = seat;
  await letGo(seat);
  // Another document: with the same address and another link behind it the page would stay as it is.
  await page.goto('about:blank');
  const { locale, timezoneId, viewport, colorScheme = 'light', reducedMotion, ...others } = { ...VIEWER, ...options };
  for (const name of Object.keys(others)) throw missing(name);
  await devTools.send('Emulation.setTimezoneOverride', { timezoneId: timezoneId });
  await devTools.send('Emulation.setLocaleOverride', { locale });
  await devTools.send('Emulation.setUserAgentOverride', { userAgent: await page.evaluate('navigator.userAgent'), acceptLanguage: locale });
  await page.setViewportSize(viewport ?? VIEWER.viewport);
  await page.emulateMedia({ media: null, colorScheme, reducedMotion });
  return listen(page);
}

/** What a click has saved, at a place that is chosen here: the system's dialog has nobody before it. */
export async function savedByWindow(page: Page, click: () => Promise<void>): Promise<{ name: string; text: string }> {
  const { app, home } = seatOf(page).desktop;
  const path = join(home, 'saved');
  await app.evaluate(({ session }, at) => {
    const saved = new Promise((done) => {
      session.fromPartition('persist:window').once('will-download', (_event, item) => {
        item.setSavePath(at);
        item.once('done', (_done, state) => done({ name: item.getFilename(), state }));
      });
    });
    Object.assign(globalThis, { saved });
  }, path);
  await click();
  const { name, state } = await app.evaluate(() => (globalThis as unknown as { saved: Promise<{ name: string; state: string }> }).saved);
  if (state !== 'completed') throw new Error(`saving ${name} ended as ${state}`);
  return { name, text: readFileSync(path, 'utf8') };
}

/** As if nothing were unsaved: neither the page nor the application asks any more, in a dialog of the system's that has nobody before it. */
export async function forgetUnsaved(page: Page): Promise<void> {
  const expression = "for (const { listener } of getEventListeners(window).beforeunload ?? []) removeEventListener('beforeunload', listener); gatehouse.unsaved(false)";
  await seatOf(page).devTools.send('Runtime.evaluate', { expression, includeCommandLineAPI: true, awaitPromise: true });
}

const seatOf = (page: Page): Seat => [...seats.values()].find(({ desktop }) => desktop.window === page)!;

/** Ends what a test has begun. */
async function letGo({ desktop: { window: page } }: Seat): Promise<void> {
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  for (const event of ['console', 'pageerror', 'request', 'response', 'dialog'] as const) page.removeAllListeners(event);
  if (page.url().startsWith('http:')) await forgetUnsaved(page);
  await page.evaluate(() => {
    if (location.protocol !== 'http:') return;
    localStorage.clear();
    sessionStorage.clear();
  });
}

/** The one that set-up has brought, with the caches of whoever runs the tests. */
async function realOllama(): Promise<Record<string, string>> {
  return { GATEHOUSE_OLLAMA: (await findRealOllama()) ?? '', GATEHOUSE_STARTER: process.env['GATEHOUSE_STARTER'] ?? '', XDG_CACHE_HOME: process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache') };
}

const missing = (what: string): Error => new Error(`The window has not: ${what}. Register this test with inBrowser.`);
