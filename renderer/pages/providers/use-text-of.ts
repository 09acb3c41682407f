import { useTranslation } from 'react-i18next';
import { isLanguage, type Language } from '../../i18n/languages.ts';

/** Of a text that comes in every language, the person's. */
export function useTextOf(): (texts: Record<Language, string>) => string {
  const { i18n } = useTranslation();
  const language = isLanguage(i18n.language) ? i18n.language : 'en';
  return (texts) => texts[language];
}
