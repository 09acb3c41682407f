import i18next, { type BackendModule } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { isLanguage, LANGUAGES, preferredLanguage, rememberLanguage } from './languages.ts';

const files = import.meta.glob<Record<string, unknown>>('../texts/*/*.json', { import: 'default' });

/** Each language's texts of a page are a file of their own, fetched when the page is opened in that language. */
const lazy: BackendModule = {
  type: 'backend',
  init() {},
  read(language, namespace, done) {
    const load = files[`../texts/${language}/${namespace}.json`];
    if (!load) done(new Error(`no texts ${language}/${namespace}`), null);
    else load().then((texts) => done(null, texts), (error: unknown) => done(error as Error, null));
  },
};

/** Resolves once the shell's texts are there. */
export async function setUpTexts(): Promise<void> {
  i18next.on('languageChanged', (language) => {
    document.documentElement.lang = isLanguage(language) ? LANGUAGES[language].locale : language;
  });
  await i18next.use(lazy).use(initReactI18next).init({
    lng: preferredLanguage(),
    fallbackLng: false,
    supportedLngs: Object.keys(LANGUAGES),
    ns: ['common', 'errors'],
    defaultNS: 'common',
    // React escapes what it renders.
    interpolation: { escapeValue: false },
    react: { useSuspense: true },
  });
}

export async function changeLanguage(language: string): Promise<void> {
  if (!isLanguage(language)) return;
  await i18next.changeLanguage(language);
  rememberLanguage(language);
}
