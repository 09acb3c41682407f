import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

export type Language = 'en' | 'de' | 'fr' | 'it';

export interface FirstRunTexts {
  office: { title: string; takeAll: string };
  test: { ask: string; here: string };
  connect: { keyName: string };
}

const PRACTICE: Record<Language, string> = { en: 'Medical practice', de: 'Arztpraxis', fr: 'Cabinet médical', it: 'Studio medico' };

export function textsOf(language: Language, namespace: string): unknown {
  return JSON.parse(readFileSync(join(import.meta.dirname, `../../renderer/texts/${language}/${namespace}.json`), 'utf8'));
}

/** From an empty office to the first answer, by taking what is proposed. Gives the clicks that it took, all of them a person's. */
export async function walkFirstRun(page: Page, language: Language, model: string): Promise<number> {
  const texts = textsOf(language, 'first-run') as FirstRunTexts;
  let clicks = 0;
  await page.exposeFunction('clicked', () => clicks++);
  await page.evaluate("addEventListener('click', ({ isTrusted }) => isTrusted && clicked(), true)");

  await page.getByRole('heading', { level: 1, name: texts.office.title }).waitFor();
  await page.getByRole('radio', { name: PRACTICE[language] }).click();
  await page.getByRole('button', { name: texts.office.takeAll }).click();
  await page.waitForURL('**/welcome/connect');
  // The model may still be on its way: nothing is to be clicked meanwhile.
  await page.getByRole('button', { name: texts.test.ask, disabled: false }).click({ timeout: 800_000 });
  await page.getByText(texts.test.here).waitFor({ timeout: 120_000 });
  await page.getByRole('status').filter({ has: page.getByRole('link') }).getByText(model).waitFor();
  return clicks;
}
