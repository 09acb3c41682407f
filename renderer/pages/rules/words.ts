import { useTranslation } from 'react-i18next';
import type { Conditions } from '../../../gateway/core/model.ts';
import { useRegionName } from '../../components/region.ts';
import { useToolName } from '../../components/tool-name.ts';
import { useFormat, useListFormat } from '../../i18n/format.ts';
import { type CellState, isFree, type Route, type Subjects } from './rules.ts';

export interface RuleWords {
  provider(id: string): string;
  region(code: string): string;
  model(alias: string): string;
  /** Each condition in words. */
  conditions(conditions: Conditions): string[];
  cell(state: CellState): string;
  when(when: Route['when']): string;
  models(names: readonly string[]): string;
}

/** The rules in words, by the names that the office gave its providers and keys. */
export function useRuleWords(subjects: Subjects): RuleWords {
  const { t } = useTranslation('rules');
  const format = useFormat();
  const { or } = useListFormat();
  const key = (id: string): string => subjects.keys.find((one) => one.id === id)?.name ?? t('goneKey');
  const region = useRegionName();
  const tool = useToolName();
  const words: RuleWords = {
    provider: (id) => subjects.providers.find((one) => one.id === id)?.name ?? id,
    region,
    model: (alias) => (alias === 'local' ? t('thisComputer') : alias),
    conditions: ({ models, regions, contractValid, keys, tags, clientAddresses, until, hostedTools }) => [
      ...(models ? [t('condition.models', { list: or(models) })] : []),
      ...(regions ? [t('condition.regions', { list: or(regions.map(region)) })] : []),
      ...(contractValid ? [t('condition.contract')] : []),
      ...(keys ? [t('condition.keys', { list: or(keys.map(key)) })] : []),
      ...(tags ? [t('condition.tags', { list: or(tags) })] : []),
      ...(clientAddresses ? [t('condition.addresses', { list: or(clientAddresses) })] : []),
      ...(hostedTools ? [t('condition.tools', { list: hostedTools.map(tool).join(', ') })] : []),
      // The end is midnight after the last day.
      ...(until === undefined ? [] : [t('condition.until', { date: format.date(until - 1) })]),
    ],
    cell: (state) => [t(`cell.${state.action}`), ...(isFree(state.conditions) ? [] : [words.conditions(state.conditions).join(', ')])].join(' · '),
    when: (when) => words.conditions(when).join(', '),
    models: (names) => (names.length === 0 ? t('local.any') : names.join(', ')),
  };
  return words;
}
