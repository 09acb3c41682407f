import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { accessibilityFaults, asksBeforeLeaving, faultsInBoth, launchBrowser, openUi } from '../support/browser.ts';
import { askAdmin } from '../support/admin-socket.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { inBrowser } from '../support/in-browser.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { sendJson, startMockServer } from '../support/mock-server.ts';
import { startVertexMock } from '../support/mocks/vertex.ts';
import { makeKey, post, USER } from '../support/office.ts';
import { KEY_FILE } from '../support/service-account.ts';

const KEY = 'sk-of-the-office-4711';
const HOSTILE = '<img src=x onerror="document.title=1">';
const DAY = 86_400_000;

interface Dated { names: string[]; knowledge?: string; retires?: string }
/** What the shipped registry knows of OpenAI's models: its dates move with each new list. */
const { kinds } = JSON.parse(readFileSync(join(import.meta.dirname, '../../resources/models.json'), 'utf8')) as { kinds: { kind: string; models: Dated[] }[] };
const REGISTRY = kinds.find(({ kind }) => kind === 'openai')!.models;

let browser: Browser;
let gateway: Gateway;
let mock: Mock;
let key: string;

beforeAll(async () => {
  [browser, gateway, mock] = await Promise.all([launchBrowser(), startGateway({ local: 'idle' }), startMock({ apiKey: KEY })]);
  key = await makeKey(gateway, 'crm', '--floor', 'public');
});
afterAll(async () => {
  await browser?.close();
  await gateway?.stop();
  await mock?.stop();
});
afterEach(async () => {
  // Pages that stay open go on asking.
  for (const context of browser.contexts()) await context.close();
});

const ask = async (model: string): Promise<number> => (await post(gateway, key, '/v1/chat/completions', { model, messages: USER })).status;
const faults = async (page: Page): Promise<void> => expect(await accessibilityFaults(page)).toEqual([]);
const act = async (page: Page, name: string, action: string): Promise<void> => {
  await page.getByRole('button', { name: `Actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: action }).click();
};

it('adds a provider in steps, tests it before it is saved, and lets nothing go there', async () => {
  const { page, complaints } = await openUi(browser, gateway, { path: '/providers' });
  await page.getByText('No providers yet').waitFor();
  await faults(page);
  await page.getByRole('link', { name: 'Add a provider' }).click();
  await page.getByText('Check with the provider').first().waitFor();
  await faults(page);
  await page.getByRole('button', { name: 'Choose: Another server' }).click();
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Address and key');

  await page.getByRole('button', { name: 'Test the connection' }).click();
  await page.getByText('Please enter a name.').waitFor();
  await page.getByText('This is not an address.').waitFor();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Archive Room');
  await page.getByRole('textbox', { name: 'Address' }).fill(mock.url);
  expect(await page.getByRole('textbox', { name: 'Short name' }).inputValue()).toBe('archive-room');
  await page.getByLabel('Key of the provider').fill('sk-mistyped');
  await page.getByRole('button', { name: 'Test the connection' }).click();
  await page.getByText('it does not accept the key').waitFor();
  expect(await page.getByRole('button', { name: 'Continue', exact: true }).count()).toBe(0);
  await faults(page);
  await page.getByLabel('Key of the provider').fill(KEY);
  await page.getByRole('button', { name: 'Test the connection' }).click();
  await page.getByText('The connection works: 3 models.').waitFor();
  expect(mock.requests.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /v1/models', 'GET /v1/models']);
  expect((await gateway.cliJson<{ id: string }[]>(['providers', 'list'])).map(({ id }) => id)).toEqual(['local']);
  await page.getByRole('button', { name: 'Continue' }).click();
  // The browser's Back is a step back, and the key that was pasted is still there.
  await page.getByText('Only these').waitFor();
  await page.goBack();
  expect(await page.getByLabel('Key of the provider').inputValue()).toBe(KEY);
  await page.goBack();
  await page.getByText('Check with the provider').first().waitFor();
  expect(await asksBeforeLeaving(page)).toBe(true);
  await page.goForward();
  await page.goForward();

  await page.getByText('Only these').click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByText('Please choose at least one.').waitFor();
  await page.getByRole('combobox', { name: 'Models' }).click();
  await page.getByRole('option', { name: 'gpt-4o-mini' }).click();
  await page.getByText('1 of them has no price here yet').waitFor();
  await page.keyboard.press('Escape');
  await faults(page);
  await page.getByRole('button', { name: 'Continue' }).click();

  await page.getByRole('textbox', { name: 'Contract' }).fill('Agreement of 3 May');
  await page.getByLabel('Valid until').fill(new Date(Date.now() + 10 * DAY).toISOString().slice(0, 10));
  await faults(page);
  await page.getByRole('button', { name: 'Save the provider' }).click();
  await page.getByText('The door is still closed').waitFor();
  await faults(page);
  // Denied by every rule: the request is answered here or refused, and never reaches the provider.
  mock.reset();
  expect(await ask('archive-room/gpt-4o-mini')).not.toBe(200);
  expect(mock.requests).toEqual([]);

  await page.getByRole('link', { name: 'To the list' }).click();
  const card = page.getByRole('region', { name: 'Archive Room' });
  await card.getByText(/^Ends on/).waitFor();
  expect(await card.getByRole('listitem').allTextContents()).toEqual(['PublicNo', 'InternalNo', 'ConfidentialNo', 'Professional secrecyNo']);
  expect(await card.getByText('gpt-4o-mini').count()).toBe(1);
  expect(await page.content()).not.toContain(KEY);
  await gateway.cliJson(['policy', 'allow', '--class', 'internal', '--provider', 'archive-room']);
  await page.reload();
  await card.getByText('Yes').first().waitFor();
  expect(await card.getByRole('listitem').allTextContents()).toEqual(['PublicYes', 'InternalYes', 'ConfidentialNo', 'Professional secrecyNo']);
  expect(await ask('archive-room/gpt-4o-mini')).toBe(200);
  expect(complaints).toEqual([]);
});

inBrowser('fills in what is known of a provider, lets the host be chosen, and says which key to ask for', async () => {
  const { page, complaints } = await openUi(browser, gateway, { path: '/providers/add?card=openai' });
  const address = page.getByRole('textbox', { name: 'Address' });
  await address.waitFor();
  expect(await address.inputValue()).toBe('https://api.openai.com/v1');
  await page.getByText('in a project of its own').waitFor();
  await page.getByLabel('Where it stands').selectOption({ label: 'European Union: eu.api.openai.com' });
  expect(await address.inputValue()).toBe('https://eu.api.openai.com/v1');
  await faults(page);
  await page.getByLabel('Key of the provider').fill(KEY);
  const asked = page.waitForRequest('**/admin/api/providers/try');
  await page.route('**/admin/api/providers/try', (route) => route.fulfill({ json: { ok: true, outcome: 'works', message: '', ms: 1, models: [] } }));
  await page.getByRole('button', { name: 'Test the connection' }).click();
  expect((await asked).postDataJSON()).toMatchObject({ kind: 'openai', baseUrl: 'https://eu.api.openai.com/v1', region: 'eu' });
  await page.unroute('**/admin/api/providers/try');
  await address.fill(mock.url);
  await page.getByRole('button', { name: 'Test the connection' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
  // Before models are chosen it is seen how old they are.
  await page.getByRole('listitem').filter({ hasText: /^gpt-4oKnows the world until September 2023$/ }).waitFor();
  await page.getByText('Only these').click();
  await page.getByRole('combobox', { name: 'Models' }).click();
  await page.getByRole('option', { name: 'text-embedding-3-small' }).click();
  await page.getByText('is not known here. The provider can say.').waitFor();
  expect(complaints).toEqual([]);
});

inBrowser('takes a whole key file, and says of a key that is none of this provider, before anybody is asked', async () => {
  const vertex = await startVertexMock({ apiKey: KEY_FILE });
  const { page, complaints } = await openUi(browser, gateway, { path: '/providers/add?card=vertex' });
  const address = page.getByRole('textbox', { name: 'Address' });
  await address.waitFor();
  await page.getByLabel('Where it stands').selectOption({ label: 'Switzerland: europe-west6-aiplatform.googleapis.com' });
  await page.getByText('Paste the whole file.').waitFor();
  await page.getByLabel('Key of the provider').fill('AIza-of-another-kind');
  await page.getByRole('button', { name: 'Test the connection' }).click();
  await page.getByText('not what a key of this provider looks like').waitFor();
  await address.fill(vertex.url);
  await page.getByLabel('Key of the provider').fill(KEY_FILE);
  await page.getByRole('button', { name: 'Test the connection' }).click();
  await page.getByText('The connection works: 2 models.').waitFor();
  expect(vertex.requests.map(({ method }) => method)).toEqual(['GET', 'GET']);
  await vertex.stop();
  expect(complaints).toEqual([]);
});

it('replaces a key only after it has worked', async () => {
  const { page } = await openUi(browser, gateway, { path: '/providers' });
  await act(page, 'Archive Room', 'Replace the key');
  const dialog = page.getByRole('dialog', { name: 'Key for “Archive Room”' });
  await dialog.getByLabel('New key').fill('sk-not-valid');
  await dialog.getByRole('button', { name: 'Test and replace' }).click();
  await dialog.getByText('it does not accept the key. Please check it. The server says: “The mock was asked for status 401.” Nothing was changed.').waitFor();
  await faults(page);
  expect(await ask('archive-room/gpt-4o-mini')).toBe(200);
  await gateway.cliJson(['providers', 'update', 'archive-room', '--key-stdin'], 'sk-outdated');
  expect(await ask('archive-room/gpt-4o-mini')).not.toBe(200);
  await dialog.getByLabel('New key').fill(KEY);
  await dialog.getByRole('button', { name: 'Test and replace' }).click();
  await page.getByText('“Archive Room” has its new key.').waitFor();
  expect(await ask('archive-room/gpt-4o-mini')).toBe(200);
  expect(mock.requests.at(-1)?.headers.authorization).toBe(`Bearer ${KEY}`);
});

it('tests, edits and switches off, and asks for the key where the server is another one', async () => {
  const { page, complaints } = await openUi(browser, gateway, { path: '/providers' });
  await act(page, 'Archive Room', 'Test the connection');
  await page.getByText('The connection works: 3 models.').waitFor();
  await page.getByText('is not known here. The provider can say.').waitFor();
  await act(page, 'Archive Room', 'Edit');
  await page.getByRole('textbox', { name: 'Address' }).fill('http://192.0.2.7:8000/v1');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Please enter the key for the new address.').waitFor();
  await faults(page);
  await page.getByRole('textbox', { name: 'Address' }).fill(mock.url);
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(HOSTILE);
  await page.getByLabel('Valid until').fill('2020-01-31');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Ended on 31 Jan 2020').waitFor();
  expect(await page.getByRole('heading', { name: HOSTILE }).count()).toBe(1);
  expect(await page.title()).toBe('Providers · Gatehouse');

  await act(page, HOSTILE, 'Switch off');
  await page.getByText('Switched off', { exact: true }).waitFor();
  mock.reset();
  await ask('archive-room/gpt-4o-mini');
  expect(mock.requests).toEqual([]);
  await act(page, HOSTILE, 'Switch on');
  const badge = page.getByRole('region', { name: HOSTILE });
  await badge.getByText('Not asked', { exact: true }).waitFor();
  expect(await ask('archive-room/gpt-4o-mini')).toBe(200);
  await page.reload();
  await badge.getByText('Answers', { exact: true }).waitFor();
  expect(complaints).toEqual([]);
});

inBrowser('says of a provider whether it answers, and why not', async () => {
  let status = 200;
  const shaky = await startMockServer({ path: '/v1', answer: (_, response) => sendJson(response, status, status === 200 ? { id: 'c', object: 'chat.completion', created: 1, model: 'm', choices: [{ index: 0, message: { role: 'assistant', content: 'yes' }, finish_reason: 'stop' }], usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 } } : { error: { message: 'no' } }) });
  try {
    await gateway.cliJson(['providers', 'add', '--name', 'shaky', '--title', 'Shaky', '--kind', 'openai-compatible', '--base-url', shaky.url, '--region', 'eu'], KEY);
    await gateway.cliJson(['policy', 'allow', '--class', 'public', '--provider', 'shaky']);
    const { page, complaints } = await openUi(browser, gateway, { path: '/providers' });
    const card = page.getByRole('region', { name: 'Shaky' });
    const shows = async (word: string, ...lines: (string | RegExp)[]): Promise<void> => {
      await page.reload();
      await card.getByText(word, { exact: true }).waitFor();
      for (const line of lines) await card.getByText(line).waitFor();
    };
    const failing = async (): Promise<unknown> => ((await askAdmin(gateway.home, 'GET', '/status')) as { failing: unknown }).failing;
    await shows('Not asked', 'Not asked yet with these settings');
    // The person's own fault.
    status = 400;
    expect(await ask('shaky/m')).toBe(400);
    await shows('Not asked');
    status = 200;
    expect(await ask('shaky/m')).toBe(200);
    await shows('Answers', /^Last good answer: /);
    expect(await failing()).toEqual([]);
    expect(await card.getByText(/in a row/).count()).toBe(0);

    status = 500;
    expect(await ask('shaky/m')).toBe(502);
    await shows('Failed just now');
    for (let more = 0; more < 2; more++) await ask('shaky/m');
    await shows('Does not answer', /^Failed \d+ times in a row, last: it answered with an error – /, /^Last good answer: /, /^m rests until .*: others are tried first\.$/);
    expect(await failing()).toEqual([{ provider: 'shaky', name: 'Shaky', code: 'error', failures: expect.any(Number) as number, since: expect.any(Number) as number }]);
    status = 401;
    await ask('shaky/m');
    await shows('The key is refused', /last: it does not accept the key – /);
    expect(await faultsInBoth(page)).toEqual([]);

    // A test of the connection tells it too, before anybody asks.
    status = 200;
    await act(page, 'Shaky', 'Test the connection');
    await card.getByText('Answers', { exact: true }).waitFor();
    expect(await failing()).toEqual([]);
    await shaky.stop();
    for (let more = 0; more < 3; more++) await ask('shaky/m');
    await page.setViewportSize({ width: 390, height: 844 });
    await shows('Does not answer', /last: it could not be reached – /);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    expect(complaints).toEqual([]);
  } finally {
    await gateway.cliJson(['providers', 'remove', 'shaky']);
    await shaky.stop();
  }
});

inBrowser('says after a test which models are switched off and what they know, warns where a name still leads to one, and folds the rest', async () => {
  const ending = REGISTRY.filter(({ retires }) => retires !== undefined).sort((a, b) => a.retires!.localeCompare(b.retires!));
  const [first] = ending;
  const last = ending.at(-1)!;
  const learned = REGISTRY.find(({ knowledge, retires }) => knowledge?.length === 7 && retires === undefined)!;
  const names = [...ending.map((one) => one.names[0]!), learned.names[0]!, 'house-model', 'house-model-2'];
  const vendor = await startMockServer({ path: '/v1', answer: (_, response) => sendJson(response, 200, { object: 'list', data: names.map((id) => ({ id, object: 'model' })) }) });
  try {
    await gateway.cliJson(['providers', 'add', '--name', 'vendor', '--title', 'Vendor', '--kind', 'openai', '--base-url', vendor.url, '--region', 'us'], KEY);
    await gateway.cliJson(['models', 'alias', 'letters', 'vendor/house-model', `vendor/${first!.names[0]}`]);
    const { page, complaints } = await openUi(browser, gateway, { path: '/providers', locale: 'de-CH', viewport: { width: 390, height: 844 } });
    const card = page.getByRole('region', { name: 'Vendor' });
    await card.getByRole('heading', { name: 'Vertrag' }).waitFor();
    const dayOf = (retires: string, locale: string): string => new Date(`${retires}T12:00:00Z`).toLocaleDateString(locale, { dateStyle: 'medium' });
    const test = async (language: { menu: string; test: string; knows: RegExp }): Promise<void> => {
      await card.getByRole('button', { name: language.menu }).click();
      await page.getByRole('menuitem', { name: language.test }).click();
      await card.getByText(language.knows).first().waitFor({ state: 'attached' });
    };
    const GERMAN = { menu: 'Aktionen für Vendor', test: 'Verbindung prüfen', knows: /Kennt die Welt bis/ };
    // 91 days before the first end nothing is urgent yet; 89 days before, what ends by then is.
    const before = (days: number): Date => new Date(Date.parse(`${first!.retires}T12:00:00Z`) - days * DAY);
    await page.clock.setFixedTime(before(91));
    await test(GERMAN);
    await card.getByText(`Wird am ${dayOf(first!.retires!, 'de-CH')} abgeschaltet`).first().waitFor();
    expect(await card.getByText('Ein Modell, das Sie verwenden, wird abgeschaltet').count()).toBe(0);
    expect(await card.getByText(/in den nächsten 90 Tagen/).count()).toBe(0);
    await page.clock.setFixedTime(before(89));
    await test(GERMAN);
    await card.getByText('Ein Modell, das Sie verwenden, wird abgeschaltet').waitFor();
    const urgent = ending.filter(({ retires }) => Date.parse(retires!) <= Date.parse(first!.retires!) + DAY).length;
    await card.getByText(new RegExp(`^${urgent} davon w[ei]rden? in den nächsten 90 Tagen`)).waitFor();
    await card.getByText(`${first!.names[0]}: Wird am ${dayOf(first!.retires!, 'de-CH')} abgeschaltet. Es steht hinter: letters.`).waitFor();
    const month = new Date(`${learned.knowledge}-01T12:00:00Z`).toLocaleDateString('de-CH', { month: 'long', year: 'numeric' });
    const folded = card.getByRole('listitem').filter({ hasText: learned.names[0]! }).getByText(`Kennt die Welt bis ${month}`);
    expect(await folded.isVisible()).toBe(false);
    await card.getByText(`${names.length - 2 - 5} weitere anzeigen`).click();
    await folded.waitFor();
    await card.getByText('Von 2 weiteren Modellen ist hier kein Datum bekannt.').waitFor();
    expect(await card.getByText('house-model').count()).toBe(0);
    expect(await faultsInBoth(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);

    // A day that has passed is no promise that the model is gone: the provider still names it.
    await page.clock.setFixedTime(new Date(Date.parse(`${last.retires}T12:00:00Z`) + DAY));
    await test(GERMAN);
    await card.getByText(`Sollte am ${dayOf(last.retires!, 'de-CH')} abgeschaltet werden`).first().waitFor({ state: 'attached' });
    expect(complaints).toEqual([]);

    // Where a name's models are chosen the answer is still there, and nobody was asked again.
    const asked = vendor.requests.length;
    await page.getByRole('link', { name: 'Rechtzeitig ein anderes Modell wählen' }).click();
    await page.getByRole('button', { name: 'letters bearbeiten' }).click();
    const dialog = page.getByRole('dialog', { name: 'Der Name «letters»' });
    await dialog.getByText(`Sollte am ${dayOf(first!.retires!, 'de-CH')} abgeschaltet werden`).waitFor();
    expect(await dialog.getByRole('listitem').allTextContents()).toEqual(['vendor/house-model', expect.stringContaining(`vendor/${first!.names[0]}Sollte am `)]);
    await faults(page);
    expect(vendor.requests.length).toBe(asked);

    // What the office does not ask for is not listed, and what may be added says its dates too.
    await gateway.cliJson(['providers', 'update', 'vendor', '--models', `${learned.names[0]},house-model-2`]);
    await page.keyboard.press('Escape');
    await page.goBack();
    await card.getByText('house-model-2').waitFor();
    await test(GERMAN);
    expect(await card.getByRole('listitem').filter({ hasText: 'Kennt die Welt bis' }).count()).toBe(1);
    await card.getByText('Von 1 weiteren Modell ist hier kein Datum bekannt.').waitFor();
    await page.getByRole('link', { name: 'Rechtzeitig ein anderes Modell wählen' }).click();
    await page.getByRole('button', { name: 'letters bearbeiten' }).click();
    await expect.poll(() => dialog.getByRole('option').allTextContents()).toContain(`vendor/${learned.names[0]} – Kennt die Welt bis ${month}`);
  } finally {
    await gateway.cliJson(['models', 'unalias', 'letters']);
    await gateway.cliJson(['providers', 'remove', 'vendor']);
    await vendor.stop();
  }
});

inBrowser.each([
  ['light', 390, 844],
  ['dark', 1280, 800],
] as const)('has no accessibility faults (%s, %i × %i)', async (colorScheme, width, height) => {
  const { page } = await openUi(browser, gateway, { path: '/providers', colorScheme, viewport: { width, height } });
  await page.getByText('Ended on 31 Jan 2020').waitFor();
  const fits = (): Promise<boolean> => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
  await faults(page);
  expect(await fits()).toBe(true);
  await page.getByRole('link', { name: 'Add a provider' }).click();
  await page.getByText('Check with the provider').first().waitFor();
  await faults(page);
  expect(await fits()).toBe(true);
});

inBrowser('says what depends on a provider before it is removed, and that nothing leaves the building', async () => {
  await gateway.cliJson(['models', 'alias', 'fast', 'archive-room/gpt-4o-mini']);
  await gateway.cliJson(['providers', 'update', 'archive-room', '--region', 'us']);
  await gateway.cliJson(['lockdown', 'on']);
  const { page } = await openUi(browser, gateway, { path: '/providers' });
  await page.getByText('nobody outside is asked').waitFor();
  await act(page, HOSTILE, 'Test the connection');
  await page.getByText('Switch it off on the Overview page to test.').waitFor();
  await act(page, HOSTILE, 'Remove');
  const dialog = page.getByRole('dialog', { name: /^Remove the provider/ });
  await dialog.getByText('fast').waitFor();
  expect(await dialog.getByRole('button', { name: 'Remove' }).count()).toBe(0);
  await faults(page);
  await gateway.cliJson(['models', 'unalias', 'fast']);
  await page.reload();
  await act(page, HOSTILE, 'Remove');
  await dialog.getByText('2 data rules for it go with it.').waitFor();
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await page.getByText('No providers yet').waitFor();
});

inBrowser('is closed to auditors, and says when it could not be read', async () => {
  const auditor = await openUi(browser, gateway, { path: '/providers', role: 'auditor', name: 'Ben' });
  await auditor.page.getByText('Only for administrators').waitFor();
  const { page } = await openUi(browser, gateway, { path: '/' });
  await page.route('**/admin/api/providers', (route) => route.fulfill({ status: 200, body: '<html>' }));
  await page.getByRole('link', { name: 'Providers' }).click();
  await page.getByText('This could not be shown').waitFor();
  await faults(page);
  await page.unroute('**/admin/api/providers');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('No providers yet').waitFor();
});
