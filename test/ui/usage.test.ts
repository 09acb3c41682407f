import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { faultsInBoth, launchBrowser, openUi } from '../support/browser.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { inBrowser } from '../support/in-browser.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { approveMock, makeKey, post, USER } from '../support/office.ts';

const HOSTILE = '"><script>document.title=1</script>';

let browser: Browser;
let gateway: Gateway;
let mock: Mock;

interface Report { total: { cost: number; requests: number; promptTokens: number; completionTokens: number } }

beforeAll(async () => {
  [browser, gateway, mock] = await Promise.all([launchBrowser(), startGateway({ local: 'idle' }), startMock()]);
  await approveMock(gateway, mock);
  await gateway.cliJson(['prices', 'set', 'mock/gpt-4o-mini', '--input', '1000', '--output', '9000']);
  await gateway.cliJson(['teams', 'create', '--name', 'Notary']);
});
afterAll(async () => {
  await browser?.close();
  await gateway?.stop();
  await mock?.stop();
});

const tile = (page: Page, name: string) => page.getByText(name, { exact: true }).and(page.locator('dt')).locator('..');

it('says that nothing was used yet', async () => {
  const { page, complaints } = await openUi(browser, gateway, { path: '/usage' });
  await page.getByRole('heading', { name: 'Nothing was used' }).waitFor();
  expect(await tile(page, 'Requests').textContent()).toContain('0');
  expect(await faultsInBoth(page)).toEqual([]);
  expect(complaints).toEqual([]);
});

it('adds up what was asked as the gateway does, by whom, and leads to the requests', async () => {
  const [word, search] = await Promise.all([makeKey(gateway, 'Word', '--floor', 'internal', '--team', 'Notary'), makeKey(gateway, HOSTILE, '--floor', 'public')]);
  const ask = (key: string, model: string): Promise<Response> => post(gateway, key, '/v1/chat/completions', { model, messages: USER, max_tokens: 16 });
  for (let round = 0; round < 3; round++) expect((await ask(word, 'mock/gpt-4o-mini')).status).toBe(200);
  expect((await ask(search, 'mock/gpt-4o-mini')).status).toBe(200);
  expect((await ask(search, 'mock/gpt-4o')).status).toBe(200);
  const failed = await ask(search, 'mock/error-400');
  expect(failed.ok).toBe(false);

  const { page, complaints } = await openUi(browser, gateway, { path: '/usage' });
  const { total } = await gateway.cliJson<Report>(['usage']);
  await expect.poll(() => tile(page, 'Requests').textContent()).toContain('6');
  expect(await tile(page, 'Tokens').textContent()).toContain((total.promptTokens + total.completionTokens).toLocaleString('en-GB'));
  expect(total.cost).toBeGreaterThan(0);
  expect(await tile(page, 'Cost').locator('dd').first().getAttribute('title')).toBe(`US$${(total.cost / 1e9).toFixed(9).replace(/0{1,7}$/, '')}`);
  expect(await tile(page, 'Answered here').textContent()).toContain('0%');
  expect(await tile(page, 'Failed').textContent()).toContain('17%');
  await page.getByText('without a known price').first().waitFor();
  expect(await page.getByText(/request.* went to .*model.* without a known price/).textContent()).toMatch(/not in the cost/);

  const table = page.getByRole('region', { name: 'By department' });
  const notary = table.getByRole('row', { name: /Notary/ });
  expect(await notary.textContent()).toContain('75%');
  expect(await notary.textContent()).toContain('nothing before');
  expect(await faultsInBoth(page)).toEqual([]);

  await page.getByRole('radiogroup', { name: 'What the chart shows' }).getByText('Requests').click();
  await expect.poll(() => notary.textContent()).toContain('50%');
  await page.getByText('The numbers as a table').click();
  const numbers = page.getByRole('region', { name: 'The numbers as a table' });
  const header = await numbers.getByRole('columnheader').allTextContents();
  expect(header).toEqual(['Time', 'No department', 'Notary']);
  const counts = await numbers.getByRole('row').evaluateAll((rows) => rows.slice(1).map((row) => [...row.children].slice(1).map((cell) => Number(cell.textContent))));
  expect([0, 1].map((column) => counts.reduce((sum, row) => sum + row[column]!, 0))).toEqual([3, 3]);
  expect(await page.getByRole('img', { name: /Requests over time/ }).locator('.recharts-bar-rectangle path').count()).toBeGreaterThan(1);
  expect(await faultsInBoth(page)).toEqual([]);

  await page.getByLabel('Grouped by').selectOption('key');
  await page.getByRole('region', { name: 'By key' }).getByRole('link', { name: HOSTILE }).click();
  await page.getByRole('heading', { level: 1, name: 'Requests' }).waitFor();
  await expect.poll(() => page.getByRole('row').count()).toBe(4);
  expect(new URL(page.url()).searchParams.get('key')).toBeTruthy();
  expect(await page.title()).toBe('Requests · Gatehouse');
  expect(complaints).toEqual([]);
});

inBrowser('compares with as much of the period before, and takes own dates', async () => {
  const { page } = await openUi(browser, gateway, { path: '/' });
  const tomorrow = new Date(Date.now() + 86_400_000);
  await page.clock.setFixedTime(`${tomorrow.toISOString().slice(0, 10)}T23:50:00Z`);
  await page.getByRole('link', { name: 'Usage', exact: true }).click();
  await page.getByLabel('Period', { exact: true }).selectOption('today');
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole('heading', { name: 'Nothing was used' }).waitFor();
  await expect.poll(() => tile(page, 'Requests').textContent()).toContain('100% less');
  expect(await tile(page, 'Requests').locator('[title]').getAttribute('title')).toBe('before: 6');

  const today = new Date().toISOString().slice(0, 10);
  await page.getByLabel('Period', { exact: true }).selectOption('own');
  await page.getByLabel('First day').fill(today);
  await page.getByLabel('Last day').fill(today);
  await expect.poll(() => tile(page, 'Requests').textContent()).toContain('6');
  expect(new URL(page.url()).searchParams.get('first')).toBe(today);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  expect(await faultsInBoth(page)).toEqual([]);
});

it('is open to auditors', async () => {
  const { page, complaints } = await openUi(browser, gateway, { path: '/usage', role: 'auditor', name: 'Rita' });
  await page.getByRole('region', { name: 'By department' }).getByText('Notary').waitFor();
  expect(complaints).toEqual([]);
});
