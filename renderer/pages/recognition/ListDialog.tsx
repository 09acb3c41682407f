import { Group, NativeSelect, SegmentedControl, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DATA_CLASSES } from '../../../gateway/core/data-class.ts';
import { useAction } from '../../api/queries.ts';
import { useWhileTyping } from '../../api/while-typing.ts';
import { ownWordsOf, useErrorText } from '../../components/error-text.ts';
import { FormDialog } from '../../components/FormDialog.tsx';
import { useNotify } from '../../components/notify.ts';
import { Problem } from '../../components/Problem.tsx';
import { Technical } from '../../components/Technical.tsx';
import { useFormat } from '../../i18n/format.ts';
import { type DroppedFile, FileDrop } from './FileDrop.tsx';
import { PreviewOf } from './ListPreview.tsx';
import { type ListSource, WORD_KINDS, type WordList } from './recognition.ts';
import { usePaste } from './use-paste.ts';

const MAX_TEXT = 18_000_000;

/** Makes a word list, or changes one: what would be taken, and what not, is shown before anything is saved. */
export function ListDialog({ edited, onClose }: { edited?: WordList; onClose: () => void }) {
  const { t } = useTranslation(['recognition', 'common']);
  const errorText = useErrorText();
  const format = useFormat();
  const paste = usePaste(MAX_TEXT);
  const notify = useNotify();
  const save = useAction('recognition.listSave', ['recognition.get', 'recognition.words']);
  const [text, setText] = useState('');
  const [file, setFile] = useState<DroppedFile>();
  const [how, setHow] = useState('add');
  const form = useForm<Pick<WordList, 'name' | 'kind' | 'dataClass'>>({
    initialValues: edited ? { name: edited.name, kind: edited.kind, dataClass: edited.dataClass } : { name: '', kind: 'person', dataClass: 'confidential' },
    validate: { name: (name) => (name.trim() === '' ? t('nameMissing') : null) },
  });
  const source = useMemo((): ListSource | undefined => (file ? { data: file.data } : text.trim() === '' ? undefined : { text }), [file, text]);
  const preview = useWhileTyping('recognition.listPreview', useMemo(() => source && { body: source }, [source]));
  const [missing, setMissing] = useState(false);
  const submit = form.onSubmit(({ name, kind, dataClass }) => {
    if (!edited && !source) return setMissing(true);
    const body = { name: name.trim(), kind, dataClass, ...(edited && { id: edited.id }), ...(edited && source && { add: how === 'add' }), ...source };
    save.mutate({ body }, { onSuccess: () => (notify.done(t('saved')), onClose()) });
  });
  return (
    <FormDialog title={edited ? t('import.editTitle', { name: edited.name }) : t('import.newTitle')} size="lg" action={t('save')} running={save.isPending} error={save.error} onClose={onClose} onSubmit={submit}>
      <Text size="sm" c="dimmed">
        {t('lists.text')}
      </Text>
      <TextInput label={t('column.name')} description={t('import.nameHint')} required maxLength={128} autoComplete="off" data-autofocus {...form.getInputProps('name')} />
      <Group grow align="flex-end">
        <NativeSelect label={t('column.kind')} data={WORD_KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))} {...form.getInputProps('kind')} />
        <NativeSelect label={t('import.class')} data={DATA_CLASSES.map((value) => ({ value, label: t(`common:class.${value}`) }))} {...form.getInputProps('dataClass')} />
      </Group>
      <Stack gap={6}>
        {!file && (
          <Textarea
            label={t(edited ? 'import.moreWords' : 'import.words')}
            description={t('import.wordsHint')}
            autosize
            minRows={4}
            maxRows={10}
            maxLength={MAX_TEXT}
            spellCheck={false}
            autoComplete="off"
            error={paste.tooLong ? t('try.tooLong', { number: format.number(MAX_TEXT) }) : missing && !source ? t('import.nothing') : undefined}
            value={text}
            onPaste={paste.onPaste}
            onChange={({ currentTarget }) => (paste.onTyped(), setText(currentTarget.value))}
          />
        )}
        <FileDrop file={file} accept=".csv,.txt,.tsv,text/csv,text/plain" textOnly onFile={setFile} />
      </Stack>
      {edited && source && (
        <div>
          <SegmentedControl
            fullWidth
            aria-label={t('import.how')}
            value={how}
            onChange={setHow}
            data={[
              { value: 'add', label: t('import.add') },
              { value: 'replace', label: t('import.replace') },
            ]}
          />
          {how === 'replace' && (
            <Text size="sm" c="var(--gh-attention-text)" mt={4}>
              {t('import.replaceText')}
            </Text>
          )}
        </div>
      )}
      <div role="status" aria-busy={preview.waiting}>
        {preview.waiting && !preview.data && <Text c="dimmed">{t('preview.reading')}</Text>}
        {preview.data && !preview.error && <PreviewOf preview={preview.data} />}
      </div>
      {preview.error && (
        <>
          <Problem>{errorText(preview.error)}</Problem>
          <Technical text={ownWordsOf(preview.error)} />
        </>
      )}
    </FormDialog>
  );
}
