import { SimpleGrid, Stack, Text, Textarea, Title } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWhileTyping } from '../../api/while-typing.ts';
import { useErrorText } from '../../components/error-text.ts';
import { Problem } from '../../components/Problem.tsx';
import { useFormat } from '../../i18n/format.ts';
import { type DroppedFile, FileDrop } from './FileDrop.tsx';
import { TrialDecision } from './TrialDecision.tsx';
import { TrialResult } from './TrialResult.tsx';
import { usePaste } from './use-paste.ts';

const MAX_TEXT = 2_000_000;

/** What would be found in a text or a file, and what would become of it. Nothing of it is stored. */
export function TryIt() {
  const { t } = useTranslation('recognition');
  const errorText = useErrorText();
  const format = useFormat();
  const paste = usePaste(MAX_TEXT);
  const [text, setText] = useState('');
  const [file, setFile] = useState<DroppedFile>();
  const [reports, setReports] = useState(0);
  // A report changes what is found: the same is asked again.
  const input = useMemo(() => (file ? { body: { file: file.data } } : text.trim() === '' ? undefined : { body: { text } }), [text, file, reports]);
  const { data, error, waiting } = useWhileTyping('recognition.try', input);
  return (
    <Stack gap="md">
      <Text c="dimmed">{t('try.text')}</Text>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Stack gap="sm">
          {!file && (
            // The checking of spelling is off: browsers do it elsewhere, and nothing shall leave.
            <Textarea label={t('try.input')} placeholder={t('try.placeholder')} autosize minRows={9} maxRows={24} maxLength={MAX_TEXT} error={paste.tooLong && t('try.tooLong', { number: format.number(MAX_TEXT) })} spellCheck={false} autoComplete="off" value={text} onPaste={paste.onPaste} onChange={({ currentTarget }) => (paste.onTyped(), setText(currentTarget.value))} />
          )}
          <FileDrop file={file} onFile={setFile} />
        </Stack>
        <div aria-busy={waiting}>
          {error && <Problem>{errorText(error)}</Problem>}
          {input === undefined && <Text c="dimmed">{t('try.empty')}</Text>}
          {data && !error && <TrialResult trial={data} ofFile={file !== undefined} onReported={() => setReports(reports + 1)} />}
        </div>
      </SimpleGrid>
      {data && !error && (
        <Stack component="section" aria-label={t('try.decision')} gap="sm">
          <Title order={2}>{t('try.decision')}</Title>
          <TrialDecision trial={data} />
        </Stack>
      )}
    </Stack>
  );
}
