import { Group, NativeSelect, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Input } from '../../../gateway/admin/contract.ts';
import { useAction, useOperation } from '../../api/queries.ts';
import { Card } from '../../components/Card.tsx';
import { ConfirmButton } from '../../components/ConfirmButton.tsx';
import { useNotify } from '../../components/notify.ts';
import { useOffice } from '../../components/use-office.ts';
import { useFormat } from '../../i18n/format.ts';

const BYS = ['key', 'owner', 'session'] as const;
type By = (typeof BYS)[number];
type Scope = Input<'contents.erase'>['body'];

/** Erases all texts of one key, person or conversation by one act. */
export function EraseContents() {
  const { t } = useTranslation('contents');
  const format = useFormat();
  const notify = useNotify();
  const { ownerName } = useOffice();
  const payers = useOperation('spending.get').data?.keys ?? [];
  const erase = useAction('contents.erase', ['contents.get', 'audit.list']);
  const [by, setBy] = useState<By>('key');
  const [chosen, setChosen] = useState({ keyId: '', owner: '', session: '' });
  const owners = [...new Set(payers.filter(({ ownerKind, owner }) => ownerKind !== 'team' && owner !== '').map(({ ownerKind, owner }) => `${ownerKind}:${owner}`))].sort();
  const scope = scopeOf(by, chosen);
  const choice = { value: '', label: t('erase.choose') };
  return (
    <Card title={t('erase.title')}>
      <Text>{t('erase.text')}</Text>
      <Group align="flex-end" gap="sm">
        <NativeSelect label={t('erase.by')} value={by} data={BYS.map((value) => ({ value, label: t(`erase.bys.${value}`) }))} onChange={({ currentTarget: { value } }) => setBy(BYS.find((one) => one === value) ?? 'key')} />
        {by !== 'owner' && <NativeSelect label={t('erase.key')} value={chosen.keyId} data={[choice, ...payers.map(({ id, name }) => ({ value: id, label: name }))]} onChange={({ currentTarget: { value } }) => setChosen((before) => ({ ...before, keyId: value }))} />}
        {by === 'owner' && <NativeSelect label={t('erase.owner')} value={chosen.owner} data={[choice, ...owners.map((value) => ({ value, label: ownerName(value) }))]} onChange={({ currentTarget: { value } }) => setChosen((before) => ({ ...before, owner: value }))} />}
        {by === 'session' && <TextInput label={t('erase.session')} maxLength={512} value={chosen.session} onChange={({ currentTarget: { value } }) => setChosen((before) => ({ ...before, session: value }))} />}
        <ConfirmButton
          variant="default"
          c={scope ? 'var(--gh-bad-text)' : undefined}
          disabled={!scope}
          question={t('erase.question')}
          consequence={t('erase.consequence')}
          confirm={t('erase.button')}
          destructive
          onConfirm={async () => {
            const { erased, scrubbed } = await erase.mutateAsync({ body: scope! });
            notify.done([t('erase.done', { count: erased, number: format.number(erased) }), !scrubbed && t('erase.later')].filter(Boolean).join(' '));
          }}
        >
          {t('erase.button')}
        </ConfirmButton>
      </Group>
    </Card>
  );
}

/** Undefined: something is still missing. */
function scopeOf(by: By, { keyId, owner, session }: { keyId: string; owner: string; session: string }): Scope | undefined {
  if (by === 'owner') return owner === '' ? undefined : { by, owner };
  if (keyId === '') return undefined;
  if (by === 'key') return { by, keyId };
  return session === '' ? undefined : { by, keyId, session };
}
