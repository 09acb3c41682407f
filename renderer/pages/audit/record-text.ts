import type { ParseKeys } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../../gateway/admin/contract.ts';
import { isDataClass } from '../../../gateway/core/data-class.ts';
import { useActorText } from '../../components/actor-text.ts';
import { useErrorCodeText } from '../../components/error-text.ts';
import type { Office } from '../../components/use-office.ts';
import { useAmounts } from '../budgets/use-amounts.ts';
import { budgetWords } from '../budgets/warning-text.ts';

export type AuditRecord = Output<'audit.list'>['records'][number];

/** What names the thing that an act was about, the most telling first. */
const SUBJECTS = ['name', 'comment', 'deployment', 'model', 'origin', 'id', 'budget', 'step'] as const;

export interface RecordText {
  /** "A key was created"; an action that nobody here knows goes by its id. */
  action(action: string): string;
  who(actor: string): string;
  /** What it was about, in a few words; empty where nothing is to be said. */
  subject(record: AuditRecord): string;
}

export function useRecordText({ keys }: Pick<Office, 'keys'>): RecordText {
  const { t, i18n } = useTranslation(['audit', 'common', 'money']);
  const amounts = useAmounts();
  const actorText = useActorText();
  const errorText = useErrorCodeText();
  const className = (value: unknown): string => (isDataClass(value) ? t(`common:class.${value}`) : '');
  const setting = (name: string): string => {
    const key = `setting.${name}`;
    return i18n.exists(key, { ns: 'audit' }) ? t(key as ParseKeys<'audit'>) : name;
  };
  return {
    action(action) {
      const [about = '', verb = ''] = action.split('.');
      const key = `action.${about}.${verb}`;
      return i18n.exists(key, { ns: 'audit' }) ? t(key as ParseKeys<'audit'>) : action;
    },
    who(actor) {
      const key = keys.find(({ id }) => id === actor);
      return key ? t('list.keyActor', { name: key.name }) : actorText(actor);
    },
    subject({ action, detail }) {
      const text = (name: string): string => (typeof detail[name] === 'string' ? detail[name] : '');
      const about = (): string[] => {
        if (action.startsWith('request.')) return [text('provider'), className(detail['class']), errorText(text('code'))];
        if (action === 'setting.set') return [setting(text('name'))];
        const budget = action.startsWith('budget.') ? budgetWords(detail) : undefined;
        if (budget) return [`${amounts.entered(budget.measure, budget.amount, budget.currency)} ${t(`money:per.${budget.period}`)}`];
        if (text('provider') && text('model')) return [`${text('provider')}/${text('model')}`];
        return [SUBJECTS.map(text).find(Boolean) ?? ''];
      };
      return about().filter(Boolean).join(' · ');
    },
  };
}
