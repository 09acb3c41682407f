import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityFaults, launchBrowser, openUi } from '../support/browser.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { inBrowser } from '../support/in-browser.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { approveMock, makeKey, post, USER } from '../support/office.ts';

const NO_MODEL = 'No model is installed on this computer: confidential requests are refused until there is one.';

let browser: Browser;
let gateway: Gateway;
let mock: Mock;
let key: string;

const ask = async (with_ = key): Promise<number> => (await post(gateway, with_, '/v1/chat/completions', { model: 'fast', messages: USER })).status;

beforeAll(async () => {
  [browser, gateway, mock] = await Promise.all([launchBrowser(), startGateway({ local: 'idle' }), startMock()]);
  await approveMock(gateway, mock, { fast: ['mock/gpt-4o-mini'] });
  key = await makeKey(gateway, 'crm', '--floor', 'public');
});
afterAll(async () => {
  await browser?.close();
  await Promise.all([gateway?.stop(), mock?.stop()]);
});

it('counts today’s requests by where they were answered', async () => {
  const secret = await makeKey(gateway, 'files', '--floor', 'secret');
  for (let i = 0; i < 3; i++) expect(await ask()).toBe(200);
  expect(await ask(secret)).toBe(422);
  const { page, complaints } = await openUi(browser, gateway);
  await page.getByText('4 requests').waitFor();
  const card = page.getByRole('region', { name: 'Requests today' });
  const text = (await card.innerText()).replace(/\s+/g, ' ');
  expect(text).toMatch(/Answered here 0 0% By a provider 3 75% Refused 1 25%/);
  await page.getByText('1 provider set up').waitFor();
  await page.getByText('No model is installed yet.').waitFor();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await accessibilityFaults(page)).toEqual([]);
  }
  expect(complaints).toEqual([]);
});

it('lets nothing out after a question, and providers again after another', async () => {
  const { page } = await openUi(browser, gateway);
  await page.getByRole('button', { name: 'Let nothing out' }).click();
  const dialog = page.getByRole('dialog', { name: 'Let nothing leave the building?' });
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'detached' });
  expect(await ask()).toBe(200);
  await page.getByRole('button', { name: 'Let nothing out' }).click();
  await dialog.waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Let nothing out' }).click();
  await page.getByText('“Nothing leaves the building” is on').waitFor();
  expect(await ask()).toBeGreaterThanOrEqual(400);
  await page.getByRole('button', { name: 'Allow providers again' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Allow providers again' }).click();
  await page.getByRole('button', { name: 'Let nothing out' }).waitFor();
  expect(await ask()).toBe(200);
});

inBrowser('says that the last backup did not work, until one does', async () => {
  const folder = join(gateway.home, 'backups');
  writeFileSync(folder, 'a file where the folder was');
  expect((await gateway.cli(['backup', 'create'])).code).toBe(1);
  const { page, complaints } = await openUi(browser, gateway);
  const note = page.getByRole('region', { name: 'Needs your attention' }).getByRole('listitem').filter({ hasText: 'The last backup did not work.' });
  await note.waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await note.getByRole('link', { name: 'Look at it' }).click();
  await page.getByText('The last backup did not work', { exact: true }).waitFor();
  rmSync(folder);
  await gateway.cliJson(['backup', 'create']);
  await page.getByRole('link', { name: 'Overview' }).first().click();
  await page.getByText(NO_MODEL).waitFor();
  await note.waitFor({ state: 'detached' });
  expect(complaints).toEqual([]);
});

inBrowser('names a provider that does not answer, but not for one request', async () => {
  await gateway.cliJson(['providers', 'add', '--name', 'down', '--title', 'Down & Out', '--kind', 'openai-compatible', '--base-url', 'http://127.0.0.1:9/v1', '--region', 'eu'], 'sk-x');
  await gateway.cliJson(['policy', 'allow', '--class', 'public', '--provider', 'down']);
  await gateway.cliJson(['models', 'alias', 'dead', 'down/m']);
  const ask = async (): Promise<void> => expect((await post(gateway, key, '/v1/chat/completions', { model: 'dead', messages: USER })).status).toBeGreaterThanOrEqual(500);
  await ask();
  const { page } = await openUi(browser, gateway);
  const note = page.getByRole('region', { name: 'Needs your attention' }).getByRole('listitem').filter({ hasText: 'Requests to provider “Down & Out” have failed since' });
  await page.getByText(NO_MODEL).waitFor();
  expect(await note.count()).toBe(0);
  for (let more = 0; more < 2; more++) await ask();
  await note.getByRole('link', { name: 'Show the providers' }).waitFor();
  await gateway.cliJson(['models', 'unalias', 'dead']);
  await gateway.cliJson(['providers', 'remove', 'down']);
  await note.waitFor({ state: 'detached' });
});

inBrowser('names a program whose key is not known, until it comes with one', async () => {
  const asked = (given: string) => fetch(`${gateway.url}/v1/models`, { headers: { authorization: `Bearer ${given}`, 'user-agent': 'Kanzlei-Plugin/2.1 <b>' } });
  for (let times = 0; times < 2; times++) expect((await asked('sk-gh-typing-error')).status).toBe(401);
  const { page } = await openUi(browser, gateway);
  const note = page.getByRole('region', { name: 'Needs your attention' }).getByRole('listitem').filter({ hasText: 'Kanzlei-Plugin/2.1 <b> asked 2 times without a key that Gatehouse knows, last' });
  await note.getByRole('link', { name: 'Make it a key' }).waitFor();
  expect(await gateway.cliJson(['status'])).toMatchObject({ turnedAway: [{ program: 'Kanzlei-Plugin/2.1 <b>', count: 2 }] });
  expect((await asked(key)).status).toBe(200);
  await note.waitFor({ state: 'detached' });
});

inBrowser('names contracts that have ended or soon will, and sends nobody where they may not go', async () => {
  const ended = Date.now() - 86_400_000;
  // The end is midnight after the last day.
  const end = DateTime.now().setZone('Europe/Zurich').startOf('day').plus({ days: 11 });
  for (const [name, at] of [['old', ended], ['short', end.toMillis()], ['long', Date.now() + 60 * 86_400_000]] as const) {
    await gateway.cliJson(['providers', 'add', '--name', name, '--title', `The ${name} one`, '--kind', 'openai-compatible', '--base-url', 'https://a.example/v1', '--region', 'eu', '--contract', 'C-1', '--contract-expires', new Date(at).toISOString()], 'sk-x');
  }
  const { page } = await openUi(browser, gateway);
  const attention = page.getByRole('region', { name: 'Needs your attention' });
  await expect.poll(() => attention.getByRole('listitem').allInnerTexts()).toEqual([
    `${NO_MODEL} Install one`,
    'The contract with provider “The old one” has ended. Show the providers',
    `The contract with provider “The short one” ends on ${end.minus(1).toFormat('d LLL yyyy')}. Show the providers`,
  ]);
  const { page: auditors } = await openUi(browser, gateway, { role: 'auditor', name: 'Vera' });
  await auditors.getByText('The contract with provider “The old one” has ended.').waitFor();
  expect(await auditors.getByRole('link', { name: 'Show the providers' }).count()).toBe(0);
  for (const name of ['old', 'short', 'long']) await gateway.cliJson(['providers', 'remove', name]);
});

it('shows an auditor everything but the switch', async () => {
  const { page } = await openUi(browser, gateway, { role: 'auditor', name: 'Rita' });
  await page.getByText('provider set up').waitFor();
  expect(await page.getByRole('button', { name: 'Let nothing out' }).count()).toBe(0);
});

it('says that it loads, and what failed in part', async () => {
  const { page } = await openUi(browser, gateway, { path: '/requests' });
  await page.route('**/admin/api/overview', (route) => route.fulfill({ status: 500, contentType: 'application/json', body: JSON.stringify({ error: { code: 'internal_error', message: 'Something went wrong inside Gatehouse.', type: 'api_error' } }) }));
  let let_go = (): void => {};
  const held = new Promise<void>((resolve) => (let_go = resolve));
  await page.route('**/admin/api/status', async (route) => {
    await held;
    await route.continue();
  });
  await page.getByRole('link', { name: 'Overview', exact: true }).click();
  await page.getByRole('status', { name: 'Loading' }).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  let_go();
  await page.getByRole('region', { name: 'Requests today' }).getByRole('alert').waitFor();
  expect(await page.getByRole('region', { name: 'The door' }).isVisible()).toBe(true);
  expect(await accessibilityFaults(page)).toEqual([]);
});

inBrowser('says what today and this month have cost, how full the office’s budgets are, and what somebody should know', async () => {
  await gateway.cliJson(['prices', 'set', 'mock/gpt-4o-mini', '--input', '5000', '--output', '9000']);
  const { page, complaints } = await openUi(browser, gateway);
  const spent = page.getByRole('region', { name: 'Spent at providers' });
  await spent.getByText('There is no budget yet.').waitFor();
  await spent.getByRole('link', { name: 'Set one' }).waitFor();
  await gateway.cliJson(['budgets', 'set', '--requests', '1', '--per', 'day', '--soft', '--alert-at', '50,100']);
  expect(await ask()).toBe(200);
  const { total } = await gateway.cliJson<{ total: { cost: number } }>(['usage']);
  expect(total.cost).toBeGreaterThan(10_000_000);
  // The page asks every ten seconds.
  await spent.getByRole('meter', { name: 'Whole office: 1 request per day' }).waitFor({ timeout: 20_000 });
  await spent.getByText(/ of 1 request per day$/).waitFor();
  const exact = `US$${(total.cost / 1e9).toFixed(9).replace(/0{1,7}$/, '')}`;
  await expect.poll(() => spent.locator('[title^="US$"]').evaluateAll((amounts) => amounts.map((amount) => amount.getAttribute('title')))).toEqual([exact, exact]);
  await gateway.cliJson(['teams', 'create', '--name', 'Notary']);
  await gateway.cliJson(['budgets', 'set', '--team', 'Notary', '--money', '20', '--per', 'month']);
  await spent.getByRole('meter', { name: 'Department “Notary”: US$20.00 per month' }).waitFor({ timeout: 20_000 });
  const attention = page.getByRole('region', { name: 'Needs your attention' });
  await attention.getByText('Whole office: the budget of 1 request per day is used up.').waitFor({ timeout: 15_000 });
  expect(await accessibilityFaults(page)).toEqual([]);
  await attention.getByRole('link', { name: 'Show the budgets' }).click();
  await page.getByRole('button', { name: 'Mark as seen' }).click();
  await page.getByRole('link', { name: 'Overview', exact: true }).click();
  await expect.poll(() => attention.getByRole('listitem').allInnerTexts(), { timeout: 15_000 }).toEqual([`${NO_MODEL} Install one`]);
  expect(complaints).toEqual([]);
});

inBrowser('names the models that are switched off soon while tools use them', async () => {
  const { page, complaints } = await openUi(browser, gateway, { path: '/requests', locale: 'fr-CH' });
  const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  await page.route('**/admin/api/status', async (route) => {
    const answer = await route.fetch();
    const endings = [['over', -3], ['soon', 60], ['later', 200]] as const;
    await route.fulfill({ response: answer, json: { ...((await answer.json()) as object), endings: endings.map(([model, days]) => ({ provider: 'mock', model, retires: inDays(days), names: ['fast'] })) } });
  });
  await page.getByRole('link', { name: 'Vue d’ensemble', exact: true }).click();
  const attention = page.locator('section[aria-labelledby=attention]');
  await attention.getByText('Des modèles que vos outils utilisent vont être arrêtés : over et soon.').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await attention.getByRole('link', { name: 'Voir quand' }).click();
  const card = page.getByRole('region', { name: 'mock', exact: true });
  await card.getByText('2 modèles que vous utilisez vont être arrêtés').waitFor();
  expect(await card.getByText('later').count()).toBe(0);
  expect(complaints).toEqual([]);
});

it('says in the person’s language what failed, with the technical words folded below', async () => {
  const { page, complaints } = await openUi(browser, gateway, { path: '/requests', locale: 'de-CH' });
  await page.route('**/admin/api/status', async (route) => {
    const answer = await route.fetch();
    const status = (await answer.json()) as { local: object };
    const steps = [{ id: 'model:qwen3:0.6b', title: 'Model qwen3:0.6b', state: 'failed', failure: 'storage_unavailable', message: 'The disk has 1 MB free.' }, { id: 'start', title: 'Ollama server', state: 'failed', message: 'spawn EACCES' }];
    await route.fulfill({ response: answer, json: { ...status, local: { ...status.local, phase: 'failed', message: 'No Ollama could be found or built.', steps } } });
  });
  await page.getByRole('link', { name: 'Übersicht', exact: true }).click();
  const local = page.getByRole('region', { name: 'Modell auf diesem Computer' });
  await local.getByText('Die Festplatte ist voll').waitFor();
  await local.getByText('Der lokale Modellserver ist nicht gestartet.').waitFor();
  const attention = page.locator('section[aria-labelledby=attention]');
  await attention.getByText('Das Modell auf diesem Computer läuft nicht.').waitFor();
  for (const [place, words] of [[local, 'The disk has 1 MB free.'], [attention, 'No Ollama could be found or built.']] as const) {
    expect(await place.getByText(words).isVisible()).toBe(false);
    await place.getByText('Technische Angaben').first().click();
    await place.getByText(words).waitFor();
  }
  expect(await accessibilityFaults(page)).toEqual([]);
  expect(complaints).toEqual([]);
});
