import { Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../api/queries.ts';
import { FormDialog } from '../../components/FormDialog.tsx';
import { useNotify } from '../../components/notify.ts';
import type { Spending } from './tree.ts';
import { useWhose } from './use-whose.ts';

const PARTS = ['requestsPerMinute', 'tokensPerMinute', 'concurrent'] as const;
const COUNT = /^[1-9]\d{0,11}$/;

/** How fast somebody may ask; empty: as fast as they like. */
export function LimitDialog({ scope, spending, onClose }: { scope: string; spending: Spending; onClose: () => void }) {
  const { t } = useTranslation('budgets');
  const notify = useNotify();
  const whose = useWhose(spending);
  const save = useAction('limits.set', ['spending.get', 'audit.list']);
  // What the form began with, whatever the page hears while it is open.
  const [before] = useState(() => {
    const now = spending.limits.find((limit) => limit.scope === scope);
    return { requestsPerMinute: now?.requestsPerMinute ?? null, tokensPerMinute: now?.tokensPerMinute ?? null, concurrent: now?.concurrent ?? null };
  });
  const plain = (text: string): string => text.replace(/[\s'’]/g, '');
  const check = (text: string): string | null => (text.trim() === '' || COUNT.test(plain(text)) ? null : t('form.countWrong'));
  const form = useForm({
    initialValues: { requestsPerMinute: String(before.requestsPerMinute ?? ''), tokensPerMinute: String(before.tokensPerMinute ?? ''), concurrent: String(before.concurrent ?? '') },
    validate: { requestsPerMinute: check, tokensPerMinute: check, concurrent: check },
  });
  const submit = form.onSubmit((values) => {
    const count = (part: (typeof PARTS)[number]): number | null => (values[part].trim() === '' ? null : Number(plain(values[part])));
    const body = { scope, requestsPerMinute: count('requestsPerMinute'), tokensPerMinute: count('tokensPerMinute'), concurrent: count('concurrent'), before };
    save.mutate({ body }, { onSuccess: () => (notify.done(t('notice.saved')), onClose()) });
  });
  return (
    <FormDialog title={t('limit.title', { whose: whose(scope) })} action={t('save')} running={save.isPending} error={save.error} conflict={t('changedMeanwhile')} onClose={onClose} onSubmit={submit}>
      <Text size="sm">{t('limit.text')}</Text>
      {PARTS.map((part, index) => (
        <TextInput key={part} label={t(`limit.${part}`)} placeholder={t('limit.none')} inputMode="numeric" autoComplete="off" {...(index === 0 && { 'data-autofocus': true })} {...form.getInputProps(part)} />
      ))}
    </FormDialog>
  );
}
