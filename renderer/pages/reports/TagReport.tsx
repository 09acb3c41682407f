import { useTranslation } from 'react-i18next';
import { useGroupText } from '../../components/use-group-text.ts';
import type { Report } from '../usage/sums.ts';
import { NumberCells, NumberHeads } from './Lines.tsx';
import { tagKindsOf } from './report.ts';
import classes from './Reports.module.css';

/** By the tags that programs give their requests: features, end customers. */
export function TagReport({ report }: { report: Report }) {
  const { t } = useTranslation('reports');
  const text = useGroupText();
  return tagKindsOf(report).map(({ kind, tags }) => {
    const name = kind === '' ? t('tags.others') : kind;
    return (
      <section key={kind} className={classes.part} aria-label={name}>
        <h3 className={classes.name}>{name}</h3>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t('column.tag')}</th>
              <NumberHeads />
            </tr>
          </thead>
          <tbody>
            {tags.map((tag) => (
              <tr key={tag.id}>
                <th scope="row">{text('tag', tag.id, tag.name)}</th>
                <NumberCells of={tag.sums} rate={report.currency} />
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    );
  });
}
