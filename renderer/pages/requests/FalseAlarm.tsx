import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useOperation } from '../../api/queries.ts';
import type { Trace } from '../../api/trace-stream.ts';
import { FalseAlarmDialog } from '../../components/FalseAlarmDialog.tsx';
import { useRecogniserText } from '../../components/recogniser-text.ts';
import type { FoundValue } from './evidence.ts';

/** What was no such thing can be reported, once. */
export function FalseAlarm({ value, trace }: { value: FoundValue; trace: Trace }) {
  const { t } = useTranslation('requests');
  const names = useRecogniserText();
  const [asked, setAsked] = useState(false);
  const { data } = useOperation('recognition.get');
  if (!data) return null;
  const what = names.name(value.recogniser);
  const reported = data.allowed.some(({ recogniser, mark }) => recogniser === value.recogniser && mark === value.mark);
  return (
    <>
      {reported ? (
        <Text size="sm" c="dimmed">
          {t('falseAlarm.reported')}
        </Text>
      ) : (
        <Button variant="subtle" size="compact-sm" aria-label={t('falseAlarm.name', { what })} onClick={() => setAsked(true)}>
          {t('falseAlarm.button')}
        </Button>
      )}
      {asked && <Question what={what} index={value.index} trace={trace} onClose={() => setAsked(false)} />}
    </>
  );
}

function Question({ what, index, trace: { id, dataClass, outcome }, onClose }: { what: string; index: number; trace: Trace; onClose: () => void }) {
  const { t } = useTranslation('requests');
  const { data, isPending } = useOperation('contents.get');
  // What was refused or failed is not kept.
  const kept = outcome === 'ok' && data?.rules[dataClass].mode === 'encrypted';
  return <FalseAlarmDialog what={what} finding={{ trace: id, evidence: index }} words={isPending || kept ? 'known' : 'asked'} {...(kept && { note: t('falseAlarm.kept') })} onClose={onClose} />;
}
