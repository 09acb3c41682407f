import { Button, Group, Paper, Stack, Text } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction, useOperation } from '../../api/queries.ts';
import { useSession } from '../../api/session.ts';
import { Card } from '../../components/Card.tsx';
import { ConfirmButton } from '../../components/ConfirmButton.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { useNotify } from '../../components/notify.ts';
import { useFormat } from '../../i18n/format.ts';
import { type Person, LinkDialog } from './LinkDialog.tsx';
import classes from './People.module.css';


const EVERY_MS = 10_000;

/** Who may sign in to these pages. */
export function People() {
  const { t } = useTranslation('settings');
  const query = useOperation('admins.list', undefined, { every: EVERY_MS });
  const [open, setOpen] = useState<{ person?: Person }>();
  return (
    <>
      <Card
        title={t('people.title')}
        aside={
          <Button leftSection={<IconUserPlus size={18} aria-hidden />} onClick={() => setOpen({})}>
            {t('people.add')}
          </Button>
        }
      >
        <Text>{t('people.text')}</Text>
        <Loaded query={query}>
          {({ admins }) => (
            <Stack component="ul" gap="xs" className={classes.list}>
              {admins.map((person) => (
                <Row key={person.id} of={person} onLink={() => setOpen({ person })} />
              ))}
            </Stack>
          )}
        </Loaded>
      </Card>
      {open && <LinkDialog {...open} onClose={() => setOpen(undefined)} />}
    </>
  );
}

function Row({ of: person, onLink }: { of: Person; onLink: () => void }) {
  const { t } = useTranslation('settings');
  const format = useFormat();
  const notify = useNotify();
  const own = useSession().name === person.name;
  const remove = useAction('admins.remove', ['admins.list']);
  return (
    <Paper component="li" withBorder p="sm" className={classes.row}>
      <div className={classes.who}>
        <Text fw={600}>
          {person.name} {own && <span className={classes.own}>{t('people.you')}</span>}
        </Text>
        <Text size="sm" c="dimmed">
          {t(`people.${person.role}`)} · {t('people.since', { date: format.date(person.createdAt) })}
        </Text>
      </div>
      <Group gap="xs">
        <Button variant="default" size="xs" onClick={onLink} aria-label={t('people.linkFor', { name: person.name })}>
          {t('people.link')}
        </Button>
        {!own && (
          <ConfirmButton
            variant="default"
            size="xs"
            c="var(--gh-bad-text)"
            question={t('people.removeQuestion', { name: person.name })}
            consequence={t('people.removeConsequence')}
            confirm={t('people.remove')}
            destructive
            onConfirm={async () => {
              await remove.mutateAsync({ params: { name: person.name } });
              notify.done(t('people.removed', { name: person.name }));
            }}
          >
            {t('people.remove')}
          </ConfirmButton>
        )}
      </Group>
    </Paper>
  );
}
