import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFaults, launchBrowser, openUi } from '../support/browser.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { inBrowser } from '../support/in-browser.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { approveMock, makeKey, post, USER } from '../support/office.ts';

let browser: Browser;
let gateway: Gateway;
let mock: Mock;
let key: string;
let secret: string;

const ask = async (model = 'fast', with_ = key, headers: Record<string, string> = {}) => (await post(gateway, with_, '/v1/chat/completions', { model, messages: USER }, headers)).text();
const rows = (page: Page) => page.getByRole('row').filter({ has: page.getByRole('cell') });

beforeAll(async () => {
  [browser, gateway, mock] = await Promise.all([launchBrowser(), startGateway({ local: 'idle' }), startMock()]);
  await approveMock(gateway, mock, { fast: ['mock/gpt-4o-mini'], broken: ['mock/error-400'] });
  key = await makeKey(gateway, 'crm', '--floor', 'public');
  secret = await makeKey(gateway, '<img src=x onerror=alert(1)>', '--floor', 'secret');
});
afterAll(async () => {
  await browser?.close();
  await Promise.all([gateway?.stop(), mock?.stop()]);
});
afterEach(async () => {
  // Pages that stay open go on asking.
  for (const context of browser.contexts()) await context.close();
});

describe('the list of requests', () => {
  it('is empty at first, then shows each request as it comes, without a reload', async () => {
    const { page, complaints } = await openUi(browser, gateway, { path: '/requests' });
    await page.getByRole('heading', { name: 'No request yet' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await ask();
    await page.getByRole('row', { name: /Public By a provider gpt-4o-mini crm fast/ }).waitFor();
    await ask('fast', secret);
    await page.getByRole('row', { name: /Professional secrecy Refused <img src=x onerror=alert\(1\)> fast/ }).waitFor();
    expect(await rows(page).count()).toBe(2);
    expect(await rows(page).first().textContent()).toContain('Refused');
    expect(await page.locator('img[src="x"]').count()).toBe(0);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await accessibilityFaults(page)).toEqual([]);
    }
    expect(complaints).toEqual([]);
  });

  it('filters, live too, and the filter stands in the address', async () => {
    await ask('broken');
    const { page } = await openUi(browser, gateway, { path: '/requests' });
    await page.getByLabel('Answer').selectOption('Failed');
    await page.getByRole('row', { name: /Failed crm broken/ }).waitFor();
    expect(await rows(page).count()).toBe(1);
    expect(new URL(page.url()).searchParams.get('answer')).toBe('failed');
    await ask();
    await ask('broken');
    await expect.poll(() => rows(page).count()).toBe(2);
    await page.getByLabel('Data class').selectOption('Confidential');
    await page.getByRole('heading', { name: 'No request fits the filters' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Remove filters' }).click();
    await page.getByLabel('Search').fill('ONERROR');
    await expect.poll(() => rows(page).count()).toBe(1);
    expect(await rows(page).first().textContent()).toContain('Professional secrecy');
  });

  it('tells of one request what was decided, tried and measured, by keyboard and under an address of its own', async () => {
    await ask();
    const { page } = await openUi(browser, gateway, { path: '/requests?answer=cloud' });
    await rows(page).first().waitFor();
    await rows(page).first().getByRole('link').focus();
    await page.keyboard.press('Enter');
    const detail = page.getByRole('main');
    await detail.getByText('The data rules let the provider mock see this request.').waitFor();
    await detail.getByText('mock may see this: the data rules allow it for “Public”.').waitFor();
    await detail.getByText(/^European Union · \d+ ms/).waitFor();
    expect(new URL(page.url()).pathname).toMatch(/^\/ui\/requests\/trc_/);
    expect(await accessibilityFaults(page)).toEqual([]);
    const address = page.url();
    await page.getByRole('link', { name: 'All requests' }).click();
    await rows(page).first().waitFor();
    expect(page.url()).toBe(`${gateway.url}/ui/requests?answer=cloud`);
    await page.goto(address);
    await page.getByRole('main').getByText('mock may see this: the data rules allow it for “Public”.').waitFor();
  });

  inBrowser('opens for an auditor, who sees no keys to filter by', async () => {
    await ask();
    const { page } = await openUi(browser, gateway, { path: '/requests', role: 'auditor', name: 'Rita' });
    await rows(page).first().waitFor();
    expect(await page.getByLabel('Key', { exact: true }).count()).toBe(0);
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  inBrowser('shows what fails, and tries again', async () => {
    await ask();
    const { page } = await openUi(browser, gateway, { path: '/' });
    await page.route('**/admin/api/traces?**', (route) => route.fulfill({ status: 503, contentType: 'application/json', body: JSON.stringify({ error: { code: 'storage_unavailable', message: 'The disk is full.', type: 'api_error' }, gatehouse: { hint: 'Make room.' } }) }));
    await page.getByRole('link', { name: 'Requests', exact: true }).click();
    await page.getByRole('alert').getByText('Gatehouse cannot write to its disk.').waitFor();
    await page.getByText('Technical details').click();
    await page.getByText('The disk is full. Make room.').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.unroute('**/admin/api/traces?**');
    await page.getByRole('button', { name: 'Try again' }).click();
    await rows(page).first().waitFor();
  });

  inBrowser.each([{ width: 1280, height: 800 }, { width: 390, height: 844 }])('fills a window of $width × $height, with one scrollbar only, and says what has no price', async (viewport) => {
    for (let i = 0; i < 20; i++) await ask();
    const { page } = await openUi(browser, gateway, { path: '/requests', viewport });
    await rows(page).nth(5).waitFor();
    const measured = await page.evaluate(() => {
      const { top, bottom } = document.querySelector('[role=table]')!.getBoundingClientRect();
      return { scrolls: document.documentElement.scrollHeight > innerHeight, early: top < innerHeight * 0.4, gap: innerHeight - bottom < 30 };
    });
    expect(measured).toEqual({ scrolls: false, early: true, gap: true });
    if (viewport.width > 1000) return rows(page).first().getByRole('cell', { name: 'No price' }).waitFor();
    expect(await page.getByLabel('Data class').count()).toBe(0);
    await page.getByRole('button', { name: 'Filters', exact: true }).click();
    await page.getByLabel('Answer').selectOption('Refused');
    await page.getByRole('button', { name: 'Filters (1)' }).click();
    expect(await page.getByLabel('Answer').count()).toBe(0);
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('stands still when held or scrolled, counts what comes, and goes on from the newest', async () => {
    for (let i = 0; i < 40; i++) await ask();
    const { page } = await openUi(browser, gateway, { path: '/requests' });
    await rows(page).first().waitFor();
    await page.getByRole('button', { name: 'Hold still' }).click();
    const first = await rows(page).first().getByRole('link').getAttribute('href');
    await ask();
    await ask();
    await page.getByRole('button', { name: '2 new requests' }).waitFor();
    expect(await rows(page).first().getByRole('link').getAttribute('href')).toBe(first);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: '2 new requests' }).click();
    expect(await rows(page).first().getByRole('link').getAttribute('href')).not.toBe(first);

    await page.getByRole('row').nth(3).hover();
    await page.mouse.wheel(0, 600);
    await page.getByText('Held still').waitFor();
  });
});
