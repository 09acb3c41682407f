import { Group, NativeSelect, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { IconChartBar } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import { useOperation } from '../../api/queries.ts';
import { Card } from '../../components/Card.tsx';
import { FilterBar } from '../../components/FilterBar.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { Page } from '../../components/Page.tsx';
import { EmptyState, LoadingState } from '../../components/states.tsx';
import { useQuarter } from '../../components/use-quarter.ts';
import { useZoneFormat } from '../../i18n/zone.ts';
import { Breakdown } from './Breakdown.tsx';
import { daysOf, type OwnDays, type Period, PERIOD_KINDS, type PeriodKind, periodOf, type Span } from './period.ts';
import { DIMENSIONS, type Dimension, sharesOf, SHOWN_AS, type ShownAs } from './sums.ts';
import { Tiles } from './Tiles.tsx';

const Chart = lazy(() => import('./Chart.tsx').then((module) => ({ default: module.Chart })));
const EVERY_MS = 10_000;

interface Choice {
  kind: PeriodKind;
  by: Dimension;
  shown: ShownAs;
  own: OwnDays;
}

/** What was used and what it cost, over time and by whom. */
export default function Usage() {
  const { t } = useTranslation('usage');
  const spending = useOperation('spending.get');
  return (
    <Page title={t('title')} description={t('description')}>
      <Loaded query={spending}>{({ timeZone }) => <Content timeZone={timeZone} />}</Loaded>
    </Page>
  );
}

function useChoice(): [Choice, (change: Partial<Choice>) => void] {
  const [search, setSearch] = useSearchParams();
  const today = new Date().toISOString().slice(0, 10);
  const choice: Choice = {
    kind: PERIOD_KINDS.find((one) => one === search.get('period')) ?? 'month',
    by: DIMENSIONS.find((one) => one === search.get('by')) ?? 'team',
    shown: SHOWN_AS.find((one) => one === search.get('shown')) ?? 'cost',
    own: { first: search.get('first') ?? today, last: search.get('last') ?? today },
  };
  const set = (change: Partial<Choice>): void => {
    const { kind, by, shown, own } = { ...choice, ...change };
    setSearch({ period: kind, by, shown, ...(kind === 'own' && { ...own }) }, { replace: true });
  };
  return [choice, set];
}

function Content({ timeZone }: { timeZone: string }) {
  const [choice, set] = useChoice();
  const period = periodOf(choice.kind, useQuarter(), timeZone, choice.own);
  return (
    <Stack gap="md">
      <Choices choice={choice} onChange={set} period={period} timeZone={timeZone} />
      <Figures choice={choice} onChange={set} period={period} />
    </Stack>
  );
}

function Choices({ choice: { kind, own }, onChange, period, timeZone }: { choice: Choice; onChange: (change: Partial<Choice>) => void; period: Period; timeZone: string }) {
  const { t } = useTranslation('usage');
  const zone = useZoneFormat(timeZone);
  const span = ({ from, to }: Span): string => {
    const [first, last] = [zone.date(from), zone.date(to - 1)];
    return first === last ? first : t('span', { first, last });
  };
  return (
    <div>
      <FilterBar>
        <NativeSelect label={t('period')} value={kind} data={PERIOD_KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))} onChange={({ currentTarget: { value } }) => onChange({ kind: value as PeriodKind })} />
        {kind === 'own' && (
          <>
            <TextInput type="date" label={t('first')} value={own.first} onChange={({ currentTarget: { value } }) => value && onChange({ own: { ...own, first: value } })} />
            <TextInput type="date" label={t('last')} value={own.last} onChange={({ currentTarget: { value } }) => value && onChange({ own: { ...own, last: value } })} />
          </>
        )}
      </FilterBar>
      <Text size="sm" c="dimmed" mt={6}>
        {t('compared', { span: span({ from: period.from, to: Math.max(period.from + 1, Math.min(period.to, Date.now())) }), before: span(period.before) })}
      </Text>
    </div>
  );
}

const query = ({ from, to }: Span, by: string) => ({ from: String(from), to: String(to), by });

function Figures({ choice: { by, shown }, onChange, period }: { choice: Choice; onChange: (change: Partial<Choice>) => void; period: Period }) {
  const { t } = useTranslation('usage');
  const options = { every: EVERY_MS };
  const now = useOperation('usage.report', { query: { ...query(period, by), step: period.step } }, options);
  const before = useOperation('usage.report', { query: query(period.before, by) });
  const shares = useOperation('usage.report', { query: query(period, 'provider,model,outcome') }, options);
  const sharesBefore = useOperation('usage.report', { query: query(period.before, 'provider,model,outcome') });
  return (
    <Loaded query={now} loading={<LoadingState rows={6} />}>
      {(report) => (
        <>
          <Tiles total={{ now: report.total, before: before.data?.total }} shares={{ now: shares.data && sharesOf(shares.data.rows), before: sharesBefore.data && sharesOf(sharesBefore.data.rows) }} rate={report.currency} />
          <Notes unpriced={report.total.unpriced} estimated={report.total.estimated} />
          {report.total.requests === 0 ? (
            <EmptyState icon={IconChartBar} title={t('empty.title')} text={t('empty.text')} />
          ) : (
            <>
              <Card
                title={t('chart.heading')}
                aside={
                  <Group gap="sm" align="flex-end">
                    <SegmentedControl size="xs" aria-label={t('show')} value={shown} onChange={(value) => onChange({ shown: value as ShownAs })} data={SHOWN_AS.map((value) => ({ value, label: t(`tile.${value}`) }))} />
                    <NativeSelect size="xs" aria-label={t('groupBy')} value={by} onChange={({ currentTarget: { value } }) => onChange({ by: value as Dimension })} data={DIMENSIONS.map((value) => ({ value, label: t(`by.${value}`) }))} />
                  </Group>
                }
              >
                <Suspense fallback={<LoadingState rows={5} />}>
                  <Chart rows={report.rows} dimension={by} shown={shown} step={period.step} steps={period.steps} timeZone={report.timeZone} rate={report.currency} />
                </Suspense>
              </Card>
              <Card title={t(`table.${by}`)}>
                <Breakdown report={report} before={before.data} dimension={by} shown={shown} rate={report.currency} days={daysOf(period, report.timeZone)} />
              </Card>
            </>
          )}
        </>
      )}
    </Loaded>
  );
}

/** What the figures do not say by themselves. */
function Notes({ unpriced, estimated }: { unpriced: number; estimated: number }) {
  const { t } = useTranslation('usage');
  if (unpriced === 0 && estimated === 0) return null;
  return (
    <Text size="sm">
      {[...(unpriced > 0 ? [t('unpriced', { count: unpriced })] : []), ...(estimated > 0 ? [t('estimated', { count: estimated })] : [])].join(' ')}
    </Text>
  );
}
