import { Alert, Divider, PasswordInput, Stack, TextInput } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { changed } from '../../api/changed.ts';
import { useAction } from '../../api/queries.ts';
import { FormDialog } from '../../components/FormDialog.tsx';
import { useNotify } from '../../components/notify.ts';
import { ContractFields, ModelFields } from './fields.tsx';
import { originOf, type Provider } from './provider.ts';
import { savedFields, useProviderForm } from './provider-form.ts';
import { RegionField } from './Region.tsx';

/** Changes everything but the key; another server gets the key entered anew, so that none goes where it does not belong. */
export function EditDialog({ edited, onClose }: { edited: Provider; onClose: () => void }) {
  const { t } = useTranslation('providers');
  const notify = useNotify();
  const form = useProviderForm(edited, []);
  const update = useAction('providers.update', ['providers.list', 'status']);
  const address = originOf(form.values.baseUrl);
  const moved = edited.hasCredential && address !== undefined && address !== originOf(edited.baseUrl);
  const submit = form.onSubmit((values) => {
    const credential = values.credential.trim();
    if (moved && credential === '') return form.setFieldError('credential', t('field.keyMissing'));
    const saved = (): void => {
      notify.done(t('notice.saved', { name: values.name.trim() }));
      onClose();
    };
    update.mutate({ params: { id: edited.id }, body: { ...changed(savedFields(form.getInitialValues()), savedFields(values)), ...(moved && { credential }) } }, { onSuccess: saved });
  });
  return (
    <FormDialog title={t('edit.title', { name: edited.name })} size="lg" action={t('edit.save')} running={update.isPending} error={update.error} onClose={onClose} onSubmit={submit}>
      <TextInput label={t('field.name')} maxLength={128} required data-autofocus autoComplete="off" {...form.getInputProps('name')} />
      <TextInput label={t('field.address')} required autoComplete="off" spellCheck={false} {...form.getInputProps('baseUrl')} />
      {moved && (
        <Alert icon={<IconKey size={20} aria-hidden />}>
          <Stack gap="xs">
            {t('edit.moved')}
            <PasswordInput label={t('field.key')} autoComplete="off" visibilityToggleButtonProps={{ 'aria-label': t('field.keyShow') }} {...form.getInputProps('credential')} />
          </Stack>
        </Alert>
      )}
      <RegionField form={form} />
      <ModelFields form={form} offered={[]} />
      <Divider label={t('contract.title')} labelPosition="left" />
      <ContractFields form={form} />
    </FormDialog>
  );
}
