import { Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../api/queries.ts';
import { FormDialog } from '../../components/FormDialog.tsx';

/** Where warnings are posted. A new address comes with a new secret, which is shown once. */
export function WebhookDialog({ onClose, onSecret }: { onClose: () => void; onSecret: (secret: string) => void }) {
  const { t } = useTranslation('warnings');
  const save = useAction('webhook.set', ['webhook.get', 'audit.list']);
  const form = useForm({ initialValues: { url: '' }, validate: { url: (url) => (URL.canParse(url.trim()) ? null : t('webhook.urlWrong')) } });
  const submit = form.onSubmit(({ url }) => {
    save.mutate({ body: { webhook: { url: url.trim(), enabled: true } } }, { onSuccess: ({ secret }) => (secret !== null && onSecret(secret), onClose()) });
  });
  return (
    <FormDialog title={t('webhook.name')} action={t('save')} running={save.isPending} error={save.error} onClose={onClose} onSubmit={submit}>
      <TextInput label={t('webhook.url')} description={t('webhook.urlHint')} placeholder="https://" inputMode="url" autoComplete="off" required {...form.getInputProps('url')} />
      <Text size="sm" c="dimmed">
        {t('webhook.about')}
      </Text>
    </FormDialog>
  );
}
