import { Text } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../../gateway/admin/contract.ts';
import { useAction } from '../../api/queries.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { FalseAlarmWords, isAboutWords } from '../../components/FalseAlarmWords.tsx';
import { FormDialog } from '../../components/FormDialog.tsx';
import { useNotify } from '../../components/notify.ts';
import { useRecogniserText } from '../../components/recogniser-text.ts';
import { MarkedText } from './MarkedText.tsx';
import { kindsOf } from './marks.ts';
import type { Alarm } from './recognition.ts';

export type ShownWords = Output<'recognition.falseAlarmRead'>;

/** Makes a test case of a false alarm whose words nobody had, or another one. */
export function AddWords({ to: { recogniser, mark }, onClose }: { to: Alarm; onClose: () => void }) {
  const { t } = useTranslation('recognition');
  const notify = useNotify();
  const names = useRecogniserText();
  const [words, setWords] = useState('');
  const save = useAction('recognition.falseAlarmWords', ['recognition.falseAlarms']);
  const submit = (event?: FormEvent): void => {
    event?.preventDefault();
    if (words.trim() !== '') save.mutate({ params: { recogniser, mark }, body: { words } }, { onSuccess: () => (notify.done(t('alarms.wordsAdded')), onClose()) });
  };
  return (
    <FormDialog title={t('alarms.wordsTitle', { name: names.name(recogniser) })} action={t('save')} running={save.isPending} error={isAboutWords(save.error) ? null : save.error} onClose={onClose} onSubmit={submit}>
      <FalseAlarmWords label={t('alarms.words')} required value={words} error={save.error} onChange={setWords} />
    </FormDialog>
  );
}

export function ShowWords({ of: { recogniser }, words: { text, start, end }, onClose }: { of: Alarm; words: ShownWords; onClose: () => void }) {
  const { t } = useTranslation('recognition');
  const names = useRecogniserText();
  const findings = [{ recogniser, dataClass: 'internal', text: 0, start, end, certain: true }] as const;
  return (
    <Dialog title={t('alarms.wordsTitle', { name: names.name(recogniser) })} size="lg" onClose={onClose}>
      <MarkedText text={text} findings={findings} kinds={kindsOf(findings)} label={t('alarms.words')} />
      <Text size="sm" c="dimmed" mt="sm">
        {t('alarms.looked')}
      </Text>
    </Dialog>
  );
}
