import { useTranslation } from 'react-i18next';
import type { ParseKeys } from 'i18next';

export interface RecogniserText {
  /** As a title. */
  name(id: string): string;
  /** As the object of a sentence, with its article. */
  a(id: string): string;
  /** What it looks for, in a sentence; empty where nothing is known. */
  about(id: string): string;
  /** The plural of what a stand-in replaces. */
  entity(word: string): string;
}

/** `office-person-secret`, `office-pattern-pat_1`: of the office's own lists and patterns. */
const OFFICE = /^(office-(?:person|organisation|matter|word|pattern))-/;

/** What recognisers are called, in the person's language; one that nobody here knows goes by its id. */
export function useRecogniserText(): RecogniserText {
  const { t, i18n } = useTranslation('recognisers');
  const say = (part: 'name' | 'a' | 'text' | 'entity', id: string, other: string): string => {
    const key = `${part}.${OFFICE.exec(id)?.[1] ?? id}`;
    return i18n.exists(key, { ns: 'recognisers' }) ? t(key as ParseKeys<'recognisers'>) : other;
  };
  return { name: (id) => say('name', id, id), a: (id) => say('a', id, id), about: (id) => say('text', id, ''), entity: (word) => say('entity', word, word) };
}
