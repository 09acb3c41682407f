import { Button, Group, Table, Text } from '@mantine/core';
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction, useOperation } from '../../api/queries.ts';
import { Card } from '../../components/Card.tsx';
import { ConfirmButton } from '../../components/ConfirmButton.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { Names } from '../../components/Names.tsx';
import { useNotify } from '../../components/notify.ts';
import { StackedTable } from '../../components/StackedTable.tsx';
import type { Alias } from './alias.ts';

const AliasDialog = lazy(() => import('./AliasDialog.tsx'));

/** The names that tools ask for, and what stands behind each. */
export function Aliases() {
  const { t } = useTranslation('models');
  const notify = useNotify();
  const aliases = useOperation('aliases.list');
  const remove = useAction('aliases.remove', ['aliases.list', 'status']);
  const [open, setOpen] = useState<{ edited?: Alias }>();
  const create = (
    <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpen({})}>
      {t('names.create')}
    </Button>
  );
  return (
    <Card title={t('names.title')} aside={create}>
      <Text c="dimmed">{t('names.text')}</Text>
      <Loaded query={aliases}>
        {({ aliases: all }) =>
          all.length === 0 ? (
            <Text>{t('names.empty')}</Text>
          ) : (
            <StackedTable columns={[t('names.name'), t('names.order')]} actions={t('installed.actions')}>
              {all.map((alias) => (
                <Table.Tr key={alias.name}>
                  <Table.Td fw={600}>{alias.name}</Table.Td>
                  <Table.Td>
                    <Names of={alias.deployments} />
                  </Table.Td>
                  <Table.Td>
                    <Group gap={4} justify="flex-end" wrap="nowrap">
                      <Button variant="subtle" size="compact-sm" leftSection={<IconPencil size={16} aria-hidden />} aria-label={t('names.edit', { name: alias.name })} onClick={() => setOpen({ edited: alias })}>
                        {t('names.editShort')}
                      </Button>
                      <ConfirmButton
                        variant="subtle"
                        size="compact-sm"
                        c="var(--gh-bad-text)"
                        leftSection={<IconTrash size={16} aria-hidden />}
                        aria-label={t('names.remove', { name: alias.name })}
                        question={t('names.removeQuestion', { name: alias.name })}
                        consequence={t('names.removeConsequence')}
                        confirm={t('names.removeShort')}
                        destructive
                        onConfirm={async () => {
                          await remove.mutateAsync({ params: { name: alias.name } });
                          notify.done(t('names.removed', { name: alias.name }));
                        }}
                      >
                        {t('names.removeShort')}
                      </ConfirmButton>
                    </Group>
                  </Table.Td>
                </Table.Tr>
              ))}
            </StackedTable>
          )
        }
      </Loaded>
      {open && (
        <Suspense>
          <AliasDialog {...open} onClose={() => setOpen(undefined)} />
        </Suspense>
      )}
    </Card>
  );
}
