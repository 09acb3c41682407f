import { ActionIcon, Menu } from '@mantine/core';
import { IconBan, IconDots, IconPencil, IconPlugConnected, IconPower } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../api/queries.ts';
import { ConfirmDialog } from '../../components/ConfirmButton.tsx';
import { useNotify } from '../../components/notify.ts';
import type { Key } from './key.ts';

export function KeyMenu({ of: key, onEdit, onConnect }: { of: Key; onEdit: (key: Key) => void; onConnect: (key: Key) => void }) {
  const { t } = useTranslation('keys');
  const notify = useNotify();
  const [revoking, setRevoking] = useState(false);
  const update = useAction('keys.update', ['keys.list']);
  const revoke = useAction('keys.revoke', ['keys.list', 'status']);
  const toggle = (): void =>
    update.mutate(
      { params: { id: key.id }, body: { disabled: !key.disabled } },
      { onError: notify.failed, onSuccess: () => notify.done(t('notice.saved')) },
    );
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon variant="subtle" size="lg" aria-label={t('menu', { name: key.name })}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPlugConnected size={16} aria-hidden />} onClick={() => onConnect(key)}>
            {t('connect')}
          </Menu.Item>
          <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => onEdit(key)}>
            {t('edit')}
          </Menu.Item>
          <Menu.Item leftSection={<IconPower size={16} aria-hidden />} onClick={toggle}>
            {key.disabled ? t('enable') : t('disable')}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item leftSection={<IconBan size={16} aria-hidden />} c="var(--gh-bad-text)" onClick={() => setRevoking(true)}>
            {t('revoke')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {revoking && (
        <ConfirmDialog
          question={t('revokeQuestion', { name: key.name })}
          consequence={t('revokeConsequence')}
          confirm={t('revoke')}
          destructive
          onClose={() => setRevoking(false)}
          onConfirm={async () => {
            await revoke.mutateAsync({ params: { id: key.id } });
            notify.done(t('notice.revoked', { name: key.name }));
          }}
        />
      )}
    </>
  );
}
