import { Button, Stack, Text, Title } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../../gateway/admin/contract.ts';
import { useAction, useOperation } from '../../api/queries.ts';
import { Card } from '../../components/Card.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { useNotify } from '../../components/notify.ts';
import { StateBadge } from '../../components/StateBadge.tsx';
import { isUnderWay, type Step } from '../../components/StepProgress.tsx';
import { useFormat } from '../../i18n/format.ts';
import { isLanguage } from '../../i18n/languages.ts';
import classes from './Models.module.css';

type Recommendation = Output<'models.recommendations'>['recommendations'][number];

/** The table of models, judged for this computer: the recommended first, those that do not fit apart. */
export function Recommended({ steps }: { steps: Step[] }) {
  const { t } = useTranslation('models');
  const recommendations = useOperation('models.recommendations');
  return (
    <Card title={t('recommended.title')}>
      <Loaded query={recommendations}>
        {({ recommendations: all }) => {
          const fitting = all.filter((one) => one.fits).sort((a, b) => Number(b.recommended) - Number(a.recommended));
          const others = all.filter((one) => !one.fits);
          return (
            <Stack gap="sm">
              <List of={fitting} steps={steps} />
              {others.length > 0 && <Title order={3}>{t('recommended.others')}</Title>}
              <List of={others} steps={steps} />
            </Stack>
          );
        }}
      </Loaded>
    </Card>
  );
}

function List({ of, steps }: { of: Recommendation[]; steps: Step[] }) {
  return (
    <ul className={classes.list}>
      {of.map((one) => (
        <li key={one.name} className={classes.row}>
          <Entry of={one} busy={steps.some((step) => step.id === `model:${one.name}` && isUnderWay(step))} />
        </li>
      ))}
    </ul>
  );
}

function Entry({ of: one, busy }: { of: Recommendation; busy: boolean }) {
  const { t, i18n } = useTranslation('models');
  const format = useFormat();
  const notify = useNotify();
  const hardware = useOperation('models.hardware');
  const pull = useAction('models.pull', ['status']);
  const have = hardware.data?.hardware;
  const fit = {
    need: format.bytes(one.fit === 'noDisk' ? one.sizeBytes : one.minRamBytes),
    have: have ? format.bytes(one.fit === 'noDisk' ? have.freeDiskBytes : have.ramBytes) : '…',
  };
  return (
    <>
      <div>
        <Text fw={600} className={classes.name}>
          {one.name} {one.recommended && <StateBadge state="good" label={t('recommended.best')} />}
        </Text>
        <Text>{one.quality[isLanguage(i18n.language) ? i18n.language : 'en']}</Text>
        <Text size="sm" c="dimmed">
          {[t(`recommended.kind.${one.kind}`), format.bytes(one.sizeBytes), t(`recommended.fit.${one.fit}`, fit), t('recommended.licence', { licence: one.licence })].join(' · ')}
        </Text>
      </div>
      {one.installed ? (
        <StateBadge state="good" label={t('recommended.there')} />
      ) : (
        one.fits && (
          <Button
            variant={one.recommended ? 'filled' : 'default'}
            size="sm"
            leftSection={<IconDownload size={16} aria-hidden />}
            loading={busy || pull.isPending}
            aria-label={t('recommended.downloadName', { name: one.name })}
            onClick={() => pull.mutate({ body: { name: one.name } }, { onSuccess: () => notify.done(t('add.started')), onError: notify.failed })}
          >
            {t('recommended.download')}
          </Button>
        )
      )}
    </>
  );
}
