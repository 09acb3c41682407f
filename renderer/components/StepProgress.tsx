import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../gateway/admin/contract.ts';
import { useFormat } from '../i18n/format.ts';
import { Technical } from './Technical.tsx';

export type Step = Output<'status'>['local']['steps'][number];

const PREPARATIONS = ['ollama', 'start', 'models'] as const;

/** Whether somebody is waiting for it. */
export function isUnderWay({ state }: Step): boolean {
  return state === 'running' || state === 'waiting';
}

/** Whether somebody can go on with it: what failed, and a download that was ended, which keeps what it has. */
export function isUnfinished({ state, kind }: Step): boolean {
  return state === 'failed' || (state === 'cancelled' && kind === 'download');
}

const FAILURES = ['provider_error', 'model_not_found', 'storage_unavailable', 'invalid_request'] as const;

/** Of the preparations by what could not be prepared, of a model by the error's code. */
function failureOf({ id, failure }: Step) {
  return PREPARATIONS.find((one) => one === id) ?? FAILURES.find((one) => one === failure) ?? 'other';
}

interface StepProgressProps {
  step: Step;
  onCancel?: () => void;
  /** Of one that failed or was ended. */
  onAgain?: () => void;
  onDrop?: () => void;
}

/** How far a long step is; with buttons to cancel it, try it again or drop it where that is possible. */
export function StepProgress({ step, onCancel, onAgain, onDrop }: StepProgressProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = step.id.slice(step.id.indexOf(':') + 1);
  const preparation = PREPARATIONS.find((one) => one === step.id);
  const title = preparation ? t(`step.title.${preparation}`) : t('step.title.model', { name });
  const said = step.state === 'failed' ? t(`step.failed.${failureOf(step)}`) : step.state === 'running' && step.doing ? t(`step.doing.${step.doing}`) : t(`step.state.${step.state}`);
  const again = step.state === 'cancelled' ? t('step.goOn') : t('states.retry');
  const share = step.total ? (step.done ?? 0) / step.total : undefined;
  return (
    <Stack gap={4}>
      <Group justify="space-between" gap="sm">
        <Text fw={600}>{title}</Text>
        {step.total !== undefined && <Text c="dimmed">{t('step.of', { done: format.bytes(step.done ?? 0), total: format.bytes(step.total) })}</Text>}
      </Group>
      {step.state === 'running' && <Progress value={(share ?? 1) * 100} animated={share === undefined} aria-label={title} />}
      <Group justify="space-between" gap="sm">
        <Text size="sm" c={step.state === 'failed' ? 'var(--gh-bad-text)' : 'dimmed'}>
          {[said, step.secondsLeft !== undefined && t('step.left', { time: format.duration(step.secondsLeft * 1000) })].filter(Boolean).join(' · ')}
        </Text>
        {onCancel && isUnderWay(step) && (
          <Button variant="default" size="xs" onClick={onCancel}>
            {t('cancel')}
          </Button>
        )}
        {isUnfinished(step) && (
          <Group gap="xs">
            {onAgain && (
              <Button variant="default" size="xs" aria-label={`${again}: ${title}`} onClick={onAgain}>
                {again}
              </Button>
            )}
            {onDrop && (
              <Button variant="subtle" size="xs" aria-label={`${t('step.drop')}: ${title}`} onClick={onDrop}>
                {t('step.drop')}
              </Button>
            )}
          </Group>
        )}
      </Group>
      {step.state === 'failed' && step.message && <Technical text={step.message} />}
    </Stack>
  );
}
