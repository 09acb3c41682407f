import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { launchBrowser, openUi } from '../support/browser.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { inBrowser } from '../support/in-browser.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { furnish, VIEWS, visit } from '../support/views.ts';

let browser: Browser;
let gateway: Gateway;
let mock: Mock;

beforeAll(async () => {
  [browser, gateway, mock] = await Promise.all([launchBrowser(), startGateway({ local: 'idle' }), startMock()]);
  await furnish(gateway, mock);
});
afterAll(async () => {
  await browser?.close();
  await gateway?.stop();
  await mock?.stop();
});
afterEach(async () => {
  // Pages that stay open go on asking.
  for (const context of browser.contexts()) await context.close();
});

/** What the focus makes visible is what looks otherwise as soon as it is gone. */
async function prepareWalk(page: Page): Promise<void> {
  await page.evaluate(() => {
    const look = (element: Element): string =>
      [element, element.nextElementSibling, element.parentElement, element.parentElement?.nextElementSibling, element.parentElement?.parentElement, ...((element as HTMLInputElement).labels ?? [])]
        .filter((one) => one instanceof Element)
        .flatMap((one) => [getComputedStyle(one), getComputedStyle(one, '::after')])
        .map(({ outlineStyle, outlineWidth, outlineColor, borderColor, boxShadow }) => {
          return [outlineStyle === 'none' ? '' : outlineWidth + outlineColor, borderColor, boxShadow].join();
        })
        .join('|');
    const name = (element: Element): string => element.outerHTML.slice(0, 160);
    let last: { element: Element; look: string } | undefined;
    const seen = new Set<Element>();
    const invisible: string[] = [];
    Object.assign(globalThis, {
      /** After each Tab; false at the end of the page. */
      step(): boolean {
        const element = document.activeElement;
        // Day, month, year and calendar of a date are stops of their own within one field.
        if (last && element === last.element && element instanceof HTMLInputElement && element.type === 'date') return true;
        if (last && last.element.isConnected && look(last.element) === last.look) invisible.push(name(last.element));
        last = undefined;
        if (!element || element === document.body || seen.has(element)) return false;
        seen.add(element);
        last = { element, look: look(element) };
        return true;
      },
      walked() {
        const hidden = (element: Element): boolean => !element.checkVisibility({ visibilityProperty: true }) || element.closest('[inert], [aria-hidden="true"]') !== null;
        const group = (element: Element): boolean => element instanceof HTMLInputElement && element.type === 'radio' && [...seen].some((one) => one instanceof HTMLInputElement && one.name === element.name);
        const wanted = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')].filter(
          (element) => !(element as HTMLButtonElement).disabled && element.getAttribute('tabindex') !== '-1' && !hidden(element) && !group(element),
        );
        return { invisible, unreached: wanted.filter((element) => !seen.has(element)).map(name), count: seen.size };
      },
    });
  });
}

interface Walked {
  invisible: string[];
  unreached: string[];
  count: number;
}

it('every control of every page is reached with the tabulator key alone, and shows that it is', async () => {
  const { page } = await openUi(browser, gateway, { path: '/nowhere' });
  for (const path of [...VIEWS.map((view) => view.path), '/ask', '/settings/help']) {
    await visit(page, path);
    await page.locator('h1').waitFor();
    await expect.poll(() => page.locator('[aria-busy="true"]').count()).toBe(0);
    await prepareWalk(page);
    // From the top, as after a reload.
    await page.evaluate(() => {
      (document.activeElement as HTMLElement | null)?.blur();
      const top = document.createElement('span');
      top.tabIndex = -1;
      document.body.prepend(top);
      top.focus();
      top.remove();
    });
    for (let more = true; more; ) {
      await page.keyboard.press('Tab');
      more = await page.evaluate(() => (globalThis as unknown as { step: () => boolean }).step());
    }
    const { invisible, unreached, count } = await page.evaluate(() => (globalThis as unknown as { walked: () => Walked }).walked());
    expect({ path, invisible, unreached }).toEqual({ path, invisible: [], unreached: [] });
    // Skip link, language, appearance, account and eight pages, before the page itself.
    expect(count).toBeGreaterThan(12);
  }
});

const focused = (page: Page): Promise<string | null | undefined> => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent?.slice(0, 80));
const focusIn = (page: Page, role: string): Promise<boolean> => page.evaluate((wanted) => document.activeElement?.closest(`[role="${wanted}"]`) !== null, role);

it('the skip link leads past the navigation', async () => {
  const { page } = await openUi(browser, gateway, { path: '/keys' });
  await page.getByRole('row', { name: /Word/ }).waitFor();
  await page.keyboard.press('Tab');
  expect(await focused(page)).toBe('Skip to the page');
  expect(await page.getByText('Skip to the page').evaluate((link) => link.getBoundingClientRect().top >= 0)).toBe(true);
  await page.keyboard.press('Enter');
  await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('page');
  await page.keyboard.press('Tab');
  expect(await focused(page)).toBe('New key');
});

it('a dialog takes the focus, keeps it, and gives it back', async () => {
  const { page } = await openUi(browser, gateway, { path: '/keys' });
  await page.getByRole('row', { name: /Word/ }).waitFor();
  await page.getByRole('button', { name: 'New key' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  for (let i = 0; i < 25; i++) {
    await page.keyboard.press('Tab');
    expect(await focusIn(page, 'dialog')).toBe(true);
  }
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await expect.poll(() => focused(page)).toBe('New key');
});

it.each([
  ['/keys', 'Actions for Word'],
  ['/providers', 'Actions for mock'],
])('a menu (%s) is worked with arrows, and the focus comes back from it and from the dialog behind it', async (path, name) => {
  const { page } = await openUi(browser, gateway, { path });
  const button = page.getByRole('button', { name });
  await button.focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => focusIn(page, 'menu')).toBe(true);
  const first = await focused(page);
  await page.keyboard.press('ArrowDown');
  expect(await focused(page)).not.toBe(first);
  await page.keyboard.press('Escape');
  await expect.poll(() => focused(page)).toBe(name);
  const items = await page.getByRole('menuitem').count();
  expect(items).toBe(0);

  await page.keyboard.press('Enter');
  await expect.poll(() => focusIn(page, 'menu')).toBe(true);
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await expect.poll(() => focusIn(page, 'dialog')).toBe(true);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await expect.poll(() => focused(page)).toBe(name);
});

it('a cell of the matrix is changed and taken back, and the tabs are moved through, without a mouse', async () => {
  const { page } = await openUi(browser, gateway, { path: '/rules' });
  const cell = page.getByRole('table').getByRole('button', { name: /mock/ }).first();
  await cell.focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => focusIn(page, 'menu')).toBe(true);
  await page.keyboard.press('Escape');
  await expect.poll(() => cell.evaluate((element) => element === document.activeElement)).toBe(true);
  await page.getByRole('tab').first().focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => page.evaluate(() => new URL(location.href).searchParams.get('tab'))).toBe('reach');
  // Where the focus jumps it chooses nothing yet.
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.evaluate(() => new URL(location.href).searchParams.get('tab'))).toBe('versions');
  await page.getByRole('tabpanel').getByText(/Version 2/).first().waitFor();
});

inBrowser('nothing moves where the person wants no motion', async () => {
  const { page } = await openUi(browser, gateway, { path: '/nowhere', reducedMotion: 'reduce' });
  const moving = (): Promise<string[]> =>
    page.evaluate(() => document.getAnimations().filter(({ playState, effect }) => playState === 'running' && Number(effect?.getComputedTiming().activeDuration) > 100).map(({ effect }) => (effect as KeyframeEffect).target?.outerHTML.slice(0, 120) ?? ''));
  await page.route('**/admin/api/keys', () => {});
  await visit(page, '/keys');
  await page.locator('main').getByRole('status', { name: 'Loading' }).waitFor();
  expect(await moving()).toEqual([]);
  await page.unroute('**/admin/api/keys');
  await page.getByRole('button', { name: 'New key' }).click();
  await page.getByRole('dialog').waitFor();
  expect(await moving()).toEqual([]);
});
