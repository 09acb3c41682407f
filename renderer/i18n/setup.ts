import i18next, { type BackendModule } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { connection } from '../api/connection.ts';
import { desktop } from '../api/desktop.ts';
import { isLanguage, LANGUAGES, preferredLanguage, rememberLanguage } from './languages.ts';

type Texts = Record<string, unknown>;

/** What the shell and the first page show, in one file per language. */
const FIRST: readonly string[] = ['common', 'errors', 'money', 'overview'];
const first = import.meta.glob<Record<string, Texts>>('./first-texts/*.ts');
const others = import.meta.glob<Texts>(['../texts/*/*.json', '!../texts/*/{common,errors,money,overview}.json'], { import: 'default' });

/** Each language's texts of any other page are a file of their own, fetched when the page is opened in that language. */
async function load(language: string, namespace: string): Promise<Texts> {
  const texts = FIRST.includes(namespace) ? (await first[`./first-texts/${language}.ts`]?.())?.[namespace] : await others[`../texts/${language}/${namespace}.json`]?.();
  if (!texts) throw new Error(`no texts ${language}/${namespace}`);
  return texts;
}

const lazy: BackendModule = {
  type: 'backend',
  init() {},
  read(language, namespace, done) {
    load(language, namespace).then((texts) => done(null, texts), (error: unknown) => done(error as Error, null));
  },
};

function tellDesktop(language: string): void {
  desktop()?.setLanguage(language).catch(() => {});
}

/** Resolves once the shell's texts are there. */
export async function setUpTexts(): Promise<void> {
  i18next.on('languageChanged', (language) => {
    document.documentElement.lang = isLanguage(language) ? LANGUAGES[language].locale : language;
    tellDesktop(language);
  });
  // While the gateway is away the shell takes nothing from this page.
  connection.subscribe(() => {
    if (connection.get() === 'connected') tellDesktop(i18next.language);
  });
  await i18next.use(lazy).use(initReactI18next).init({
    lng: preferredLanguage(),
    fallbackLng: false,
    supportedLngs: Object.keys(LANGUAGES),
    // A copy: i18next adds to it whatever is loaded later.
    ns: [...FIRST],
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
