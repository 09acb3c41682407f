import { Anchor, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { StackedTable } from '../../components/StackedTable.tsx';
import { useGroupText } from '../../components/use-group-text.ts';
import { useFormat } from '../../i18n/format.ts';
import { type Rate, useMoney } from '../../i18n/money.ts';
import classes from './Breakdown.module.css';
import { colorOf } from './colors.ts';
import type { OwnDays } from './period.ts';
import { requestsLink } from './requests-link.ts';
import { amountOf, type Dimension, type Group, groupsOf, MOST_SERIES, type Report, type ShownAs, tokensOf } from './sums.ts';
import { Change } from './Tiles.tsx';

const SHOWN = 50;

interface BreakdownProps {
  report: Report;
  before: Report | undefined;
  dimension: Dimension;
  shown: ShownAs;
  rate: Rate;
  days: OwnDays;
}

/** The groups of a period, the largest first, with their share and their change. */
export function Breakdown({ report, before, dimension, shown, rate, days }: BreakdownProps) {
  const { t } = useTranslation('usage');
  const groups = groupsOf(report.rows, dimension, shown);
  const earlier = before && new Map(groupsOf(before.rows, dimension, shown).map((group) => [group.id, group]));
  const whole = amountOf(report.total, shown);
  return (
    <>
      <StackedTable columns={[t(`by.${dimension}`), t('tile.cost'), t('column.share'), t('tile.requests'), t('tile.tokens'), t('column.change')]}>
        {groups.slice(0, SHOWN).map((group, index) => (
          <Line key={group.id} group={group} {...{ index, dimension, shown, rate, days, whole }} series={groups.length} before={earlier && (earlier.get(group.id)?.sums ? amountOf(earlier.get(group.id)!.sums, shown) : 0)} />
        ))}
      </StackedTable>
      {groups.length > SHOWN && (
        <Text size="sm" c="dimmed">
          {t('more', { count: groups.length - SHOWN })}
        </Text>
      )}
    </>
  );
}

interface LineProps extends Omit<BreakdownProps, 'report' | 'before'> {
  group: Group;
  index: number;
  /** How many groups there are. */
  series: number;
  whole: number;
  before: number | undefined;
}

function Line({ group: { id, name, sums }, index, series, dimension, shown, rate, days, whole, before }: LineProps) {
  const { t } = useTranslation('usage');
  const format = useFormat();
  const money = useMoney();
  const groupText = useGroupText();
  const amount = amountOf(sums, shown);
  const share = whole === 0 ? 0 : amount / whole;
  const href = requestsLink(dimension, id, days);
  const text = groupText(dimension, id, name);
  const color = colorOf(series > MOST_SERIES + 1 && index >= MOST_SERIES ? MOST_SERIES : index);
  const said = (value: number): string => (shown === 'cost' ? money.short(value, rate) : format.number(value));
  return (
    <Table.Tr>
      <Table.Td>
        <span className={classes.name}>
          <span className={classes.swatch} style={{ background: color }} aria-hidden />
          {href ? (
            <Anchor component={Link} href={href} underline="always" c="inherit" inherit title={t('toRequests')}>
              {text}
            </Anchor>
          ) : (
            text
          )}
        </span>
      </Table.Td>
      <Table.Td title={money.full(sums.cost, rate)}>
        {money.short(sums.cost, rate)}
        {sums.unpriced > 0 && <Text size="sm" c="dimmed">{t('unpricedShort', { count: sums.unpriced })}</Text>}
      </Table.Td>
      <Table.Td>
        <span className={classes.share}>
          <span className={classes.bar} aria-hidden>
            <span style={{ width: `${share * 100}%`, background: color }} />
          </span>
          {format.percent(share)}
        </span>
      </Table.Td>
      <Table.Td data-label={t('tile.requests')}>{format.number(sums.requests)}</Table.Td>
      <Table.Td data-label={t('tile.tokens')}>{format.number(tokensOf(sums))}</Table.Td>
      <Table.Td>
        <Change now={amount} before={before} said={before === undefined ? undefined : said(before)} />
      </Table.Td>
    </Table.Tr>
  );
}
