import { useTranslation } from 'react-i18next';
import { useGroupText } from '../../components/use-group-text.ts';
import type { Report } from '../usage/sums.ts';
import { departmentCsv, departmentsOf, tagCsv } from './report.ts';

/** A report as the text of a CSV file, its columns named in the person's language. */
export function useCsv(): (report: Report, kind: 'departments' | 'tags', month: string) => string {
  const { t } = useTranslation('reports');
  const text = useGroupText();
  return (report, kind, month) => {
    const { code } = report.currency;
    const numbers = [t('column.requests'), t('column.input'), t('column.output'), t('column.costIn', { code }), t('column.nano'), t('column.unpriced'), t('column.estimated')];
    const words = { month, rate: report.currency, text, costCentre: (id: string) => report.costCentres[id] ?? '' };
    if (kind === 'tags') return tagCsv(report, { ...words, head: [t('month'), t('column.tag'), ...numbers] });
    return departmentCsv(departmentsOf(report), { ...words, head: [t('month'), t('column.department'), t('column.costCentre'), t('column.who'), t('column.model'), ...numbers] });
  };
}
