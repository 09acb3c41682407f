import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityFaults, asksBeforeLeaving, launchBrowser, leaveUnsaved, openUi } from '../support/browser.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { inBrowser } from '../support/in-browser.ts';
import { post, USER } from '../support/office.ts';

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

it('shows itself on an empty office, can be left, and is offered again', async () => {
  const { page, complaints } = await openUi(browser, gateway, { firstRun: true });
  await title(page, 'Welcome to Gatehouse');
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Overview' }).click();
  await title(page, 'Welcome to Gatehouse');

  await button(page, 'Finish later').click();
  await title(page, 'Overview');
  await page.getByText('The set-up is not finished.').waitFor();
  await page.getByText('Nobody has confirmed yet that the recovery key is in a safe place.').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole('link', { name: 'Continue it' }).click();
  await title(page, 'Welcome to Gatehouse');
  expect(complaints).toEqual([]);
});

inBrowser('is not for an auditor', async () => {
  const { page } = await openUi(browser, gateway, { role: 'auditor', name: 'Rita', firstRun: true });
  await title(page, 'Overview');
  await page.goto(`${gateway.url}/ui/welcome`);
  await page.getByText('Only for administrators').waitFor();
});

it('says what a kind of office would change, and applies it', async () => {
  await gateway.cliJson(['policy', 'otherwise', '--class', 'secret', 'refuse']);
  const rule = async (): Promise<string> => (await gateway.cliJson<{ otherwise: { secret: string } }>(['policy', 'show'])).otherwise.secret;
  const { page } = await openUi(browser, gateway, { path: '/welcome/office', firstRun: true });
  await page.getByRole('radio', { name: 'Medical practice' }).click();
  await page.getByText('Patient histories, findings, referrals, prescriptions.').waitFor();
  await page.getByText('So far: Refused until you allow a provider').waitFor();
  expect(await rule()).toBe('refuse');
  await button(page, 'Go step by step').click();
  await title(page, 'This computer');
  expect(await rule()).toBe('local');

  // What the office has changed since stays: its kind is the same.
  await gateway.cliJson(['policy', 'otherwise', '--class', 'secret', 'refuse']);
  await page.getByRole('link', { name: 'Back' }).click();
  await title(page, 'Welcome to Gatehouse');
  expect(await page.getByRole('radio', { name: 'Medical practice' }).isChecked()).toBe(true);
  await button(page, 'Go step by step').click();
  await title(page, 'This computer');
  expect(await rule()).toBe('refuse');
});

inBrowser('proposes a model for this computer and begins its download', async () => {
  const { page } = await openUi(browser, gateway, { path: '/welcome/computer', firstRun: true });
  const asked: unknown[] = [];
  // The download itself needs the internet; models.test.ts and the gateway's own tests are about it.
  await page.route('**/admin/api/models/pull', (route) => {
    asked.push(route.request().postDataJSON());
    return route.fulfill({ json: { id: 'model:x' } });
  });
  const card = page.getByRole('region', { name: 'Proposed model' });
  await card.getByText('to download; about').waitFor();
  const { recommendations } = await page.evaluate(async () => {
    const { token } = JSON.parse(sessionStorage.getItem('gatehouse.session')!) as { token: string };
    return (await fetch('/admin/api/models/recommendations', { headers: { authorization: `Bearer ${token}` } })).json() as Promise<{ recommendations: { name: string; kind: string; recommended: boolean }[] }>;
  });
  const name = recommendations.find((one) => one.kind === 'chat' && one.recommended)!.name;
  await card.getByText(name, { exact: true }).waitFor();
  await button(page, 'Download and continue').click();
  await title(page, 'Providers outside');
  expect(asked).toEqual([{ name }]);
});

inBrowser('leads from a privacy card to that provider, and shows stored names as text', async () => {
  const hostile = '<img src=x onerror="document.title=1">';
  const { page, complaints } = await openUi(browser, gateway, { path: '/welcome/providers', firstRun: true });
  await page.getByRole('article').filter({ hasText: 'Mistral AI' }).getByRole('button').click();
  await page.waitForURL('**/providers/add');
  expect(await page.getByRole('textbox', { name: 'Name', exact: true }).inputValue()).toBe('Mistral AI');
  await page.goto(`${gateway.url}/ui/`);
  await title(page, 'Providers outside');
  await gateway.cliJson(['providers', 'add', '--name', 'evil', '--title', hostile, '--kind', 'openai-compatible', '--base-url', 'https://a.example/v1', '--region', 'eu'], 'sk-x');
  await page.reload();
  await page.getByText(`Set up already: ${hostile}.`).waitFor();
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await title(page, 'Recovery key');
  expect(complaints).toEqual([]);
});

it('makes the recovery key, shows it once, and asks for it until it is said to be safe', async () => {
  const { page } = await openUi(browser, gateway, { path: '/welcome/recovery', firstRun: true });
  await button(page, 'Make the recovery key').click();
  const key = (await page.locator('code').first().textContent())!;
  expect(key).toMatch(/^[0-9A-Z]{5}(-[0-9A-Z]{5})+$/);
  expect(await asksBeforeLeaving(page)).toBe(true);
  await page.emulateMedia({ media: 'print' });
  expect(await page.locator('#root').isVisible()).toBe(false);
  await page.locator('body > section').getByText(key).waitFor();
  await page.emulateMedia({ media: 'screen' });
  expect(await accessibilityFaults(page)).toEqual([]);
  await button(page, 'Do this later').waitFor();
  await page.getByRole('checkbox', { name: /put it in a safe place/ }).check();
  expect(await asksBeforeLeaving(page)).toBe(false);
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await title(page, 'The first answer');
  expect(await page.getByText('The recovery key is still missing.').count()).toBe(0);
  await page.goBack();
  await page.getByText('You confirmed on').waitFor();
  expect(await page.content()).not.toContain(key);
});

it('makes the first key, shows the tool’s request arriving, and ends', async () => {
  const { page, complaints } = await openUi(browser, gateway, { path: '/welcome/connect', firstRun: true });
  await page.getByLabel('Name of the tool').fill('Word');
  await button(page, 'Make the key').click();
  await page.getByText('Waiting for the first request of the tool').waitFor();
  await page.getByText('There is no model on this computer yet').waitFor();
  expect(await button(page, 'Ask from here').isDisabled()).toBe(true);
  expect(await accessibilityFaults(page)).toEqual([]);
  const key = (await page.locator('code').first().textContent())!;
  expect((await post(gateway, key, '/v1/chat/completions', { model: 'local', messages: USER })).status).toBe(422);
  expect(await asksBeforeLeaving(page)).toBe(true);
  const arrival = page.getByRole('status').filter({ hasText: 'A request has arrived' });
  await arrival.getByText('Refused').waitFor();
  await arrival.getByText('Professional secrecy').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);

  await leaveUnsaved(page);
  await page.reload();
  await page.getByText('The first key was shown when it was made').waitFor();
  expect(await page.content()).not.toContain(key);
  await button(page, 'Finish the set-up').click();
  await title(page, 'Overview');
  await page.getByText('No model is installed on this computer').waitFor();
  expect(await page.getByText('Everything runs as it should').count()).toBe(0);
  await page.reload();
  await title(page, 'Overview');
  await page.getByRole('link', { name: 'Open the set-up guide' }).click();
  await title(page, 'Welcome to Gatehouse');
  expect(complaints).toEqual([]);
});
