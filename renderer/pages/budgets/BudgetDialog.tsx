import { Group, MultiSelect, NativeSelect, Radio, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { MEASURES, ORGANISATION, PERIODS } from '../../../gateway/core/spending.ts';
import { useAction } from '../../api/queries.ts';
import { FormDialog } from '../../components/FormDialog.tsx';
import { useNotify } from '../../components/notify.ts';
import { useFormat } from '../../i18n/format.ts';
import { bodyOf, useBudgetForm } from './budget-form.ts';
import { nameOf, possibleScopes, type Spending, type Standing } from './tree.ts';
import { useWhose } from './use-whose.ts';

const PERCENTS = [50, 60, 70, 75, 80, 90, 95, 100];

interface BudgetDialogProps {
  spending: Spending;
  /** Whose it is to be, at first. */
  scope?: string | undefined;
  /** Absent: a new one. */
  edited?: Standing | undefined;
  onClose: () => void;
}

/** Makes a budget, or changes one. */
export function BudgetDialog({ spending, scope = ORGANISATION, edited, onClose }: BudgetDialogProps) {
  const { t } = useTranslation(['budgets', 'money']);
  const format = useFormat();
  const notify = useNotify();
  const save = useAction('budgets.save', ['spending.get', 'audit.list']);
  const form = useBudgetForm(scope, edited, spending);
  const { measure, currency, alertAt } = form.values;
  const money = measure === 'money';
  const currencies = [...new Set([spending.currency.code, currency, 'USD' as const])];
  const submit = form.onSubmit((values) => save.mutate({ body: bodyOf(values, edited) }, { onSuccess: () => (notify.done(t('notice.saved')), onClose()) }));
  return (
    <FormDialog title={edited ? t('form.editTitle') : t('form.newTitle')} size="lg" action={edited ? t('save') : t('form.create')} running={save.isPending} error={save.error} conflict={t('changedMeanwhile')} onClose={onClose} onSubmit={submit}>
      <Whose spending={spending} scope={scope} input={form.getInputProps('scope')} />
      <Stack gap={6}>
        <Text size="sm" fw={500} id="budget-measure">
          {t('form.measure')}
        </Text>
        <SegmentedControl aria-labelledby="budget-measure" data={MEASURES.map((value) => ({ value, label: t(`form.measures.${value}`) }))} {...form.getInputProps('measure')} />
      </Stack>
      <Group grow align="flex-start">
        <TextInput label={money ? t('form.amount') : t(`form.counts.${measure}`)} required inputMode={money ? 'decimal' : 'numeric'} autoComplete="off" data-autofocus {...form.getInputProps('amount')} />
        {money && currencies.length > 1 && <NativeSelect label={t('form.currency')} data={currencies} {...form.getInputProps('currency')} />}
        <NativeSelect label={t('form.period')} data={PERIODS.map((value) => ({ value, label: t(`form.periods.${value}`) }))} {...form.getInputProps('period')} />
      </Group>
      <Radio.Group label={t('form.when')} {...form.getInputProps('hard')}>
        <Stack gap={8} mt={8}>
          <Radio value="hard" label={t('form.hard')} description={t('form.hardHint')} />
          <Radio value="soft" label={t('form.soft')} description={t('form.softHint')} />
        </Stack>
      </Radio.Group>
      <MultiSelect
        label={t('form.alertAt')}
        description={t('form.alertHint')}
        data={[...new Set([...PERCENTS, ...alertAt.map(Number)])].sort((a, b) => a - b).map((percent) => ({ value: String(percent), label: format.percent(percent / 100) }))}
        maxValues={10}
        hidePickedOptions
        {...form.getInputProps('alertAt')}
      />
      {!money && <NativeSelect label={t('form.covers')} data={(['cloud', 'all'] as const).map((value) => ({ value, label: t(`form.coversOf.${value}`) }))} {...form.getInputProps('covers')} />}
    </FormDialog>
  );
}

function Whose({ spending, scope, input }: { spending: Spending; scope: string; input: object }) {
  const { t } = useTranslation(['budgets', 'money']);
  const scopes = possibleScopes(spending);
  const whose = useWhose(spending);
  // A person and an application may have the same name; departments and keys stand under theirs.
  const label = (one: string, kind?: string): string => (kind === 'owner' ? whose(one) : nameOf(one, spending));
  const known = [ORGANISATION, ...Object.values(scopes).flat()].includes(scope);
  const groups = (['team', 'owner', 'key'] as const).filter((kind) => scopes[kind].length > 0);
  return (
    <NativeSelect label={t('form.whose')} {...input}>
      <option value={ORGANISATION}>{t('money:whose.organisation')}</option>
      {!known && <option value={scope}>{label(scope)}</option>}
      {groups.map((kind) => (
        <optgroup key={kind} label={t(`form.groups.${kind}`)}>
          {scopes[kind].map((one) => (
            <option key={one} value={one}>
              {label(one, kind)}
            </option>
          ))}
        </optgroup>
      ))}
    </NativeSelect>
  );
}
