import { Button, Group, Stack, Table, Text, TextInput } from '@mantine/core';
import { IconDownload, IconSignature } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AUDIT_EXPORT_PATH } from '../../../gateway/admin/contract.ts';
import { request } from '../../api/client.ts';
import { useAction, useOperation } from '../../api/queries.ts';
import { Card } from '../../components/Card.tsx';
import { CopyField } from '../../components/CopyField.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { useNotify } from '../../components/notify.ts';
import { saveFile } from '../../components/save-file.ts';
import { StackedTable } from '../../components/StackedTable.tsx';
import { StateBadge } from '../../components/StateBadge.tsx';
import { useOffice } from '../../components/use-office.ts';
import { useFormat } from '../../i18n/format.ts';
import classes from './Audit.module.css';

const EVERY_MS = 5_000;

/** How the log is proved: signatures, the key to note, the file to check elsewhere, and what left held against it. */
export function Proof() {
  const { t } = useTranslation('audit');
  return (
    <Stack gap="md">
      <Text maw="46em">{t('proof.text')}</Text>
      <div className={classes.columns}>
        <Signature />
        <Export />
      </div>
      <Departures />
    </Stack>
  );
}

function Signature() {
  const { t } = useTranslation('audit');
  const format = useFormat();
  const notify = useNotify();
  const { zone } = useOffice();
  const key = useOperation('audit.key');
  const sign = useAction('audit.checkpoint', ['audit.key', 'audit.list']);
  const [whole, setWhole] = useState(false);
  return (
    <Card
      title={t('sign.title')}
      aside={
        <Button variant="default" leftSection={<IconSignature size={18} aria-hidden />} loading={sign.isPending} onClick={() => sign.mutate(undefined, { onSuccess: ({ seq }) => notify.done(t('sign.done', { number: format.number(seq) })), onError: notify.failed })}>
          {t('sign.button')}
        </Button>
      }
    >
      <Loaded query={key}>
        {({ publicKey, fingerprint, latest }) => (
          <>
            <Text>{latest ? t('sign.last', { date: zone.dateTime(latest.time), number: format.number(latest.seq) }) : t('sign.none')}</Text>
            {latest && (
              <div>
                <Text size="sm" c="dimmed">
                  {t('sign.head')}
                </Text>
                <CopyField value={`${latest.seq}:${latest.hash}`} label={t('sign.head')} />
              </div>
            )}
            <Text mt="xs">{t('key.text')}</Text>
            <div>
              <Text size="sm" c="dimmed">
                {t('key.fingerprint')}
              </Text>
              <CopyField value={fingerprint} label={t('key.fingerprint')} />
            </div>
            <Group>
              <Button variant="subtle" size="compact-sm" aria-expanded={whole} onClick={() => setWhole(!whole)}>
                {t('key.show')}
              </Button>
            </Group>
            {whole && <CopyField value={publicKey} label={t('key.whole')} />}
          </>
        )}
      </Loaded>
    </Card>
  );
}

function Export() {
  const { t } = useTranslation('audit');
  const notify = useNotify();
  const [range, setRange] = useState({ from: '', to: '' });
  const [running, setRunning] = useState(false);
  const save = async (): Promise<void> => {
    setRunning(true);
    try {
      const given = Object.entries(range).filter(([, day]) => day !== '');
      const response = await request(`${AUDIT_EXPORT_PATH}?${new URLSearchParams(given).toString()}`, {});
      saveFile(`${['gatehouse-audit', ...given.map(([, day]) => day)].join('-')}.jsonl`, await response.blob());
    } catch (error) {
      notify.failed(error);
    } finally {
      setRunning(false);
    }
  };
  return (
    <Card title={t('export.title')}>
      <Text>{t('export.text')}</Text>
      <Group gap="sm" align="flex-end">
        <TextInput type="date" label={t('export.from')} value={range.from} onChange={({ currentTarget: { value } }) => setRange((before) => ({ ...before, from: value }))} />
        <TextInput type="date" label={t('export.to')} value={range.to} onChange={({ currentTarget: { value } }) => setRange((before) => ({ ...before, to: value }))} />
      </Group>
      <Group>
        <Button variant="default" leftSection={<IconDownload size={18} aria-hidden />} loading={running} onClick={() => void save()}>
          {t('export.button')}
        </Button>
      </Group>
    </Card>
  );
}

function Departures() {
  const { t } = useTranslation('audit');
  const format = useFormat();
  const query = useOperation('audit.reconciliation', undefined, { every: EVERY_MS });
  const amount = ({ requests, bytes }: { requests: number; bytes: number }): string => t('egress.amount', { count: requests, number: format.number(requests), bytes: format.bytes(bytes) });
  return (
    <Card title={t('egress.title')}>
      <Text>{t('egress.text')}</Text>
      <Loaded query={query}>
        {({ balances, problem }) => (
          <>
            {problem !== null && (
              <Text c="var(--gh-bad-text)" lang="en">
                {problem}
              </Text>
            )}
            {balances === null && <Text c="var(--gh-attention-text)">{t('egress.unknown')}</Text>}
            {balances?.length === 0 && <Text c="dimmed">{t('egress.nothing')}</Text>}
            {balances && balances.length > 0 && (
              <StackedTable columns={[t('egress.origin'), t('egress.sent'), t('egress.recorded'), t('egress.state')]}>
                {balances.map(({ origin, sent, recorded }) => {
                  const equal = sent.requests === recorded.requests && sent.bytes === recorded.bytes;
                  return (
                    <Table.Tr key={origin}>
                      <Table.Td>{origin}</Table.Td>
                      <Table.Td>{amount(sent)}</Table.Td>
                      <Table.Td>{amount(recorded)}</Table.Td>
                      <Table.Td>
                        <StateBadge state={equal ? 'good' : 'bad'} label={equal ? t('egress.equal') : t('egress.different')} />
                      </Table.Td>
                    </Table.Tr>
                  );
                })}
              </StackedTable>
            )}
          </>
        )}
      </Loaded>
    </Card>
  );
}
