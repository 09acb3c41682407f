import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { launchBrowser, openUi } from '../support/browser.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { VIEWS, visit } from '../support/views.ts';

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

beforeAll(async () => {
  [browser, gateway] = await Promise.all([launchBrowser(), startGateway({ local: 'idle' })]);
});
afterAll(async () => {
  await browser?.close();
  await gateway?.stop();
});
afterEach(async () => {
  // Pages that stay open go on asking.
  for (const context of browser.contexts()) await context.close();
});

/** All that takes long is done for each page; where the client alone decides, every third is enough. */
const EVERYWHERE: readonly string[] = ['an empty object', 'an error of its own'];

it.each(Object.entries(ANSWERS))('every page says that it could not be shown when the gateway answers with %s', async (name, answer) => {
  const { page, complaints } = await openUi(browser, gateway, { path: '/nowhere' });
  await page.route('**/admin/api/**', (route) => route.fulfill(answer));
  const views = EVERYWHERE.includes(name) ? VIEWS : VIEWS.filter((_, index) => index % 3 === 0);
  for (const { path } of views) {
    await visit(page, path);
    const alert = page.locator('main').getByRole('alert').filter({ hasText: 'This could not be shown' }).first();
    await alert.waitFor().catch(() => expect.fail(`${path}: ${answer.body}`));
    expect([path, await alert.innerText()]).toEqual([path, expect.stringContaining(answer.body === ENVELOPE ? 'The disk is full. Make room.' : NOT_AN_ANSWER)]);
    expect(await page.getByRole('navigation', { name: 'Pages' }).isVisible()).toBe(true);
  }
  // React says on the console what broke while it was drawn: nothing may, each part has refused the answer before.
  expect(complaints.filter((complaint) => !complaint.startsWith('Failed to load resource'))).toEqual([]);
});
