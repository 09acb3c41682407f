import { Menu } from '@mantine/core';
import { IconGauge, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../api/queries.ts';
import { ConfirmDialog } from '../../components/ConfirmButton.tsx';
import { useNotify } from '../../components/notify.ts';
import { RowMenu } from '../../components/RowMenu.tsx';
import type { Holder, Standing, Team } from './tree.ts';

/** What an administrator can do to somebody. */
export interface Edits {
  budget: (scope: string, standing?: Standing) => void;
  limit: (scope: string) => void;
  team: (team: Team) => void;
}

export function HolderMenu({ of: { scope, team, keys }, title, edits }: { of: Holder; title: string; edits: Edits }) {
  const { t } = useTranslation('budgets');
  const notify = useNotify();
  const [removing, setRemoving] = useState(false);
  const remove = useAction('teams.remove', ['spending.get', 'audit.list']);
  return (
    <>
      <RowMenu label={t('menu.of', { name: title })}>
        <Menu.Item leftSection={<IconPlus size={16} aria-hidden />} onClick={() => edits.budget(scope)}>
          {t('menu.budget')}
        </Menu.Item>
        <Menu.Item leftSection={<IconGauge size={16} aria-hidden />} onClick={() => edits.limit(scope)}>
          {t('menu.limit')}
        </Menu.Item>
        {team && (
          <>
            <Menu.Divider />
            <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => edits.team(team)}>
              {t('menu.rename')}
            </Menu.Item>
            <Menu.Item leftSection={<IconTrash size={16} aria-hidden />} c="var(--gh-bad-text)" disabled={keys.length > 0} onClick={() => setRemoving(true)}>
              {keys.length > 0 ? t('menu.hasKeys') : t('menu.remove')}
            </Menu.Item>
          </>
        )}
      </RowMenu>
      {removing && team && (
        <ConfirmDialog
          question={t('team.removeQuestion', { name: team.name })}
          consequence={t('team.removeConsequence')}
          confirm={t('menu.remove')}
          destructive
          onClose={() => setRemoving(false)}
          onConfirm={async () => {
            await remove.mutateAsync({ params: { id: team.id } });
            notify.done(t('notice.removed'));
          }}
        />
      )}
    </>
  );
}
