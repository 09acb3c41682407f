import { Button } from '@mantine/core';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useOperation } from '../../api/queries.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { Page } from '../../components/Page.tsx';
import { EmptyState } from '../../components/states.tsx';
import { ConnectDialog } from './ConnectDialog.tsx';
import { KeyDialog } from './KeyDialog.tsx';
import { KeyTable } from './KeyTable.tsx';
import type { CreatedKey, Key } from './key.ts';

const EVERY_MS = 5_000;

type Open = { dialog: 'create' } | { dialog: 'edit'; key: Key } | { dialog: 'connect'; key: Key | CreatedKey } | undefined;

export default function Keys() {
  const { t } = useTranslation('keys');
  const keys = useOperation('keys.list', undefined, { every: EVERY_MS });
  const teams = useOperation('spending.get').data?.teams ?? [];
  const [open, setOpen] = useState<Open>();
  const close = (): void => setOpen(undefined);
  const create = (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setOpen({ dialog: 'create' })}>
      {t('create')}
    </Button>
  );
  return (
    <Page title={t('title')} description={t('description')} actions={create}>
      <Loaded query={keys}>
        {(data) => {
          const shown = data.keys.filter((key) => key.purpose === 'tool');
          if (shown.length === 0) return <EmptyState icon={IconKey} title={t('empty.title')} text={t('empty.text')} />;
          return <KeyTable keys={shown} teams={teams} onEdit={(key) => setOpen({ dialog: 'edit', key })} onConnect={(key) => setOpen({ dialog: 'connect', key })} />;
        }}
      </Loaded>
      {open?.dialog === 'create' && <KeyDialog onClose={close} onCreated={(key) => setOpen({ dialog: 'connect', key })} />}
      {open?.dialog === 'edit' && <KeyDialog edited={open.key} onClose={close} />}
      {open?.dialog === 'connect' && <ConnectDialog apiKey={open.key} onClose={close} />}
    </Page>
  );
}
