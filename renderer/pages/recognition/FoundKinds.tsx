import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { classRank, type DataClass } from '../../../gateway/core/data-class.ts';
import { ClassBadge } from '../../components/ClassBadge.tsx';
import { useRecogniserText } from '../../components/recogniser-text.ts';
import { useFormat } from '../../i18n/format.ts';
import classes from './MarkedText.module.css';
import type { FoundKind } from './marks.ts';

interface FoundKindsProps {
  kinds: readonly FoundKind[];
  /** What all of it together makes. */
  reached: DataClass;
  /** That one of this recogniser was none. */
  onReport: (recogniser: string) => void;
}

/** What was found, by kind; the numbers are those of the marks. */
export function FoundKinds({ kinds, reached, onReport }: FoundKindsProps) {
  const { t } = useTranslation(['recognition', 'requests']);
  const format = useFormat();
  const names = useRecogniserText();
  return (
    <ol className={classes.kinds}>
      {kinds.map(({ recogniser, dataClass, count, certain, reportable }, index) => (
        <li key={recogniser}>
          <span className={classes.number} aria-hidden>
            {index + 1}
          </span>
          <span>
            {names.name(recogniser)}
            {count > 1 && ` · ${t('try.times', { number: format.number(count) })}`}
            {!certain && <span className={classes.note}>{t('try.uncertain')}</span>}
            {reportable && (
              <Button variant="subtle" size="compact-sm" className={classes.report} aria-label={t('requests:falseAlarm.name', { what: names.name(recogniser) })} onClick={() => onReport(recogniser)}>
                {t('requests:falseAlarm.button')}
              </Button>
            )}
          </span>
          {classRank(dataClass) > classRank(reached) ? <span className={classes.note}>{t('try.weak')}</span> : <ClassBadge dataClass={dataClass} />}
        </li>
      ))}
    </ol>
  );
}
