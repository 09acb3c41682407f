import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { adminSocketPath } from '../../gateway/config/paths.ts';
import type { Gateway } from './gateway.ts';
import { IN_WINDOW } from './seat.ts';

export const CHROMIUM = process.env['GATEHOUSE_CHROMIUM'] ?? '/usr/bin/chromium';

export const BROWSER_FLAGS = ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-gpu', '--font-render-hinting=none'];

/** The system's Chromium, headless; nothing that calls home, and root needs no sandbox of it here. In the window the page comes with the gateway. */
export async function launchBrowser(): Promise<Browser> {
  if (IN_WINDOW) return (await import('../electron/seat.ts')).noBrowser();
  return chromium.launch({
    executablePath: CHROMIUM,
    args: BROWSER_FLAGS,
  });
}

export interface OpenOptions extends BrowserContextOptions {
  role?: 'admin' | 'auditor';
  name?: string;
  /** Below `/ui`, with its slash. */
  path?: string;
  /** Leaves the office as it is, so that the first run shows itself. */
  firstRun?: boolean;
}

export interface Opened {
  page: Page;
  /** What the console called an error, what was thrown, and what the content security policy stopped. Empty where all is well. */
  complaints: string[];
}

/** Says over the admin socket that the first run is over and the recovery key safe: other tests are about other pages. */
async function settle(gateway: Gateway): Promise<void> {
  const socketPath = adminSocketPath(gateway.home);
  const send = async (method: string, path: string, body?: unknown): Promise<void> => {
    const text = body === undefined ? '' : JSON.stringify(body);
    const sent = request({ socketPath, method, path: `/admin/api${path}`, headers: body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) } }).end(text);
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    response.resume();
    if (response.statusCode !== 200) throw new Error(`${method} ${path}: ${response.statusCode}`);
  };
  await send('PUT', '/first-run', { step: 'connect', finished: true, office: 'law' });
  await send('POST', '/recovery-key/confirm');
}

/** A one-time link of the command line; the office counts as set up from then on, unless `firstRun` is wanted. */
export async function oneTimeLink(gateway: Gateway, role: 'admin' | 'auditor' = 'admin', name = 'Anna Muster', firstRun = false): Promise<string> {
  if (!firstRun) await settle(gateway);
  return (await gateway.cliJson<{ url: string }>(['admin', 'link', '--name', name, '--role', role])).url;
}

/** What a page is seen with where a test says nothing else. */
export const VIEWER = { locale: 'en-GB', timezoneId: 'Europe/Zurich', reducedMotion: 'reduce', viewport: { width: 1280, height: 800 } } as const satisfies BrowserContextOptions;

/** A tab of its own, not signed in. */
export async function openTab(browser: Browser, options: BrowserContextOptions = {}): Promise<Opened> {
  const context = await browser.newContext({ ...VIEWER, ...options });
  return listen(await context.newPage());
}

/** From now on. */
export function listen(page: Page): Opened {
  page.setDefaultTimeout(10_000);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return { page, complaints };
}

/** A tab of its own, signed in by a one-time link, as the Electron window is; in the window that one, as it is after a start. */
export async function openUi(browser: Browser, gateway: Gateway, { role = 'admin', name, path = '/', firstRun = false, ...options }: OpenOptions = {}): Promise<Opened> {
  const opened = IN_WINDOW ? await (await import('../electron/seat.ts')).clearWindow(gateway, options) : await openTab(browser, options);
  const link = new URL(await oneTimeLink(gateway, role, name, firstRun));
  await opened.page.goto(`${gateway.url}/ui${path}${link.hash}`);
  await opened.page.getByRole('heading', { level: 1 }).waitFor();
  return opened;
}

/** With the same session, which otherwise is a tab's own. */
export async function anotherTab(first: Page): Promise<Page> {
  const session = (await first.evaluate(() => sessionStorage.getItem('gatehouse.session')))!;
  const page = await first.context().newPage();
  page.setDefaultTimeout(15_000);
  await page.addInitScript((stored) => sessionStorage.setItem('gatehouse.session', stored), session);
  return page;
}

/** What a click on this page has saved as a file. */
export async function savedFile(page: Page, click: () => Promise<void>): Promise<{ name: string; text: string }> {
  if (IN_WINDOW) return (await import('../electron/seat.ts')).savedByWindow(page, click);
  const [download] = await Promise.all([page.waitForEvent('download'), click()]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
}

/** Whether the browser would ask before this page is reloaded or closed. */
export function asksBeforeLeaving(page: Page): Promise<boolean> {
  return page.evaluate(() => !dispatchEvent(new Event('beforeunload', { cancelable: true })));
}

/** Before a page that asks so is left: Chromium's driver says yes by itself. */
export async function leaveUnsaved(page: Page): Promise<void> {
  if (IN_WINDOW) await (await import('../electron/seat.ts')).forgetUnsaved(page);
}

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** The rules of those that look at colours: nothing else differs between light and dark. */
const COLOURS = ['color-contrast', 'link-in-text-block'];

/**
 * `setLegacyMode`: without a second page, which Electron cannot open; frames of another origin, which there are none of,
 * stay out. What is in order is not listed node by node, which takes most of the time.
 */
async function violations(page: Page, choose: (axe: AxeBuilder) => AxeBuilder): Promise<string[]> {
  const found = await choose(new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] })).analyze();
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary ?? ''}`));
}

/** In the window each address is looked at once: in Chromium, where it is the same document, every state of it is. */
const looked = new Set<string>();
function again(page: Page): boolean {
  if (!IN_WINDOW) return false;
  const { pathname, search } = new URL(page.url());
  const before = looked.size;
  return looked.add(pathname + search).size === before;
}

/** What axe finds under WCAG 2.2 AA, one line each. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  return again(page) ? [] : violations(page, (axe) => axe.withTags(WCAG));
}

/** The same in light, and the colours in dark too. */
export async function faultsInBoth(page: Page): Promise<string[]> {
  if (again(page)) return [];
  await page.emulateMedia({ colorScheme: 'light' });
  const light = await violations(page, (axe) => axe.withTags(WCAG));
  await page.emulateMedia({ colorScheme: 'dark' });
  return [...light, ...(await violations(page, (axe) => axe.withRules(COLOURS))).map((fault) => `dark: ${fault}`)];
}
