import { Button, FileButton, Group, Stack, Text } from '@mantine/core';
import { IconDownload, IconFile, IconPackage } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Input, Output } from '../../../gateway/admin/contract.ts';
import { useAction, useOperation } from '../../api/queries.ts';
import { useSession } from '../../api/session.ts';
import { useActorText } from '../../components/actor-text.ts';
import { Card } from '../../components/Card.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { useNotify } from '../../components/notify.ts';
import { useOffice } from '../../components/use-office.ts';
import { useFormat } from '../../i18n/format.ts';
import { dayText } from './price.ts';
import { PreviewDialog } from './PreviewDialog.tsx';
import classes from './Prices.module.css';

/** As text within JSON it must fit into the largest body that the admin API takes. */
const MAX_BYTES = 17_000_000;

/** Which list is in force, and a newer one in its place once somebody has seen what it changes. */
export function PriceList() {
  const query = useOperation('prices.catalogue');
  const admin = useSession().role === 'admin';
  return (
    <Loaded query={query}>
      {(state) => (
        <Stack gap="md">
          <InForce state={state} />
          {admin && <Update shipped={state.newerShipped} />}
        </Stack>
      )}
    </Loaded>
  );
}

function InForce({ state: { source, licence, date, models, appliedAt, appliedBy, check } }: { state: Output<'prices.catalogue'> }) {
  const { t } = useTranslation('prices');
  const actorText = useActorText();
  const format = useFormat();
  const { zone } = useOffice();
  const facts = {
    [t('list.date')]: dayText(date, zone),
    [t('list.source')]: source,
    [t('list.licence')]: licence,
    [t('list.models')]: format.number(models),
    [t('list.applied')]: appliedAt === 0 ? actorText(appliedBy) : t('list.appliedBy', { date: zone.dateTime(appliedAt), name: actorText(appliedBy) }),
    ...(check && { [t('list.compared', { source: check.source })]: t('list.check', { agreed: format.number(check.agreed), differs: format.number(check.differs), alone: format.number(check.alone) }) }),
  };
  return (
    <Card title={t('list.title')}>
      <dl className={classes.values}>
        {Object.entries(facts).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

function Update({ shipped }: { shipped: string | null }) {
  const { t } = useTranslation('prices');
  const notify = useNotify();
  const { zone } = useOffice();
  const preview = useAction('prices.preview');
  const [shown, setShown] = useState<Output<'prices.preview'>>();
  const [asked, setAsked] = useState<'text' | 'network' | 'shipped'>();
  const ask = (body: Input<'prices.preview'>['body']): void => {
    setAsked(body.kind);
    preview.mutate({ body }, { onSuccess: setShown, onError: notify.failed });
  };
  const read = async (file: File | null): Promise<void> => {
    if (!file) return;
    if (file.size > MAX_BYTES) notify.done(t('update.tooLarge'));
    else ask({ kind: 'text', text: await file.text() });
  };
  const busy = (kind: typeof asked): boolean => preview.isPending && asked === kind;
  return (
    <Card title={t('update.title')}>
      <Text>{t('update.text')}</Text>
      <Group gap="sm">
        <Button leftSection={<IconDownload size={18} aria-hidden />} loading={busy('network')} onClick={() => ask({ kind: 'network' })}>
          {t('update.network')}
        </Button>
        <FileButton onChange={(file) => void read(file)} accept="application/json,.json">
          {(props) => (
            <Button {...props} variant="default" leftSection={<IconFile size={18} aria-hidden />} loading={busy('text')}>
              {t('update.file')}
            </Button>
          )}
        </FileButton>
        {shipped !== null && (
          <Button variant="default" leftSection={<IconPackage size={18} aria-hidden />} loading={busy('shipped')} onClick={() => ask({ kind: 'shipped' })}>
            {t('update.shipped', { date: dayText(shipped, zone) })}
          </Button>
        )}
      </Group>
      <Text size="sm" c="dimmed">
        {t('update.networkHint')}
      </Text>
      {shown && <PreviewDialog preview={shown} onClose={() => setShown(undefined)} />}
    </Card>
  );
}
