import { useTranslation } from 'react-i18next';
import type { DataClass } from '../../../gateway/core/data-class.ts';
import type { Subjects } from './rules.ts';
import { useRuleWords } from './words.ts';

/** What the gateway itself writes where nobody gave a reason (gateway/config/office-policy.ts); anything else is somebody's own words. */
export type Made =
  | { kind: 'starter' }
  | { kind: 'imported' }
  | { kind: 'again'; version: string }
  | { kind: 'cell'; action: 'allow' | 'pseudonymise' | 'deny'; dataClass: DataClass; provider: string }
  | { kind: 'rest'; dataClass: DataClass; otherwise: 'local' | 'refuse' }
  | { kind: 'models'; dataClass: DataClass; names: string[] }
  | { kind: 'exception'; name: string; model: string };

const CLASS = '(public|internal|confidential|secret)';
const SHAPES: readonly [RegExp, (...parts: string[]) => Made][] = [
  [/^Starter policy: /, () => ({ kind: 'starter' })],
  [/^Imported\.$/, () => ({ kind: 'imported' })],
  [/^Version (\d+) again\.$/, (version = '') => ({ kind: 'again', version })],
  [new RegExp(`^(allow|pseudonymise|deny) ${CLASS} × (.+)$`), (action, dataClass, provider) => ({ kind: 'cell', action, dataClass, provider }) as Made],
  [new RegExp(`^otherwise ${CLASS}: (local|refuse)$`), (dataClass, otherwise) => ({ kind: 'rest', dataClass, otherwise }) as Made],
  [new RegExp(`^local models ${CLASS}: (.+)$`), (dataClass, names = '') => ({ kind: 'models', dataClass, names: names === 'any' ? [] : names.split(', ') }) as Made],
  [/^route (.+) → (.+)$/, (name = '', model = '') => ({ kind: 'exception', name, model })],
];

/** Undefined for a person's own comment. */
export function madeOf(comment: string): Made | undefined {
  for (const [shape, read] of SHAPES) {
    const found = shape.exec(comment);
    if (found) return read(...found.slice(1));
  }
  return undefined;
}

/** The comment of a version; the gateway's own in the person's language. */
export function useCommentText(subjects: Subjects): (comment: string) => string {
  const { t } = useTranslation(['rules', 'common']);
  const words = useRuleWords(subjects);
  const dataClassOf = ({ dataClass }: { dataClass: DataClass }): string => t(`common:class.${dataClass}`);
  const texts: { [K in Made['kind']]: (made: Extract<Made, { kind: K }>) => string } = {
    starter: () => t('versions.made.starter'),
    imported: () => t('versions.made.imported'),
    again: ({ version }) => t('versions.comment', { version }),
    cell: (made) => t('cell.name', { state: t(`cell.${made.action}`), dataClass: dataClassOf(made), provider: words.provider(made.provider) }),
    rest: (made) => t('versions.made.rest', { dataClass: dataClassOf(made), rest: t(`rest.${made.otherwise}`) }),
    models: (made) => t('versions.made.models', { dataClass: dataClassOf(made), models: words.models(made.names) }),
    exception: ({ name, model }) => t('versions.made.exception', { name, model: words.model(model) }),
  };
  return (comment) => {
    const made = madeOf(comment);
    return made ? (texts[made.kind] as (made: Made) => string)(made) : comment;
  };
}
