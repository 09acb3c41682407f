import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { adminSocketPath } from '../../gateway/config/paths.ts';
import type { Gateway } from './gateway.ts';

export const CHROMIUM = process.env['GATEHOUSE_CHROMIUM'] ?? '/usr/bin/chromium';

export const BROWSER_FLAGS = ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-gpu', '--font-render-hinting=none'];

/** The system's Chromium, headless; nothing that calls home, and root needs no sandbox of it here. */
export function launchBrowser(): Promise<Browser> {
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

/** A tab of its own, not signed in. */
export async function openTab(browser: Browser, options: BrowserContextOptions = {}): Promise<Opened> {
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Zurich', reducedMotion: 'reduce', viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return { page, complaints };
}

/** A tab of its own, signed in by a one-time link, as the Electron window is. */
export async function openUi(browser: Browser, gateway: Gateway, { role = 'admin', name, path = '/', firstRun = false, ...options }: OpenOptions = {}): Promise<Opened> {
  const opened = await openTab(browser, options);
  const link = new URL(await oneTimeLink(gateway, role, name, firstRun));
  await opened.page.goto(`${gateway.url}/ui${path}${link.hash}`);
  await opened.page.getByRole('heading', { level: 1 }).waitFor();
  return opened;
}

/** What axe finds under WCAG 2.2 AA, one line each. `setLegacyMode`: without a second page, which Electron cannot open; frames of another origin, which there are none of, stay out. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary ?? ''}`));
}

/** The same in light and in dark. */
export async function faultsInBoth(page: Page): Promise<string[]> {
  const faults: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    faults.push(...(await accessibilityFaults(page)).map((fault) => `${colorScheme}: ${fault}`));
  }
  return faults;
}
