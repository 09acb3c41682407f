import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { accessibilityFaults, launchBrowser, openUi } from '../support/browser.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { furnish, recover, type View, VIEWS, visit } from '../support/views.ts';

let browser: Browser;
let gateway: Gateway;
let mock: Mock;
let views: readonly View[];

beforeAll(async () => {
  [browser, gateway, mock] = await Promise.all([launchBrowser(), startGateway({ local: 'idle', home: mkdtempSync(join(tmpdir(), 'gh-')) }), startMock()]);
  views = [...VIEWS, await furnish(gateway, mock)];
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
const navigation = (page: Page) => page.getByRole('navigation', { name: 'Pages' });

/** What is thrown and caught by nobody. */
function thrown(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  return errors;
}

it('every page shows that it loads while a slow gateway thinks, then what failed, and works after another try', async () => {
  await Promise.all(['Anna', 'Bruno'].map(async (name, part) => {
    const { page } = await openUi(browser, gateway, { path: '/nowhere', name });
    const errors = thrown(page);
    for (const view of views.filter((_, index) => index % 2 === part)) {
      const { path, title } = view;
      let answer = (): void => {};
      const thinking = new Promise<void>((resolve) => {
        answer = resolve;
      });
      await page.route(API, async (route) => {
        await thinking;
        await route.fulfill({ status: 500, contentType: 'text/html', body: '<h1>Internal Server Error</h1>' });
      });
      await page.goto(`${gateway.url}/ui${path}`);
      await page.locator('main').getByRole('status', { name: 'Loading' }).first().waitFor().catch(() => expect.fail(`${path}: not loading`));
      expect([path, await navigation(page).getByRole('link', { name: 'Requests' }).isEnabled()]).toEqual([path, true]);
      answer();
      await page.locator('main').getByRole('button', { name: 'Try again' }).first().waitFor();
      await page.unroute(API);
      await recover(page, view).catch((error: unknown) => expect.fail(`${path}: ${String(error)}`));
      await heading(page, title);
    }
    expect(errors).toEqual([]);
  }));
});

it('is no page of an auditor where the role does not allow it', async () => {
  const { page } = await openUi(browser, gateway, { path: '/nowhere', role: 'auditor', name: 'Rita' });
  const errors = thrown(page);
  const asked: string[] = [];
  page.on('response', (response) => {
    if (response.status() === 403) asked.push(response.url());
  });
  for (const { path, auditor, content } of [...views, { path: '/ask', auditor: undefined, content: undefined }]) {
    await visit(page, path);
    if (auditor === 'reads') await content!(page);
    else await page.locator('main').getByText('Only for administrators').waitFor();
    expect([path, await navigation(page).getByRole('link').allInnerTexts()]).toEqual([path, ['Overview', 'Data rules', 'Usage', 'Budgets', 'Reports', 'Prices', 'Requests', 'Audit log']]);
  }
  expect(await accessibilityFaults(page)).toEqual([]);
  expect({ errors, asked }).toEqual({ errors: [], asked: [] });
});

it('every page notices that the gateway has gone, keeps what it showed, and recovers without a reload or a new session', async () => {
  const tabs: (View & { page: Page; errors: string[] })[] = [];
  // Each with a session of its own: one page carries it over to the next process, and no other after it.
  for (const view of views) {
    const { page } = await openUi(browser, gateway, { path: view.path });
    page.setDefaultTimeout(15_000);
    const errors = thrown(page);
    await view.content(page);
    await page.evaluate(() => Object.assign(globalThis, { sameDocument: true }));
    tabs.push({ ...view, page, errors });
  }
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
}, 180_000);
