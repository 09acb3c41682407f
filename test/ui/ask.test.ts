import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityFaults, launchBrowser, openUi } from '../support/browser.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { inBrowser } from '../support/in-browser.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { approveMock } from '../support/office.ts';

let browser: Browser;
let gateway: Gateway;
let mock: Mock;

const NAMES = ['echo', 'slow-chunks-1500', 'cut-stream', 'hang', 'error-500'];

beforeAll(async () => {
  [browser, gateway, mock] = await Promise.all([launchBrowser(), startGateway({ local: 'idle' }), startMock()]);
  await approveMock(gateway, mock, Object.fromEntries(NAMES.map((name) => [name, [`mock/${name}`]])));
});
afterAll(async () => {
  await browser?.close();
  await gateway?.stop();
  await mock?.stop();
});

async function put(page: Page, question: string, model: string, dataClass = 'internal'): Promise<void> {
  await page.getByLabel('Data class').selectOption(dataClass);
  await page.getByLabel('Model', { exact: true }).selectOption(model);
  await page.getByLabel('Your question').fill(question);
  await page.getByLabel('Your question').press('Enter');
}

it('streams an answer and says its class, who answered it and why', async () => {
  const { page, complaints } = await openUi(browser, gateway, { path: '/ask' });
  await page.getByText('Ask your first question').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await put(page, 'The *capital* of France', 'echo');
  const turn = page.getByRole('article');
  await turn.locator('em', { hasText: 'capital' }).waitFor();
  await turn.getByText('mock / echo').waitFor();
  await turn.getByText('The rules allow mock to see this class of data.').waitFor();
  await page.getByText('The answer is complete.').waitFor({ state: 'attached' });
  expect(await turn.getByText('Internal').count()).toBe(1);
  expect(await accessibilityFaults(page)).toEqual([]);

  // What was said goes along with the next question, and no key is left where a script could find it later.
  await put(page, 'And of Italy?', 'echo');
  await page.getByRole('article').nth(1).getByText('And of Italy?').nth(1).waitFor();
  expect((mock.requests.at(-1)!.json['messages'] as { content: string }[]).map(({ content }) => content)).toEqual(['The *capital* of France', 'The *capital* of France', 'And of Italy?']);
  expect(await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]))).not.toContain('sk-gh-');

  // What is typed and not sent yet waits, with its class.
  await page.getByLabel('Your question').fill('Half a thought');
  await page.getByLabel('Data class').selectOption('secret');
  await page.getByRole('link', { name: 'Details of this request' }).first().click();
  await page.getByRole('heading', { level: 1, name: 'Request' }).waitFor();
  await page.getByRole('main').getByText('Ask (Anna Muster)').first().waitFor();
  await page.goBack();
  expect(await page.getByLabel('Your question').inputValue()).toBe('Half a thought');
  expect(await page.getByLabel('Data class').inputValue()).toBe('secret');
  await page.getByRole('button', { name: 'New conversation' }).click();
  await page.getByText('Ask your first question').waitFor();
  expect(complaints).toEqual([]);
});

it('shows hostile Markdown as text: no picture, no script, no link that opens by itself', async () => {
  const { page, complaints } = await openUi(browser, gateway, { path: '/ask' });
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  const hostile = [
    '![secret](http://127.0.0.1:9/leak.png?q=secret)',
    '<img src=x onerror="document.title=1"><script>document.title=2</script><iframe src="http://127.0.0.1:9/"></iframe><style>*{display:none}</style>',
    '[click](javascript:document.title=3) [data](data:text/html,<script>1</script>) [out](https://evil.example/?q=secret)',
    `| ${'wide column '.repeat(60)} | b |\n| - | - |\n| 1 | 2 |`,
    '# A heading',
  ].join('\n\n');
  await put(page, hostile, 'echo');
  await page.getByRole('article').locator('p', { hasText: /^A heading$/ }).waitFor();
  await page.getByText('The answer is complete.').waitFor({ state: 'attached' });
  expect(await page.getByRole('article').locator('img, script, iframe, style, a[href^="javascript"], a[href^="data"], a[href*="evil"]').count()).toBe(0);
  expect(await page.title()).toBe('Ask · Gatehouse');
  expect(asked.filter((url) => !url.startsWith(gateway.url))).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  expect(await accessibilityFaults(page)).toEqual([]);
  expect(complaints).toEqual([]);
});

// The window asks by itself, in a dialog of the system's: test/electron/window.test.ts.
inBrowser('asks before an address of an answer is opened', async () => {
  const { page, complaints } = await openUi(browser, gateway, { path: '/ask' });
  await put(page, '[out](https://evil.example/?q=secret)', 'echo');
  await page.getByRole('button', { name: 'out' }).click();
  await page.getByRole('dialog', { name: 'Open this address?' }).getByText('https://evil.example/?q=secret').waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  expect(page.context().pages()).toHaveLength(1);
  expect(complaints).toEqual([]);
});

it('shows of an e-mail address where a letter would go, once', async () => {
  const { page, complaints } = await openUi(browser, gateway, { path: '/ask' });
  await put(page, 'Write to anna@muster.example or [to Beat](mailto:beat@muster.example?body=secret). [ ] Done', 'echo');
  await page.getByText('The answer is complete.').waitFor({ state: 'attached' });
  const said = async () => (await page.getByRole('article').locator('p', { has: page.getByRole('button') }).innerText()).replace(/\s+/g, ' ');
  await expect.poll(said).toBe('Write to anna@muster.example or to Beat (beat@muster.example). [ ] Done');
  expect(await accessibilityFaults(page)).toEqual([]);
  expect(complaints).toEqual([]);
});

it('stops an answer, and the provider is hung up on at once', async () => {
  const { page } = await openUi(browser, gateway, { path: '/ask' });
  await put(page, 'Tell me', 'slow-chunks-1500');
  await page.getByText(/^The( capital)?$/).waitFor();
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByText('You stopped this answer.').waitFor();
  await expect.poll(() => mock.requests.at(-1)?.aborted).toBe(true);
  await page.getByRole('button', { name: 'Send' }).waitFor();
});

it('says why there is no answer, or only half of one', async () => {
  const { page } = await openUi(browser, gateway, { path: '/ask' });
  await put(page, 'This is secret', 'echo', 'secret');
  await page.getByRole('article').last().getByRole('alert').getByText('No model on this computer can answer this.').waitFor();
  expect(mock.requests.some((request) => request.text.includes('This is secret'))).toBe(false);
  await page.getByRole('button', { name: 'New conversation' }).click();
  await put(page, 'Tell me', 'cut-stream');
  await page.getByRole('article').last().getByRole('alert').getByText('The answer is not complete.', { exact: false }).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
});

inBrowser('survives a gateway that goes away in the middle of an answer', async () => {
  const own = await startGateway({ local: 'idle' });
  await approveMock(own, mock, { slow: ['mock/slow-chunks-1500'] });
  const { page } = await openUi(browser, own, { path: '/ask' });
  await put(page, 'Tell me', 'slow');
  await page.getByText(/^The( capital)?$/).waitFor();
  await own.kill9();
  await page.getByRole('article').getByRole('alert').getByText('The answer is not complete.', { exact: false }).waitFor();
  const again = await startGateway({ local: 'idle', home: own.home, port: own.port });
  await page.getByRole('status').filter({ hasText: 'Connected' }).waitFor();
  await put(page, 'Once more', 'slow');
  await page.getByRole('article').nth(1).getByText('mock / slow-chunks-1500').waitFor();
  await again.stop();
});
