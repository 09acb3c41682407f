import { Anchor, Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useAction } from '../../api/queries.ts';
import { Card } from '../../components/Card.tsx';
import { ClassBadge } from '../../components/ClassBadge.tsx';
import { useNotify } from '../../components/notify.ts';
import { useOffice } from '../../components/use-office.ts';
import classes from './People.module.css';

/** Which requests held exactly the same text: by its keyed hash, so that none is read. */
export function FindContents() {
  const { t } = useTranslation('contents');
  const { zone, keyName } = useOffice();
  const notify = useNotify();
  const [text, setText] = useState('');
  const find = useAction('contents.find', ['audit.list']);
  return (
    <Card title={t('find.title')}>
      <Text>{t('find.text')}</Text>
      <Textarea label={t('find.field')} autosize minRows={2} maxRows={8} value={text} onChange={({ currentTarget }) => setText(currentTarget.value)} />
      <Group>
        <Button variant="default" disabled={text === ''} loading={find.isPending} onClick={() => find.mutate({ body: { text } }, { onError: notify.failed })}>
          {t('find.button')}
        </Button>
      </Group>
      <div role="status">
        {find.data?.matches.length === 0 && <Text c="dimmed">{t('find.none')}</Text>}
        {find.data && find.data.matches.length > 0 && (
          <Stack component="ul" gap="xs" className={classes.list}>
            {find.data.matches.map(({ traceId, time, keyId, dataClass, answer }) => (
              <li key={`${traceId} ${answer}`}>
                <ClassBadge dataClass={dataClass} />{' '}
                <Anchor component={Link} underline="always" href={`/requests/${traceId}`}>
                  {zone.dateTime(time)}
                </Anchor>{' '}
                · {keyName(keyId)} · {answer ? t('find.answered') : t('find.asked')}
              </li>
            ))}
          </Stack>
        )}
      </div>
    </Card>
  );
}
