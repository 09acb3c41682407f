import { ActionIcon, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconArrowBackUp, IconX } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useDeferredValue, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction, useOperation } from '../../api/queries.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { useErrorText } from '../../components/error-text.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { useNotify } from '../../components/notify.ts';
import { Problem } from '../../components/Problem.tsx';
import { useFormat } from '../../i18n/format.ts';
import type { WordList } from './recognition.ts';
import classes from './WordsDialog.module.css';

const ROW = 40;
/** As many as go at once. */
const REMOVED_MAX = 1000;

/** The words of a list, to look through; what is marked goes when it is confirmed. */
export function WordsDialog({ list, onClose }: { list: WordList; onClose: () => void }) {
  const { t } = useTranslation(['recognition', 'common']);
  const words = useOperation('recognition.words', { params: { id: list.id } });
  return (
    <Dialog onClose={onClose} size="lg" title={t('words.title', { name: list.name })}>
      <Loaded query={words}>{(data) => <Words list={list} words={data.words} onClose={onClose} />}</Loaded>
    </Dialog>
  );
}

function Words({ list: { id, name, kind, dataClass }, words, onClose }: { list: WordList; words: readonly string[]; onClose: () => void }) {
  const { t } = useTranslation(['recognition', 'common']);
  const format = useFormat();
  const errorText = useErrorText();
  const notify = useNotify();
  const save = useAction('recognition.listSave', ['recognition.get', 'recognition.words']);
  const [typed, setTyped] = useState('');
  const search = useDeferredValue(typed.trim().toLowerCase());
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set());
  const shown = useMemo(() => (search === '' ? words : words.filter((word) => word.toLowerCase().includes(search))), [words, search]);
  const toggle = (word: string): void => {
    const next = new Set(gone);
    if (!next.delete(word) && next.size < REMOVED_MAX) next.add(word);
    setGone(next);
  };
  const remove = (): void =>
    save.mutate({ body: { id, name, kind, dataClass, remove: [...gone] } }, { onSuccess: () => (notify.done(t('saved')), onClose()) });
  const all = gone.size >= words.length;
  return (
    <Stack gap="sm">
      <TextInput type="search" label={t('words.search')} autoComplete="off" spellCheck={false} value={typed} onChange={({ currentTarget }) => setTyped(currentTarget.value)} data-autofocus />
      {shown.length === 0 ? <Text c="dimmed">{t('words.none')}</Text> : <Rows words={shown} gone={gone} onToggle={toggle} />}
      {save.error && <Problem>{errorText(save.error)}</Problem>}
      <Group justify="space-between" gap="sm">
        <Text size="sm" c="dimmed" role="status" flex="1 1 200px">
          {all ? t('words.all') : gone.size > 0 ? t('words.removeText') : t('lists.words', { count: shown.length, number: format.number(shown.length) })}
        </Text>
        <Group gap="sm">
          <Button variant="default" onClick={onClose}>
            {t('common:close')}
          </Button>
          {gone.size > 0 && (
            <Button color="red.8" loading={save.isPending} disabled={all} onClick={remove}>
              {t('words.removeButton', { count: gone.size, number: format.number(gone.size) })}
            </Button>
          )}
        </Group>
      </Group>
    </Stack>
  );
}

/** Only the rows in sight exist. */
function Rows({ words, gone, onToggle }: { words: readonly string[]; gone: ReadonlySet<string>; onToggle: (word: string) => void }) {
  const { t } = useTranslation('recognition');
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({ count: words.length, getScrollElement: () => scroller.current, estimateSize: () => ROW, overscan: 8 });
  return (
    <div ref={scroller} className={classes.scroller} tabIndex={0} role="group" aria-label={t('words.list')}>
      <div role="list" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const word = words[index]!;
          const marked = gone.has(word);
          return (
            <div key={word} role="listitem" aria-setsize={words.length} aria-posinset={index + 1} className={classes.row} data-gone={marked || undefined} style={{ transform: `translateY(${start}px)` }}>
              <span className={classes.word}>{word}</span>
              <ActionIcon variant="subtle" aria-label={t(marked ? 'words.putBack' : 'words.remove', { word })} onClick={() => onToggle(word)}>
                {marked ? <IconArrowBackUp size={16} aria-hidden /> : <IconX size={16} aria-hidden />}
              </ActionIcon>
            </div>
          );
        })}
      </div>
    </div>
  );
}
