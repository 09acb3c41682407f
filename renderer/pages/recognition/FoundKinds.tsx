import { useTranslation } from 'react-i18next';
import { classRank, type DataClass } from '../../../gateway/core/data-class.ts';
import { ClassBadge } from '../../components/ClassBadge.tsx';
import { useRecogniserText } from '../../components/recogniser-text.ts';
import { useFormat } from '../../i18n/format.ts';
import classes from './MarkedText.module.css';
import type { FoundKind } from './marks.ts';

/** What was found, by kind; the numbers are those of the marks. `reached`: what all of it together makes. */
export function FoundKinds({ kinds, reached }: { kinds: readonly FoundKind[]; reached: DataClass }) {
  const { t } = useTranslation('recognition');
  const format = useFormat();
  const names = useRecogniserText();
  return (
    <ol className={classes.kinds}>
      {kinds.map(({ recogniser, dataClass, count, certain }, index) => (
        <li key={recogniser}>
          <span className={classes.number} aria-hidden>
            {index + 1}
          </span>
          <span>
            {names.name(recogniser)}
            {count > 1 && ` · ${t('try.times', { number: format.number(count) })}`}
            {!certain && <span className={classes.note}>{t('try.uncertain')}</span>}
          </span>
          {classRank(dataClass) > classRank(reached) ? <span className={classes.note}>{t('try.weak')}</span> : <ClassBadge dataClass={dataClass} />}
        </li>
      ))}
    </ol>
  );
}
