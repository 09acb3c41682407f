import { Button, Group, NativeSelect, SimpleGrid, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CurrencyCode } from '../../../gateway/core/money.ts';
import { useAction, useOperation } from '../../api/queries.ts';
import { FormDialog } from '../../components/FormDialog.tsx';
import { useNotify } from '../../components/notify.ts';
import { type Office, useOffice } from '../../components/use-office.ts';
import { dayStart } from '../../i18n/day-start.ts';
import { plainDecimal } from '../../i18n/money.ts';

const NEEDED = ['input', 'output'] as const;
const FURTHER = ['cached', 'cacheWrite', 'reasoning', 'audioIn', 'audioOut'] as const;
type Part = (typeof NEEDED)[number] | (typeof FURTHER)[number];
const ALL: readonly Part[] = [...NEEDED, ...FURTHER];

interface PriceDialogProps {
  /** Absent: the person chooses. */
  deployment?: { provider: string; model: string };
  onClose: () => void;
}

/** A price of the office's own contract, per million tokens. It begins with the office's currency, so that is waited for. */
export function PriceDialog(props: PriceDialogProps) {
  const office = useOffice();
  return office.known && <Form {...props} office={office} />;
}

function Form({ deployment, onClose, office: { rate, timeZone } }: PriceDialogProps & { office: Office }) {
  const { t } = useTranslation('prices');
  const notify = useNotify();
  const subjects = useOperation('policy.subjects');
  const [further, setFurther] = useState(false);
  const save = useAction('prices.set', ['prices.list', 'prices.office', 'prices.show', 'audit.list']);
  const amount = (needed: boolean) => (text: string) => ((text.trim() === '' && !needed) || plainDecimal(text) !== undefined ? null : t('set.wrong'));
  const form = useForm({
    initialValues: { provider: deployment?.provider ?? '', model: deployment?.model ?? '', currency: rate.code, from: '', ...(Object.fromEntries(ALL.map((part) => [part, ''])) as Record<Part, string>) },
    validate: {
      provider: (provider) => (provider === '' ? t('set.providerMissing') : null),
      ...(Object.fromEntries(ALL.map((part) => [part, amount(NEEDED.some((one) => one === part))])) as Record<Part, (text: string) => string | null>),
    },
  });
  const submit = form.onSubmit(({ provider, model, currency, from, ...entered }) => {
    const rates = Object.fromEntries(ALL.flatMap((part) => (entered[part].trim() === '' ? [] : [[part, plainDecimal(entered[part])!]]))) as { input: string; output: string };
    save.mutate(
      { body: { deployment: `${provider}/${model.trim() || '*'}`, currency, ...(from !== '' && { from: dayStart(from, timeZone) }), ...rates } },
      { onSuccess: () => (notify.done(t('set.saved')), onClose()) },
    );
  });
  const currencies = [...new Set<CurrencyCode>([rate.code, 'USD'])];
  const field = (part: Part) => <TextInput key={part} label={t(`part.${part}`)} inputMode="decimal" autoComplete="off" required={NEEDED.some((one) => one === part)} {...form.getInputProps(part)} />;
  return (
    <FormDialog title={t('set.title')} action={t('set.save')} running={save.isPending} error={save.error} onClose={onClose} onSubmit={submit}>
      {deployment ? (
        <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
          {deployment.provider}/{deployment.model}
        </Text>
      ) : (
        <>
          <NativeSelect label={t('set.provider')} required data={[{ value: '', label: '' }, ...(subjects.data?.providers ?? []).map(({ id, name }) => ({ value: id, label: name }))]} {...form.getInputProps('provider')} />
          <TextInput label={t('set.model')} autoComplete="off" maxLength={400} {...form.getInputProps('model')} />
        </>
      )}
      {currencies.length > 1 && <NativeSelect label={t('set.currency')} description={form.values.currency === 'USD' ? undefined : t('set.converted')} data={currencies} {...form.getInputProps('currency')} />}
      <Text fw={600} size="sm">
        {t('set.per')} ({form.values.currency})
      </Text>
      <SimpleGrid cols={2}>{NEEDED.map(field)}</SimpleGrid>
      {further ? (
        <SimpleGrid cols={2}>{FURTHER.map(field)}</SimpleGrid>
      ) : (
        <Group>
          <Button variant="subtle" size="compact-sm" onClick={() => setFurther(true)}>
            {t('set.more')}
          </Button>
        </Group>
      )}
      <TextInput type="date" label={t('set.from')} description={t('set.fromHint')} {...form.getInputProps('from')} />
    </FormDialog>
  );
}
