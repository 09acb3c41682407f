import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityFaults, launchBrowser, openUi } from '../support/browser.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { inBrowser } from '../support/in-browser.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { approveMock, makeKey, post, USER } from '../support/office.ts';

const EVIL = '<img src=x onerror="document.title=1">';
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

async function choose(page: Page, dataClass: string, provider: string, what: 'Allow' | 'Do not allow' | 'Allow under conditions …'): Promise<void> {
  await cell(page, dataClass, provider).click();
  await page.getByRole('menuitem', { name: new RegExp(`^${what}(?! under)`) }).click();
}

async function save(page: Page): Promise<void> {
  await draft(page).getByRole('button', { name: 'Check and save' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await page.getByText(/^Saved as version/).first().waitFor();
  await expect.poll(() => draft(page).count()).toBe(0);
}

it('says conditions in words, and why an allowed cell is closed', async () => {
  const { page, complaints } = await openUi(browser, gateway, { path: '/rules' });
  await choose(page, 'Internal', 'swiss', 'Allow under conditions …');
  const dialog = page.getByRole('dialog', { name: 'swiss may see “Internal” if …' });
  await dialog.getByText('At present it is entered as “Switzerland”.').waitFor();
  await dialog.getByRole('combobox', { name: 'Only while the provider stands in' }).press('ArrowDown');
  expect(await page.getByRole('listbox').getByRole('option').allTextContents()).toEqual(['European Union', 'Switzerland']);
  await page.getByRole('listbox').getByRole('option', { name: 'European Union' }).click();
  await dialog.getByRole('button', { name: 'Add to the draft' }).click();
  await page.getByRole('row', { name: /^Internal/ }).getByText('Closed at the moment: The provider stands in “Switzerland”; allowed is only: European Union.').waitFor();
  await draft(page).getByRole('button', { name: 'Discard' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
  await choose(page, 'Internal', 'swiss', 'Allow under conditions …');
  await dialog.getByLabel('There is a valid contract').check();
  await dialog.getByRole('combobox', { name: 'Only from these addresses' }).fill('anywhere');
  await dialog.getByRole('combobox', { name: 'Only with one of these tags' }).fill(EVIL);
  await dialog.getByLabel('Last day').fill('2020-01-01');
  await dialog.getByRole('button', { name: 'Add to the draft' }).click();
  await dialog.getByText('This is not an address.', { exact: false }).waitFor();
  await dialog.getByText('This day is over.').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await dialog.getByLabel('Last day').fill('2099-12-31');
  await dialog.getByRole('combobox', { name: 'Only from these addresses' }).press('Backspace');
  await dialog.getByRole('combobox', { name: 'Only from these addresses' }).fill('127.0.0.0/8');
  await dialog.getByRole('button', { name: 'Add to the draft' }).click();
  const internal = page.getByRole('row', { name: /^Internal/ });
  for (const words of [`only with the tag ${EVIL}`, 'only from 127.0.0.0/8', 'until 31 Dec 2099', 'Closed at the moment: There is no contract with the provider.']) await internal.getByText(words).waitFor();
  await save(page);
  expect(await page.title()).toBe('Data rules · Gatehouse');
  await gateway.cli(['lockdown', 'on']);
  try {
    await page.reload();
    await page.getByRole('row', { name: /^Public/ }).getByText('Closed at the moment: “Nothing leaves the building” is switched on.').first().waitFor();
    await page.getByText('This switch is on, so every provider outside is closed', { exact: false }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  } finally {
    await gateway.cli(['lockdown', 'off']);
  }
  expect(complaints).toEqual([]);
});

it('adds exceptions with an end, and orders them', async () => {
  const { page, complaints } = await openUi(browser, gateway, { path: '/rules' });
  for (const [name, tag] of [['Client files', 'client-data'], [EVIL, 'letters']] as const) {
    await page.getByRole('button', { name: 'New exception' }).click();
    const dialog = page.getByRole('dialog', { name: 'New exception' });
    await dialog.getByRole('button', { name: 'Add to the draft' }).click();
    await dialog.getByText('Please enter a name.').waitFor();
    await dialog.getByText('Please say for whom', { exact: false }).waitFor();
    await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
    await dialog.getByRole('combobox', { name: 'Only with one of these tags' }).fill(tag);
    await dialog.getByLabel('Answered by').selectOption('fast');
    await dialog.getByLabel('Last day').fill('2099-12-31');
    if (name === EVIL) expect(await accessibilityFaults(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Add to the draft' }).click();
    await page.getByRole('button', { name: `Edit: ${name}` }).waitFor();
  }
  await page.getByRole('button', { name: 'Move down: Client files' }).click();
  await save(page);
  const { routes } = await gateway.cliJson<{ routes: { name: string; when: { until: number } }[] }>(['policy', 'show']);
  expect(routes.map(({ name }) => name)).toEqual([EVIL, 'Client files']);
  // On the clock of the office, here that of the computer, not of the browser.
  expect(routes[1]!.when.until).toBe(new Date(2100, 0, 1).getTime());
  const answer = await ask('local', { 'x-gatehouse-tags': 'client-data', 'x-gatehouse-class': 'public' });
  expect(answer.headers.get('x-gatehouse-provider')).toBe('mock');
  await page.getByRole('button', { name: 'Remove: Client files' }).click();
  await draft(page).getByText('1 change, not saved yet').waitFor();
  expect(complaints).toEqual([]);
});

inBrowser('orders the models of this computer', async () => {
  await gateway.cliJson(['policy', 'local-models', 'small:1b', 'local/large:1b', 'gone', '--class', 'secret']);
  const { page } = await openUi(browser, gateway, { path: '/rules' });
  await page.getByRole('button', { name: 'small:1b, large:1b, gone:latest: models of this computer for “Professional secrecy”' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Move up: large:1b' }).click();
  await dialog.getByRole('button', { name: 'Remove: gone:latest' }).click();
  expect(await dialog.getByRole('listitem').allTextContents()).toEqual(['large:1bNot installed here', 'small:1bNot installed here']);
  expect(await accessibilityFaults(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Add to the draft' }).click();
  await save(page);
  expect((await gateway.cliJson<{ localModels: { secret: string[] } }>(['policy', 'show'])).localModels.secret).toEqual(['large:1b', 'small:1b']);
});

inBrowser('shows an auditor everything and changes nothing', async () => {
  const { page, complaints } = await openUi(browser, gateway, { path: '/rules', role: 'auditor', name: 'Ben', colorScheme: 'dark' });
  await page.getByText('You are signed in as an auditor', { exact: false }).waitFor();
  await page.getByRole('row', { name: /^Internal/ }).getByText('Allowed').first().waitFor();
  expect(await page.getByRole('main').getByRole('button').count()).toBe(0);
  expect(await page.getByRole('main').getByRole('combobox').count()).toBe(0);
  expect(await accessibilityFaults(page)).toEqual([]);
  // Wider than the window.
  await page.setViewportSize({ width: 800, height: 700 });
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole('tab', { name: 'Versions' }).click();
  await page.getByRole('button', { name: 'What changed in version 2' }).click();
  await page.getByText('Not allowed').first().waitFor();
  expect(await page.getByRole('button', { name: /Undo|Go back/ }).count()).toBe(0);
  expect(complaints).toEqual([]);
});

it('makes a rule from a request, and says there why it was decided so', async () => {
  await ask('swiss/special', { 'x-gatehouse-class': 'confidential', 'x-gatehouse-tags': 'letters-2' });
  const { page, complaints } = await openUi(browser, gateway, { path: '/requests' });
  await page.getByRole('row', { name: /swiss\/special/ }).getByRole('link').click();
  const detail = page.getByRole('main');
  await detail.getByText('No provider that was asked for may see “Confidential”, so it is answered on this computer.').waitFor();
  await detail.getByRole('button', { name: 'Make a rule from this' }).click();
  await page.getByRole('menuitem', { name: 'For the tag “letters-2”' }).waitFor();
  await page.getByRole('menuitem', { name: 'For the model “special”' }).click();
  const dialog = page.getByRole('dialog', { name: 'New rule for the model “special”' });
  await dialog.getByLabel('Provider').waitFor();
  expect([await dialog.getByLabel('Provider').inputValue(), await dialog.getByLabel('Data up to').inputValue()]).toEqual(['swiss', 'confidential']);
  expect(await accessibilityFaults(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Add to the draft' }).click();
  await page.getByRole('row', { name: /^Confidential/ }).getByText('only the model special').waitFor();
  await page.getByRole('row', { name: /^Confidential/ }).getByText(/^until /).waitFor();
  await save(page);
  expect((await ask('swiss/special', { 'x-gatehouse-class': 'confidential' })).headers.get('x-gatehouse-provider')).toBe('swiss');
  expect((await ask('swiss/other', { 'x-gatehouse-class': 'confidential' })).headers.get('x-gatehouse-provider')).not.toBe('swiss');
  expect(complaints).toEqual([]);
});

inBrowser('makes a rule for a model behind the name that was asked for, though none of them was asked', async () => {
  await gateway.cliJson(['models', 'alias', 'letters', 'mock/gpt-4o-mini', 'swiss/gpt-4o-mini', 'local/small:1b']);
  await ask('letters', { 'x-gatehouse-class': 'secret' });
  const { page, complaints } = await openUi(browser, gateway, { path: '/requests' });
  await page.getByRole('row', { name: /letters/ }).getByRole('link').click();
  await page.getByRole('button', { name: 'Make a rule from this' }).click();
  await page.getByRole('menuitem', { name: 'For the model “mock/gpt-4o-mini”' }).waitFor();
  expect(await page.getByRole('menuitem', { name: 'For the model' }).count()).toBe(2);
  await page.getByRole('menuitem', { name: 'For the model “swiss/gpt-4o-mini”' }).click();
  const dialog = page.getByRole('dialog', { name: 'New rule for the model “gpt-4o-mini”' });
  expect([await dialog.getByLabel('Provider').inputValue(), await dialog.getByLabel('Data up to').inputValue(), await dialog.getByLabel('Last day').inputValue()]).toEqual(['swiss', 'secret', expect.stringMatching(/^\d{4}-/)]);
  await dialog.getByRole('button', { name: 'Add to the draft' }).click();
  await page.getByRole('row', { name: /^Professional secrecy/ }).getByText('only the model gpt-4o-mini').waitFor();
  await draft(page).getByRole('button', { name: 'Discard' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
  expect(complaints).toEqual([]);
});

inBrowser('makes a second rule from a request beside the first one in the draft, which it neither drops nor ends earlier', async () => {
  for (const name of ['Alpha', 'Beta']) {
    const own = await makeKey(gateway, name, '--floor', 'public');
    await post(gateway, own, '/v1/chat/completions', { model: 'swiss/pair', messages: USER }, { 'x-gatehouse-class': 'secret' });
  }
  const { page, complaints } = await openUi(browser, gateway, { path: '/requests' });
  const dialogFor = async (name: string) => {
    await page.getByRole('link', { name: 'Requests', exact: true }).click();
    await page.getByRole('row', { name: new RegExp(`${name}.*swiss/pair|swiss/pair.*${name}`) }).getByRole('link').click();
    await page.getByRole('button', { name: 'Make a rule from this' }).click();
    await page.getByRole('menuitem', { name: `For the key “${name}”` }).click();
    const dialog = page.getByRole('dialog', { name: `New rule for the key “${name}”` });
    await dialog.getByText('Let a provider see it').click();
    return dialog;
  };
  const secret = page.getByRole('row', { name: /^Professional secrecy/ });
  const first = await dialogFor('Alpha');
  await first.getByLabel('Last day').fill('2099-12-31');
  await first.getByRole('button', { name: 'Add to the draft' }).click();
  await secret.getByText('only for the key Alpha').waitFor();

  const second = await dialogFor('Beta');
  // The end of those who may already is proposed; another is said to be theirs too.
  expect(await second.getByLabel('Last day').inputValue()).toBe('2099-12-31');
  await second.getByText('With this rule: Allowed · only for the key Alpha or Beta, until 31 Dec 2099.', { exact: false }).waitFor();
  await second.getByLabel('Last day').fill('2098-12-31');
  await second.getByText('The last day then holds for the others too.', { exact: false }).waitFor();
  await second.getByLabel('Last day').fill('2099-12-31');
  expect(await second.getByText('holds for the others too').count()).toBe(0);
  // A click beside it loses nothing.
  await page.mouse.click(5, 400);
  await second.getByRole('button', { name: 'Add to the draft' }).click();
  await secret.getByText('only for the key Alpha or Beta').waitFor();
  await secret.getByText('until 31 Dec 2099').waitFor();
  await draft(page).getByRole('button', { name: 'Discard' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
  expect(complaints).toEqual([]);
});

inBrowser('takes addresses that are none neither in a condition nor in an exception nor to try a request', async () => {
  const { page } = await openUi(browser, gateway, { path: '/rules' });
  await page.getByRole('button', { name: 'New exception' }).click();
  const dialog = page.getByRole('dialog', { name: 'New exception' });
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Nowhere');
  const addresses = dialog.getByRole('combobox', { name: 'Only from these addresses' });
  for (const [wrong, right] of [['300.1.1.1/99', '10.1.1.1/32'], ['10.0.0.0/33', '::1/128'], ['1::2::3', 'fe80::/10']] as const) {
    await addresses.fill(wrong);
    await addresses.press('Enter');
    await dialog.getByRole('button', { name: 'Add to the draft' }).click();
    await dialog.getByText('This is not an address.', { exact: false }).waitFor();
    await addresses.press('Backspace');
    await addresses.fill(right);
    await addresses.press('Enter');
  }
  await dialog.getByRole('button', { name: 'Add to the draft' }).click();
  await draft(page).getByText('1 change, not saved yet').waitFor();
  await page.getByRole('tab', { name: 'Try a request' }).click();
  await page.getByLabel('Model', { exact: false }).first().fill('swiss/m');
  await page.getByLabel('Address of the computer that asks').fill('not an ip');
  await page.getByRole('button', { name: 'Try it' }).click();
  await page.getByText('This is not an address. Please write it as 192.168.1.7.').waitFor();
  await page.getByLabel('Address of the computer that asks').fill('192.168.1.7');
  await page.getByRole('button', { name: 'Try it' }).click();
  await page.getByText('What would happen').waitFor();
});

it('lets a provider run a tool of its own, which says what that means, and shows it in every place of the rules', async () => {
  await gateway.cliJson(['providers', 'add', '--name', 'openai', '--kind', 'openai', '--base-url', mock.url, '--region', 'us'], 'sk-openai');
  const { page, complaints } = await openUi(browser, gateway, { path: '/rules' });
  await choose(page, 'Public', 'swiss', 'Allow under conditions …');
  // A kind of provider that has none offers none.
  expect(await page.getByRole('dialog').getByRole('combobox', { name: 'Tools that the provider may run itself' }).count()).toBe(0);
  await page.keyboard.press('Escape');
  await choose(page, 'Internal', 'openai', 'Allow under conditions …');
  const dialog = page.getByRole('dialog', { name: 'openai may see “Internal” if …' });
  await dialog.getByText('Whatever it looks for reaches the search engine behind it. Fees for this are in no price list. Empty: none.').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await dialog.getByRole('combobox', { name: 'Tools that the provider may run itself' }).press('ArrowDown');
  await page.getByRole('listbox').getByRole('option', { name: 'web search' }).click();
  await dialog.getByRole('button', { name: 'Add to the draft' }).click();
  for (const name of [/^Public/, /^Internal/]) await page.getByRole('row', { name }).getByText('the provider may also run: web search').waitFor();
  await save(page);
  await page.getByRole('tab', { name: 'Try a request' }).click();
  await page.getByLabel('The data is').selectOption('internal');
  await page.getByLabel('Model', { exact: false }).first().fill('openai/gpt-4o');
  await page.getByRole('combobox', { name: 'Tools that the provider is to run' }).press('ArrowDown');
  await page.getByRole('listbox').getByRole('option', { name: 'web search' }).click();
  await page.getByRole('button', { name: 'Try it' }).click();
  await page.getByRole('status').getByText('openai may see this and run the tool asked for (web search)').first().waitFor();
  expect(complaints).toEqual([]);
});
