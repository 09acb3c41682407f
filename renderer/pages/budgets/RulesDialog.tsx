import { Radio, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../api/queries.ts';
import { FormDialog } from '../../components/FormDialog.tsx';
import { useNotify } from '../../components/notify.ts';
import type { Spending } from './tree.ts';

const BOUND = /^[1-9]\d{0,6}$/;
const MOST = 1_000_000;

/** What becomes of requests that do not fit, of models without a price, and of answers without a bound. */
export function RulesDialog({ rules, onClose }: { rules: Spending['rules']; onClose: () => void }) {
  const { t } = useTranslation('budgets');
  const notify = useNotify();
  // What the form began with, whatever the page hears while it is open.
  const [before] = useState(rules);
  const save = useAction('spending.rules', ['spending.get', 'audit.list']);
  const plain = (text: string): string => text.replace(/[\s'’]/g, '');
  const form = useForm({
    initialValues: { overBudget: rules.overBudget, unpriced: rules.unpriced, outputTokens: String(rules.outputTokens) },
    validate: { outputTokens: (text) => (BOUND.test(plain(text)) && Number(plain(text)) <= MOST ? null : t('form.countWrong')) },
  });
  const submit = form.onSubmit(({ overBudget, unpriced, outputTokens }) => {
    save.mutate({ body: { overBudget, unpriced, outputTokens: Number(plain(outputTokens)), before } }, { onSuccess: () => (notify.done(t('notice.saved')), onClose()) });
  });
  return (
    <FormDialog title={t('rules.title')} size="lg" action={t('save')} running={save.isPending} error={save.error} conflict={t('changedMeanwhile')} onClose={onClose} onSubmit={submit}>
      <Radio.Group label={t('rules.overLabel')} {...form.getInputProps('overBudget')}>
        <Stack gap={8} mt={8}>
          <Radio value="refuse" label={t('rules.over.refuse')} />
          <Radio value="local" label={t('rules.over.local')} />
        </Stack>
      </Radio.Group>
      <Radio.Group label={t('rules.unpricedLabel')} {...form.getInputProps('unpriced')}>
        <Stack gap={8} mt={8}>
          <Radio value="refuse" label={t('rules.unpriced.refuse')} />
          <Radio value="allow" label={t('rules.unpriced.allow')} />
        </Stack>
      </Radio.Group>
      <TextInput label={t('rules.boundLabel')} description={t('rules.boundHint')} inputMode="numeric" autoComplete="off" {...form.getInputProps('outputTokens')} />
    </FormDialog>
  );
}
