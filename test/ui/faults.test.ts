import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { accessibilityFaults, launchBrowser, openUi } from '../support/browser.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { approveMock, makeKey, post, USER } from '../support/office.ts';

interface View {
  path: string;
  title: string;
  /** Only there when the gateway has answered. */
  content: (page: Page) => Promise<void>;
  /** What an auditor gets. */
  auditor?: 'reads';
}

const text = (words: string) => (page: Page): Promise<void> => page.locator('main').getByText(words, { exact: true }).first().waitFor();

const VIEWS: readonly View[] = [
  { path: '/', title: 'Overview', content: text('Requests today'), auditor: 'reads' },
  { path: '/rules', title: 'Data rules', content: (page) => page.getByRole('table').first().waitFor(), auditor: 'reads' },
  { path: '/rules?tab=reach', title: 'Data rules', content: (page) => page.getByRole('cell', { name: 'Word' }).or(page.getByRole('rowheader', { name: 'Word' })).first().waitFor(), auditor: 'reads' },
  { path: '/rules?tab=versions', title: 'Data rules', content: (page) => page.getByRole('tabpanel').getByText(/Version 2/).first().waitFor(), auditor: 'reads' },
  { path: '/models', title: 'Models', content: (page) => page.getByRole('region', { name: 'Names for your tools' }).getByRole('row', { name: /fast/ }).waitFor() },
  { path: '/providers', title: 'Providers', content: text('mock') },
  { path: '/providers/add', title: 'Add a provider', content: text('Mistral AI') },
  { path: '/keys', title: 'Keys', content: (page) => page.getByRole('row', { name: /Word/ }).waitFor() },
  { path: '/requests', title: 'Requests', content: (page) => page.getByRole('row', { name: /Word fast/ }).waitFor(), auditor: 'reads' },
  { path: '/settings/general', title: 'Settings', content: (page) => page.getByLabel('Time zone').waitFor() },
  { path: '/settings/network', title: 'Settings', content: text('This computer only') },
  { path: '/settings/people', title: 'Settings', content: (page) => page.getByRole('listitem').filter({ hasText: '(you)' }).waitFor() },
  { path: '/settings/backup', title: 'Settings', content: (page) => page.getByRole('button', { name: 'Back up now' }).waitFor() },
  { path: '/settings/storage', title: 'Settings', content: (page) => page.getByRole('textbox', { name: 'Days that requests stay in the list' }).waitFor() },
  { path: '/welcome/office', title: 'Welcome to Gatehouse', content: (page) => page.getByRole('radio', { name: 'Law firm' }).waitFor() },
  { path: '/welcome/computer', title: 'This computer', content: (page) => page.getByRole('region', { name: 'Proposed model' }).waitFor() },
  { path: '/welcome/recovery', title: 'Recovery key', content: (page) => page.getByRole('heading', { level: 1, name: 'Recovery key' }).waitFor() },
];

const ENVELOPE = JSON.stringify({ error: { code: 'storage_unavailable', message: 'The disk is full.', type: 'api_error' }, gatehouse: { hint: 'Make room.' } });
const ANSWERS = {
  'what is no JSON': { status: 200, contentType: 'application/json', body: '{"half": ' },
  'an empty object': { status: 200, contentType: 'application/json', body: '{}' },
  'a list': { status: 200, contentType: 'application/json', body: '[]' },
  'nothing': { status: 200, contentType: 'application/json', body: 'null' },
  'a sign-in page of a Wi-Fi': { status: 200, contentType: 'text/html', body: '<!doctype html><title>Wi-Fi</title><h1>Welcome</h1>' },
  'an error of its own': { status: 500, contentType: 'application/json', body: ENVELOPE },
  'an error of somebody else': { status: 500, contentType: 'text/html', body: '<h1>Internal Server Error</h1>' },
} as const;
const NOT_AN_ANSWER = 'The answer could not be understood.';

let browser: Browser;
let gateway: Gateway;
let mock: Mock;

beforeAll(async () => {
  [browser, gateway, mock] = await Promise.all([launchBrowser(), startGateway({ local: 'idle', home: mkdtempSync(join(tmpdir(), 'gh-')) }), startMock()]);
  await approveMock(gateway, mock, { fast: ['mock/gpt-4o-mini'] });
  const key = await makeKey(gateway, 'Word', '--floor', 'public');
  expect((await post(gateway, key, '/v1/chat/completions', { model: 'fast', messages: USER })).status).toBe(200);
});
afterAll(async () => {
  await browser?.close();
  await gateway?.stop();
  await mock?.stop();
  if (gateway) rmSync(gateway.home, { recursive: true, force: true });
});
afterEach(async () => {
  // Pages that stay open go on asking.
  for (const context of browser.contexts()) await context.close();
});

const API = '**/admin/api/**';
const heading = (page: Page, name: string): Promise<void> => page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
/** As a link in the page: no reload. */
const visit = (page: Page, path: string): Promise<void> => page.evaluate((to) => history.pushState(null, '', to), `/ui${path}`);
const navigation = (page: Page) => page.getByRole('navigation', { name: 'Pages' });

/** What is thrown and caught by nobody. */
function thrown(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  return errors;
}

it.each(Object.entries(ANSWERS))('every page says that it could not be shown when the gateway answers with %s', async (_, answer) => {
  const { page } = await openUi(browser, gateway, { path: '/nowhere' });
  const errors = thrown(page);
  await page.route(API, (route) => route.fulfill(answer));
  for (const { path } of VIEWS) {
    await visit(page, path);
    const alert = page.locator('main').getByRole('alert').filter({ hasText: 'This could not be shown' }).first();
    await alert.waitFor().catch(() => expect.fail(`${path}: ${answer.body}`));
    expect([path, await alert.innerText()]).toEqual([path, expect.stringContaining(answer.body === ENVELOPE ? 'The disk is full. Make room.' : NOT_AN_ANSWER)]);
    expect(await navigation(page).isVisible()).toBe(true);
  }
  expect(errors).toEqual([]);
});

it('every page shows that it loads while a slow gateway thinks, then what failed, and works after another try', async () => {
  const { page } = await openUi(browser, gateway, { path: '/nowhere' });
  const errors = thrown(page);
  for (const { path, title, content } of VIEWS) {
    let answer = (): void => {};
    const thinking = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route(API, async (route) => {
      await thinking;
      await route.fulfill(ANSWERS['an error of its own']);
    });
    await page.goto(`${gateway.url}/ui${path}`);
    await page.locator('main').getByRole('status', { name: 'Loading' }).first().waitFor().catch(() => expect.fail(`${path}: not loading`));
    expect([path, await navigation(page).getByRole('link', { name: 'Requests' }).isEnabled()]).toEqual([path, true]);
    answer();
    const again = page.locator('main').getByRole('button', { name: 'Try again' });
    await again.first().waitFor();
    await page.unroute(API);
    // A page may have several parts, each with its own.
    while ((await again.count()) > 0) await again.first().click({ timeout: 1_000 }).catch(() => {});
    await heading(page, title);
    await content(page).catch((error: unknown) => expect.fail(`${path}: ${String(error)}`));
  }
  expect(errors).toEqual([]);
});

it('is no page of an auditor where the role does not allow it', async () => {
  const { page } = await openUi(browser, gateway, { path: '/nowhere', role: 'auditor', name: 'Rita' });
  const errors = thrown(page);
  const asked: string[] = [];
  page.on('response', (response) => {
    if (response.status() === 403) asked.push(response.url());
  });
  for (const { path, auditor, content } of [...VIEWS, { path: '/ask', auditor: undefined, content: undefined }]) {
    await visit(page, path);
    if (auditor === 'reads') await content!(page);
    else await page.locator('main').getByText('Only for administrators').waitFor();
    expect([path, await navigation(page).getByRole('link').allInnerTexts()]).toEqual([path, ['Overview', 'Data rules', 'Requests']]);
  }
  expect(await accessibilityFaults(page)).toEqual([]);
  expect({ errors, asked }).toEqual({ errors: [], asked: [] });
});

it('every page notices that the gateway has gone, keeps what it showed, and recovers without a reload or a new session', async () => {
  const { page: first } = await openUi(browser, gateway, { path: '/nowhere' });
  const session = (await first.evaluate(() => sessionStorage.getItem('gatehouse.session')))!;
  const context = first.context();
  await context.addInitScript((stored) => sessionStorage.setItem('gatehouse.session', stored), session);
  const tabs = await Promise.all(
    VIEWS.map(async (view) => {
      const page = await context.newPage();
      const errors = thrown(page);
      await page.goto(`${gateway.url}/ui${view.path}`);
      await view.content(page);
      await page.evaluate(() => Object.assign(globalThis, { sameDocument: true }));
      return { ...view, page, errors };
    }),
  );
  await gateway.kill9();
  for (const { page, path, content } of tabs) {
    await page.getByText('Gatehouse does not answer. It may be restarting.').waitFor().catch(() => expect.fail(`${path}: not noticed`));
    await content(page);
  }
  expect(await accessibilityFaults(tabs[0]!.page)).toEqual([]);
  gateway = await startGateway({ local: 'idle', home: gateway.home, port: gateway.port });
  for (const { page, path, content, errors } of tabs) {
    await page.getByRole('status').filter({ hasText: /^Connected$/ }).waitFor().catch(() => expect.fail(`${path}: not recovered`));
    await content(page);
    expect([path, await page.evaluate(() => 'sameDocument' in globalThis), errors]).toEqual([path, true, []]);
  }
});
