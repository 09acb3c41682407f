import { Menu } from '@mantine/core';
import { IconListDetails, IconPencil, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../api/queries.ts';
import { ConfirmDialog } from '../../components/ConfirmButton.tsx';
import { useNotify } from '../../components/notify.ts';
import { RowMenu } from '../../components/RowMenu.tsx';
import type { PriceRow } from './price.ts';
import { PriceDetail } from './PriceDetail.tsx';
import { PriceDialog } from './PriceDialog.tsx';

export function PriceMenu({ row: { provider, model, source }, editable }: { row: Pick<PriceRow, 'provider' | 'model' | 'source'>; editable: boolean }) {
  const { t } = useTranslation('prices');
  const [open, setOpen] = useState<'details' | 'set' | 'remove'>();
  const deployment = `${provider}/${model}`;
  const close = (): void => setOpen(undefined);
  return (
    <>
      <RowMenu label={t('menu.of', { name: deployment })}>
        <Menu.Item leftSection={<IconListDetails size={16} aria-hidden />} onClick={() => setOpen('details')}>
          {t('menu.details')}
        </Menu.Item>
        {editable && (
          <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => setOpen('set')}>
            {t('menu.set')}
          </Menu.Item>
        )}
        {editable && source === 'office' && (
          <Menu.Item leftSection={<IconTrash size={16} aria-hidden />} c="var(--gh-bad-text)" onClick={() => setOpen('remove')}>
            {t('menu.remove')}
          </Menu.Item>
        )}
      </RowMenu>
      {open === 'details' && <PriceDetail deployment={deployment} onClose={close} />}
      {open === 'set' && <PriceDialog deployment={{ provider, model }} onClose={close} />}
      {open === 'remove' && <RemoveDialog deployment={deployment} name={deployment} onClose={close} />}
    </>
  );
}

export function RemoveDialog({ deployment, name, onClose }: { deployment: string; name: string; onClose: () => void }) {
  const { t } = useTranslation('prices');
  const notify = useNotify();
  const remove = useAction('prices.remove', ['prices.list', 'prices.office', 'prices.show', 'audit.list']);
  return (
    <ConfirmDialog
      question={t('remove.question', { name })}
      consequence={t('remove.consequence')}
      confirm={t('remove.confirm')}
      destructive
      onClose={onClose}
      onConfirm={async () => {
        await remove.mutateAsync({ body: { deployment } });
        notify.done(t('remove.done'));
      }}
    />
  );
}
