import { Alert, Button, SimpleGrid, Stack } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { IconCloudLock, IconLock, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Output } from '../../../gateway/admin/contract.ts';
import { LOCAL_PROVIDER } from '../../../gateway/core/model.ts';
import type { ApiError } from '../../api/errors.ts';
import { useOperation } from '../../api/queries.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { Page } from '../../components/Page.tsx';
import { EmptyState } from '../../components/states.tsx';
import { EditDialog } from './EditDialog.tsx';
import type { Provider } from './provider.ts';
import { ProviderCard } from './ProviderCard.tsx';
import type { ProviderAction } from './ProviderMenu.tsx';
import { RemoveDialog } from './RemoveDialog.tsx';
import { RotateDialog } from './RotateDialog.tsx';

export function ProviderList({ query }: { query: UseQueryResult<Output<'providers.list'>, ApiError> }) {
  const { t } = useTranslation('providers');
  const policy = useOperation('policy.get');
  const status = useOperation('status');
  const [open, setOpen] = useState<{ dialog: ProviderAction; provider: Provider }>();
  const close = (): void => setOpen(undefined);
  const add = (
    <Button component={Link} href="/providers/add" leftSection={<IconPlus size={18} aria-hidden />}>
      {t('add.button')}
    </Button>
  );
  return (
    <Page key="list" title={t('title')} description={t('description')} actions={add}>
      <Loaded query={query}>
        {(data) => {
          const providers = data.providers.filter(({ id }) => id !== LOCAL_PROVIDER);
          if (providers.length === 0) return <EmptyState icon={IconCloudLock} title={t('empty.title')} text={t('empty.text')} />;
          return (
            <Stack>
              <Loaded query={status} loading={false}>
                {({ lockdown }) => lockdown.on && <Alert icon={<IconLock size={20} aria-hidden />}>{t('lockdown')}</Alert>}
              </Loaded>
              <Loaded query={policy}>
                {(rules) => (
                  <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
                    {providers.map((provider) => (
                      <ProviderCard key={provider.id} of={provider} policy={rules} endings={(status.data?.endings ?? []).filter((one) => one.provider === provider.id)} onAct={(dialog) => setOpen({ dialog, provider })} />
                    ))}
                  </SimpleGrid>
                )}
              </Loaded>
            </Stack>
          );
        }}
      </Loaded>
      {open?.dialog === 'edit' && <EditDialog edited={open.provider} onClose={close} />}
      {open?.dialog === 'rotate' && <RotateDialog of={open.provider} onClose={close} />}
      {open?.dialog === 'remove' && <RemoveDialog of={open.provider} onClose={close} />}
    </Page>
  );
}
