import { Button, Group, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Input } from '../../../gateway/admin/contract.ts';
import { useAction } from '../../api/queries.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { useErrorText } from '../../components/error-text.ts';
import { useNotify } from '../../components/notify.ts';
import { Problem } from '../../components/Problem.tsx';
import { DifferenceList } from './DifferenceList.tsx';
import { discardDraft, type Draft } from './draft.ts';
import classes from './Lists.module.css';
import type { Difference, Subjects } from './rules.ts';

interface ReviewDialogProps {
  draft: Draft;
  differences: Difference[];
  subjects: Subjects;
  body: Input<'policy.preview'>['body'];
  onClose: () => void;
}

/** What a draft changes, before it is saved as a new version. */
export function ReviewDialog({ draft, differences, subjects, body, onClose }: ReviewDialogProps) {
  const { t } = useTranslation(['rules', 'common']);
  const errorText = useErrorText();
  const notify = useNotify();
  const client = useQueryClient();
  const [comment, setComment] = useState('');
  const apply = useAction('policy.apply', ['policy.get', 'policy.versions', 'policy.reach', 'status']);
  const moved = differences.filter((one) => one.kind === 'cell' && !one.asked);
  const save = (): void =>
    apply.mutate(
      { body: { ...body, baseVersion: draft.baseVersion, comment: comment.trim() } },
      {
        onSuccess: ({ version }) => {
          notify.done(t('draft.saved', { version }));
          discardDraft();
        },
        // The newest version is looked at before the person decides about the draft.
        onError: (error) => void (error.code === 'conflict' && client.invalidateQueries({ queryKey: ['policy.get'] })),
      },
    );
  return (
    <Dialog onClose={onClose} size="lg" title={t('draft.reviewTitle')}>
      <Stack>
        <DifferenceList differences={differences.filter((one) => one.kind !== 'cell' || one.asked)} subjects={subjects} />
        {moved.length > 0 && (
          <Stack component="section" gap="xs" className={classes.attention}>
            <Title order={3}>{t('draft.movedTitle')}</Title>
            <Text size="sm">{t('draft.movedText')}</Text>
            <DifferenceList differences={moved} subjects={subjects} />
          </Stack>
        )}
        <TextInput label={t('draft.comment')} description={t('draft.commentHint')} maxLength={1000} value={comment} onChange={({ currentTarget }) => setComment(currentTarget.value)} autoComplete="off" />
        {apply.error && (
          <Problem>{apply.error.code === 'conflict' ? t('draft.conflict') : errorText(apply.error)}</Problem>
        )}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {t('draft.goOnEditing')}
          </Button>
          <Button onClick={save} loading={apply.isPending} disabled={apply.error?.code === 'conflict'}>
            {t('draft.save')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
