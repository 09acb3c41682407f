import { Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { classRank, type DataClass } from '../../../gateway/core/data-class.ts';
import { useAction } from '../../api/queries.ts';
import { Card } from '../../components/Card.tsx';
import { ConfirmDialog } from '../../components/ConfirmButton.tsx';
import { useNotify } from '../../components/notify.ts';
import { useRecogniserText } from '../../components/recogniser-text.ts';
import { RecogniserRow } from './RecogniserRow.tsx';
import { GROUPS, type Recogniser, type State } from './recognition.ts';
import classes from './Recognition.module.css';

type Change = { enabled: boolean } | { dataClass: DataClass | null };

/** What is built in, by groups; whatever weakens it is asked about first. */
export function Recognisers({ state: { recognisers } }: { state: State }) {
  const { t } = useTranslation(['recognition', 'common']);
  const notify = useNotify();
  const names = useRecogniserText();
  const set = useAction('recognition.set', ['recognition.get']);
  const [asked, setAsked] = useState<{ recogniser: Recogniser; change: Change }>();
  const save = async (recogniser: Recogniser, body: Change): Promise<void> => {
    await set.mutateAsync({ params: { id: recogniser.id }, body });
    notify.done(t('saved'));
  };
  const change = (recogniser: Recogniser, next: Change): void => {
    if (weakens(recogniser, next)) setAsked({ recogniser, change: next });
    else save(recogniser, next).catch(notify.failed);
  };
  const question = asked && questionOf(asked.change);
  const name = asked ? names.name(asked.recogniser.id) : '';
  const lower = asked && 'dataClass' in asked.change ? t(`common:class.${asked.change.dataClass ?? asked.recogniser.ownClass}`) : '';
  return (
    <Stack gap="lg">
      {GROUPS.map((group) => {
        const members = recognisers.filter((one) => one.group === group);
        return (
          members.length > 0 && (
            <Card key={group} title={t(`group.${group}`)}>
              <ul className={classes.list}>
                {members.map((one) => (
                  <RecogniserRow key={one.id} recogniser={one} onSwitch={(enabled) => change(one, { enabled })} onClass={(dataClass) => change(one, { dataClass })} />
                ))}
              </ul>
            </Card>
          )
        );
      })}
      {asked && question && (
        <ConfirmDialog
          question={t(`weaken.${question}Question`, { name, dataClass: lower })}
          consequence={t(`weaken.${question}Text`, { dataClass: lower })}
          confirm={t(`weaken.${question}Confirm`)}
          destructive
          onClose={() => setAsked(undefined)}
          onConfirm={() => save(asked.recogniser, asked.change)}
        />
      )}
    </Stack>
  );
}

function questionOf(change: Change): 'off' | 'class' {
  return 'enabled' in change ? 'off' : 'class';
}

function weakens({ dataClass, ownClass }: Recogniser, change: Change): boolean {
  return 'enabled' in change ? !change.enabled : classRank(change.dataClass ?? ownClass) < classRank(dataClass);
}
