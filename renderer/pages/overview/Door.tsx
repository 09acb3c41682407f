import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Card } from '../../components/Card.tsx';
import { CopyField } from '../../components/CopyField.tsx';
import { StateBadge } from '../../components/StateBadge.tsx';
import { Lockdown } from './Lockdown.tsx';
import { doorIsClosed, type Status } from './status.ts';

/** Who can reach the gateway, and under which address. */
export function Door({ status: { addresses, lockdown } }: { status: Status }) {
  const { t } = useTranslation('overview');
  const closed = doorIsClosed(addresses);
  return (
    <Card dense title={t('door.title')} aside={<StateBadge state={closed ? 'good' : 'attention'} label={closed ? t('door.closed') : t('door.open')} />}>
      {!closed && (
        <Text size="sm">
          {t('door.addresses')} {addresses.join(', ')}
        </Text>
      )}
      <Stack gap={6}>
        <Text fw={600} size="sm">
          {t('door.baseUrl')}
        </Text>
        <CopyField value={`${addresses[0]}/v1`} label={t('door.baseUrl')} />
        <Text size="sm" c="dimmed">
          {t('door.baseUrlHint')}
        </Text>
      </Stack>
      <Lockdown lockdown={lockdown} />
    </Card>
  );
}
