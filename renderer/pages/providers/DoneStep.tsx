import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Provider } from './provider.ts';

export function DoneStep({ provider }: { provider: Provider }) {
  const { t } = useTranslation('providers');
  return (
    <Stack>
      <Text>{t('done.text', { name: provider.name })}</Text>
      <Alert icon={<IconLock size={20} aria-hidden />} title={t('done.closedTitle')}>
        {t('done.closed')}
      </Alert>
      <Group gap="sm">
        <Button component={Link} href="/rules">
          {t('done.toRules')}
        </Button>
        <Button component={Link} href="/providers" variant="default">
          {t('done.toList')}
        </Button>
      </Group>
    </Stack>
  );
}
