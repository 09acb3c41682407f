import { Button, Group, NativeSelect, SegmentedControl, Stack } from '@mantine/core';
import { IconDownload, IconPrinter } from '@tabler/icons-react';
import { DateTime } from 'luxon';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import { useOperation } from '../../api/queries.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { Page } from '../../components/Page.tsx';
import { saveFile } from '../../components/save-file.ts';
import { EmptyState } from '../../components/states.tsx';
import { useZoneFormat } from '../../i18n/zone.ts';
import type { Spending } from '../budgets/tree.ts';
import type { Report } from '../usage/sums.ts';
import { DepartmentReport } from './DepartmentReport.tsx';
import { BY } from './report.ts';
import classes from './Reports.module.css';
import { ReportFoot, ReportHead } from './ReportFrame.tsx';
import { TagReport } from './TagReport.tsx';
import { useCsv } from './use-csv.ts';

const MONTHS = 36;
/** So that a spreadsheet takes it for UTF-8. */
const BOM = '\uFEFF';

export type Kind = 'departments' | 'tags';

/** What a month has cost, to print or to take into a spreadsheet. */
export default function Reports() {
  const { t } = useTranslation('reports');
  const spending = useOperation('spending.get');
  return (
    <Page title={t('title')} description={t('description')}>
      <Loaded query={spending}>{(data) => <Content spending={data} />}</Loaded>
    </Page>
  );
}

function Content({ spending }: { spending: Spending }) {
  const { t } = useTranslation('reports');
  const { timeZone } = spending;
  const zone = useZoneFormat(timeZone);
  const [search, setSearch] = useSearchParams();
  const current = DateTime.now().setZone(timeZone).startOf('month');
  const months = Array.from({ length: MONTHS }, (_, back) => current.minus({ months: back }));
  const month = months.find((one) => one.toFormat('yyyy-MM') === search.get('month')) ?? current;
  const kind: Kind = search.get('kind') === 'tags' ? 'tags' : 'departments';
  const set = (change: { month?: string; kind?: string }): void => setSearch({ month: month.toFormat('yyyy-MM'), kind, ...change }, { replace: true });
  const span = { from: String(month.toMillis()), to: String(month.plus({ months: 1 }).toMillis()) };
  const report = useOperation('usage.report', { query: { ...span, by: kind === 'tags' ? 'tag' : BY } });
  // A request with two tags is in both: only this says what the month has cost.
  const whole = useOperation('usage.report', { query: span });
  return (
    <Stack gap="md">
      <Group align="flex-end" gap="sm" className={classes.controls}>
        <NativeSelect label={t('month')} value={month.toFormat('yyyy-MM')} data={months.map((one) => ({ value: one.toFormat('yyyy-MM'), label: zone.month(one.toMillis()) }))} onChange={({ currentTarget: { value } }) => set({ month: value })} />
        <SegmentedControl aria-label={t('kind.label')} value={kind} onChange={(value) => set({ kind: value })} data={(['departments', 'tags'] as const).map((value) => ({ value, label: t(`kind.${value}`) }))} />
        {report.data && whole.data && whole.data.total.requests > 0 && <Actions report={report.data} kind={kind} month={month.toFormat('yyyy-MM')} />}
      </Group>
      <Loaded query={report}>
        {(data) => (
          <Loaded query={whole}>
            {({ total, currency }) =>
              total.requests === 0 ? (
                <EmptyState title={t('empty.title')} text={t('empty.text')} />
              ) : (
                <article className={classes.sheet}>
                  <ReportHead title={kind === 'tags' ? t('head.tags') : t('head.departments')} month={zone.month(month.toMillis())} running={month.hasSame(current, 'month')} currency={currency} total={total} timeZone={timeZone} />
                  {kind === 'tags' ? <TagReport report={data} /> : <DepartmentReport report={data} />}
                  <ReportFoot total={total} tags={kind === 'tags'} />
                </article>
              )
            }
          </Loaded>
        )}
      </Loaded>
    </Stack>
  );
}

function Actions({ report, kind, month }: { report: Report; kind: Kind; month: string }) {
  const { t } = useTranslation('reports');
  const csv = useCsv();
  const save = (): void => saveFile(`gatehouse-${kind}-${month}.csv`, BOM + csv(report, kind, month), 'text/csv;charset=utf-8');
  return (
    <>
      <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />} onClick={save}>
        {t('csv')}
      </Button>
      <Button leftSection={<IconPrinter size={16} aria-hidden />} onClick={() => window.print()}>
        {t('print')}
      </Button>
    </>
  );
}
