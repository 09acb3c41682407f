import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BROWSER_FLAGS, CHROMIUM, launchBrowser, oneTimeLink, openTab, openUi } from '../support/browser.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { approveMock, makeKey, post, USER } from '../support/office.ts';

const PAYLOAD = '"><img src=x onerror="globalThis.pwned=1"><script>globalThis.pwned=1</script>{{pwned}}';

let browser: Browser;
let gateway: Gateway;
let mock: Mock;

beforeAll(async () => {
  [browser, gateway, mock] = await Promise.all([launchBrowser(), startGateway({ local: 'idle' }), startMock()]);
  await approveMock(gateway, mock, { fast: ['mock/gpt-4o-mini'] });
});
afterAll(async () => {
  await browser?.close();
  await gateway?.stop();
  await mock?.stop();
});

describe('a page of another program on this computer', () => {
  let page: Page;
  let stranger: ReturnType<typeof createServer>;

  beforeAll(async () => {
    stranger = createServer((_request, response) => response.setHeader('content-type', 'text/html').end('<!doctype html><title>Stranger</title><form method="post"></form>'));
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
    const opened = await openUi(browser, gateway);
    // In the same browser, with a session open in the next tab.
    page = await opened.page.context().newPage();
    await page.goto(`http://127.0.0.1:${(stranger.address() as AddressInfo).port}/`);
  });
  afterAll(() => {
    stranger.close();
  });

  it('finds no cookie and no stored session', async () => {
    expect(await page.evaluate(() => [document.cookie, localStorage.length, sessionStorage.length])).toEqual(['', 0, 0]);
    expect(await page.context().cookies()).toEqual([]);
  });

  it('reads nothing of the admin API, the data API or the pages', async () => {
    const read = await page.evaluate(async (url) => {
      const tries = ['/admin/api/status', '/admin/api/traces/stream', '/v1/models', '/ui/', '/healthz'].map((path) => fetch(url + path).then((answer) => `${path} ${answer.status}`, () => 'refused'));
      return Promise.all(tries);
    }, gateway.url);
    expect(read).toEqual(['refused', 'refused', 'refused', 'refused', 'refused']);
    const script = await page.evaluate((url) => new Promise<string>((resolve) => {
      const element = document.createElement('script');
      element.src = `${url}/admin/api/status`;
      element.addEventListener('load', () => resolve('loaded'));
      element.addEventListener('error', () => resolve('refused'));
      document.body.append(element);
    }), gateway.url);
    expect(script).toBe('refused');
  });

  it('changes nothing by forms, by requests without CORS or by image addresses', async () => {
    const before = await gateway.cliJson<{ policyVersion: number; keys: number; lockdown: { on: boolean } }>(['status']);
    await page.evaluate(async (url) => {
      const send = (method: string, path: string, body?: string): Promise<unknown> =>
        fetch(url + path, { method, mode: 'no-cors', credentials: 'include', ...(body !== undefined && { body, headers: { 'content-type': 'text/plain' } }) }).catch(() => {});
      await Promise.all([
        send('POST', '/admin/api/keys', '{"name":"forged"}'),
        send('POST', '/admin/api/policy/apply', '{}'),
        send('POST', '/admin/api/session', '{"token":"ghl_guess"}'),
        send('GET', '/admin/api/export'),
      ]);
    }, gateway.url);
    await page.evaluate((url) => {
      const form = document.forms[0]!;
      form.action = `${url}/admin/api/keys`;
      form.target = '_blank';
      form.submit();
    }, gateway.url);
    const after = await gateway.cliJson<{ policyVersion: number; keys: number; lockdown: { on: boolean } }>(['status']);
    expect([after.policyVersion, after.keys, after.lockdown.on]).toEqual([before.policyVersion, before.keys, before.lockdown.on]);
  });

  it('cannot frame the pages, nor hold on to a window with them', async () => {
    await page.evaluate((url) => {
      const frame = document.createElement('iframe');
      frame.src = `${url}/ui/`;
      document.body.append(frame);
    }, gateway.url);
    await page.waitForTimeout(500);
    const framed = page.frames().find((frame) => frame !== page.mainFrame());
    expect(await framed?.locator('#root').count().catch(() => 0)).toBe(0);
    const [popup] = await Promise.all([page.context().waitForEvent('page'), page.evaluate((url) => {
      (globalThis as { held?: Window | null }).held = window.open(`${url}/ui/`);
    }, gateway.url)]);
    await popup.getByRole('heading', { level: 1 }).waitFor();
    expect(await popup.evaluate(() => window.opener)).toBe(null);
    expect(await page.evaluate(() => (globalThis as { held?: Window | null }).held?.closed)).toBe(true);
    await popup.close();
  });
});

it('answers nothing under a name that was turned to this computer (DNS rebinding)', async () => {
  const fooled = await chromium.launch({ executablePath: CHROMIUM, args: [...BROWSER_FLAGS, '--host-resolver-rules=MAP evil.example 127.0.0.1'] });
  const { page } = await openTab(fooled);
  for (const path of ['/ui/', '/admin/api/status', '/v1/models', '/']) {
    const answer = await page.goto(`http://evil.example:${gateway.port}${path}`);
    expect([path, answer?.status(), await page.locator('#root').count()]).toEqual([path, 403, 0]);
  }
  await fooled.close();
});

it('takes a one-time link once, also from two at the same moment', async () => {
  const link = await oneTimeLink(gateway);
  const tabs = await Promise.all([openTab(browser), openTab(browser)]);
  await Promise.all(tabs.map(({ page }) => page.goto(link)));
  const headings = await Promise.all(tabs.map(({ page }) => page.getByRole('heading', { level: 1, name: /Overview|Sign in to Gatehouse|Welcome/ }).textContent()));
  expect(headings.filter((heading) => heading === 'Sign in to Gatehouse')).toHaveLength(1);
});

it('shows every stored name as text, on every page', async () => {
  await gateway.cliJson(['providers', 'add', '--name', 'evil', '--title', PAYLOAD, '--kind', 'openai-compatible', '--base-url', mock.url, '--region', 'eu', '--contract', PAYLOAD, '--retention', PAYLOAD, '--transfer-basis', PAYLOAD, '--no-key']);
  await gateway.cliJson(['models', 'alias', '<img·src=x·onerror=pwned=1>', 'mock/gpt-4o-mini']);
  const key = await makeKey(gateway, PAYLOAD, '--floor', 'internal', '--owner', PAYLOAD);
  for (const model of ['fast', PAYLOAD]) {
    await post(gateway, key, '/v1/chat/completions', { model, messages: USER }, { 'x-gatehouse-tags': '<img src=x onerror=pwned=1>', 'x-gatehouse-session': '<script>pwned=1</script>' });
  }
  const { page, complaints } = await openUi(browser, gateway, { name: '<b onclick=pwned=1>Anna</b>' });
  const links = await page.getByRole('navigation').getByRole('link').evaluateAll((all) => all.map((one) => one.getAttribute('href')!));
  expect(links.length).toBeGreaterThanOrEqual(8);
  for (const href of links) {
    await page.goto(new URL(href, gateway.url).href);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle').catch(() => {});
    await page.waitForTimeout(300);
    expect([href, await page.evaluate(() => (globalThis as { pwned?: number }).pwned), await page.locator('main img[src="x"], main script').count()]).toEqual([href, undefined, 0]);
  }
  await page.goto(`${gateway.url}/ui/requests`);
  await page.getByRole('row').nth(1).getByRole('link').click();
  await page.getByRole('heading', { level: 1, name: 'Request' }).waitFor();
  await page.getByRole('main').getByText('<img src=x onerror=pwned=1>').first().waitFor();
  expect(await page.evaluate(() => (globalThis as { pwned?: number }).pwned)).toBe(undefined);
  expect(complaints).toEqual([]);
});
