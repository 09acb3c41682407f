import { useTranslation } from 'react-i18next';
import type { Output } from '../../../gateway/admin/contract.ts';
import { useFormat } from '../../i18n/format.ts';
import type { Spending } from './tree.ts';
import { useAmounts } from './use-amounts.ts';
import { useWhose } from './use-whose.ts';
import { type BudgetWords, budgetWords } from './warning-text.ts';

type Act = Output<'audit.list'>['records'][number];
type Detail = Readonly<Record<string, unknown>>;

const part = (detail: Detail, name: string): string => (typeof detail[name] === 'string' || typeof detail[name] === 'number' ? String(detail[name]) : '');
const inner = (detail: Detail, name: string): Detail => (typeof detail[name] === 'object' && detail[name] !== null ? (detail[name] as Detail) : {});

/** A record of the audit log about budgets as a sentence; what it does not understand, by its action. */
export function useChangeText(spending: Spending): (act: Act) => string {
  const { t } = useTranslation(['budgets', 'money']);
  const amounts = useAmounts();
  const format = useFormat();
  const whose = useWhose(spending);
  const budget = ({ measure, amount, currency, period }: BudgetWords, hard: unknown): string =>
    t('history.budget', { amount: amounts.entered(measure, amount, currency), period: t(`money:per.${period}`), kind: hard === false ? t('budget.soft') : t('budget.hard') });

  return ({ action, detail }) => {
    const before = inner(detail, 'before');
    const now = budgetWords(detail);
    const earlier = budgetWords(before);
    if (action === 'budget.create' && now) return t('history.budgetCreate', { whose: whose(now.scope), now: budget(now, detail['hard']) });
    if (action === 'budget.remove' && now) return t('history.budgetRemove', { whose: whose(now.scope), now: budget(now, detail['hard']) });
    if (action === 'budget.update' && now && earlier) return t('history.budgetUpdate', { whose: whose(now.scope), before: budget(earlier, before['hard']), now: budget(now, detail['hard']) });
    if (action === 'team.create') return t('history.teamCreate', { name: part(detail, 'name') });
    if (action === 'team.remove') return t('history.teamRemove', { name: part(detail, 'name') });
    if (action === 'team.update') return t('history.teamUpdate', { before: part(before, 'name'), name: part(detail, 'name'), number: part(detail, 'costCentre') || '–' });
    if (action === 'limit.set') return t('history.limit', { whose: whose(part(detail, 'scope')), requests: part(detail, 'requestsPerMinute') || '–', tokens: part(detail, 'tokensPerMinute') || '–', concurrent: part(detail, 'concurrent') || '–' });
    const value = inner(detail, 'value');
    if (detail['name'] === 'currency') return t('history.currency', { code: part(value, 'code'), perUsd: part(value, 'perUsd') });
    if (detail['name'] === 'spending') return t('history.rules', { over: value['overBudget'] === 'local' ? t('rules.over.local') : t('rules.over.refuse'), unpriced: value['unpriced'] === 'allow' ? t('rules.unpriced.allow') : t('rules.unpriced.refuse'), number: format.number(Number(part(value, 'outputTokens'))) });
    return action;
  };
}
