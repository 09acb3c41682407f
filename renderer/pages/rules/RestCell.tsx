import { NativeSelect, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { DataClass } from '../../../gateway/core/data-class.ts';
import { draftOtherwise } from './draft.ts';
import classes from './Matrix.module.css';
import type { Policy, Subjects } from './rules.ts';

const REST = ['local', 'refuse'] as const;

export interface RestCellProps {
  dataClass: DataClass;
  policy: Policy;
  /** With the draft. */
  shown: Policy;
  subjects: Subjects;
  editable: boolean;
}

/** What becomes of a request that no asked-for provider may see. */
export function RestCell({ dataClass, policy, shown, editable }: RestCellProps) {
  const { t } = useTranslation(['rules', 'common']);
  const otherwise = shown.otherwise[dataClass];
  return (
    <div className={classes.cell}>
      {editable ? (
        <NativeSelect
          aria-label={t('rest.name', { dataClass: t(`common:class.${dataClass}`) })}
          size="sm"
          classNames={{ input: classes.rest }}
          value={otherwise}
          data={REST.map((value) => ({ value, label: t(`rest.${value}`) }))}
          onChange={({ currentTarget: { value } }) => draftOtherwise(policy, dataClass, value === 'local' ? 'local' : 'refuse')}
        />
      ) : (
        <Text size="sm" fw={600}>
          {t(`rest.${otherwise}`)}
        </Text>
      )}
      {otherwise !== policy.otherwise[dataClass] && <span className={classes.change}>{t('cell.changed')}</span>}
    </div>
  );
}
