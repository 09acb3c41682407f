import type { Browser, Page } from 'playwright-core';
import { extractText, getDocumentProxy } from 'unpdf';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { faultsInBoth, launchBrowser, openUi, savedFile } from '../support/browser.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { inBrowser } from '../support/in-browser.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { approveMock, makeKey, post, USER } from '../support/office.ts';

const FORMULA = '=HYPERLINK("http://127.0.0.1/?"&A1)';

let browser: Browser;
let gateway: Gateway;
let mock: Mock;

interface Report { rows: { groups: Record<string, string>; names: Record<string, string>; cost: number; requests: number }[]; total: { cost: number; requests: number } }

beforeAll(async () => {
  [browser, gateway, mock] = await Promise.all([launchBrowser(), startGateway({ local: 'idle' }), startMock()]);
  await approveMock(gateway, mock);
  await gateway.cliJson(['prices', 'set', 'mock/gpt-4o-mini', '--input', '1000', '--output', '9000']);
  await gateway.cliJson(['budgets', 'currency', 'CHF', '--per-usd', '0.5', '--date', '2026-11-20']);
  await gateway.cliJson(['teams', 'create', '--name', 'Notary', '--cost-centre', '210']);
  await gateway.cliJson(['teams', 'create', '--name', FORMULA]);
});
afterAll(async () => {
  await browser?.close();
  await gateway?.stop();
  await mock?.stop();
});

const savedCsv = (page: Page) => savedFile(page, () => page.getByRole('button', { name: 'Save as CSV' }).click());

/** RFC 4180, enough of it. */
function cellsOf(text: string): string[][] {
  return text.replace(/^\uFEFF/, '').trimEnd().split('\r\n').map((line) => [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? ''));
}

it('says that a month had nothing', async () => {
  const { page, complaints } = await openUi(browser, gateway, { path: '/reports' });
  await page.getByRole('heading', { name: 'Nothing in this month' }).waitFor();
  expect(await page.getByRole('button', { name: 'Save as CSV' }).count()).toBe(0);
  expect(await faultsInBoth(page)).toEqual([]);
  expect(complaints).toEqual([]);
});

it('reports a month by department, person and model, the same on the page, in the file and in the ledger', async () => {
  const [anna, other, free] = await Promise.all([
    makeKey(gateway, 'Word', '--floor', 'internal', '--team', 'Notary', '--owner', 'Anna', '--for', 'person'),
    makeKey(gateway, 'Search', '--floor', 'public', '--team', FORMULA, '--owner', '@SUM(A1)'),
    makeKey(gateway, 'Website', '--floor', 'public'),
  ]);
  const ask = (key: string, model: string, tags: string): Promise<Response> => post(gateway, key, '/v1/chat/completions', { model, messages: USER, max_tokens: 16 }, { 'x-gatehouse-tags': tags });
  for (const [key, model, tags] of [[anna, 'mock/gpt-4o-mini', 'feature:letters,customer:Keller AG'], [anna, 'mock/gpt-4o-mini', 'feature:letters'], [anna, 'mock/gpt-4o', 'feature:search'], [other, 'mock/gpt-4o-mini', 'customer:=1+1'], [free, 'mock/gpt-4o-mini', '']] as const) {
    expect((await ask(key, model, tags)).status).toBe(200);
  }
  const ledger = await gateway.cliJson<Report>(['usage', '--by', 'team,owner,model']);
  expect(ledger.total.requests).toBe(5);

  const { page, complaints } = await openUi(browser, gateway, { path: '/reports' });
  const article = page.getByRole('article');
  const notary = article.getByRole('region', { name: 'Notary' });
  await notary.getByText('Cost centre 210').waitFor();
  expect(await notary.getByRole('row').evaluateAll((rows) => rows.slice(1).map((row) => `${row.children[0]!.textContent} ${row.children[1]!.textContent}`))).toEqual(['Anna 3', 'gpt-4o-mini 2', 'gpt-4o 1']);
  expect(await article.getByRole('region').evaluateAll((parts) => parts.map((part) => part.getAttribute('aria-label')))).toEqual([FORMULA, 'Notary', 'No department']);
  expect(await article.locator('dl [title]').getAttribute('title')).toBe(`CHF\u00a0${(ledger.total.cost / 2e9).toFixed(9).replace(/0{1,7}$/, '')}`);
  await article.getByText('1 request went to a model without a known price.').waitFor();
  await article.getByText('One US dollar is 0.5 CHF, rate of 20 Nov 2026.').waitFor();
  expect(await faultsInBoth(page)).toEqual([]);

  const { name, text } = await savedCsv(page);
  expect(name).toMatch(/^gatehouse-departments-\d{4}-\d{2}\.csv$/);
  expect(text.startsWith('\uFEFF')).toBe(true);
  const [head, ...lines] = cellsOf(text);
  const column = (title: string) => head!.indexOf(title);
  expect(column('Cost in CHF')).toBeGreaterThan(0);
  const nano = column('Cost in nano-dollars (billionths of a US dollar)');
  expect(lines.map((line) => Number(line[nano])).reduce((sum, value) => sum + value, 0)).toBe(ledger.total.cost);
  for (const row of ledger.rows) expect(lines.some((line) => Number(line[nano]) === row.cost && Number(line[column('Requests')]) === row.requests && Number(line[column('Cost in CHF')]) === row.cost / 2e9)).toBe(true);
  const hostile = lines.find((line) => line[column('Department')]!.includes('HYPERLINK'))!;
  expect([hostile[column('Department')], hostile[column('Person or application')]]).toEqual([`'${FORMULA}`, "'@SUM(A1)"]);

  await page.getByText('By feature and customer').click();
  const feature = article.getByRole('region', { name: 'feature' });
  await feature.getByRole('row', { name: /letters 2/ }).waitFor();
  await article.getByRole('region', { name: 'customer' }).getByRole('row', { name: /Keller AG 1/ }).waitFor();
  // Tags overlap; the total is the month's all the same.
  expect(await article.locator('dl [title]').getAttribute('title')).toContain((ledger.total.cost / 2e9).toFixed(9).replace(/0{1,7}$/, ''));
  expect(await faultsInBoth(page)).toEqual([]);
  expect(cellsOf((await savedCsv(page)).text).map((line) => line[1])).toEqual(expect.arrayContaining(['Tag', 'feature:letters', 'customer:=1+1', 'No tag']));
  expect(complaints).toEqual([]);
});

inBrowser('prints the report and nothing else, on white, also from a dark screen', async () => {
  const { page } = await openUi(browser, gateway, { path: '/reports', colorScheme: 'dark', role: 'auditor', name: 'Rita' });
  await page.getByRole('region', { name: 'Notary' }).waitFor();
  const pdf = await getDocumentProxy(new Uint8Array(await page.pdf({ preferCSSPageSize: true })));
  const { text } = await extractText(pdf, { mergePages: true });
  expect(pdf.numPages).toBe(1);
  const { view } = await pdf.getPage(1);
  expect(view.map(Math.round)).toEqual([0, 0, 595, 842]);
  expect(text).toContain('Cost report by department');
  expect(text).toContain('Notary');
  for (const word of ['Print', 'Save as CSV', 'Connected', 'Data rules', 'Rita']) expect(text).not.toContain(word);
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  expect(await page.getByRole('article').evaluate((sheet) => getComputedStyle(sheet).color)).toBe('rgb(26, 37, 38)');
});

inBrowser('fits a phone', async () => {
  const { page } = await openUi(browser, gateway, { path: '/reports', viewport: { width: 390, height: 844 } });
  await page.getByRole('region', { name: 'Notary' }).waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  expect(await faultsInBoth(page)).toEqual([]);
});

it('keeps the name and the cost centre of a department that is dissolved', async () => {
  const { id: team } = await gateway.cliJson<{ id: string }>(['teams', 'create', '--name', 'Estates', '--cost-centre', '330']);
  const { id, key } = await gateway.cliJson<{ id: string; key: string }>(['keys', 'create', '--name', 'Wills', '--floor', 'internal', '--team', 'Estates']);
  expect((await post(gateway, key, '/v1/chat/completions', { model: 'mock/gpt-4o-mini', messages: USER, max_tokens: 16 })).status).toBe(200);
  await gateway.cliJson(['keys', 'revoke', id]);
  await gateway.cliJson(['teams', 'remove', team]);
  const { page } = await openUi(browser, gateway, { path: '/reports' });
  await page.getByRole('region', { name: 'Estates' }).getByText('Cost centre 330').waitFor();
  const [head, ...lines] = cellsOf((await savedCsv(page)).text);
  const column = head!.indexOf('Cost centre');
  expect(lines.filter((line) => line[1] === 'Estates').map((line) => line[column])).toEqual(['330']);
  expect(lines.filter((line) => line[1] === 'Notary').map((line) => line[column])).toEqual(['210', '210']);
});
