import { Alert, Button, Group, Radio, Stack, Text, TextInput } from '@mantine/core';
import { IconClock } from '@tabler/icons-react';
import { type SyntheticEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output, Role } from '../../../gateway/admin/contract.ts';
import { useAction } from '../../api/queries.ts';
import { CopyField } from '../../components/CopyField.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { FormDialog } from '../../components/FormDialog.tsx';
import { useFormat } from '../../i18n/format.ts';

const ROLES = ['admin', 'auditor'] as const satisfies readonly Role[];
const isRole = (value: string): value is Role => (ROLES as readonly string[]).includes(value);

export type Person = Output<'admins.list'>['admins'][number];

/** Makes a one-time link, which also makes the person known or changes the role. */
export function LinkDialog({ person, onClose }: { person?: Person; onClose: () => void }) {
  const { t } = useTranslation(['settings', 'common']);
  const format = useFormat();
  const create = useAction('admins.link', ['admins.list']);
  const [name, setName] = useState(person?.name ?? '');
  const [role, setRole] = useState<Role>(person?.role ?? 'auditor');
  const [missing, setMissing] = useState(false);
  const link = create.data;
  const loopback = link !== undefined && /^http:\/\/(127\.0\.0\.1|\[::1\])[:/]/.test(link.url);
  const title = person ? t('link.titleFor', { name: person.name }) : t('link.title');
  if (link) {
    return (
      <Dialog onClose={onClose} title={title} centered>
        <Stack>
          <Text>{t('link.ready', { name: link.name, time: format.hour(link.expiresAt) })}</Text>
          <CopyField value={link.url} label={t('link.field')} />
          <Alert icon={<IconClock size={20} aria-hidden />}>{t(loopback ? 'link.hereOnly' : 'link.once')}</Alert>
          <Group justify="flex-end">
            <Button onClick={onClose}>{t('link.done')}</Button>
          </Group>
        </Stack>
      </Dialog>
    );
  }
  const submit = (event?: SyntheticEvent): void => {
    event?.preventDefault();
    if (name.trim() === '') setMissing(true);
    else create.mutate({ body: { name: name.trim(), role } });
  };
  return (
    <FormDialog title={title} action={t('link.create')} running={create.isPending} error={create.error} onClose={onClose} onSubmit={submit}>
      {!person && (
        <TextInput label={t('link.name')} value={name} onChange={(event) => setName(event.currentTarget.value)} maxLength={128} required data-autofocus autoComplete="off" error={missing && name.trim() === '' && t('link.nameMissing')} />
      )}
      <Radio.Group label={t('link.role')} value={role} onChange={(value) => isRole(value) && setRole(value)}>
        <Stack gap="xs" mt={6}>
          {ROLES.map((value) => (
            <Radio key={value} value={value} label={t(`people.${value}`)} description={t(`link.${value}`)} />
          ))}
        </Stack>
      </Radio.Group>
      {person && role !== person.role && <Text size="sm">{t('link.roleChange')}</Text>}
    </FormDialog>
  );
}
