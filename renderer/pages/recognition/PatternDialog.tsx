import { NativeSelect, Text, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { ParseKeys } from 'i18next';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../../gateway/admin/contract.ts';
import { DATA_CLASSES, type DataClass } from '../../../gateway/core/data-class.ts';
import { useAction } from '../../api/queries.ts';
import { useWhileTyping } from '../../api/while-typing.ts';
import { FormDialog } from '../../components/FormDialog.tsx';
import { useNotify } from '../../components/notify.ts';
import { MarkedText } from './MarkedText.tsx';
import { kindsOf } from './marks.ts';
import type { Pattern } from './recognition.ts';

const MAX_SOURCE = 500;
const MAX_TRIAL = 10_000;

/** A new pattern, or another form of one: checked and tried while it is typed. */
export function PatternDialog({ edited, onClose }: { edited?: Pattern; onClose: () => void }) {
  const { t } = useTranslation(['recognition', 'common']);
  const notify = useNotify();
  const save = useAction('recognition.patternSave', ['recognition.get']);
  const form = useForm<{ name: string; source: string; dataClass: DataClass }>({
    initialValues: edited ? { name: edited.name, source: edited.source, dataClass: edited.dataClass } : { name: '', source: '', dataClass: 'confidential' },
    validate: { name: (name) => (name.trim() === '' ? t('nameMissing') : null), source: (source) => (source.trim() === '' ? t('patternProblem.empty') : null) },
  });
  const source = form.values.source.trim();
  const check = useWhileTyping('recognition.patternCheck', useMemo(() => (source === '' ? undefined : { body: { source } }), [source]));
  const usable = check.data?.ok === true && !check.waiting;
  const submit = form.onSubmit(({ name, dataClass }) => {
    const body = { name: name.trim(), source, dataClass, ...(edited && { id: edited.id }) };
    save.mutate({ body }, { onSuccess: () => (notify.done(t('saved')), onClose()) });
  });
  return (
    <FormDialog title={edited ? t('patterns.editTitle', { name: edited.name }) : t('patterns.newTitle')} size="lg" action={t('save')} running={save.isPending} error={save.error} onClose={onClose} onSubmit={submit}>
      <TextInput label={t('column.name')} required maxLength={128} autoComplete="off" data-autofocus {...form.getInputProps('name')} />
      <div>
        <TextInput label={t('patterns.source')} description={t('patterns.sourceHint')} required maxLength={MAX_SOURCE} spellCheck={false} autoComplete="off" {...form.getInputProps('source')} />
        <div role="status">{check.data && <Verdict of={check.data} />}</div>
      </div>
      <NativeSelect label={t('patterns.class')} data={DATA_CLASSES.map((value) => ({ value, label: t(`common:class.${value}`) }))} {...form.getInputProps('dataClass')} />
      <Trial source={usable ? source : ''} dataClass={form.values.dataClass} />
    </FormDialog>
  );
}

function Verdict({ of: { ok, code, problem, part } }: { of: Output<'recognition.patternCheck'> }) {
  const { t, i18n } = useTranslation('recognition');
  if (ok) {
    return (
      <Text size="sm" c="var(--gh-good-text)" mt={4}>
        {t('patterns.ok')}
      </Text>
    );
  }
  const key = `patternProblem.${code}`;
  return (
    <Text size="sm" c="var(--gh-bad-text)" mt={4} style={{ overflowWrap: 'anywhere' }}>
      {i18n.exists(key, { ns: 'recognition' }) ? t(key as ParseKeys<'recognition'>) : problem} {part && t('patterns.at', { part })}
    </Text>
  );
}

function Trial({ source, dataClass }: { source: string; dataClass: DataClass }) {
  const { t } = useTranslation('recognition');
  const [text, setText] = useState('');
  const input = useMemo(() => (source === '' || text.trim() === '' ? undefined : { body: { text, pattern: { source, dataClass } } }), [source, dataClass, text]);
  const { data } = useWhileTyping('recognition.try', input);
  const findings = data?.findings.filter(({ recogniser }) => recogniser === 'office-pattern-pattern') ?? [];
  return (
    <>
      <Textarea label={t('patterns.tryLabel')} autosize minRows={2} maxRows={8} maxLength={MAX_TRIAL} spellCheck={false} autoComplete="off" value={text} onChange={({ currentTarget }) => setText(currentTarget.value)} />
      <div role="status">
        {data && findings.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('patterns.tryNone')}
          </Text>
        )}
      </div>
      {findings.length > 0 && <MarkedText text={data!.texts[0]!} findings={findings} kinds={kindsOf(findings)} label={t('try.marked')} />}
    </>
  );
}
