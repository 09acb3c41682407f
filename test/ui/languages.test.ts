import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityFaults, launchBrowser, openUi } from '../support/browser.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { furnish, FURTHER, VIEWS, visit } from '../support/views.ts';

const TEXTS = join(import.meta.dirname, '../../renderer/texts');
const LANGUAGES = { de: ['Deutsch', 'de-CH'], fr: ['Français', 'fr-CH'], it: ['Italiano', 'it-CH'], en: ['English', 'en-GB'] } as const;
type Language = keyof typeof LANGUAGES;

const PHONE = { width: 390, height: 844 };

const PATHS = [...[...VIEWS, ...FURTHER].map(({ path }) => path), '/ask', '/settings/help', '/nowhere'];

/** Where a dialog opens, and the text of the button that opens it. */
const DIALOGS = [['/keys', 'keys.create'], ['/budgets', 'budgets.new'], ['/budgets', 'budgets.team.new'], ['/models', 'models.names.create'], ['/prices', 'prices.set.new']] as const;

type Texts = Record<string, string>;

function flat(value: unknown, prefix = ''): Texts {
  if (typeof value === 'string') return { [prefix]: value };
  return Object.assign({}, ...Object.entries(value as object).map(([key, part]) => flat(part, prefix ? `${prefix}.${key}` : key))) as Texts;
}
const textsOf = (language: Language): Texts =>
  Object.assign({}, ...readdirSync(join(TEXTS, language)).map((file) => flat(JSON.parse(readFileSync(join(TEXTS, language, file), 'utf8')), file.replace('.json', '')))) as Texts;

const ENGLISH = textsOf('en');
/** The first part of a key that has more than one: `overview:today.title` is shown as `today.title` where it is missing. */
const PARTS = new Set(Object.keys(ENGLISH).flatMap((key) => key.split('.').slice(1, -1)));

/** The name of whoever signs in by the link that the gateway itself has shown: a name, not a text. */
const FIRST_PERSON = 'Administrator';

/** English sentences that this language says otherwise. */
function strangers(language: Language): Set<string> {
  const texts = textsOf(language);
  const own = new Set(Object.values(texts));
  return new Set(Object.entries(ENGLISH).filter(([key, text]) => texts[key] !== undefined && texts[key] !== text && !own.has(text) && text !== FIRST_PERSON && !text.includes('{{')).map(([, text]) => text));
}

/** What a person sees or hears; without what says of itself that it is English. */
const shownTexts = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const texts: string[] = [document.title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (!node.parentElement?.closest('script, style, noscript, code, [lang]:not(html)')) texts.push(node.textContent ?? '');
    }
    for (const name of ['aria-label', 'placeholder', 'title', 'alt']) {
      for (const element of document.querySelectorAll(`[${name}]`)) texts.push(element.getAttribute(name) ?? '');
    }
    return texts.map((text) => text.trim()).filter((text) => text !== '');
  });

/** Texts that lose their end where they do not fit. Short by intent are those that end in an ellipsis and say the whole in a tooltip. */
const clippedTexts = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const hides = ({ overflowX, textOverflow }: CSSStyleDeclaration, element: Element): boolean => (overflowX === 'hidden' || overflowX === 'clip') && !(textOverflow === 'ellipsis' && (element.closest('[title]') ?? element.querySelector('[title]')));
    // What only screen readers find is a point.
    const seen = (element: Element): boolean => element.clientWidth > 8 && element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    return [...document.body.querySelectorAll<HTMLElement>('*')]
      .filter((element) => element.scrollWidth > element.clientWidth + 1 && element.innerText?.trim() && seen(element) && hides(getComputedStyle(element), element))
      .map((element) => `${element.innerText.trim().slice(0, 60)}: ${element.scrollWidth} px in ${element.clientWidth}`);
  });

const looksLikeKey = (text: string): boolean => {
  const [first, ...rest] = text.replace(/^[\w-]+:(?=\w)/, '').split('.');
  return rest.length > 0 && /^[\w-]+(:[\w-]+)?(\.[\w-]+)+$/.test(text) && PARTS.has(first!);
};

let browser: Browser;
let gateway: Gateway;
let mock: Mock;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  [browser, gateway, mock] = await Promise.all([launchBrowser(), startGateway({ local: 'idle' }), startMock()]);
  await furnish(gateway, mock);
  ({ page, complaints } = await openUi(browser, gateway, { path: '/nowhere', viewport: PHONE }));
  await page.evaluate(() => Object.assign(globalThis, { sameDocument: true }));
});
afterAll(async () => {
  await browser?.close();
  await gateway?.stop();
  await mock?.stop();
});

const settled = async (path: string): Promise<void> => {
  await visit(page, path);
  await page.locator('h1').waitFor();
  await expect.poll(() => page.locator('[aria-busy="true"]').count()).toBe(0);
};

it.each(Object.keys(LANGUAGES) as Language[])('says every page in %s, without a reload, and cuts no text off', async (language) => {
  const [name, locale] = LANGUAGES[language];
  await page.getByRole('button', { name: / – (EN|DE|FR|IT)$/ }).click();
  await page.getByRole('menuitem', { name }).click();
  await expect.poll(() => page.evaluate(() => document.documentElement.lang)).toBe(locale);
  const foreign = strangers(language);
  for (const path of PATHS) {
    await settled(path);
    const texts = await shownTexts(page);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    expect({ path, wide, clipped: await clippedTexts(page), keys: texts.filter(looksLikeKey), english: texts.filter((text) => foreign.has(text)) }).toEqual({ path, wide: false, clipped: [], keys: [], english: [] });
    expect([path, await accessibilityFaults(page)]).toEqual([path, []]);
  }
  const texts = textsOf(language);
  for (const [path, button] of DIALOGS) {
    await settled(path);
    await page.getByRole('button', { name: texts[button]!, exact: true }).click();
    await page.getByRole('dialog').getByRole('textbox').first().waitFor();
    expect([button, await clippedTexts(page)]).toEqual([button, []]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  for (const path of PATHS) {
    await settled(path);
    expect([path, await clippedTexts(page)]).toEqual([path, []]);
  }
  await page.setViewportSize(PHONE);
  expect(await page.evaluate(() => 'sameDocument' in globalThis)).toBe(true);
  expect(complaints).toEqual([]);
}, 120_000);
