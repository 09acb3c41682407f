import { NativeSelect, NumberInput, PasswordInput, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../../gateway/admin/contract.ts';
import { useAction } from '../../api/queries.ts';
import { FormDialog } from '../../components/FormDialog.tsx';
import { useNotify } from '../../components/notify.ts';

type Mail = NonNullable<Output<'mail.get'>['mail']>;
const SECURITIES = ['tls', 'starttls', 'none'] as const;

/** The office's mail server, and whom warnings go to. */
export function MailDialog({ mail, onClose }: { mail: Mail | null; onClose: () => void }) {
  const { t } = useTranslation('warnings');
  const notify = useNotify();
  const save = useAction('mail.set', ['mail.get', 'audit.list']);
  const missing = (text: string): string | null => (text.trim() === '' ? t('mail.missing') : null);
  const form = useForm({
    initialValues: { host: mail?.host ?? '', port: mail?.port ?? 465, security: mail?.security ?? ('tls' as Mail['security']), user: mail?.user ?? '', password: '', from: mail?.from ?? '', to: mail?.to.join(', ') ?? '' },
    validate: { host: missing, from: missing, to: missing },
  });
  const submit = form.onSubmit(({ host, port, security, user, password, from, to }) => {
    const addresses = to.split(/[\s,;]+/).filter((address) => address !== '');
    const body = { mail: { host: host.trim(), port, security, from: from.trim(), to: addresses, enabled: true, ...(user.trim() !== '' && { user: user.trim() }), ...(password !== '' && { password }) } };
    save.mutate({ body }, { onSuccess: () => (notify.done(t('saved')), onClose()) });
  });
  return (
    <FormDialog title={t('mail.name')} action={t('save')} running={save.isPending} error={save.error} onClose={onClose} onSubmit={submit}>
      <TextInput label={t('mail.to')} description={t('mail.toHint')} inputMode="email" autoComplete="off" required {...form.getInputProps('to')} />
      <TextInput label={t('mail.from')} description={t('mail.fromHint')} inputMode="email" autoComplete="off" required {...form.getInputProps('from')} />
      <TextInput label={t('mail.host')} placeholder="mail.example.ch" autoComplete="off" required {...form.getInputProps('host')} />
      <NativeSelect label={t('mail.security')} data={SECURITIES.map((value) => ({ value, label: t(`mail.securities.${value}`) }))} {...form.getInputProps('security')} />
      <NumberInput label={t('mail.port')} description={t('mail.portHint')} min={1} max={65_535} allowDecimal={false} hideControls {...form.getInputProps('port')} />
      <TextInput label={t('mail.user')} autoComplete="off" {...form.getInputProps('user')} />
      <PasswordInput label={t('mail.password')} {...(mail?.hasPassword && { description: t('mail.passwordStays') })} autoComplete="off" visibilityToggleButtonProps={{ 'aria-label': t('mail.passwordShow') }} {...form.getInputProps('password')} />
      <Text size="sm" c="dimmed">
        {t('mail.about')}
      </Text>
    </FormDialog>
  );
}
