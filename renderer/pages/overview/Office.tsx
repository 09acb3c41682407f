import { Anchor, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useSession } from '../../api/session.ts';
import { Card } from '../../components/Card.tsx';
import { useFormat } from '../../i18n/format.ts';
import type { Status } from './status.ts';

/** The model on this computer counts as a provider at the gateway. */
const BUNDLED = 1;

/** What is set up, in numbers. */
export function Office({ status: { keys, providers, policyVersion, version, startedAt } }: { status: Status }) {
  const { t } = useTranslation(['overview', 'common']);
  const format = useFormat();
  const guide = useSession().role === 'admin' && (
    <Anchor component={Link} href="/welcome/office" underline="always" fw={600} size="sm">
      {t('common:guide')}
    </Anchor>
  );
  return (
    <Card dense title={t('office.title')} aside={guide}>
      <Text>{t('office.providers', { count: providers - BUNDLED })}</Text>
      <Text>{t('office.keys', { count: keys })}</Text>
      <Text>{t('office.policy', { version: format.number(policyVersion) })}</Text>
      <Text size="sm" c="dimmed">
        {t('office.version', { version, time: format.dateTime(startedAt) })}
      </Text>
    </Card>
  );
}
