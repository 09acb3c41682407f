import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser, openUi } from '../support/browser.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';

/**
 * How the pages look, as thumbnails of 96 × 60: a layout that falls apart, a colour scheme that is not applied or a style sheet that is missing shows, another font or
 * another minute does not. `GATEHOUSE_UPDATE_VISUAL=1` makes them anew; look at them before they are committed.
 */
const FOLDER = join(import.meta.dirname, 'visual');
const UPDATE = process.env['GATEHOUSE_UPDATE_VISUAL'] === '1';
/** Of 255, on average over all pixels; two empty pages differ by 2.8. */
const BOUND = 1.5;

let browser: Browser;
let gateway: Gateway;
let easel: Page;

beforeAll(async () => {
  [browser, gateway] = await Promise.all([launchBrowser(), startGateway({ local: 'idle' })]);
  easel = await browser.newPage();
  mkdirSync(FOLDER, { recursive: true });
});
afterAll(async () => {
  await browser?.close();
  await gateway?.stop();
});

/** Grey values of the picture drawn small, and that as a PNG. */
function drawn(png: Buffer): Promise<{ grey: number[]; png: string }> {
  return easel.evaluate(async (url) => {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width: 96, height: 60 });
    const context = canvas.getContext('2d')!;
    context.imageSmoothingQuality = 'high';
    context.drawImage(image, 0, 0, 96, 60);
    const { data } = context.getImageData(0, 0, 96, 60);
    const grey = Array.from({ length: data.length / 4 }, (_, pixel) => (data[pixel * 4]! + data[pixel * 4 + 1]! + data[pixel * 4 + 2]!) / 3);
    return { grey, png: canvas.toDataURL('image/png').split(',')[1]! };
  }, `data:image/png;base64,${png.toString('base64')}`);
}

/** The audit log first: whoever looks at a page signs in, which is a record in it. */
const PAGES = ['/audit', '/', '/rules', '/ask', '/models', '/providers', '/keys', '/usage', '/budgets', '/reports', '/prices', '/requests', '/settings', '/settings/contents', '/settings/transfer'];

it.each(PAGES.flatMap((path) => (['light', 'dark'] as const).map((colorScheme) => ({ path, colorScheme }))))('$path looks as it did ($colorScheme)', async ({ path, colorScheme }) => {
  const { page } = await openUi(browser, gateway, { path, colorScheme });
  await expect.poll(() => page.locator('[aria-busy="true"]').count()).toBe(0);
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(400);
  const now = await drawn(await page.screenshot());
  await page.context().close();
  const file = join(FOLDER, `${path.slice(1).replaceAll('/', '-') || 'overview'}-${colorScheme}.png`);
  if (UPDATE) writeFileSync(file, Buffer.from(now.png, 'base64'));
  expect(existsSync(file), 'run once with GATEHOUSE_UPDATE_VISUAL=1').toBe(true);
  const before = await drawn(readFileSync(file));
  const difference = now.grey.reduce((sum, value, pixel) => sum + Math.abs(value - before.grey[pixel]!), 0) / now.grey.length;
  expect(difference).toBeLessThan(BOUND);
});
