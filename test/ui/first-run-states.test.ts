import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityFaults, launchBrowser, openUi } from '../support/browser.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';

const STEPS = ['office', 'computer', 'providers', 'recovery', 'connect'] as const;

let browser: Browser;
let gateway: Gateway;

beforeAll(async () => {
  [browser, gateway] = await Promise.all([launchBrowser(), startGateway({ local: 'idle' })]);
});
afterAll(async () => {
  await browser?.close();
  await gateway?.stop();
});

const title = (page: Page, name: string): Promise<void> => page.getByRole('heading', { level: 1, name }).waitFor();
const button = (page: Page, name: string) => page.getByRole('button', { name });

it.each([
  ['light', 1280, 800],
  ['dark', 390, 844],
] as const)('has no accessibility faults and no sideways scrolling (%s, %i × %i)', async (colorScheme, width, height) => {
  const { page } = await openUi(browser, gateway, { path: '/welcome/office', colorScheme, viewport: { width, height }, firstRun: true });
  for (const [index, step] of STEPS.entries()) {
    if (index > 0) await page.getByRole('navigation', { name: 'Steps of the set-up' }).getByRole('link').nth(index).click();
    await page.waitForURL(`**/welcome/${step}`);
    await expect.poll(() => page.locator('[aria-busy="true"]').count()).toBe(0);
    expect([step, await accessibilityFaults(page)]).toEqual([step, []]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  }
});

it('says what failed, and goes on when the gateway is back', async () => {
  const own = await startGateway({ local: 'idle' });
  const { page } = await openUi(browser, own, { firstRun: true });
  await title(page, 'Welcome to Gatehouse');
  await page.route('**/admin/api/starters', (route) => route.fulfill({ status: 500, json: { error: { code: 'internal_error', message: 'Something went wrong inside Gatehouse.', type: 'api_error' } } }));
  await page.reload();
  await page.getByRole('alert').getByText('This could not be shown').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.unroute('**/admin/api/starters');
  await button(page, 'Try again').click();
  await page.getByRole('radio', { name: 'Law firm' }).waitFor();
  await own.kill9();
  await page.getByText('Gatehouse does not answer.').waitFor();
  await button(page, 'Go step by step').click();
  await page.getByText('That did not work').waitFor();
  const again = await startGateway({ local: 'idle', home: own.home, port: own.port });
  await page.getByRole('status').filter({ hasText: 'Connected' }).waitFor();
  await button(page, 'Go step by step').click();
  await title(page, 'This computer');
  await again.stop();
});

it('opens in the language of the office where a person has chosen none', async () => {
  const { page } = await openUi(browser, gateway, { path: '/welcome/office', firstRun: true });
  await page.getByText('Italiano', { exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Benvenuti in Gatehouse' }).waitFor();
  await page.getByRole('button', { name: 'Passo per passo' }).click();
  await page.waitForURL('**/welcome/computer');
  const other = await openUi(browser, gateway, { name: 'Bruno', path: '/keys', firstRun: true, locale: 'de-CH' });
  await other.page.getByRole('heading', { level: 1, name: 'Chiavi' }).waitFor();
});
