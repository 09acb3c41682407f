import { Menu } from '@mantine/core';
import { IconFileImport, IconListSearch, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../api/queries.ts';
import { ConfirmDialog } from '../../components/ConfirmButton.tsx';
import { useNotify } from '../../components/notify.ts';
import { RowMenu } from '../../components/RowMenu.tsx';
import type { WordList } from './recognition.ts';

export function ListMenu({ of: { id, name }, onWords, onEdit }: { of: WordList; onWords: () => void; onEdit: () => void }) {
  const { t } = useTranslation('recognition');
  const notify = useNotify();
  const [deleting, setDeleting] = useState(false);
  const remove = useAction('recognition.listRemove', ['recognition.get']);
  return (
    <>
      <RowMenu label={t('menu', { name })}>
        <Menu.Item leftSection={<IconListSearch size={16} aria-hidden />} onClick={onWords}>
          {t('lists.show')}
        </Menu.Item>
        <Menu.Item leftSection={<IconFileImport size={16} aria-hidden />} onClick={onEdit}>
          {t('lists.editOrImport')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconTrash size={16} aria-hidden />} c="var(--gh-bad-text)" onClick={() => setDeleting(true)}>
          {t('delete')}
        </Menu.Item>
      </RowMenu>
      {deleting && (
        <ConfirmDialog
          question={t('lists.deleteQuestion', { name })}
          consequence={t('lists.deleteText')}
          confirm={t('delete')}
          destructive
          onClose={() => setDeleting(false)}
          onConfirm={async () => {
            await remove.mutateAsync({ params: { id } });
            notify.done(t('removed'));
          }}
        />
      )}
    </>
  );
}
