import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { faultsInBoth, launchBrowser, openUi } from '../support/browser.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { inBrowser } from '../support/in-browser.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { approveMock, makeKey, post, USER } from '../support/office.ts';

const HOSTILE = '<img src=x onerror="document.title=1">';

let browser: Browser;
let gateway: Gateway;
let mock: Mock;

interface Standing { budget: { scope: string; measure: string; amount: string; currency?: string; period: string; hard: boolean; alertAt: number[] }; used: number; reserved: number }

beforeAll(async () => {
  [browser, gateway, mock] = await Promise.all([launchBrowser(), startGateway({ local: 'idle' }), startMock()]);
  await approveMock(gateway, mock);
  await gateway.cliJson(['prices', 'set', 'mock/*', '--input', '1', '--output', '2']);
});
afterAll(async () => {
  await browser?.close();
  await gateway?.stop();
  await mock?.stop();
});

const standings = (): Promise<Standing[]> => gateway.cliJson(['budgets', 'list']);
const ask = (key: string): Promise<Response> => post(gateway, key, '/v1/chat/completions', { model: 'mock/gpt-4o-mini', messages: USER, max_tokens: 16 });

it('says that there is nothing yet, makes departments and budgets, stops at the limit, warns, and tells who changed what', async () => {
  const { page, complaints } = await openUi(browser, gateway, { path: '/budgets' });
  await page.getByText('No budget yet: nothing limits what the whole office spends.').waitFor();
  await page.getByText('There are no departments yet.').waitFor();
  expect(await faultsInBoth(page)).toEqual([]);

  await page.getByRole('button', { name: 'New department' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Please enter a name.').waitFor();
  await page.getByLabel('Name').fill('Notary');
  await page.getByLabel('Cost centre').fill('210');
  expect(await faultsInBoth(page)).toEqual([]);
  await page.getByRole('button', { name: 'Save' }).click();
  const notary = page.getByRole('region', { name: 'Notary' });
  await notary.getByText('Cost centre 210 · No key belongs to it yet').waitFor();

  // A key goes to the department on the page of keys.
  const key = await makeKey(gateway, 'Word', '--floor', 'internal', '--owner', 'Anna', '--for', 'person');
  await page.getByRole('link', { name: 'Keys' }).click();
  await page.getByRole('button', { name: 'Actions for Word' }).click();
  await page.getByRole('menuitem', { name: 'Edit' }).click();
  await page.getByLabel('Department').selectOption('Notary');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('row', { name: /Word/ }).getByText('Notary').waitFor();
  await page.getByRole('link', { name: 'Budgets' }).click();
  await notary.getByText('Keys: Word').waitFor();

  await notary.getByRole('button', { name: 'Actions for Notary' }).click();
  await page.getByRole('menuitem', { name: 'New budget' }).click();
  const dialog = page.getByRole('dialog', { name: 'New budget' });
  expect(await dialog.getByLabel('Whose budget').evaluate((select: HTMLSelectElement) => select.selectedOptions[0]!.label)).toBe('Notary');
  await dialog.getByText('Requests', { exact: true }).click();
  await dialog.getByRole('button', { name: 'Create the budget' }).click();
  await dialog.getByText('Please write a whole number above zero.').waitFor();
  await dialog.getByLabel('Number of requests').fill('5');
  await dialog.getByLabel('For how long').selectOption('day');
  expect(await faultsInBoth(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Create the budget' }).click();
  const bar = notary.getByRole('meter', { name: '5 requests per day' });
  await bar.waitFor();
  expect((await standings()).map(({ budget }) => budget)).toMatchObject([{ measure: 'requests', amount: '5', period: 'day', hard: true, alertAt: [80] }]);

  for (let asked = 0; asked < 4; asked++) expect((await ask(key)).status).toBe(200);
  await expect.poll(() => bar.getAttribute('aria-valuetext')).toBe('4 requests used, 80%');
  await notary.getByText('Nearly used up').waitFor();
  expect((await ask(key)).status).toBe(200);
  expect((await ask(key)).status).toBe(429);
  await expect.poll(() => bar.getAttribute('aria-valuetext')).toBe('5 requests used, 100%');
  await notary.getByText('Used up', { exact: true }).waitFor();

  const warnings = page.getByRole('region', { name: 'New warnings' });
  await warnings.getByText('Department “Notary”: 80% of the budget of 5 requests per day is used.').waitFor();
  expect(await faultsInBoth(page)).toEqual([]);
  await warnings.getByRole('button', { name: 'Mark as seen' }).click();
  await expect.poll(() => warnings.count()).toBe(0);
  await page.getByRole('tab', { name: 'Warnings' }).click();
  await page.getByRole('row', { name: /80% of the budget/ }).getByText('By Anna Muster').waitFor();

  await page.getByRole('tab', { name: 'Budgets' }).click();
  await notary.getByRole('button', { name: 'Actions for 5 requests per day' }).click();
  await page.getByRole('menuitem', { name: 'Edit' }).click();
  await page.getByLabel('Number of requests').fill('1’000');
  await page.getByRole('radio', { name: 'Only warn' }).check();
  await page.getByRole('button', { name: 'Save' }).click();
  await notary.getByRole('meter', { name: '1,000 requests per day' }).waitFor();
  expect((await ask(key)).status).toBe(200);

  await page.getByRole('tab', { name: 'Changes' }).click();
  const change = page.getByRole('row', { name: /Budget changed/ });
  await change.getByText('Department “Notary”: 5 requests per day (Stops when used up) → 1,000 requests per day (Only warns)').waitFor();
  expect(await change.textContent()).toContain('Anna Muster');
  expect(await faultsInBoth(page)).toEqual([]);
  expect(complaints).toEqual([]);
});

inBrowser('keeps budgets in the office’s currency, to the cent and with all digits behind it', async () => {
  const key = await makeKey(gateway, 'Archive', '--floor', 'internal', '--owner', 'Archive');
  const { page, complaints } = await openUi(browser, gateway, { path: '/budgets?tab=decisions' });
  await page.getByRole('button', { name: 'Change the currency' }).click();
  await page.getByLabel('Amounts are shown in').selectOption('CHF');
  await page.getByLabel('One US dollar in CHF').fill('1,000');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Please write a rate, as 0.89.').waitFor();
  await page.getByLabel('One US dollar in CHF').fill('0,50');
  await page.getByLabel('Day of this rate').fill('2026-11-20');
  expect(await faultsInBoth(page)).toEqual([]);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('One US dollar is 0.50 CHF, rate of 20 Nov 2026.').waitFor();

  await page.getByRole('button', { name: 'Change the rules' }).click();
  await page.getByRole('radio', { name: 'Over budget, requests are answered on this computer.' }).check();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Over budget, requests are answered on this computer.').waitFor();

  await page.getByRole('tab', { name: 'Budgets' }).click();
  await page.getByRole('button', { name: 'New budget' }).click();
  await page.getByLabel('Whose budget').selectOption('Application “Archive”');
  await page.getByRole('textbox', { name: 'Amount' }).fill("1'234.50");
  await page.getByRole('button', { name: 'Create the budget' }).click();
  const archive = page.getByRole('region', { name: 'Archive' });
  await archive.getByRole('meter', { name: 'CHF 1,234.50 per month' }).waitFor();
  expect((await standings()).map(({ budget }) => budget)).toContainEqual(expect.objectContaining({ scope: 'application:Archive', amount: '1234.50', currency: 'CHF', period: 'month' }));

  expect((await ask(key)).status).toBe(200);
  await archive.getByText('less than CHF 0.01').waitFor();
  const { used } = (await standings()).find(({ budget }) => budget.scope === 'application:Archive')!;
  expect(used).toBeGreaterThan(0);
  expect(await archive.getByText('less than CHF 0.01').getAttribute('title')).toBe(`CHF\u00a0${(used / 2e9).toFixed(9).replace(/0+$/, '')}`);

  await archive.getByRole('button', { name: 'Actions for Archive' }).click();
  await page.getByRole('menuitem', { name: 'Limit the pace' }).click();
  await page.getByLabel('Requests per minute').fill('1');
  await page.getByRole('button', { name: 'Save' }).click();
  await archive.getByText('At the most 1 request per minute').waitFor();
  expect((await Promise.all([ask(key), ask(key)])).map(({ status }) => status)).toContain(429);

  await archive.getByRole('button', { name: 'Actions for CHF 1,234.50 per month' }).click();
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect.poll(() => archive.getByRole('meter').count()).toBe(0);
  expect((await standings()).map(({ budget }) => budget.scope)).not.toContain('application:Archive');
  expect(complaints).toEqual([]);
});

inBrowser('says from the first warning on that it warned, and only later that a budget is nearly used up', async () => {
  const key = await makeKey(gateway, 'Search', '--floor', 'internal', '--owner', 'Search');
  await gateway.cliJson(['budgets', 'set', '--application', 'Search', '--requests', '5', '--per', 'day', '--alert-at', '50,70']);
  for (let asked = 0; asked < 3; asked++) expect((await ask(key)).status).toBe(200);
  const { page } = await openUi(browser, gateway, { path: '/budgets' });
  const search = page.getByRole('region', { name: 'Search' });
  await search.getByText('Warned at 50%').waitFor();
  expect(await search.getByText('Nearly used up').count()).toBe(0);
  expect((await ask(key)).status).toBe(200);
  await search.getByText('Nearly used up').waitFor();
  expect(await search.getByText('Warned at').count()).toBe(0);
});

inBrowser('shows an auditor everything and no button, and a hostile name as text', async () => {
  await gateway.cliJson(['teams', 'create', '--name', HOSTILE]);
  await gateway.cliJson(['budgets', 'set', '--team', HOSTILE, '--money', '10']);
  const { page, complaints } = await openUi(browser, gateway, { path: '/budgets', role: 'auditor', name: 'Rita Prüfer', viewport: { width: 390, height: 844 } });
  await page.getByRole('heading', { name: HOSTILE }).waitFor();
  for (const tab of ['Rules and currency', 'Warnings', 'Changes', 'Budgets']) {
    await page.getByRole('tab', { name: tab, exact: true }).click();
    await expect.poll(() => page.locator('[aria-busy="true"]').count()).toBe(0);
    expect(await page.getByRole('tabpanel').getByRole('button').count()).toBe(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    expect(await faultsInBoth(page)).toEqual([]);
  }
  expect(await page.getByRole('main').getByRole('button').count()).toBe(0);
  expect(await page.title()).toBe('Budgets · Gatehouse');
  expect(complaints).toEqual([]);
});

inBrowser('saves no rules over what another administrator has changed meanwhile', async () => {
  await gateway.cli(['budgets', 'rules', '--over-budget', 'refuse']);
  const { page, complaints } = await openUi(browser, gateway, { path: '/budgets?tab=decisions' });
  const told = page.getByText('Somebody else has changed this meanwhile, so nothing was saved.');
  await page.getByRole('button', { name: 'Change the rules' }).click();
  await page.getByLabel('Longest answer where a program sets no length (tokens)').fill('3000');
  await gateway.cli(['budgets', 'rules', '--over-budget', 'local']);
  await page.getByRole('button', { name: 'Save' }).click();
  await told.waitFor();
  expect(await faultsInBoth(page)).toEqual([]);
  expect((await gateway.cliJson<{ overBudget: string; outputTokens: number }>(['budgets', 'rules']))).toMatchObject({ overBudget: 'local', outputTokens: 4096 });
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByText('Over budget, requests are answered on this computer.').waitFor();
  // Opened anew it begins with what holds now.
  await page.getByRole('button', { name: 'Change the rules' }).click();
  await expect.poll(() => page.getByRole('radio', { name: 'Over budget, requests are answered on this computer.' }).isChecked()).toBe(true);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').waitFor();
  expect(complaints).toEqual([expect.stringContaining('409')]);
  await gateway.cli(['budgets', 'rules', '--over-budget', 'refuse']);
});

inBrowser('says why it cannot show them, and tries again', async () => {
  const { page } = await openUi(browser, gateway, { path: '/budgets' });
  await page.route('**/admin/api/spending', (route) => route.fulfill({ status: 503, contentType: 'application/json', body: JSON.stringify({ error: { code: 'storage_unavailable', message: 'The disk is full.', type: 'server_error' } }) }));
  // Nothing of it is known yet.
  await page.reload();
  await page.getByRole('heading', { name: 'This could not be shown' }).waitFor();
  expect(await faultsInBoth(page)).toEqual([]);
  await page.unroute('**/admin/api/spending');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('region', { name: 'Whole office' }).waitFor();
});
