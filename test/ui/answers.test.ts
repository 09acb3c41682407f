import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anotherTab, launchBrowser, openUi } from '../support/browser.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { furnish, FURTHER, recover, tryAgain, type View, VIEWS } from '../support/views.ts';

const NOT_AN_ANSWER = 'The answer could not be understood.';
const ENVELOPE = JSON.stringify({ error: { code: 'storage_unavailable', message: 'The disk is full.', type: 'api_error' }, gatehouse: { hint: 'Make room.' } });
const HALF = { status: 200, contentType: 'application/json', body: '{"half": ' };
const EMPTY = { status: 200, contentType: 'application/json', body: '{}' };
const SIGN_IN = { status: 200, contentType: 'text/html', body: '<!doctype html><title>Wi-Fi</title><h1>Welcome</h1>' };
/** What comes in place of an answer, and what is said of it. */
const ANSWERS = [
  [HALF, NOT_AN_ANSWER],
  [EMPTY, NOT_AN_ANSWER],
  [{ ...EMPTY, body: '[]' }, NOT_AN_ANSWER],
  [{ ...EMPTY, body: 'null' }, NOT_AN_ANSWER],
  [SIGN_IN, NOT_AN_ANSWER],
  [{ status: 500, contentType: 'application/json', body: ENVELOPE }, 'The disk is full. Make room.'],
  [{ ...SIGN_IN, status: 500 }, NOT_AN_ANSWER],
] as const;
type Answer = (typeof ANSWERS)[number][0];
/** What a page goes on without where it is not what the page is about: names, further filters, what follows by itself, what only a restart of the gateway needs. */
const ASIDE = ['GET /session', 'GET /spending', 'GET /keys', 'GET /policy/subjects', '/requests GET /traces/stream', '/welcome/providers GET /providers', '/welcome/connect GET /status'];
/** Of the same question while a page opens. More is a loop. */
const OFTEN = 6;

/** Five pages at once share two cores. */
const TIME = { timeout: 120_000 };

const ONE = '/requests/…';
const PAGES = [...VIEWS, ...FURTHER];
const PATHS = [...PAGES.map(({ path }) => path), ONE];

let browser: Browser;
let gateway: Gateway;
let mock: Mock;
let first: Page;
let request: View;

const viewOf = (path: string): View => (path === ONE ? request : PAGES.find((view) => view.path === path)!);

beforeAll(async () => {
  [browser, gateway, mock] = await Promise.all([launchBrowser(), startGateway({ local: 'idle' }), startMock()]);
  request = await furnish(gateway, mock);
  ({ page: first } = await openUi(browser, gateway, { path: '/nowhere' }));
});
afterAll(async () => {
  await browser?.close();
  await gateway?.stop();
  await mock?.stop();
});

/** A tab between which and the gateway somebody stands. */
async function openBetween() {
  const page = await anotherTab(first);
  const complaints: string[] = [];
  page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
  page.on('pageerror', (error) => complaints.push(String(error)));
  const between = {
    page,
    /** The calls so far, as `GET /status`. */
    asked: [] as string[],
    /** What comes in place of an answer; undefined: the gateway's own. */
    instead: (_call: string): Answer | undefined => undefined,
    open: (path: string) => page.goto(`${gateway.url}/ui${path}`, { waitUntil: 'commit' }),
    failed: (words = '') => page.locator('main').getByRole('alert').filter({ hasText: 'This could not be shown' }).filter({ hasText: words }).first(),
    busy: () => page.locator('main [aria-busy="true"]').count(),
    /** React says on the console what broke while it was drawn: nothing may, each part has refused the answer before. */
    broken: () => complaints.filter((complaint) => !complaint.startsWith('Failed to load resource')),
    [Symbol.asyncDispose]: () => page.close(),
  };
  await page.route('**/admin/api/**', (route) => {
    const call = `${route.request().method()} ${new URL(route.request().url()).pathname.slice('/admin/api'.length)}`;
    between.asked.push(call);
    const answer = between.instead(call);
    return answer ? route.fulfill(answer) : route.fallback();
  });
  return between;
}

describe.concurrent('where no answer is right', TIME, () => {
  it.for(PATHS)('%s says so, whatever comes, and recovers by another try', async (path, { expect }) => {
    const view = viewOf(path);
    await using between = await openBetween();
    const { page } = between;
    for (const [index, [answer, words]] of ANSWERS.entries()) {
      between.instead = () => answer;
      between.asked = [];
      if (index === 0) await between.open(view.path);
      else await tryAgain(page);
      await expect.poll(() => between.asked.length).toBeGreaterThan(0);
      await between.failed(words).waitFor().catch(() => expect.fail(answer.body));
      expect(await page.getByRole('navigation', { name: 'Pages' }).isVisible()).toBe(true);
    }
    between.instead = () => undefined;
    await recover(page, view);
    expect(between.broken()).toEqual([]);
  });
});

describe.concurrent('where one answer is wrong', TIME, () => {
  it.for(PATHS)('%s says so in its part, or goes on without', async (path, { expect }) => {
    const view = viewOf(path);
    await using between = await openBetween();
    const { page } = between;
    await between.open(view.path);
    await view.content(page);
    await expect.poll(between.busy).toBe(0);
    for (const call of new Set(between.asked)) {
      between.instead = (one) => (one === call ? EMPTY : undefined);
      between.asked = [];
      await between.open(view.path);
      const said = between.failed(NOT_AN_ANSWER).waitFor();
      await (ASIDE.some((one) => one === call || one === `${path} ${call}`) ? Promise.any([said, view.content(page)]) : said).catch(() => expect.fail(`${call} failed and nothing was said`));
      await expect.poll(between.busy, { message: `${call}: endless` }).toBe(0);
      expect([call, between.asked.filter((one) => one === call).length <= OFTEN]).toEqual([call, true]);
      between.instead = () => undefined;
      if (await between.failed().isVisible()) await recover(page, view);
      else await view.content(page);
    }
    expect(between.broken()).toEqual([]);
  });
});

describe('what is asked for by hand', () => {
  it('a question gets no answer of a stranger, and the next one is answered', async () => {
    await using between = await openBetween();
    const { page } = between;
    await between.open('/ask');
    const ask = async (): Promise<void> => {
      await page.getByLabel('Data class').selectOption('internal');
      await page.getByLabel('Model', { exact: true }).selectOption('fast');
      await page.getByLabel('Your question').fill('The capital of France?');
      await page.getByLabel('Your question').press('Enter');
    };
    for (const [index, answer] of [HALF, EMPTY, SIGN_IN].entries()) {
      await page.route('**/v1/chat/completions', (route) => route.fulfill(answer), { times: 1 });
      await ask();
      await page.getByRole('article').nth(index).getByRole('alert').getByText(NOT_AN_ANSWER).waitFor();
    }
    await ask();
    await page.getByRole('article').last().getByText('The rules allow mock to see this class of data.').waitFor();
    expect(between.broken()).toEqual([]);
  });

  it('the file for whoever helps', async () => {
    await using between = await openBetween();
    const { page } = between;
    await between.open('/settings/help');
    between.instead = () => SIGN_IN;
    await page.getByRole('button', { name: 'Show the file' }).click();
    await between.failed(NOT_AN_ANSWER).waitFor();
    between.instead = () => undefined;
    await tryAgain(page);
    await page.getByRole('region', { name: 'Diagnostics file' }).waitFor();
    expect(between.broken()).toEqual([]);
  });
});
