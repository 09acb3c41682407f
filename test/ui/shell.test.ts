import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { accessibilityFaults, launchBrowser, oneTimeLink, openTab, openUi } from '../support/browser.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { inBrowser } from '../support/in-browser.ts';

const TITLES = { en: ['Overview', 'Requests'], de: ['Übersicht', 'Anfragen'], fr: ['Vue d’ensemble', 'Demandes'], it: ['Panoramica', 'Richieste'] } as const;

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

inBrowser('opens by a one-time link, which leaves the address and works once; the session is the tab’s alone', async () => {
  const link = await oneTimeLink(gateway);
  const { page, complaints } = await openTab(browser);
  await page.goto(link);
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  expect(page.url()).toBe(`${gateway.url}/ui/`);
  await page.getByText(`${gateway.url}/v1`).waitFor();
  expect(await page.context().cookies()).toEqual([]);
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain('ghs_');
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  expect(complaints).toEqual([]);

  const other = await openTab(browser);
  await other.page.goto(link);
  await other.page.getByText('This link was used already').waitFor();
  expect(other.page.url()).toBe(`${gateway.url}/ui/`);
});

inBrowser('takes a pasted link, says what is no link, and signs out at the gateway too', async () => {
  const { page } = await openTab(browser);
  await page.goto(`${gateway.url}/ui/requests`);
  await page.getByLabel('Paste your link here').fill('hello');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('This is not a link from Gatehouse.').waitFor();
  await page.getByLabel('Paste your link here').fill(await oneTimeLink(gateway, 'admin', 'Bruno'));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { level: 1, name: 'Requests' }).waitFor();
  const stored = await page.evaluate(() => sessionStorage.getItem('gatehouse.session'));
  const { token } = JSON.parse(stored!) as { token: string };
  const status = () => fetch(`${gateway.url}/admin/api/status`, { headers: { authorization: `Bearer ${token}` } }).then((response) => response.status);
  expect(await status()).toBe(200);
  await page.getByRole('button', { name: 'Signed in as Bruno' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByText('You are signed out.').waitFor();
  expect(await status()).toBe(401);
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
});

inBrowser('says so when the session ends under its feet, and shows nothing of it any more', async () => {
  const { page } = await openUi(browser, gateway, { name: 'Carla' });
  await page.getByText(`${gateway.url}/v1`).waitFor();
  await gateway.cliJson(['admin', 'remove', 'Carla']);
  await page.getByText('Your session has ended.').waitFor();
  expect(await page.getByText(`${gateway.url}/v1`).count()).toBe(0);
});

it('lets no script in that the gateway did not send, and no text with a tag become HTML', async () => {
  const { page, complaints } = await openUi(browser, gateway);
  // The debugger's own evaluation is exempt from the policy: what it starts later is not.
  const got = await page.evaluate(async () => {
    await new Promise((resolve) => setTimeout(resolve, 0));
    const script = document.createElement('script');
    const refused: string[] = [];
    // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- the attack
    for (const attack of [() => (script.text = 'globalThis.stolen = 1'), () => (document.createElement('div').innerHTML = '<img src=x onerror=alert(1)>'), () => new Function('return 1')()]) {
      try {
        attack();
      } catch (error) {
        refused.push((error as Error).name);
      }
    }
    document.body.append(script);
    return { refused, stolen: 'stolen' in globalThis };
  });
  expect(got).toEqual({ refused: ['TypeError', 'TypeError', 'EvalError'], stolen: false });
  expect(complaints.length).toBeGreaterThan(0);
});

it('speaks four languages, changed without a reload and remembered', async () => {
  const { page } = await openUi(browser, gateway, { locale: 'de-CH' });
  await page.getByRole('heading', { level: 1, name: 'Übersicht' }).waitFor();
  for (const [language, name] of [['fr', 'Français'], ['it', 'Italiano'], ['en', 'English'], ['de', 'Deutsch']] as const) {
    await page.getByRole('button', { name: / – (EN|DE|FR|IT)$/ }).click();
    await page.getByRole('menuitem', { name }).click();
    const [overview, requests] = TITLES[language];
    await page.getByRole('heading', { level: 1, name: overview }).waitFor();
    await page.getByRole('link', { name: requests, exact: true }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang.slice(0, 2))).toBe(language);
    expect(await page.evaluate(() => localStorage.getItem('gatehouse.language'))).toBe(language);
  }
});

it('goes by keyboard: skip link first, and the heading has the focus after navigation', async () => {
  const { page } = await openUi(browser, gateway);
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the page');
  const link = page.getByRole('link', { name: 'Requests', exact: true });
  await link.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Requests' }).waitFor();
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
  expect(await page.title()).toBe('Requests · Gatehouse');
  expect(await link.getAttribute('aria-current')).toBe('page');
});

inBrowser('folds its navigation into a burger on a phone, which closes after use', async () => {
  const { page } = await openUi(browser, gateway, { viewport: { width: 390, height: 844 } });
  const link = page.getByRole('link', { name: 'Requests', exact: true });
  expect(await link.isVisible()).toBe(false);
  await page.getByRole('button', { name: 'Show or hide the navigation' }).click();
  expect(await accessibilityFaults(page)).toEqual([]);
  await link.click();
  await page.getByRole('heading', { level: 1, name: 'Requests' }).waitFor();
  await link.waitFor({ state: 'hidden' });
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
});

inBrowser('keeps what it showed while the gateway is away, says so, and recovers by itself', async () => {
  const mine = await startGateway({ local: 'idle', home: mkdtempSync(join(tmpdir(), 'gh-')) });
  const { page } = await openUi(browser, mine);
  await page.getByText(`${mine.url}/v1`).waitFor();
  await mine.kill9();
  await page.getByText('Gatehouse does not answer. It may be restarting.').waitFor();
  expect(await page.getByText(`${mine.url}/v1`).isVisible()).toBe(true);
  expect(await accessibilityFaults(page)).toEqual([]);
  const again = await startGateway({ local: 'idle', home: mine.home, port: mine.port });
  await page.getByText('Gatehouse does not answer. It may be restarting.').waitFor({ state: 'detached' });
  await page.getByText('Connected').waitFor();
  await again.stop();
  rmSync(mine.home, { recursive: true, force: true });
});

inBrowser.each(['not json', '{}', '<html>captive portal</html>', 'null'])('stays standing when the gateway answers %j', async (body) => {
  const { page } = await openUi(browser, gateway, { path: '/nowhere' });
  await page.getByRole('heading', { name: 'There is no such page' }).first().waitFor();
  await page.route('**/admin/api/**', (route) => route.fulfill({ body, contentType: 'application/json' }));
  for (const name of TITLES.en) {
    await page.getByRole('link', { name, exact: true }).first().click();
    await page.getByRole('alert').getByText('This could not be shown').first().waitFor();
    expect(await page.getByRole('navigation').isVisible()).toBe(true);
  }
});

inBrowser('has no accessibility faults signed out and signed in, light and dark', async () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const { page } = await openTab(browser, { colorScheme });
    await page.goto(`${gateway.url}/ui/`);
    await page.getByRole('heading', { level: 1, name: 'Sign in to Gatehouse' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    const { page: inside } = await openUi(browser, gateway, { colorScheme });
    await inside.getByText('No request yet today.').waitFor();
    expect(await accessibilityFaults(inside)).toEqual([]);
    await inside.getByRole('button', { name: 'Appearance' }).click();
    await inside.getByRole('menuitem', { name: 'Dark' }).waitFor();
    expect(await accessibilityFaults(inside)).toEqual([]);
  }
});
