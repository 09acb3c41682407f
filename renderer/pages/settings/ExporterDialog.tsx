import { Checkbox, Group, NativeSelect, PasswordInput, Switch, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../../gateway/admin/contract.ts';
import { DATA_CLASSES, type DataClass } from '../../../gateway/core/data-class.ts';
import { useAction } from '../../api/queries.ts';
import { FormDialog } from '../../components/FormDialog.tsx';
import { useNotify } from '../../components/notify.ts';

const KINDS = ['otlp', 'langfuse'] as const;
const BY_ITSELF: DataClass[] = ['public', 'internal'];

export type Exporter = Output<'exporters.list'>['exporters'][number];

/** A system that gets the figures, new or changed. Keys go in and never come out again. */
export function ExporterDialog({ exporter, onClose }: { exporter?: Exporter; onClose: () => void }) {
  const { t } = useTranslation(['exporters', 'common']);
  const notify = useNotify();
  const add = useAction('exporters.add', ['exporters.list', 'audit.list']);
  const update = useAction('exporters.update', ['exporters.list', 'audit.list']);
  const missing = (text: string): string | null => (text.trim() === '' ? t('field.missing') : null);
  const form = useForm({
    initialValues: { name: exporter?.name ?? '', kind: exporter?.kind ?? KINDS[0], endpoint: exporter?.endpoint ?? '', publicKey: '', secretKey: '', header: exporter?.headers[0] ?? '', headerValue: '', classes: exporter?.classes ?? BY_ITSELF, enabled: exporter?.enabled ?? true },
    validate: { name: missing, endpoint: missing, classes: (classes) => (classes.length === 0 ? t('field.missing') : null) },
  });
  const { kind } = form.values;
  const submit = form.onSubmit(({ name, kind: chosen, endpoint, publicKey, secretKey, header, headerValue, classes, enabled }) => {
    const body = {
      name: name.trim(),
      endpoint: endpoint.trim(),
      classes,
      enabled,
      ...(chosen === 'langfuse' && publicKey !== '' && { publicKey }),
      ...(chosen === 'langfuse' && secretKey !== '' && { secretKey }),
      ...(chosen === 'otlp' && header.trim() !== '' && headerValue !== '' && { headers: { [header.trim()]: headerValue } }),
    };
    const onSuccess = (): void => (notify.done(t('saved')), onClose());
    if (exporter) update.mutate({ params: { id: exporter.id }, body }, { onSuccess });
    else add.mutate({ body: { ...body, kind: chosen } }, { onSuccess });
  });
  return (
    <FormDialog title={exporter ? t('editOf', { name: exporter.name }) : t('add')} action={t('save')} running={add.isPending || update.isPending} error={add.error ?? update.error} onClose={onClose} onSubmit={submit}>
      <TextInput label={t('field.name')} required autoComplete="off" {...form.getInputProps('name')} />
      {!exporter && <NativeSelect label={t('field.kind')} data={KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))} {...form.getInputProps('kind')} />}
      <TextInput label={t('field.endpoint')} required autoComplete="off" placeholder={kind === 'otlp' ? 'http://127.0.0.1:6006' : 'https://langfuse.example.com'} {...form.getInputProps('endpoint')} />
      {kind === 'langfuse' ? (
        <>
          <TextInput label={t('field.publicKey')} autoComplete="off" {...form.getInputProps('publicKey')} />
          <PasswordInput label={t('field.secretKey')} autoComplete="off" visibilityToggleButtonProps={{ 'aria-label': t('field.secretKey') }} {...form.getInputProps('secretKey')} />
        </>
      ) : (
        <>
          <TextInput label={t('field.header')} autoComplete="off" placeholder="authorization" {...form.getInputProps('header')} />
          <PasswordInput label={t('field.headerValue')} autoComplete="off" visibilityToggleButtonProps={{ 'aria-label': t('field.headerValue') }} {...form.getInputProps('headerValue')} />
        </>
      )}
      {exporter && (exporter.hasKeys || exporter.headers.length > 0) && (
        <Text size="sm" c="dimmed">
          {t('field.keptKeys')}
        </Text>
      )}
      <Checkbox.Group label={t('field.classes')} description={t('field.classesHint')} {...form.getInputProps('classes')}>
        <Group gap="md" mt={6}>
          {DATA_CLASSES.map((value) => (
            <Checkbox key={value} value={value} label={t(`common:class.${value}`)} />
          ))}
        </Group>
      </Checkbox.Group>
      <Switch label={t('field.enabled')} {...form.getInputProps('enabled', { type: 'checkbox' })} />
    </FormDialog>
  );
}
