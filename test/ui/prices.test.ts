import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityFaults, faultsInBoth, launchBrowser, openUi } from '../support/browser.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { inBrowser } from '../support/in-browser.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { approveMock } from '../support/office.ts';

interface Shown { now: { source: string; tiers: { rates: Record<string, string> }[] }; history: { from: number; source: string }[] }

let browser: Browser;
let gateway: Gateway;
let mock: Mock;

/** The list that ships, in which one model's questions have become dearer. */
function dearer(): string {
  const list = JSON.parse(readFileSync(join(import.meta.dirname, '../../resources/prices.json'), 'utf8')) as { providers: { id: string; models: { id: string; periods: { tiers: { rates: { input: number } }[] }[] }[] }[] };
  const model = list.providers.find(({ id }) => id === 'openai')!.models.find(({ id }) => id === 'gpt-4o')!;
  model.periods.at(-1)!.tiers[0]!.rates.input += 1_000_000_000;
  return JSON.stringify(list);
}

const show = (deployment: string) => gateway.cliJson<Shown>(['prices', 'show', deployment]);
const row = (page: Page, name: string) => page.getByRole('row').filter({ has: page.getByRole('button', { name: `Actions for ${name}`, exact: true }) });

beforeAll(async () => {
  [browser, gateway, mock] = await Promise.all([launchBrowser(), startGateway({ local: 'idle' }), startMock()]);
  await approveMock(gateway, mock, { fast: ['mock/gpt-4o-mini'] });
  await gateway.cliJson(['providers', 'add', '--name', 'openai', '--kind', 'openai-compatible', '--base-url', 'https://api.openai.com/v1', '--region', 'us'], 'sk-of-the-office');
  await gateway.cliJson(['models', 'alias', 'best', 'openai/gpt-4o']);
});
afterAll(async () => {
  await browser?.close();
  await Promise.all([gateway?.stop(), mock?.stop()]);
});

it('says what models cost and where that comes from, and takes a price of the office in its place', async () => {
  const { page, complaints } = await openUi(browser, gateway, { path: '/prices' });
  await row(page, 'mock/gpt-4o-mini').getByText('No price known').waitFor();
  await row(page, 'openai/gpt-4o').getByText('Price list').waitFor();
  const listed = (await show('openai/gpt-4o')).now.tiers[0]!.rates['input']!;
  expect(await row(page, 'openai/gpt-4o').textContent()).toContain(`US$${Number(listed).toFixed(2)}`);
  expect(await faultsInBoth(page)).toEqual([]);

  await row(page, 'mock/gpt-4o-mini').getByRole('button').click();
  await page.getByRole('menuitem', { name: 'Set your own price' }).click();
  const dialog = page.getByRole('dialog', { name: 'Your own price' });
  await dialog.getByRole('textbox', { name: 'Question', exact: true }).fill('cheap');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText('Please enter an amount, such as 1.50.').first().waitFor();
  expect(await faultsInBoth(page)).toEqual([]);
  await dialog.getByRole('textbox', { name: 'Question', exact: true }).fill('0.12');
  await dialog.getByRole('textbox', { name: 'Answer', exact: true }).fill('0,48');
  await dialog.getByRole('button', { name: 'Other kinds of tokens' }).click();
  await dialog.getByLabel('Question from the cache').fill('0.06');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await row(page, 'mock/gpt-4o-mini').getByText('Your own price').waitFor();
  expect((await show('mock/gpt-4o-mini')).now.tiers[0]!.rates).toEqual({ input: '0.12', output: '0.48', cached: '0.06' });

  await row(page, 'mock/gpt-4o-mini').getByRole('button').click();
  await page.getByRole('menuitem', { name: 'All prices of this model' }).click();
  await page.getByRole('dialog', { name: 'Prices of mock/gpt-4o-mini' }).getByText('US$0.06').waitFor();
  expect(await faultsInBoth(page)).toEqual([]);
  await page.keyboard.press('Escape');

  await page.getByRole('tab', { name: 'Your own prices' }).click();
  await page.getByRole('row', { name: /^mock\/gpt-4o-mini/ }).getByRole('button', { name: 'Remove your own price' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove the price' }).click();
  await page.getByText('removed: the price list counts').waitFor();
  expect(await faultsInBoth(page)).toEqual([]);
  expect((await show('mock/gpt-4o-mini')).now.source).toBe('unpriced');
  expect(complaints).toEqual([]);
});

inBrowser('sets a price for all models of a provider from a later day on, in the office\'s currency', async () => {
  await gateway.cliJson(['budgets', 'currency', 'CHF', '--per-usd', '0.5']);
  const { page } = await openUi(browser, gateway, { path: '/prices' });
  await page.getByRole('button', { name: 'Set a price' }).click();
  const dialog = page.getByRole('dialog', { name: 'Your own price' });
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText('Please choose a provider.').waitFor();
  await dialog.getByRole('combobox', { name: 'Provider' }).selectOption('mock');
  await dialog.getByRole('textbox', { name: 'Question', exact: true }).fill('1');
  await dialog.getByRole('textbox', { name: 'Answer', exact: true }).fill('2');
  await dialog.getByLabel('Holds from').fill('2099-01-01');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The price is saved.').waitFor();
  const { now, history } = await show('mock/anything');
  expect([now.source, history.at(-1)!.source]).toEqual(['unpriced', 'office']);
  await page.getByRole('tab', { name: 'Your own prices' }).click();
  const line = page.getByRole('row', { name: /^mock: all models/ });
  await line.getByText('CHF 1.00').waitFor();
  expect(await line.textContent()).toContain('2099');
});

it('shows what a newer list would change before it is put in force, and refuses one that is none', async () => {
  const { page } = await openUi(browser, gateway, { path: '/prices?tab=list' });
  await page.getByRole('region', { name: 'The list in force' }).getByText('Models').waitFor();
  expect(await faultsInBoth(page)).toEqual([]);
  const broken = join(gateway.home, 'broken.json');
  writeFileSync(broken, '{"prices": -1}');
  await page.locator('input[type=file]').setInputFiles(broken);
  await page.getByText('That did not work').waitFor();
  const newer = join(gateway.home, 'newer.json');
  writeFileSync(newer, dearer());
  await page.locator('input[type=file]').setInputFiles(newer);
  const dialog = page.getByRole('dialog', { name: 'What would change' });
  await dialog.getByRole('listitem').filter({ hasText: 'openai/gpt-4o in use' }).getByText(/Question: US\$2\.50 → US\$3\.50/).waitFor();
  expect(await faultsInBoth(page)).toEqual([]);
  expect((await show('openai/gpt-4o')).now.tiers[0]!.rates['input']).toBe('2.5');
  await dialog.getByRole('button', { name: 'Put this list in force' }).click();
  await page.getByText('The new price list is in force.').waitFor();
  expect((await show('openai/gpt-4o')).now.tiers[0]!.rates['input']).toBe('3.5');
});

inBrowser('lets an auditor look and change nothing, on a phone too', async () => {
  const { page } = await openUi(browser, gateway, { path: '/prices', role: 'auditor', name: 'Rita', viewport: { width: 390, height: 844 } });
  await row(page, 'openai/gpt-4o').waitFor();
  expect(await page.getByRole('button', { name: 'Set a price' }).count()).toBe(0);
  await row(page, 'openai/gpt-4o').getByRole('button').click();
  expect(await page.getByRole('menuitem').count()).toBe(1);
  await page.keyboard.press('Escape');
  await page.getByRole('searchbox', { name: 'Search' }).fill('nothing like this');
  await page.getByRole('heading', { name: 'Nothing fits the search' }).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  for (const tab of ['Models', 'Your own prices', 'Price list']) {
    await page.getByRole('tab', { name: tab }).click();
    await page.waitForTimeout(300);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  }
  expect(await page.getByRole('button', { name: 'Fetch the newest' }).count()).toBe(0);
});
