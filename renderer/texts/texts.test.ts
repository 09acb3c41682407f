import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DATA_CLASSES } from '../../gateway/core/data-class.ts';
import { ERRORS } from '../../gateway/core/errors.ts';

const TEXTS = import.meta.dirname;
const RENDERER = join(TEXTS, '..');
const LANGUAGES = ['en', 'de', 'fr', 'it'] as const;
const PLURAL = /_(zero|one|two|few|many|other)$/;

type Texts = Record<string, string>;

function flat(value: unknown, prefix = ''): Texts {
  if (typeof value === 'string') return { [prefix]: value };
  return Object.assign({}, ...Object.entries(value as object).map(([key, part]) => flat(part, prefix ? `${prefix}.${key}` : key))) as Texts;
}

const namespaces = readdirSync(join(TEXTS, 'en')).map((file) => file.replace('.json', ''));
const textsOf = (language: string, namespace: string): Texts => flat(JSON.parse(readFileSync(join(TEXTS, language, `${namespace}.json`), 'utf8')));
const stem = (key: string): string => key.replace(PLURAL, '');
const placeholders = (text: string): string[] => [...new Set([...text.matchAll(/\{\{\s*(\w+)/g)].map((match) => match[1]!))].sort();

/** Plain keys, and for counted ones the plural forms that the language has (`_zero` may come beside them). */
function expectedKeys(english: Texts, language: string): string[] {
  const counted = new Set(Object.keys(english).filter((key) => PLURAL.test(key)).map(stem));
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  const zero = Object.keys(english).filter((key) => key.endsWith('_zero'));
  return [...Object.keys(english).filter((key) => !counted.has(stem(key))), ...zero, ...[...counted].flatMap((key) => forms.map((form) => `${key}_${form}`))].sort();
}

function* sources(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sources(path);
    else if (/\.tsx?$/.test(entry.name) && !/\.test\.|\.d\.ts$/.test(entry.name)) yield readFileSync(path, 'utf8');
  }
}
const code = [...sources(RENDERER)].join('\n');
/** Every string of the sources; what is put in by `${…}` matches anything within one level. */
const used = new Set([...code.matchAll(/'([\w-]+(?:[.:][\w.-]+)*)'/g)].map((match) => match[1]!));
const patterns = [...code.matchAll(/`([\w.:-]*\$\{[^`]*)`/g)].map((match) => new RegExp(`^${match[1]!.replace(/\$\{[^}]*\}/g, '\0').replace(/[.*+?^$()|[\]\\{}]/g, '\\$&').replaceAll('\0', '[\\w-]+')}$`));

describe.each(namespaces)('%s', (namespace) => {
  const english = textsOf('en', namespace);

  it.each(LANGUAGES)('is whole in %s', (language) => {
    const texts = textsOf(language, namespace);
    expect(Object.keys(texts).sort()).toEqual(expectedKeys(english, language));
    for (const [key, text] of Object.entries(texts)) {
      const model = english[key] ?? english[`${stem(key)}_other`]!;
      expect([key, placeholders(text)]).toEqual([key, placeholders(model)]);
      expect(text.trim(), key).not.toBe('');
      expect(text, key).not.toContain('ß');
    }
  });

  it('has no text that nothing shows', () => {
    // errors.json is held against the error table below.
    const keys = namespace === 'errors' ? [] : [...new Set(Object.keys(english).map(stem))];
    const isUsed = (key: string): boolean => [key, `${namespace}:${key}`].some((name) => used.has(name) || patterns.some((pattern) => pattern.test(name)));
    expect(keys.filter((key) => !isUsed(key))).toEqual([]);
  });
});

it('says every error of the one table, and every data class', () => {
  expect(Object.keys(textsOf('en', 'errors')).sort()).toEqual([...Object.keys(ERRORS), 'gateway_away', 'bad_answer'].sort());
  expect(DATA_CLASSES.map((dataClass) => `class.${dataClass}`).every((key) => key in textsOf('en', 'common'))).toBe(true);
});

/** What the gateway's own files say in each language: privacy cards, starter rules, models. */
function* spoken(value: unknown, path = ''): Generator<[path: string, texts: Record<(typeof LANGUAGES)[number], string>]> {
  if (typeof value !== 'object' || value === null) return;
  if ('en' in value) yield [path, value as Record<(typeof LANGUAGES)[number], string>];
  else for (const [key, part] of Object.entries(value)) yield* spoken(part, `${path}/${key}`);
}

it.each(['providers', 'starter-policies', 'local-models'])('%s.json says all in four languages, as the pages write them', (name) => {
  const file = JSON.parse(readFileSync(join(RENDERER, `../resources/${name}.json`), 'utf8')) as { providers?: { name: string }[] };
  const found = [...spoken(file)];
  expect(found.length).toBeGreaterThan(10);
  for (const [path, texts] of found) {
    expect([path, Object.keys(texts)]).toEqual([path, [...LANGUAGES]]);
    for (const text of Object.values(texts)) expect([path, text]).toEqual([path, expect.not.stringMatching(/['"ß]|^$/)]);
    // "Lei", as on the pages.
    expect(texts.it, path).not.toMatch(/\bvostr[aoie]\b/i);
  }
  // Shown in every language as it stands: a name, no words.
  for (const provider of file.providers ?? []) expect(provider.name).not.toMatch(/\b(the|of|in|another|office)\b/);
});

it.each(LANGUAGES)('calls a tag the same in the requests and in the reports (%s)', (language) => {
  const [one, many] = [textsOf(language, 'reports')['column.tag']!, textsOf(language, 'requests')['detail.tags']!];
  expect(many.slice(0, one.length - 1)).toBe(one.slice(0, -1));
});
