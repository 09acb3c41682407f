import { Button, Group, Paper, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../../gateway/admin/contract.ts';
import { useAction, useOperation } from '../../api/queries.ts';
import { useActorText } from '../../components/actor-text.ts';
import { ConfirmButton } from '../../components/ConfirmButton.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { useNotify } from '../../components/notify.ts';
import { StateBadge } from '../../components/StateBadge.tsx';
import { useOffice } from '../../components/use-office.ts';
import { useFormat } from '../../i18n/format.ts';
import { useCommentText } from './comment-text.ts';
import { DifferenceList } from './DifferenceList.tsx';
import classes from './Lists.module.css';
import type { Policy, Subjects } from './rules.ts';

/** More are shown when they are asked for. */
const AT_ONCE = 20;

interface VersionsProps {
  /** The newest. */
  policy: Policy;
  subjects: Subjects;
  editable: boolean;
  /** A draft is open: going back would pull the ground from under it. */
  drafting: boolean;
}

export function Versions({ policy, subjects, editable, drafting }: VersionsProps) {
  const { t } = useTranslation('rules');
  const versions = useOperation('policy.versions', undefined, { every: 5_000 });
  const [shown, setShown] = useState(AT_ONCE);
  return (
    <Stack gap="md">
      <Text c="dimmed">{t('versions.text')}</Text>
      {editable && drafting && <Text c="var(--gh-attention-text)">{t('versions.draftFirst')}</Text>}
      <Loaded query={versions}>
        {(data) => {
          const newestFirst = [...data.versions].sort((a, b) => b.version - a.version);
          return (
            <>
              <Paper withBorder p="lg">
                <ul className={classes.plain}>
                  {newestFirst.slice(0, shown).map((version) => (
                    <Version key={version.version} of={version} newest={policy.version} subjects={subjects} restorable={editable && !drafting} />
                  ))}
                </ul>
              </Paper>
              {newestFirst.length > shown && (
                <Group>
                  <Button variant="default" onClick={() => setShown(shown + AT_ONCE)}>
                    {t('versions.more')}
                  </Button>
                </Group>
              )}
            </>
          );
        }}
      </Loaded>
    </Stack>
  );
}

function Version({ of: { version, author, createdAt, comment }, newest, subjects, restorable }: { of: Output<'policy.versions'>['versions'][number]; newest: number; subjects: Subjects; restorable: boolean }) {
  const { t } = useTranslation('rules');
  const format = useFormat();
  const { zone } = useOffice();
  const actorText = useActorText();
  const commentText = useCommentText(subjects);
  const [open, setOpen] = useState(false);
  return (
    <li>
      <Group justify="space-between" align="flex-start" gap="sm">
        <div className={classes.wide}>
          <Group gap="xs">
            <Text fw={600}>{t('versions.number', { version: format.number(version) })}</Text>
            {version === newest && <StateBadge state="good" label={t('versions.inForce')} />}
          </Group>
          <Text size="sm" c="dimmed">
            {t('versions.by', { author: actorText(author), time: zone.dateTime(createdAt) })}
          </Text>
          {comment && <Text>{commentText(comment)}</Text>}
        </div>
        <Group gap="xs">
          {version > 1 && (
            <Button variant="subtle" size="sm" aria-expanded={open} onClick={() => setOpen(!open)} aria-label={t('versions.changesOf', { version })}>
              {t('versions.changes')}
            </Button>
          )}
          {restorable && version < newest && <Restore to={version} newest={newest} label={t('versions.restore')} name={t('versions.restoreName', { version })} />}
          {restorable && version === newest && version > 1 && <Restore to={version - 1} newest={newest} label={t('versions.undo')} name={t('versions.undoName', { version })} />}
        </Group>
      </Group>
      {open && <Changes version={version} subjects={subjects} />}
    </li>
  );
}

function Restore({ to, newest, label, name }: { to: number; newest: number; label: string; name: string }) {
  const { t } = useTranslation('rules');
  const notify = useNotify();
  const restore = useAction('policy.restore', ['policy.get', 'policy.versions', 'policy.reach', 'status']);
  return (
    <ConfirmButton
      variant="default"
      size="sm"
      aria-label={name}
      question={t('versions.question', { version: to })}
      consequence={t('versions.consequence')}
      confirm={label}
      onConfirm={async () => {
        const { version, dropped } = await restore.mutateAsync({ params: { version: String(to) }, body: { baseVersion: newest, comment: t('versions.comment', { version: to }) } });
        notify.done(dropped === 0 ? t('versions.restored', { version: to, now: version }) : t('versions.restoredWithout', { version: to, now: version, count: dropped }));
      }}
    >
      {label}
    </ConfirmButton>
  );
}

function Changes({ version, subjects }: { version: number; subjects: Subjects }) {
  const found = useOperation('policy.version', { params: { version: String(version) } });
  return (
    <Stack mt="sm">
      <Loaded query={found}>{({ changes }) => <DifferenceList differences={changes} subjects={subjects} />}</Loaded>
    </Stack>
  );
}
