import { Menu } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../api/queries.ts';
import { ConfirmDialog } from '../../components/ConfirmButton.tsx';
import { useNotify } from '../../components/notify.ts';
import { RowMenu } from '../../components/RowMenu.tsx';
import type { Standing } from './tree.ts';

export function BudgetMenu({ of: { budget }, title, onEdit }: { of: Standing; title: string; onEdit: () => void }) {
  const { t } = useTranslation('budgets');
  const notify = useNotify();
  const [removing, setRemoving] = useState(false);
  const remove = useAction('budgets.remove', ['spending.get', 'audit.list']);
  return (
    <>
      <RowMenu label={t('menu.of', { name: title })}>
        <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={onEdit}>
          {t('menu.edit')}
        </Menu.Item>
        <Menu.Item leftSection={<IconTrash size={16} aria-hidden />} c="var(--gh-bad-text)" onClick={() => setRemoving(true)}>
          {t('menu.remove')}
        </Menu.Item>
      </RowMenu>
      {removing && (
        <ConfirmDialog
          question={t('budget.removeQuestion', { name: title })}
          consequence={t('budget.removeConsequence')}
          confirm={t('menu.remove')}
          destructive
          onClose={() => setRemoving(false)}
          onConfirm={async () => {
            await remove.mutateAsync({ params: { id: budget.id } });
            notify.done(t('notice.removed'));
          }}
        />
      )}
    </>
  );
}
