import { Button, Group, Stack, Table, Text } from '@mantine/core';
import { IconListLetters, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ClassBadge } from '../../components/ClassBadge.tsx';
import { StackedTable } from '../../components/StackedTable.tsx';
import { EmptyState } from '../../components/states.tsx';
import { RelativeTime } from '../../components/TimeText.tsx';
import { useFormat } from '../../i18n/format.ts';
import { ListDialog } from './ListDialog.tsx';
import { ListMenu } from './ListMenu.tsx';
import type { State, WordList } from './recognition.ts';
import { WordsDialog } from './WordsDialog.tsx';

type Open = { dialog: 'new' } | { dialog: 'edit' | 'words'; list: WordList } | undefined;

/** The office's own words, list by list. */
export function WordLists({ state: { lists } }: { state: State }) {
  const { t } = useTranslation('recognition');
  const format = useFormat();
  const [open, setOpen] = useState<Open>();
  const close = (): void => setOpen(undefined);
  const add = (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setOpen({ dialog: 'new' })}>
      {t('lists.add')}
    </Button>
  );
  return (
    <Stack gap="md">
      {lists.length === 0 ? (
        <EmptyState icon={IconListLetters} title={t('lists.emptyTitle')} text={t('lists.emptyText')} action={add} />
      ) : (
        <>
          <Group justify="space-between" gap="sm">
            <Text c="dimmed" flex="1 1 320px">
              {t('lists.text')}
            </Text>
            {add}
          </Group>
          <StackedTable framed columns={[t('column.name'), t('column.kind'), t('column.class'), t('column.count'), t('column.changed')]} actions={t('column.actions')}>
            {lists.map((list) => (
              <Table.Tr key={list.id}>
                <Table.Td>
                  <Text fw={600}>{list.name}</Text>
                </Table.Td>
                <Table.Td>{t(`kind.${list.kind}`)}</Table.Td>
                <Table.Td>
                  <ClassBadge dataClass={list.dataClass} />
                </Table.Td>
                <Table.Td>{t('lists.words', { count: list.count, number: format.number(list.count) })}</Table.Td>
                <Table.Td>
                  <RelativeTime at={list.updatedAt} />
                </Table.Td>
                <Table.Td>
                  <ListMenu of={list} onWords={() => setOpen({ dialog: 'words', list })} onEdit={() => setOpen({ dialog: 'edit', list })} />
                </Table.Td>
              </Table.Tr>
            ))}
          </StackedTable>
        </>
      )}
      {open?.dialog === 'new' && <ListDialog onClose={close} />}
      {open?.dialog === 'edit' && <ListDialog edited={open.list} onClose={close} />}
      {open?.dialog === 'words' && <WordsDialog list={open.list} onClose={close} />}
    </Stack>
  );
}
