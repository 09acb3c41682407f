import { de } from './texts/de.ts';
import { en } from './texts/en.ts';
import { fr } from './texts/fr.ts';
import { it } from './texts/it.ts';

export type Texts = { readonly [K in keyof typeof en]: string };

const LANGUAGES: Record<string, Texts> = { en, de, fr, it };

/** By a locale such as `de-CH`; English where there is no text in that language. */
export function textsFor(locale: string): { language: string; texts: Texts } {
  const language = locale.slice(0, 2).toLowerCase();
  const texts = LANGUAGES[language];
  return texts ? { language, texts } : { language: 'en', texts: en };
}
