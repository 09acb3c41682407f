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

/** Who did something, as records have it. */
const MACHINES = /\(command line\)|\bfirst start\b|^gatehouse,/;
const ONE_OF_MANY = /(^|\s)1 (requests|Anfragen|demandes|richieste)\b/;

/** Fewer letters around what is filled in ("{{size}} of {{total}}") are words of other languages too. */
const TELLING = 12;

/** Whether a text is an English sentence that this language says otherwise, whatever is filled into it. */
function strangers(language: Language): (text: string) => boolean {
  const texts = textsOf(language);
  const own = new Set(Object.values(texts));
  const foreign = Object.entries(ENGLISH).filter(([key, text]) => texts[key] !== undefined && texts[key] !== text && !own.has(text) && text !== FIRST_PERSON).map(([, text]) => text);
  const whole = new Set(foreign.filter((text) => !text.includes('{{')));
  const around = foreign.map((text) => text.split(/\{\{.*?\}\}/)).filter((parts) => parts.length > 1 && parts.join('').replace(/[^a-z]/gi, '').length >= TELLING);
  const filled = around.map((parts) => new RegExp(`^${parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.+')}$`, 's'));
  return (text) => whole.has(text) || filled.some((pattern) => pattern.test(text));
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
    // A closed choice hides its text without a trace in its sizes.
    const pen = document.createElement('canvas').getContext('2d')!;
    const choices = [...document.body.querySelectorAll('select')].filter(seen).flatMap((choice) => {
      const style = getComputedStyle(choice);
      pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
      const text = choice.selectedOptions[0]?.text ?? '';
      const [needs, has] = [Math.floor(pen.measureText(text).width), choice.clientWidth - parseFloat(style.paddingInlineStart) - parseFloat(style.paddingInlineEnd)];
      return needs > has ? [`${text}: ${needs} px in ${has}`] : [];
    });
    const others = [...document.body.querySelectorAll<HTMLElement>('*')]
      .filter((element) => element.scrollWidth > element.clientWidth + 1 && element.innerText?.trim() && seen(element) && hides(getComputedStyle(element), element))
      .map((element) => `${element.innerText.trim().slice(0, 60)}: ${element.scrollWidth} px in ${element.clientWidth}`);
    return [...choices, ...others];
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

/** The bar of a draft and what opens from it: with changes that follow, with a version that somebody else has saved meanwhile, and before it is discarded. */
async function drafting(texts: Texts, foreign: (text: string) => boolean): Promise<void> {
  const text = (key: string, values: Record<string, string> = {}): string => Object.entries(values).reduce((said, [name, value]) => said.replace(`{{${name}}}`, value), texts[key]!);
  const looked = async (what: string): Promise<void> => {
    const shown = await shownTexts(page);
    expect({ what, clipped: await clippedTexts(page), keys: shown.filter(looksLikeKey), english: shown.filter(foreign) }).toEqual({ what, clipped: [], keys: [], english: [] });
    expect([what, await accessibilityFaults(page)]).toEqual([what, []]);
  };
  await settled('/rules');
  const bar = page.getByRole('region', { name: text('rules.draft.label'), exact: true });
  await page.getByRole('button', { name: text('rules.cell.name', { state: text('rules.cell.deny'), dataClass: text('common.class.secret'), provider: 'mock' }) }).click();
  await page.getByRole('menuitem', { name: text('rules.menu.allow') }).filter({ hasText: text('rules.menu.also', { classes: '' }).trim() }).click();
  await bar.getByText(text('rules.draft.count_other', { count: '2' })).waitFor();
  await bar.getByText(text('rules.draft.moved_one', { count: '1' })).waitFor();
  await looked('draft');
  await bar.getByRole('button', { name: text('rules.draft.review') }).click();
  const review = page.getByRole('dialog', { name: text('rules.draft.reviewTitle') });
  await review.getByRole('heading', { name: text('rules.draft.movedTitle') }).waitFor();
  await looked('review');
  const policy = await gateway.cliJson<{ otherwise: { public: string }; version: number }>(['policy', 'show']);
  await gateway.cliJson(['policy', 'otherwise', '--class', 'public', policy.otherwise.public === 'local' ? 'refuse' : 'local']);
  await review.getByRole('button', { name: text('rules.draft.save') }).click();
  await review.getByText(text('rules.draft.conflict')).waitFor();
  await looked('conflict');
  await review.getByRole('button', { name: text('rules.draft.goOnEditing') }).click();
  await bar.getByRole('button', { name: text('rules.draft.goOn', { version: String(policy.version + 1) }) }).waitFor();
  await looked('overtaken');
  await bar.getByRole('button', { name: text('rules.draft.discard') }).click();
  await page.getByRole('dialog', { name: text('rules.draft.discardQuestion') }).waitFor();
  await looked('discard');
  await page.getByRole('dialog').getByRole('button', { name: text('rules.draft.discard') }).click();
  await bar.waitFor({ state: 'detached' });
}

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
    const names = texts.filter((text) => (language !== 'en' && MACHINES.test(text)) || ONE_OF_MANY.test(text));
    expect({ path, wide, clipped: await clippedTexts(page), keys: texts.filter(looksLikeKey), english: texts.filter(foreign), names }).toEqual({ path, wide: false, clipped: [], keys: [], english: [], names: [] });
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
  await drafting(texts, foreign);
  await page.setViewportSize({ width: 1280, height: 800 });
  for (const path of PATHS) {
    await settled(path);
    expect([path, await clippedTexts(page)]).toEqual([path, []]);
  }
  await page.setViewportSize(PHONE);
  expect(await page.evaluate(() => 'sameDocument' in globalThis)).toBe(true);
  // The browser's own, of the version that somebody else has saved before.
  expect(complaints.filter((line) => !line.includes('409'))).toEqual([]);
}, 120_000);
