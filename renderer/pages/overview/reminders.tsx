import { Anchor } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useOperation } from '../../api/queries.ts';
import { useSession } from '../../api/session.ts';

export interface Reminder {
  text: string;
  link: string;
  href: string;
}

/** What an administrator has put off: the rest of the first run, and the recovery key. */
export function useReminders(): Reminder[] {
  const { t } = useTranslation('overview');
  const firstRun = useOperation('firstRun.get', undefined, { enabled: useSession().role === 'admin' });
  if (!firstRun.data) return [];
  const { finished, left, recoveryKeyConfirmedAt } = firstRun.data;
  return [
    ...(left && !finished ? [{ text: t('attention.firstRun'), link: t('attention.firstRunLink'), href: '/welcome' }] : []),
    ...(recoveryKeyConfirmedAt === null ? [{ text: t('attention.recovery'), link: t('attention.recoveryLink'), href: '/welcome/recovery' }] : []),
  ];
}

export function ReminderText({ of: { text, link, href } }: { of: Reminder }) {
  return (
    <>
      {text}{' '}
      <Anchor component={Link} href={href} underline="always" c="inherit" fw={600}>
        {link}
      </Anchor>
    </>
  );
}
