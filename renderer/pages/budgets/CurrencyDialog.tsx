import { NativeSelect, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CURRENCIES, type CurrencyCode } from '../../../gateway/core/money.ts';
import { useAction } from '../../api/queries.ts';
import { FormDialog } from '../../components/FormDialog.tsx';
import { useNotify } from '../../components/notify.ts';
import { lastDayBefore } from '../../i18n/day.ts';
import { plainDecimal } from '../../i18n/money.ts';
import type { Spending } from './tree.ts';

/** In what amounts are shown, and the rate with its day. */
export function CurrencyDialog({ currency, onClose }: { currency: Spending['currency']; onClose: () => void }) {
  const { t } = useTranslation('budgets');
  const notify = useNotify();
  // What the form began with, whatever the page hears while it is open.
  const [before] = useState(currency);
  const save = useAction('currency.set', ['spending.get', 'audit.list', 'usage.report']);
  const foreign = (code: CurrencyCode): boolean => code !== 'USD';
  const form = useForm({
    initialValues: { code: currency.code, perUsd: foreign(currency.code) ? currency.perUsd : '', date: currency.date ?? lastDayBefore(Date.now() + 1) },
    validate: {
      perUsd: (text, { code }) => (!foreign(code) || Number(plainDecimal(text) ?? 0) > 0 ? null : t('currency.rateWrong')),
      date: (date, { code }) => (!foreign(code) || date !== '' ? null : t('currency.dateMissing')),
    },
  });
  const { code } = form.values;
  const submit = form.onSubmit(({ perUsd, date }) => {
    const body = foreign(code) ? { code, perUsd: plainDecimal(perUsd) ?? perUsd, date } : { code, perUsd: '1', date: null };
    save.mutate({ body: { ...body, before } }, { onSuccess: () => (notify.done(t('notice.saved')), onClose()) });
  });
  return (
    <FormDialog title={t('currency.title')} action={t('save')} running={save.isPending} error={save.error} conflict={t('changedMeanwhile')} onClose={onClose} onSubmit={submit}>
      <NativeSelect label={t('currency.label')} data={[...CURRENCIES]} {...form.getInputProps('code')} />
      {foreign(code) && (
        <>
          <TextInput label={t('currency.perUsd', { code })} description={t('currency.perUsdHint')} placeholder="0.89" inputMode="decimal" autoComplete="off" required {...form.getInputProps('perUsd')} />
          <TextInput type="date" label={t('currency.date')} required {...form.getInputProps('date')} />
        </>
      )}
      <Text size="sm" c="dimmed">
        {t('currency.budgetsFollow')}
      </Text>
    </FormDialog>
  );
}
