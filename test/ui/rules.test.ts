import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityFaults, asksBeforeLeaving, launchBrowser, openUi } from '../support/browser.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { inBrowser } from '../support/in-browser.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { approveMock, makeKey, post, USER } from '../support/office.ts';

let browser: Browser;
let gateway: Gateway;
let mock: Mock;
let key: string;

beforeAll(async () => {
  [browser, gateway, mock] = await Promise.all([launchBrowser(), startGateway({ local: 'idle' }), startMock()]);
  await approveMock(gateway, mock, { fast: ['mock/gpt-4o-mini'] });
  await gateway.cliJson(['providers', 'add', '--name', 'swiss', '--kind', 'openai-compatible', '--base-url', mock.url, '--region', 'ch'], 'sk-swiss');
  key = await makeKey(gateway, 'Reception', '--floor', 'public');
});
afterAll(async () => {
  await browser?.close();
  await gateway?.stop();
  await mock?.stop();
});

const cell = (page: Page, dataClass: string, provider: string) => page.getByRole('button', { name: new RegExp(`: ${dataClass}, ${provider}$`) });
const draft = (page: Page) => page.getByRole('region', { name: 'Draft' });
const ask = (model: string, headers: Record<string, string> = {}) => post(gateway, key, '/v1/chat/completions', { model, messages: USER }, headers);

async function choose(page: Page, dataClass: string, provider: string, what: 'Allow' | 'Do not allow' | 'Allow under conditions …' | 'With stand-ins'): Promise<void> {
  await cell(page, dataClass, provider).click();
  await page.getByRole('menuitem', { name: new RegExp(`^${what}(?! under)`) }).click();
}

async function save(page: Page): Promise<void> {
  await draft(page).getByRole('button', { name: 'Check and save' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await page.getByText(/^Saved as version/).first().waitFor();
  await expect.poll(() => draft(page).count()).toBe(0);
}

it('drafts by keyboard, shows what moves along, saves what then holds, and takes it back', async () => {
  const { page, complaints } = await openUi(browser, gateway, { path: '/rules' });
  await cell(page, 'Confidential', 'swiss').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Allow Also changes: Public, Internal' }).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await draft(page).getByText('3 changes, not saved yet').waitFor();
  expect(await page.getByRole('row', { name: /^Internal/ }).textContent()).toContain('Changes too');
  // Nothing holds before it is saved.
  expect((await ask('swiss/m', { 'x-gatehouse-class': 'confidential' })).headers.get('x-gatehouse-provider')).not.toBe('swiss');

  await page.getByRole('tab', { name: 'Who can reach what' }).click();
  await page.getByText('Shown with your draft').waitFor();
  expect(await page.getByRole('row', { name: /Reception/ }).textContent()).toContain('Confidentialswiss');
  await page.getByRole('tab', { name: 'Try a request' }).click();
  await page.getByLabel('Model', { exact: false }).first().fill('swiss/m');
  await page.getByRole('button', { name: 'Try it' }).click();
  await page.getByRole('status').getByText('swiss may see this: the data rules allow it for “Confidential”.').first().waitFor();
  await page.getByRole('tab', { name: 'Rules', exact: true }).click();

  await draft(page).getByRole('button', { name: 'Check and save' }).click();
  const review = page.getByRole('dialog', { name: 'What changes' });
  await review.getByRole('heading', { name: 'These change too' }).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await review.getByLabel('Why (optional)').fill('Contract signed');
  await review.getByRole('button', { name: 'Save' }).click();
  await expect.poll(() => draft(page).count()).toBe(0);
  const sent = await ask('swiss/m', { 'x-gatehouse-class': 'confidential' });
  expect([sent.status, sent.headers.get('x-gatehouse-provider')]).toEqual([200, 'swiss']);

  await page.getByRole('tab', { name: 'Versions' }).click();
  const newest = page.getByRole('listitem').filter({ hasText: 'Contract signed' });
  // What the gateway wrote where nobody gave a reason is said in words of the page.
  await page.getByText('To begin with: no provider may see anything.').waitFor();
  expect(await page.getByText(/^allow \w+ × /).count()).toBe(0);
  await newest.getByRole('button', { name: /What changed/ }).click();
  await newest.getByRole('listitem').first().waitFor();
  expect(await newest.getByRole('listitem').count()).toBe(3);
  expect(await accessibilityFaults(page)).toEqual([]);
  await newest.getByRole('button', { name: /^Undo/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Undo' }).click();
  await page.getByText(/^The rules of version \d+ hold again/).waitFor();
  expect((await ask('swiss/m', { 'x-gatehouse-class': 'confidential' })).headers.get('x-gatehouse-provider')).not.toBe('swiss');
  expect(complaints).toEqual([]);
});

inBrowser('lets a provider see a class with stand-ins, and shows that wherever it matters', async () => {
  const { page } = await openUi(browser, gateway, { path: '/rules' });
  await cell(page, 'Confidential', 'swiss').click();
  await page.getByRole('menuitem', { name: 'With stand-ins Recognised names, numbers', exact: false }).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole('menuitem', { name: /^With stand-ins/ }).click();
  await draft(page).getByText('3 changes, not saved yet').waitFor();
  expect(await page.getByRole('row', { name: /^Internal/ }).textContent()).toContain('Changes too');
  await page.getByRole('tab', { name: 'Who can reach what' }).click();
  expect(await page.getByRole('row', { name: /Reception/ }).textContent()).toContain('ConfidentialswissWith stand-ins');
  await page.getByRole('tab', { name: 'Try a request' }).click();
  await page.getByLabel('Model', { exact: false }).first().fill('swiss/m');
  await page.getByRole('button', { name: 'Try it' }).click();
  await page.getByRole('status').getByText('May see it with stand-ins.', { exact: false }).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await draft(page).getByRole('button', { name: 'Discard' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
});

it('keeps a draft on other pages, warns before it is lost, and gives steps back', async () => {
  const { page } = await openUi(browser, gateway, { path: '/rules' });
  await choose(page, 'Public', 'swiss', 'Allow');
  await page.getByLabel('What becomes of “Internal” if no provider may see it').selectOption('local');
  await draft(page).getByText('2 changes, not saved yet').waitFor();
  await page.getByRole('link', { name: 'Keys' }).click();
  await page.getByRole('heading', { level: 1, name: 'Keys' }).waitFor();
  await page.getByRole('link', { name: 'Data rules' }).click();
  await draft(page).getByText('2 changes, not saved yet').waitFor();
  expect(await asksBeforeLeaving(page)).toBe(true);
  await draft(page).getByRole('button', { name: 'Take back the last step' }).click();
  await draft(page).getByText('1 change, not saved yet').waitFor();
  // What is as it was is no draft.
  await choose(page, 'Public', 'swiss', 'Do not allow');
  await expect.poll(() => draft(page).count()).toBe(0);
  await choose(page, 'Public', 'swiss', 'Allow');
  await page.getByRole('button', { name: /^Signed in as/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('dialog', { name: 'Sign out without saving?' }).getByRole('button', { name: 'Cancel' }).click();
  await draft(page).getByRole('button', { name: 'Discard' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
  await expect.poll(() => draft(page).count()).toBe(0);
  expect(await asksBeforeLeaving(page)).toBe(false);
});

// The window asks in a dialog of the system's: test/electron/signs.test.ts.
inBrowser('does not let a page with a draft be closed without a question', async () => {
  const { page } = await openUi(browser, gateway, { path: '/rules' });
  await choose(page, 'Public', 'swiss', 'Allow');
  await draft(page).getByText('1 change, not saved yet').waitFor();
  const asked = new Promise<string>((done) => {
    page.once('dialog', (dialog) => void dialog.dismiss().then(() => done(dialog.type())));
  });
  await page.close({ runBeforeUnload: true });
  expect(await asked).toBe('beforeunload');
  await draft(page).getByText('1 change, not saved yet').waitFor();
});

it('explains that somebody else was quicker, keeps the draft, and saves it on top', async () => {
  const { page } = await openUi(browser, gateway, { path: '/rules' });
  await choose(page, 'Public', 'swiss', 'Allow');
  await draft(page).getByRole('button', { name: 'Check and save' }).click();
  await gateway.cliJson(['policy', 'otherwise', '--class', 'internal', 'local']);
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await page.getByRole('dialog').getByRole('alert').getByText('Somebody else has saved the rules meanwhile', { exact: false }).waitFor();
  await page.keyboard.press('Escape');
  await draft(page).getByText(/has saved version \d+ meanwhile/).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await draft(page).getByRole('button', { name: /^Go on with version/ }).click();
  await save(page);
  const policy = await gateway.cliJson<{ otherwise: { internal: string }; cells: { provider: string; dataClass: string }[] }>(['policy', 'show']);
  expect(policy.otherwise.internal).toBe('local');
  expect(policy.cells).toContainEqual(expect.objectContaining({ provider: 'swiss', dataClass: 'public', action: 'allow' }));
});

inBrowser('says what it could not read, and keeps the draft while the gateway is away', async () => {
  const { page } = await openUi(browser, gateway, { path: '/keys' });
  await page.route('**/admin/api/policy', (route) => route.fulfill({ status: 200, contentType: 'text/html', body: '<p>not the gateway' }));
  await page.getByRole('link', { name: 'Data rules' }).click();
  await page.getByRole('alert').getByText('This could not be shown').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.unroute('**/admin/api/policy');
  await page.getByRole('button', { name: 'Try again' }).click();
  await choose(page, 'Professional secrecy', 'mock', 'Allow');
  await draft(page).getByText(/changes, not saved yet/).waitFor();
  await draft(page).getByRole('button', { name: 'Check and save' }).click();
  await page.route('**/admin/api/**', (route) => route.abort());
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await page.getByRole('dialog').getByRole('alert').waitFor();
  await page.unroute('**/admin/api/**');
  await page.keyboard.press('Escape');
  await draft(page).getByText(/changes, not saved yet/).waitFor();
  expect((await gateway.cliJson<{ cells: { dataClass: string }[] }>(['policy', 'show'])).cells.some(({ dataClass }) => dataClass === 'secret')).toBe(false);
});

inBrowser.each([
  ['light', 1280, 800],
  ['dark', 390, 844],
] as const)('has no accessibility faults and fits the window (%s, %i × %i)', async (colorScheme, width, height) => {
  const { page } = await openUi(browser, gateway, { path: '/rules', colorScheme, viewport: { width, height } });
  for (const tab of ['Rules', 'Who can reach what', 'Try a request', 'Versions']) {
    await page.getByRole('tab', { name: tab, exact: true }).click();
    await page.getByRole('tabpanel').waitFor();
    await expect.poll(() => page.getByRole('status', { name: 'Loading' }).count()).toBe(0);
    expect([tab, await accessibilityFaults(page)]).toEqual([tab, []]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  }
});

inBrowser('shows beside the columns that stay that there are more providers', async () => {
  for (const name of ['third', 'fourth', 'fifth']) await gateway.cliJson(['providers', 'add', '--name', name, '--kind', 'openai-compatible', '--base-url', mock.url, '--region', 'eu', '--no-key']);
  const { page } = await openUi(browser, gateway, { path: '/rules' });
  const frame = page.locator('[data-more]');
  await page.getByRole('columnheader', { name: /^fifth/ }).waitFor();
  const shadow = (column: 'first' | 'last') => frame.evaluate((element, at) => getComputedStyle(element.querySelector(`thead th:${at}-child`)!, at === 'first' ? '::after' : '::before').backgroundImage.includes('gradient'), column);
  expect([await frame.getAttribute('data-more'), await shadow('first'), await shadow('last')]).toEqual(['end', false, true]);
  await frame.evaluate((element) => element.scrollTo(60, 0));
  await expect.poll(() => frame.getAttribute('data-more')).toBe('start end');
  await frame.evaluate((element) => element.scrollTo(element.scrollWidth, 0));
  await expect.poll(() => frame.getAttribute('data-more')).toBe('start');
  expect([await shadow('first'), await shadow('last')]).toEqual([true, false]);
  expect(await accessibilityFaults(page)).toEqual([]);
});
