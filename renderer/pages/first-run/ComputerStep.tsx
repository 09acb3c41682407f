import { Button, Stack, Text } from '@mantine/core';
import { IconArrowRight, IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../components/Card.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { useNotify } from '../../components/notify.ts';
import { StateBadge } from '../../components/StateBadge.tsx';
import { LoadingState } from '../../components/states.tsx';
import { useFormat } from '../../i18n/format.ts';
import { Computer } from '../models/Computer.tsx';
import { useTextOf } from '../providers/use-text-of.ts';
import type { StepProps } from './first-run.ts';
import classes from './FirstRun.module.css';
import { Foot } from './Foot.tsx';
import { ModelProgress } from './ModelProgress.tsx';
import { type ModelProposal, useModelProposal } from './use-proposal.ts';

/** What the computer has, and the model that is proposed for it; the download goes on in the background. */
export function ComputerStep({ run }: StepProps) {
  const { t } = useTranslation('first-run');
  const notify = useNotify();
  const model = useModelProposal();
  const [running, setRunning] = useState(false);
  const { toDownload } = model;
  const goOn = async (download: boolean): Promise<void> => {
    setRunning(true);
    try {
      if (download && toDownload) await model.pull(toDownload.name);
      await run.go('providers');
    } catch (error) {
      notify.failed(error);
      setRunning(false);
    }
  };
  return (
    <Stack gap="md">
      <div className={classes.two}>
        <ModelCard model={model} />
        <Computer />
      </div>
      <Foot back="office">
        {toDownload && (
          <Button size="md" variant="default" disabled={running} onClick={() => void goOn(false)}>
            {t('computer.without')}
          </Button>
        )}
        <Button size="md" loading={running} rightSection={<IconArrowRight size={16} aria-hidden />} onClick={() => void goOn(true)}>
          {toDownload ? t('computer.download') : t('next')}
        </Button>
      </Foot>
    </Stack>
  );
}

/** Seconds that a download takes at 100 Mbit/s. */
const BYTES_PER_SECOND = 12_500_000;

function ModelCard({ model }: { model: ModelProposal }) {
  const { t } = useTranslation('first-run');
  const format = useFormat();
  const notify = useNotify();
  const textOf = useTextOf();
  const { ready, toDownload, proposed, underWay, failed } = model;
  const about = ready === undefined || ready.name === proposed?.name ? proposed : undefined;
  const better = ready && proposed && !proposed.installed && !underWay.some(({ id }) => id === `model:${proposed.name}`) ? proposed : undefined;
  return (
    <Card title={t('computer.model')} aside={ready ? <StateBadge state="good" label={t('computer.ready')} /> : undefined}>
      <Loaded query={model.query} loading={<LoadingState rows={3} />}>
        {() => (
          <>
            {ready && <Text>{t('computer.readyText', { name: ready.name, size: format.bytes(ready.sizeBytes) })}</Text>}
            {about && (
              <>
                {!ready && (
                  <Text fw={650} fz="lg">
                    {about.name}
                  </Text>
                )}
                <Text>{textOf(about.quality)}</Text>
              </>
            )}
            {toDownload && <Text c="dimmed">{t('computer.size', { size: format.bytes(toDownload.sizeBytes), minutes: format.number(Math.max(1, Math.ceil(toDownload.sizeBytes / BYTES_PER_SECOND / 60))) })}</Text>}
            {!ready && !proposed && <Text>{t('computer.none')}</Text>}
            <ModelProgress model={model} />
            {!ready && underWay.length > 0 && <Text c="dimmed">{t('computer.meanwhile')}</Text>}
            {failed && toDownload && (
              <Button variant="default" leftSection={<IconRefresh size={16} aria-hidden />} style={{ alignSelf: 'flex-start' }} onClick={() => void model.pull(toDownload.name).catch(notify.failed)}>
                {t('computer.again')}
              </Button>
            )}
            {better && (
              <>
                <Text c="dimmed">{t('computer.better', { name: better.name, size: format.bytes(better.sizeBytes), quality: textOf(better.quality) })}</Text>
                <Button variant="default" style={{ alignSelf: 'flex-start' }} onClick={() => void model.pull(better.name).catch(notify.failed)}>
                  {t('computer.betterButton', { name: better.name })}
                </Button>
              </>
            )}
          </>
        )}
      </Loaded>
    </Card>
  );
}
