import { Button, Group, Paper, Text } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Input } from '../../../gateway/admin/contract.ts';
import type { ApiError } from '../../api/errors.ts';
import { useActorText } from '../../components/actor-text.ts';
import { ConfirmButton } from '../../components/ConfirmButton.tsx';
import { useErrorText } from '../../components/error-text.ts';
import { discardDraft, type Draft, rebaseDraft, takeBackStep } from './draft.ts';
import classes from './Lists.module.css';
import { ReviewDialog } from './ReviewDialog.tsx';
import type { Policy, Preview, Subjects } from './rules.ts';

interface DraftBarProps {
  draft: Draft;
  policy: Policy;
  preview: UseQueryResult<Preview, ApiError>;
  subjects: Subjects;
  body: Input<'policy.preview'>['body'];
}

/** Stays in view while something is not saved. */
export function DraftBar({ draft, policy, preview, subjects, body }: DraftBarProps) {
  const { t } = useTranslation('rules');
  const errorText = useErrorText();
  const actorText = useActorText();
  const [reviewing, setReviewing] = useState(false);
  const differences = preview.data?.differences ?? [];
  const moved = differences.filter((one) => one.kind === 'cell' && !one.asked).length;
  const overtaken = draft.baseVersion !== policy.version;
  return (
    <Paper component="section" aria-label={t('draft.label')} className={classes.bar} p="md">
      <Group justify="space-between" gap="sm">
        <div role="status" className={classes.wide}>
          <Text fw={600}>{t('draft.count', { count: differences.length })}</Text>
          {moved > 0 && <Text size="sm">{t('draft.moved', { count: moved })}</Text>}
          {overtaken && <Text c="var(--gh-attention-text)">{t('draft.overtaken', { author: actorText(policy.author), version: policy.version })}</Text>}
          {preview.error && (
            <Text c="var(--gh-bad-text)">
              {errorText(preview.error)} <span lang="en">{preview.error.code === 'invalid_request' && preview.error.message}</span>
            </Text>
          )}
        </div>
        <Group gap="sm">
          <Button variant="subtle" leftSection={<IconArrowBackUp size={16} aria-hidden />} onClick={takeBackStep}>
            {t('draft.back')}
          </Button>
          <ConfirmButton variant="default" question={t('draft.discardQuestion')} consequence={t('draft.discardConsequence')} confirm={t('draft.discard')} destructive onConfirm={() => Promise.resolve(discardDraft())}>
            {t('draft.discard')}
          </ConfirmButton>
          {overtaken ? <Button onClick={() => rebaseDraft(policy.version)}>{t('draft.goOn', { version: policy.version })}</Button> : (
            <Button onClick={() => setReviewing(true)} disabled={!preview.data || preview.isError}>
              {t('draft.review')}
            </Button>
          )}
        </Group>
      </Group>
      {reviewing && <ReviewDialog draft={draft} differences={differences} subjects={subjects} body={body} onClose={() => setReviewing(false)} />}
    </Paper>
  );
}
