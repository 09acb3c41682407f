import { ActionIcon, Button, Group, NativeSelect, Paper, Stack, Text, Textarea, VisuallyHidden } from '@mantine/core';
import { IconMessagePlus, IconMessages, IconPlayerStopFilled, IconSend } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { DATA_CLASSES, isDataClass } from '../../../gateway/core/data-class.ts';
import { askableModels } from '../../api/ask.ts';
import { useStore } from '../../api/store.ts';
import { Page } from '../../components/Page.tsx';
import { EmptyState } from '../../components/states.tsx';
import classes from './Ask.module.css';
import { isRunning, put, startOver, stop, type Typed, typed, useConversation } from './conversation.ts';
import { TurnView } from './TurnView.tsx';

export default function Ask() {
  const { t } = useTranslation('ask');
  const conversation = useConversation();
  const { turns } = conversation;
  const running = isRunning(conversation);
  const end = useRef<HTMLDivElement>(null);
  const answer = turns.at(-1)?.answer;
  useEffect(() => {
    end.current?.scrollIntoView({ block: 'nearest' });
  }, [turns.length, answer]);
  const again = (
    <Button variant="default" leftSection={<IconMessagePlus size={18} aria-hidden />} disabled={turns.length === 0} onClick={startOver}>
      {t('startOver')}
    </Button>
  );
  return (
    <Page title={t('title')} description={t('description')} actions={again}>
      <Stack gap="lg" className={classes.turns}>
        {turns.length === 0 && <EmptyState icon={IconMessages} title={t('empty.title')} text={t('empty.text')} />}
        {turns.map((turn, index) => (
          <TurnView key={index} turn={turn} />
        ))}
        <div ref={end} />
      </Stack>
      <VisuallyHidden role="status">
        {turns.length > 0 && !running && t('spoken')}
      </VisuallyHidden>
      <Composer running={running} begun={turns.length > 0} />
    </Page>
  );
}

function Composer({ running, begun }: { running: boolean; begun: boolean }) {
  const { t } = useTranslation(['ask', 'common']);
  const { question, dataClass, model } = useStore(typed);
  const set = (change: Partial<Typed>): void => typed.set({ ...typed.get(), ...change });
  const models = useQuery({ queryKey: ['ask', 'models'], queryFn: ({ signal }) => askableModels(signal) });
  const names = [...new Set(['local', ...(models.data ?? [])])];
  const send = (): void => {
    if (running || question.trim() === '') return;
    void put(question.trim(), model, dataClass);
    set({ question: '' });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // While an input method puts a character together, Enter belongs to it.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <Paper withBorder p="sm" className={begun ? classes.composer : undefined}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <Textarea aria-label={t('question')} placeholder={t('placeholder')} autosize minRows={2} maxRows={8} value={question} onChange={(event) => set({ question: event.currentTarget.value })} onKeyDown={onKeyDown} />
        <Group justify="space-between" align="flex-end" gap="sm" mt="sm" wrap="nowrap">
          <Group gap="sm" align="flex-end" wrap="nowrap" className={classes.choices}>
            <NativeSelect
              label={t('class')}
              value={dataClass}
              data={DATA_CLASSES.map((value) => ({ value, label: t(`common:class.${value}`) }))}
              onChange={(event) => isDataClass(event.currentTarget.value) && set({ dataClass: event.currentTarget.value })}
            />
            <NativeSelect label={t('model')} value={model} data={names.map((value) => ({ value, label: value === 'local' ? t('local') : value }))} onChange={(event) => set({ model: event.currentTarget.value })} />
          </Group>
          {running ? (
            <Button variant="default" leftSection={<IconPlayerStopFilled size={16} aria-hidden />} onClick={stop}>
              {t('stop')}
            </Button>
          ) : (
            <ActionIcon type="submit" size={40} aria-label={t('send')} disabled={question.trim() === ''}>
              <IconSend size={20} aria-hidden />
            </ActionIcon>
          )}
        </Group>
        <Text size="sm" c="dimmed" mt="xs" {...(begun && { visibleFrom: 'sm' })}>
          {t('memory')}
        </Text>
      </form>
    </Paper>
  );
}
