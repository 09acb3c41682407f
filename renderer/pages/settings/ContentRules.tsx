import { Button, Group, NativeSelect, NumberInput, Table, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../../gateway/admin/contract.ts';
import { CONTENT_MODES } from '../../../gateway/core/contents.ts';
import { DATA_CLASSES, type DataClass } from '../../../gateway/core/data-class.ts';
import { changed } from '../../api/changed.ts';
import { useAction } from '../../api/queries.ts';
import { Card } from '../../components/Card.tsx';
import { ClassBadge } from '../../components/ClassBadge.tsx';
import { useNotify } from '../../components/notify.ts';
import { StackedTable } from '../../components/StackedTable.tsx';
import { useFormat } from '../../i18n/format.ts';
import { Note } from './Note.tsx';

type ContentState = Output<'contents.get'>;

const MOST_DAYS = 3_650;
const SENSITIVE: readonly DataClass[] = ['confidential', 'secret'];

export function ContentRules({ state: { rules, dropped, totals } }: { state: ContentState }) {
  const { t } = useTranslation(['contents', 'common']);
  const format = useFormat();
  const notify = useNotify();
  const save = useAction('contents.set', ['contents.get', 'audit.list']);
  const wrong = (days: number | string): string | null => (Number.isInteger(days) && Number(days) >= 1 && Number(days) <= MOST_DAYS ? null : t('rules.daysWrong', { most: format.number(MOST_DAYS) }));
  const [shown, setShown] = useState(rules);
  const form = useForm({ initialValues: rules, validate: Object.fromEntries(DATA_CLASSES.map((one) => [one, { days: wrong }])) });
  const kept = (dataClass: DataClass): string => {
    const total = totals.find((one) => one.dataClass === dataClass);
    return total && total.records > 0 ? t('rules.nowSome', { count: total.records, number: format.number(total.records), bytes: format.bytes(total.bytes) }) : t('rules.nowNone');
  };
  function show(saved: ContentState['rules']): void {
    setShown(saved);
    form.setInitialValues(saved);
    form.setValues(saved);
  }
  const risky = SENSITIVE.some((one) => form.values[one].mode === 'encrypted');
  return (
    <form noValidate onSubmit={form.onSubmit((values) => save.mutate({ body: changed(shown, values) }, { onSuccess: (saved) => (show(saved.rules), notify.done(t('rules.saved'))), onError: notify.failed }))}>
      <Card title={t('rules.title')}>
        <Text>{t('rules.text')}</Text>
        <StackedTable columns={[t('rules.class'), t('rules.kept'), t('rules.forDays'), t('rules.now')]}>
          {DATA_CLASSES.map((one) => {
            const name = t(`common:class.${one}`);
            return (
              <Table.Tr key={one}>
                <Table.Td>
                  <ClassBadge dataClass={one} />
                </Table.Td>
                <Table.Td>
                  <NativeSelect aria-label={t('rules.mode', { name })} data={CONTENT_MODES.map((value) => ({ value, label: t(`mode.${value}`) }))} {...form.getInputProps(`${one}.mode`)} />
                </Table.Td>
                <Table.Td>
                  <NumberInput aria-label={t('rules.days', { name })} min={1} max={MOST_DAYS} allowDecimal={false} w={96} disabled={form.values[one].mode === 'off'} {...form.getInputProps(`${one}.days`)} />
                </Table.Td>
                <Table.Td>{kept(one)}</Table.Td>
              </Table.Tr>
            );
          })}
        </StackedTable>
        {risky && (
          <Note kind="attention" title={t('warning.title')}>
            {t('warning.text')}
          </Note>
        )}
        {dropped > 0 && <Text c="var(--gh-attention-text)">{t('rules.dropped', { count: dropped, number: format.number(dropped) })}</Text>}
        <Group>
          <Button type="submit" disabled={!form.isDirty()} loading={save.isPending}>
            {t('rules.save')}
          </Button>
        </Group>
      </Card>
    </form>
  );
}
