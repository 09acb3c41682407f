import { List } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/session.ts';
import { Technical } from '../../components/Technical.tsx';
import { useListFormat } from '../../i18n/format.ts';
import classes from './Attention.module.css';
import { endsSoon } from '../providers/lifetime.ts';
import { ReminderText, useReminders } from './reminders.tsx';
import type { Status } from './status.ts';
import { useWarnings } from './use-warnings.ts';

/** What somebody should look at; first on the page, also when it is nothing. */
export function Attention({ status: { problems, traces, local, endings } }: { status: Status }) {
  const { t } = useTranslation('overview');
  const notes = [
    ...problems.map(({ code, provider }) => t(`attention.problem.${code}`, { provider })),
    ...(traces.lost > 0 ? [t('attention.lost', { count: traces.lost })] : []),
    ...(traces.interrupted > 0 ? [t('attention.interrupted', { count: traces.interrupted })] : []),
  ];
  const reminders = useReminders();
  const warnings = useWarnings();
  const list = useListFormat();
  const now = Date.now();
  const soon = [...new Set(endings.filter((one) => endsSoon(one, now)).map(({ model }) => model))];
  const admin = useSession().role === 'admin';
  const ending = t('attention.ending', { count: soon.length, models: list.and(soon) });
  const down = local.phase === 'failed';
  const calm = !down && notes.length === 0 && reminders.length === 0 && warnings.length === 0 && soon.length === 0;
  const Sign = calm ? IconCircleCheck : IconAlertTriangle;
  return (
    <section className={classes.attention} data-calm={calm} aria-labelledby="attention">
      <Sign size={28} aria-hidden className={classes.sign} />
      <div>
        <h2 id="attention" className={classes.title}>
          {t('attention.title')}
        </h2>
        {calm ? (
          t('attention.none')
        ) : (
          <List spacing={4}>
            {down && (
              <List.Item>
                {t('attention.localFailed')}
                <Technical text={local.message} />
              </List.Item>
            )}
            {notes.map((note) => (
              <List.Item key={note}>{note}</List.Item>
            ))}
            {warnings.map((warning, index) => (
              <List.Item key={warning}>{index < warnings.length - 1 ? warning : <ReminderText of={{ text: warning, link: t('attention.budgets'), href: '/budgets' }} />}</List.Item>
            ))}
            {soon.length > 0 && (
              <List.Item>
                {admin ? <ReminderText of={{ text: ending, link: t('attention.endingLink'), href: '/providers' }} /> : ending}
              </List.Item>
            )}
            {reminders.map((reminder) => (
              <List.Item key={reminder.href}>
                <ReminderText of={reminder} />
              </List.Item>
            ))}
          </List>
        )}
      </div>
    </section>
  );
}
