import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../gateway/admin/contract.ts';
import { useFormat } from '../i18n/format.ts';

export type Step = Output<'status'>['local']['steps'][number];

/** Whether somebody is waiting for it. */
export function isUnderWay({ state }: Step): boolean {
  return state === 'running' || state === 'waiting';
}

/** How far a long step is; with a button to cancel it where that is possible. */
export function StepProgress({ step, onCancel }: { step: Step; onCancel?: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const share = step.total ? (step.done ?? 0) / step.total : undefined;
  return (
    <Stack gap={4}>
      <Group justify="space-between" gap="sm">
        <Text fw={600}>{step.title}</Text>
        {step.total !== undefined && <Text c="dimmed">{t('step.of', { done: format.bytes(step.done ?? 0), total: format.bytes(step.total) })}</Text>}
      </Group>
      {step.state === 'running' && <Progress value={(share ?? 1) * 100} animated={share === undefined} aria-label={step.title} />}
      <Group justify="space-between" gap="sm">
        <Text size="sm" c={step.state === 'failed' ? 'var(--gh-bad-text)' : 'dimmed'}>
          {[step.message, step.secondsLeft !== undefined && t('step.left', { time: format.duration(step.secondsLeft * 1000) })].filter(Boolean).join(' · ')}
        </Text>
        {onCancel && isUnderWay(step) && (
          <Button variant="default" size="xs" onClick={onCancel}>
            {t('cancel')}
          </Button>
        )}
      </Group>
    </Stack>
  );
}
