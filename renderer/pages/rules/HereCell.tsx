import { UnstyledButton } from '@mantine/core';
import { IconCpu, IconHomeCheck, IconLock } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { draftLocalModels } from './draft.ts';
import { LocalModelsDialog } from './LocalModelsDialog.tsx';
import classes from './Matrix.module.css';
import type { RestCellProps } from './RestCell.tsx';
import { useRuleWords } from './words.ts';

/** This computer may see every class; which of its models answer can be chosen. */
export function HereCell({ dataClass, policy, shown, subjects, editable }: RestCellProps) {
  const { t } = useTranslation(['rules', 'common']);
  const words = useRuleWords(subjects);
  const [choosing, setChoosing] = useState(false);
  const models = words.models(shown.localModels[dataClass]);
  const name = t(`common:class.${dataClass}`);
  return (
    <div className={classes.cell}>
      <span className={classes.fixed} title={t('matrix.hereReason')}>
        <IconHomeCheck size={16} aria-hidden />
        {t('cell.allow')}
        <IconLock size={13} aria-hidden />
      </span>
      {editable ? (
        <UnstyledButton onClick={() => setChoosing(true)} aria-label={t('local.name', { models, dataClass: name })} className={classes.models}>
          <IconCpu size={14} aria-hidden />
          {models}
        </UnstyledButton>
      ) : (
        <span className={classes.note}>{models}</span>
      )}
      {models !== words.models(policy.localModels[dataClass]) && <span className={classes.change}>{t('cell.changed')}</span>}
      {choosing && (
        <LocalModelsDialog
          name={name}
          models={shown.localModels[dataClass]}
          installed={subjects.localModels}
          onClose={() => setChoosing(false)}
          onSave={(chosen) => draftLocalModels(policy, dataClass, chosen)}
        />
      )}
    </div>
  );
}
