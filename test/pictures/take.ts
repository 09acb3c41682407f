/** `npm run pictures [-- name …]`: takes the pictures of docs/pictures anew, of the real gateway with a made-up law firm whose providers and local models are stand-ins. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, oneTimeLink, openTab } from '../support/browser.ts';
import type { Gateway } from '../support/gateway.ts';
import { type DatedGateway, startDated, usualPort } from './dated-gateway.ts';
import { finish, LEAD, setUp } from './office.ts';
import { startProviders } from './providers.ts';
import { ask, FASTER } from './requests.ts';
import { FIRST_ANSWER, FIRST_KEY, FIRST_RUN, type View, VIEWS } from './views.ts';

const FOLDER = join(import.meta.dirname, '../../docs/pictures');
const SIZES = [{ width: 1280, height: 800 }, { width: 1920, height: 1080 }, { width: 390, height: 844 }];
/** By width: all of them together stay below 5 MB. */
const quality = (width: number): number => (width > 1280 ? 0.35 : 0.45);
const DAY = 86_400_000;
/** Of the day, in UTC. */
const AFTERNOON = 14.7 * 3_600_000;

const only = process.argv.slice(2);
const wanted = ({ name }: { name: string }): boolean => only.length === 0 || only.includes(name);
const taken = new Set<string>();

/** The afternoon of the last Thursday in the middle of a month: budgets are partly used, and pictures of the same month show the same day. */
function dayOfPictures(): number {
  let day = Math.floor(Date.now() / DAY) * DAY - DAY;
  while (new Date(day).getUTCDay() !== 4 || new Date(day).getUTCDate() < 16 || new Date(day).getUTCDate() > 24) day -= DAY;
  return day + AFTERNOON;
}

/** Chromium writes WebP, Playwright only PNG: an empty page draws the one and gives the other. */
async function webp(easel: Page, png: Buffer, width: number): Promise<Buffer> {
  const url = await easel.evaluate(`(async () => {
    const image = new Image();
    image.src = 'data:image/png;base64,${png.toString('base64')}';
    await image.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
    canvas.getContext('2d').drawImage(image, 0, 0);
    return canvas.toDataURL('image/webp', ${quality(width)});
  })()`);
  return Buffer.from((url as string).split(',')[1]!, 'base64');
}

async function settled(page: Page): Promise<void> {
  const end = Date.now() + 5_000;
  while (Date.now() < end && (await page.locator('[aria-busy="true"]').or(page.getByRole('status', { name: 'Loading' })).count()) > 0) await page.waitForTimeout(50);
  await page.evaluate('document.fonts.ready');
  await page.waitForTimeout(350);
}

async function shoot(page: Page, easel: Page, name: string, width: number): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await settled(page);
    const file = `${name}-${width}-${colorScheme}.webp`;
    writeFileSync(join(FOLDER, file), await webp(easel, await page.screenshot(), width));
    taken.add(file);
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

/** A tab whose clock is the gateway's, signed in unless `link` is undefined. */
async function tab(browser: Browser, gateway: Gateway, viewport: { width: number; height: number }, ahead: number, link?: string): Promise<Page> {
  const { page } = await openTab(browser, { viewport });
  await page.addInitScript(`{
    const Real = Date;
    globalThis.Date = class extends Real {
      constructor(...given) { super(...(given.length > 0 ? given : [Real.now() + ${ahead}])); }
      static now() { return Real.now() + ${ahead}; }
    };
  }`);
  await page.goto(`${gateway.url}/ui/${link ? new URL(link).hash : ''}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
}

async function takeAll(browser: Browser, easel: Page, gateway: DatedGateway, ahead: number, views: readonly View[]): Promise<void> {
  for (const viewport of SIZES) {
    const page = await tab(browser, gateway, viewport, ahead, await oneTimeLink(gateway, 'admin', LEAD, true));
    for (const { name, path, ready, after } of views.filter(wanted)) {
      try {
        await page.goto(`${gateway.url}/ui${path}`);
        await ready?.(page);
        await shoot(page, easel, name, viewport.width);
        await after?.(page);
      } catch (error) {
        process.stderr.write(`${name} at ${viewport.width}: ${String(error)}\n`);
        process.exitCode = 1;
      }
    }
    await page.context().close();
    process.stdout.write(`${views[0]!.name} … at ${viewport.width}: ${Math.round(performance.now() / 1000)} s\n`);
  }
}

mkdirSync(FOLDER, { recursive: true });
const now = dayOfPictures();
const ahead = now - Date.now();
const [browser, cloud, office, empty, fresh] = await Promise.all([launchBrowser(), startProviders(), usualPort().then((port) => startDated(now - 40 * DAY, { port })), startDated(now, { models: false }), startDated(now)]);
try {
  const easel = await browser.newPage();
  await ask(office, await setUp(office, cloud.url, now), now);
  await finish(office);
  await office.setClock(now, FASTER / 4);
  process.stdout.write(`the office is there: ${Math.round(performance.now() / 1000)} s\n`);
  await takeAll(browser, easel, office, ahead, VIEWS);
  for (const viewport of SIZES.filter(() => wanted({ name: 'sign-in' }))) await shoot(await tab(browser, office, viewport, ahead), easel, 'sign-in', viewport.width);
  await takeAll(browser, easel, empty, ahead, FIRST_RUN);
  for (const views of [FIRST_KEY, FIRST_ANSWER]) await takeAll(browser, easel, fresh, ahead, views);
  if (only.length === 0 && process.exitCode === undefined) for (const file of readdirSync(FOLDER)) if (!taken.has(file)) rmSync(join(FOLDER, file));
} finally {
  await browser.close();
  await Promise.all([office, empty, fresh, cloud].map((one) => one.stop()));
}
