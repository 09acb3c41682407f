import { Text } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Input } from '../../gateway/admin/contract.ts';
import { useAction } from '../api/queries.ts';
import { FalseAlarmWords, isAboutWords } from './FalseAlarmWords.tsx';
import { FormDialog } from './FormDialog.tsx';
import { useNotify } from './notify.ts';

interface FalseAlarmDialogProps {
  /** What it was taken for, as a title. */
  what: string;
  finding: Input<'recognition.falseAlarm'>['body'];
  /** Where the words of its test case come from: the gateway has them, or the person may paste them. */
  words: 'known' | 'asked';
  /** Says how the gateway knows them. */
  note?: string;
  onReported?: () => void;
  onClose: () => void;
  children?: ReactNode;
}

/** Asks whether something was no finding, and for the words it was about where nobody has kept them. */
export function FalseAlarmDialog({ what, finding, words, note, onReported, onClose, children }: FalseAlarmDialogProps) {
  const { t } = useTranslation('requests');
  const notify = useNotify();
  const [text, setText] = useState('');
  const report = useAction('recognition.falseAlarm', ['recognition.get', 'recognition.falseAlarms']);
  const submit = (event?: FormEvent): void => {
    event?.preventDefault();
    const body = 'trace' in finding && text.trim() !== '' ? { ...finding, words: text } : finding;
    const done = (tested: boolean): void => {
      notify.done(t(tested ? 'falseAlarm.doneTested' : 'falseAlarm.done'));
      onReported?.();
      onClose();
    };
    report.mutate({ body }, { onSuccess: ({ tested }) => done(tested) });
  };
  return (
    <FormDialog title={t('falseAlarm.question')} action={t('falseAlarm.confirm')} running={report.isPending} error={isAboutWords(report.error) ? null : report.error} onClose={onClose} onSubmit={submit}>
      <Text>{t('falseAlarm.consequence', { what })}</Text>
      {children}
      {words === 'asked' && <FalseAlarmWords label={t('falseAlarm.words')} value={text} error={report.error} onChange={setText} />}
      {note && (
        <Text size="sm" c="dimmed">
          {note}
        </Text>
      )}
    </FormDialog>
  );
}
