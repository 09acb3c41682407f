/** Each names itself in its own language; `locale` is what Intl formats by. */
export const LANGUAGES = {
  en: { name: 'English', locale: 'en-GB' },
  de: { name: 'Deutsch', locale: 'de-CH' },
  fr: { name: 'Français', locale: 'fr-CH' },
  it: { name: 'Italiano', locale: 'it-CH' },
} as const;

export type Language = keyof typeof LANGUAGES;

const PLACE = 'gatehouse.language';

export function isLanguage(value: unknown): value is Language {
  return typeof value === 'string' && Object.hasOwn(LANGUAGES, value);
}

/** What Intl formats by; English where the language is none of ours. */
export function localeOf(language: unknown): string {
  return isLanguage(language) ? LANGUAGES[language].locale : 'en-GB';
}

/** What the person chose, else what the office has set, else the first of the browser's languages that there is. */
export function preferredLanguage(): Language {
  const chosen = localStorage.getItem(PLACE);
  if (isLanguage(chosen)) return chosen;
  const { officeLanguage } = document.documentElement.dataset;
  if (isLanguage(officeLanguage)) return officeLanguage;
  return navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage) ?? 'en';
}

export function rememberLanguage(language: Language): void {
  localStorage.setItem(PLACE, language);
}
