import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFaults, faultsInBoth, launchBrowser, openUi } from '../support/browser.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { inBrowser } from '../support/in-browser.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { approveMock, type ErrorBody, makeKey, post, USER } from '../support/office.ts';

const HOSTILE = '<img src=x onerror="globalThis.pwned=1">';

let browser: Browser;
let gateway: Gateway;
let mock: Mock;
let key: string;
let team: string;

const rows = (page: Page) => page.getByRole('row').filter({ has: page.getByRole('cell') });

/** Asks, and gives the trace's id. */
async function ask(model: string, { headers = {}, messages = USER as { role: string; content: string }[], stream = false }: { headers?: Record<string, string>; messages?: { role: string; content: string }[]; stream?: boolean } = {}): Promise<string> {
  const response = await post(gateway, key, '/v1/chat/completions', { model, messages, max_tokens: 50, stream }, headers);
  await response.text();
  return response.headers.get('x-gatehouse-trace-id')!;
}

const open = (path: string, more: Parameters<typeof openUi>[2] = {}) => openUi(browser, gateway, { path: `/requests${path}`, ...more });

beforeAll(async () => {
  [browser, gateway, mock] = await Promise.all([launchBrowser(), startGateway({ local: 'idle' }), startMock()]);
  await approveMock(gateway, mock, { fast: ['mock/gpt-4o-mini'], careful: ['mock/error-500', 'mock/gpt-4o-mini'], slow: ['mock/slow-first-token-5000'], thinking: ['mock/usages:[{"prompt_tokens":100,"completion_tokens":20,"total_tokens":120,"prompt_tokens_details":{"cached_tokens":40}}]'] });
  await gateway.cliJson(['prices', 'set', 'mock/*', '--input', '1', '--output', '2', '--cached', '0.5']);
  team = (await gateway.cliJson<{ id: string }>(['teams', 'create', '--name', 'Front desk'])).id;
  key = await makeKey(gateway, 'crm', '--floor', 'internal', '--team', team);
});
afterAll(async () => {
  await browser?.close();
  await Promise.all([gateway?.stop(), mock?.stop()]);
});

describe('one request', () => {
  it('is told from its arrival to its ending, each attempt with its place, time and error', async () => {
    const id = await ask('careful', { stream: true, headers: { 'x-gatehouse-tags': HOSTILE } });
    const { page, complaints } = await open(`/${id}`, { role: 'auditor', name: 'Rita' });
    const line = page.getByRole('region', { name: 'What happened, step by step' }).getByRole('listitem');
    await line.filter({ hasText: 'The request arrived and asked for “careful”' }).waitFor();
    const steps = await line.evaluateAll((items) => items.map(({ textContent }) => textContent));
    const order = ['The request arrived', 'It counts as Internal', 'The data rules decided', 'mock/error-500 → mock/gpt-4o-mini', 'Set aside', 'Attempt 1: mock/error-500', ': mock/gpt-4o-mini', 'First word', 'Answered'];
    const places = order.map((text) => steps.findIndex((step, index) => step.includes(text) && !(text.startsWith(':') && index < 6)));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(steps[5]).toMatch(/European Union · [\d.]+ m?s.*500/);
    // Where it went is where the provider stood then.
    await gateway.cliJson(['providers', 'update', 'mock', '--region', 'us']);
    await page.reload();
    await line.filter({ hasText: 'Attempt 1: mock/error-500' }).getByText(/^European Union · /).waitFor();
    await gateway.cliJson(['providers', 'update', 'mock', '--region', 'eu']);
    await page.getByText(HOSTILE, { exact: true }).waitFor();
    expect(await page.locator('img[src="x"]').count()).toBe(0);
    expect(await page.getByRole('region', { name: 'What was asked and answered' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Copy: Number of the request' }).waitFor();
    expect(await faultsInBoth(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  inBrowser('says who refused it: the data rules, or nobody who had come as far as them', async () => {
    await gateway.cliJson(['policy', 'otherwise', '--class', 'secret', 'refuse']);
    const secret = await makeKey(gateway, 'notary', '--floor', 'secret');
    const refused = async (given: string, body: unknown) => (await post(gateway, given, '/v1/chat/completions', body)).headers.get('x-gatehouse-trace-id')!;
    for (const [id, reason, byRules] of [
      [await refused(secret, { model: 'fast', messages: USER }), 'It counts as Professional secrecy', 1],
      [await refused(key, { model: 'nobody/knows', messages: USER }), 'asked for “nobody/knows”', 0],
      [await refused(key, '{"model":'), 'It was refused before anybody had looked at it, so it counts as the highest class that its key allows.', 0],
    ] as const) {
      const { page } = await open(`/${id}`);
      const line = page.getByRole('region', { name: 'What happened, step by step' }).getByRole('listitem');
      await line.filter({ hasText: reason }).waitFor();
      expect(await line.filter({ hasText: 'The data rules refused it' }).count()).toBe(byRules);
      expect(await accessibilityFaults(page)).toEqual([]);
    }
  });

  inBrowser('that was refused says that no model answered and that no tokens were counted, not that they are unknown', async () => {
    const narrow = await makeKey(gateway, 'Web form', '--ceiling', 'public');
    const { headers } = await post(gateway, narrow, '/v1/chat/completions', { model: 'local', messages: USER }, { 'x-gatehouse-class': 'secret' });
    const { page } = await open(`/${headers.get('x-gatehouse-trace-id')!}`);
    await page.getByRole('main').getByText('Refused').first().waitFor();
    expect(await page.locator('dl > div', { hasText: 'Model that answered' }).getByText('None', { exact: true }).count()).toBe(1);
    expect(await page.getByRole('main').getByText('Unknown').count()).toBe(0);
    expect(await faultsInBoth(page)).toEqual([]);
  });

  inBrowser('shows its costs by kind of token, to the nano-dollar', async () => {
    const id = await ask('thinking');
    const { page } = await open(`/${id}`);
    const cost = page.getByRole('region', { name: 'What it cost' });
    await cost.getByRole('row', { name: /^Question 60 US\$1\.00 per million/ }).waitFor();
    await cost.getByRole('row', { name: /^Question, from the provider's cache 40 US\$0\.50 per million/ }).waitFor();
    await cost.getByRole('row', { name: /^Answer 20 US\$2\.00 per million/ }).waitFor();
    // Of the attempt that has answered the same.
    const attempt = page.getByRole('listitem').filter({ hasText: 'Attempt 1: mock/' });
    expect(await attempt.textContent()).toContain("Question: 60 tokens · Question, from the provider's cache: 40 tokens · Answer: 20 tokens · less than US$0.01");
    // 60 × 1 + 40 × 0.5 + 20 × 2 millionths of a dollar.
    await cost.getByText('US$0.00012', { exact: true }).waitFor();
    expect(await page.getByTitle('US$0.00012', { exact: true }).first().textContent()).toBe('less than US$0.01');
    expect(await faultsInBoth(page)).toEqual([]);
  });

  inBrowser('stands among the others of its conversation', async () => {
    const headers = { 'x-gatehouse-session': `chat-7 ${HOSTILE}` };
    const first = await ask('fast', { headers });
    const second = await ask('fast', { headers });
    const { page } = await open(`/${second}`);
    const conversation = page.getByRole('region', { name: 'The whole conversation' });
    await conversation.getByText('This request').waitFor();
    expect(await conversation.getByRole('listitem').count()).toBe(2);
    expect(await faultsInBoth(page)).toEqual([]);
    await conversation.getByRole('listitem').first().getByRole('link').click();
    await page.waitForURL(`**/ui/requests/${first}`);
    await conversation.getByRole('link', { name: 'Show in the list' }).click();
    await expect.poll(() => rows(page).count()).toBe(2);
  });

  inBrowser('shows a running one until its end, and says where there is none', async () => {
    const { page } = await open('');
    await rows(page).first().waitFor();
    const running = ask('slow', { stream: true });
    await page.getByRole('row', { name: /Running .*slow/ }).getByRole('link').click();
    const line = page.getByRole('region', { name: 'What happened, step by step' });
    await line.getByText('Still running').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await line.getByText('Answered', { exact: true }).waitFor();
    await running;
    await page.goto(`${gateway.url}/ui/requests/trc_nothing`);
    await page.getByRole('alert').getByText('This does not exist, or no longer.').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('shows what is kept only when asked, writes that down, and erases it', async () => {
    await gateway.cliJson(['contents', 'set', '--class', 'internal', '--mode', 'encrypted', '--days', '30']);
    const id = await ask('fast', { messages: [{ role: 'user', content: `Paris? ${HOSTILE}` }] });
    await expect.poll(async () => (await gateway.cliJson<{ totals: { records: number }[] }>(['contents', 'status'])).totals[0]?.records ?? 0).toBeGreaterThan(0);
    const { page, complaints } = await open(`/${id}`);
    const content = page.getByRole('region', { name: 'What was asked and answered' }).first();
    await content.getByRole('button', { name: 'Look at it' }).waitFor();
    expect(await page.content()).not.toContain('Paris?');
    await content.getByRole('button', { name: 'Look at it' }).click();
    await content.getByText(`Paris? ${HOSTILE}`).waitFor();
    expect(await page.locator('img[src="x"]').count()).toBe(0);
    expect(await faultsInBoth(page)).toEqual([]);
    const looks = await gateway.cliJson<{ detail: { trace?: string } }[]>(['audit', 'list', '--action', 'content.read']);
    expect(looks.map(({ detail }) => detail.trace)).toEqual([id]);
    await content.getByRole('button', { name: 'Erase it' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Erase it' }).click();
    await page.getByText('The contents are erased.').waitFor();
    await content.getByRole('button', { name: 'Look at it' }).click();
    await content.getByText('Nothing is kept of this request.').waitFor();
    expect(complaints.filter((text) => !text.includes('404'))).toEqual([]);
  });
});

inBrowser('the list is searched by department, provider, model, cost and time, and a request leads back to it', async () => {
  await ask('fast');
  await ask('mock/error-500');
  const { page } = await open('?answer=cloud');
  await rows(page).first().waitFor();
  await page.getByRole('button', { name: 'More filters' }).click();
  await page.getByLabel('Department').selectOption('Front desk');
  await page.getByLabel('Model', { exact: true }).fill('fast');
  await page.waitForURL((url) => url.searchParams.get('team') === team && url.searchParams.get('model') === 'fast');
  await rows(page).first().waitFor();
  expect(await rows(page).filter({ hasNotText: 'fast' }).count()).toBe(0);
  expect(await faultsInBoth(page)).toEqual([]);
  const address = page.url();
  await rows(page).first().getByRole('link').click();
  await page.getByRole('link', { name: 'All requests' }).click();
  expect(page.url()).toBe(address);
  await page.getByLabel('Costs at least (USD)').fill('5');
  await page.getByRole('heading', { name: 'No request fits the filters' }).waitFor();
  await page.getByRole('button', { name: 'Remove filters' }).click();
  await page.getByLabel('Takes at least (seconds)').fill('1.2');
  await expect.poll(() => rows(page).count()).toBe(1);
  await page.getByRole('row', { name: /slow/ }).waitFor();
  await page.getByLabel('From', { exact: true }).fill('2020-01-01');
  await page.getByLabel('To', { exact: true }).fill('2020-01-31');
  await page.getByRole('heading', { name: 'No request fits the filters' }).waitFor();
  expect(await faultsInBoth(page)).toEqual([]);
});

inBrowser('fits a phone', async () => {
  const id = await ask('careful', { headers: { 'x-gatehouse-session': 'long'.repeat(30), 'x-gatehouse-tags': 'x'.repeat(60) } });
  for (const path of [`/${id}`, '?model=fast']) {
    const { page } = await open(path, { viewport: { width: 390, height: 844 } });
    await expect.poll(() => page.locator('[aria-busy="true"]').count()).toBe(0);
    expect([path, await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)]).toEqual([path, true]);
  }
});

inBrowser('a request that runs is stopped by an administrator, who is asked first; an auditor cannot', async () => {
  const answer = post(gateway, key, '/v1/chat/completions', { model: 'mock/hang', messages: USER });
  const running = async () => (await gateway.cliJson<{ id: string; outcome: string | null }[]>(['traces', 'list', '--limit', '1'])).find(({ outcome }) => outcome === null)?.id;
  await expect.poll(running).toBeDefined();
  const path = `/${(await running())!}`;
  const auditor = await open(path, { role: 'auditor', name: 'Rita' });
  await auditor.page.getByText('The request arrived').waitFor();
  expect(await auditor.page.getByRole('button', { name: 'Stop this request' }).count()).toBe(0);
  const { page, complaints } = await open(path);
  await page.getByRole('button', { name: 'Stop this request' }).click();
  const dialog = page.getByRole('dialog', { name: 'Stop this request?' });
  await dialog.getByText('The program that asked gets an error').waitFor();
  expect(await faultsInBoth(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Stop it' }).click();
  expect([(await answer).status, ((await (await answer).json()) as ErrorBody).error.code]).toEqual([403, 'request_stopped']);
  await page.getByText('The request was stopped by hand.').first().waitFor();
  await expect.poll(() => page.getByRole('button', { name: 'Stop this request' }).count()).toBe(0);
  expect(complaints).toEqual([]);
});
