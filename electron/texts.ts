import { readFileSync, writeFileSync } from 'node:fs';
import { isShellLanguage, type ShellLanguage } from './languages.ts';
import { de } from './texts/de.ts';
import { en, type Texts } from './texts/en.ts';
import { fr } from './texts/fr.ts';
import { it } from './texts/it.ts';

const LANGUAGES: Record<ShellLanguage, Texts> = { en, de, fr, it };

export interface Words {
  readonly language: ShellLanguage;
  /** One object for everybody, with other words in it once another language is chosen. */
  readonly texts: Texts;
  /** From now on, and at the next start. */
  choose(language: ShellLanguage): void;
}

/** In the language that was chosen in the window, as `file` has it, else in the system's (`de-CH`), else in English. */
export function createWords(file: string, locale: string): Words {
  let language: ShellLanguage = chosen(file) ?? [locale.slice(0, 2).toLowerCase()].find(isShellLanguage) ?? 'en';
  const texts = { ...LANGUAGES[language] };
  return {
    get language() {
      return language;
    },
    texts,
    choose(next) {
      language = next;
      Object.assign(texts, LANGUAGES[next]);
      try {
        writeFileSync(file, next, { mode: 0o600 });
      } catch {
        // A full disk: the page says it again at its next start.
      }
    },
  };
}

function chosen(file: string): ShellLanguage | undefined {
  try {
    return [readFileSync(file, 'utf8')].find(isShellLanguage);
  } catch {
    return undefined;
  }
}
