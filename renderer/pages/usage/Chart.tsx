import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import { useTranslation } from 'react-i18next';
import { useGroupText } from '../../components/use-group-text.ts';
import { useFormat } from '../../i18n/format.ts';
import { decimalOf, type Rate, useMoney } from '../../i18n/money.ts';
import { useZoneFormat } from '../../i18n/zone.ts';
import classes from './Chart.module.css';
import type { Step } from './period.ts';
import { colorOf } from './colors.ts';
import { type Row, seriesOf, type ShownAs } from './sums.ts';

interface ChartProps {
  rows: readonly Row[];
  dimension: string;
  shown: ShownAs;
  step: Step;
  steps: readonly number[];
  timeZone: string;
  rate: Rate;
}

const HEIGHT = 260;

/** Usage over time, stacked by group; the same numbers stand in a table below. */
export function Chart({ rows, dimension, shown, step, steps, timeZone, rate }: ChartProps) {
  const { t } = useTranslation('usage');
  const zone = useZoneFormat(timeZone);
  const groupText = useGroupText();
  const format = useFormat();
  const money = useMoney();
  const { series, points } = seriesOf(rows, dimension, shown, steps);
  const label = ({ group }: (typeof series)[number]): string => (group ? groupText(dimension, group.id, group.name) : t('chart.others'));
  const timeText = (time: number): string => (step === 'hour' ? zone.hour(time) : step === 'month' ? zone.month(time) : zone.day(time));
  const said = (value: number): string => (shown === 'cost' ? money.short(value, rate) : format.number(value));
  // What a chart draws need not be exact to the nano-dollar; the texts beside it are.
  const drawn = (value: number): number => (shown === 'cost' ? Number(decimalOf(value, rate.perUsd)) : value);
  const data = points.map(({ time, values }) => ({ time: timeText(time), ...Object.fromEntries(Object.entries(values).map(([key, value]) => [key, drawn(value)])) }));
  const axis = (value: number): string => (shown === 'cost' ? money.entered(value.toFixed(value < 0.1 && value > 0 ? 4 : 2), rate.code) : format.number(value));
  const title = t(`chart.title.${shown}`);
  return (
    <figure className={classes.figure}>
      <ul className={classes.legend} aria-label={t('chart.legend')}>
        {series.map((one, index) => (
          <li key={one.key}>
            <span className={classes.swatch} style={{ background: colorOf(index) }} aria-hidden />
            {label(one)}
          </li>
        ))}
      </ul>
      <div role="img" aria-label={t('chart.about', { title })}>
        <BarChart
          h={HEIGHT}
          data={data}
          dataKey="time"
          type="stacked"
          series={series.map((one, index) => ({ name: one.key, label: label(one), color: colorOf(index) }))}
          valueFormatter={axis}
          maxBarWidth={48}
          gridAxis="x"
          tickLine="none"
          strokeDasharray="2 4"
          yAxisProps={{ width: 76 }}
          xAxisProps={{ minTickGap: 24 }}
          barProps={{ isAnimationActive: false, stroke: 'var(--gh-card)', strokeWidth: 1 }}
          barChartProps={{ accessibilityLayer: false }}
          tooltipAnimationDuration={0}
        />
      </div>
      <details className={classes.table}>
        <summary>{t('chart.asTable')}</summary>
        <div className={classes.scroll} tabIndex={0} role="region" aria-label={t('chart.asTable')}>
          <table>
            <caption hidden>{title}</caption>
            <thead>
              <tr>
                <th scope="col">{t('chart.time')}</th>
                {series.map((one) => (
                  <th key={one.key} scope="col" title={label(one)}>
                    {label(one)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {points.map(({ time, values }) => (
                <tr key={time}>
                  <td>{step === 'hour' ? zone.dateTime(time) : timeText(time)}</td>
                  {series.map(({ key }) => (
                    <td key={key}>{said(values[key] ?? 0)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}
