import { Button, Menu, Text } from '@mantine/core';
import { IconLogout, IconUser } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../api/session.ts';
import { unsaved } from '../api/unsaved.ts';
import { ConfirmDialog } from '../components/ConfirmButton.tsx';
import { signOut } from './start-session.ts';

export function AccountMenu() {
  const { t } = useTranslation();
  const { name, role } = useSession();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Menu>
        <Menu.Target>
          <Button variant="subtle" color="gray" c="var(--gh-text)" px="xs" leftSection={<IconUser size={18} aria-hidden />} aria-label={t('account.label', { name })}>
            <Text span inherit truncate maw={140} visibleFrom="sm">
              {name}
            </Text>
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label c="dimmed">{t(`account.${role}`, { name })}</Menu.Label>
          <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => (unsaved.get() ? setAsking(true) : void signOut())}>
            {t('account.signOut')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asking && <ConfirmDialog question={t('account.unsavedQuestion')} consequence={t('account.unsavedConsequence')} confirm={t('account.signOut')} destructive onConfirm={signOut} onClose={() => setAsking(false)} />}
    </>
  );
}
