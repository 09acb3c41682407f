import { Button, Code, Group, Menu, Stack, Table, Text } from '@mantine/core';
import { IconAsterisk, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../api/queries.ts';
import { ClassBadge } from '../../components/ClassBadge.tsx';
import { ConfirmDialog } from '../../components/ConfirmButton.tsx';
import { useNotify } from '../../components/notify.ts';
import { RowMenu } from '../../components/RowMenu.tsx';
import { StackedTable } from '../../components/StackedTable.tsx';
import { EmptyState } from '../../components/states.tsx';
import { RelativeTime } from '../../components/TimeText.tsx';
import { PatternDialog } from './PatternDialog.tsx';
import type { Pattern, State } from './recognition.ts';

/** Words and patterns that the office has made up itself. */
export function Patterns({ state: { patterns } }: { state: State }) {
  const { t } = useTranslation('recognition');
  const [edited, setEdited] = useState<Pattern | 'new'>();
  const add = (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setEdited('new')}>
      {t('patterns.add')}
    </Button>
  );
  return (
    <Stack gap="md">
      {patterns.length === 0 ? (
        <EmptyState icon={IconAsterisk} title={t('patterns.emptyTitle')} text={t('patterns.emptyText')} action={add} />
      ) : (
        <>
          <Group justify="space-between" gap="sm" wrap="wrap">
            <Text c="dimmed" flex="1 1 320px">
              {t('patterns.text')}
            </Text>
            {add}
          </Group>
          <StackedTable framed columns={[t('column.name'), t('patterns.column'), t('column.class'), t('column.changed')]} actions={t('column.actions')}>
            {patterns.map((pattern) => (
              <Table.Tr key={pattern.id}>
                <Table.Td>
                  <Text fw={600}>{pattern.name}</Text>
                </Table.Td>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>
                  <Code>{pattern.source}</Code>
                </Table.Td>
                <Table.Td>
                  <ClassBadge dataClass={pattern.dataClass} />
                </Table.Td>
                <Table.Td>
                  <RelativeTime at={pattern.updatedAt} />
                </Table.Td>
                <Table.Td>
                  <PatternMenu of={pattern} onEdit={() => setEdited(pattern)} />
                </Table.Td>
              </Table.Tr>
            ))}
          </StackedTable>
        </>
      )}
      {edited && <PatternDialog {...(edited !== 'new' && { edited })} onClose={() => setEdited(undefined)} />}
    </Stack>
  );
}

function PatternMenu({ of: { id, name }, onEdit }: { of: Pattern; onEdit: () => void }) {
  const { t } = useTranslation('recognition');
  const notify = useNotify();
  const [deleting, setDeleting] = useState(false);
  const remove = useAction('recognition.patternRemove', ['recognition.get']);
  return (
    <>
      <RowMenu label={t('menu', { name })}>
        <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={onEdit}>
          {t('edit')}
        </Menu.Item>
        <Menu.Item leftSection={<IconTrash size={16} aria-hidden />} c="var(--gh-bad-text)" onClick={() => setDeleting(true)}>
          {t('delete')}
        </Menu.Item>
      </RowMenu>
      {deleting && (
        <ConfirmDialog
          question={t('patterns.deleteQuestion', { name })}
          consequence={t('patterns.deleteText')}
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
