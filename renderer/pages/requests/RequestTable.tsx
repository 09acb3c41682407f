import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconArrowUp } from '@tabler/icons-react';
import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useFixedRows } from '../../components/fixed-rows.ts';
import { useOffice } from '../../components/use-office.ts';
import { useFormat } from '../../i18n/format.ts';
import { useMoney } from '../../i18n/money.ts';
import type { Feed } from './feed.ts';
import { RequestRow } from './RequestRow.tsx';
import classes from './RequestTable.module.css';

const ROW = 44;
const NARROW_ROW = 76;
const COLUMNS = ['time', 'class', 'place', 'key', 'asked', 'duration', 'tokens', 'cost'] as const;
/** Rows before the end at which the next page is fetched. */
const AHEAD = 60;

interface RequestTableProps {
  feed: Feed;
  /** Changes with the feed's rows. */
  version: number;
  held: string | null;
  hold: (id: string | null) => void;
}

/** Only the rows in sight exist. At the top it follows the newest; scrolled down, or held, it stands still and counts what comes. */
export function RequestTable({ feed, version, held, hold }: RequestTableProps) {
  const { t } = useTranslation('requests');
  const format = useFormat();
  const money = useMoney();
  const { rate, zone } = useOffice();
  const amount = useMemo(() => ({ short: (nano: number) => money.tight(nano, rate), full: (nano: number) => money.full(nano, rate) }), [money, rate]);
  const scroller = useRef<HTMLDivElement>(null);
  const narrow = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false });
  const size = narrow ? NARROW_ROW : ROW;
  const { list } = feed;
  const count = list.countUpTo(held);
  const newer = list.length - count;
  const { first, end } = useFixedRows(scroller, size, count);
  const rows = Array.from({ length: end - first }, (_, index) => first + index);
  useEffect(() => {
    if (end > count - AHEAD) void feed.older();
  }, [feed, end, count, version]);
  const onScroll = (): void => {
    const top = scroller.current?.scrollTop ?? 0;
    if (held === null && top > size) hold(list.newestId());
  };
  const follow = (): void => {
    scroller.current?.scrollTo({ top: 0 });
    hold(null);
  };
  return (
    <div className={classes.frame}>
      {newer > 0 && (
        <Button className={classes.newer} size="xs" radius="xl" leftSection={<IconArrowUp size={14} aria-hidden />} onClick={follow}>
          {t('newer', { count: newer, number: format.number(newer) })}
        </Button>
      )}
      <div ref={scroller} onScroll={onScroll} role="table" aria-label={t('list')} aria-rowcount={count + 1} className={classes.table}>
        <div role="rowgroup" className={classes.head}>
          <div role="row" aria-rowindex={1} className={classes.row}>
            {COLUMNS.map((column) => (
              <span role="columnheader" key={column} data-column={column}>
                {t(`column.${column}`)}
              </span>
            ))}
          </div>
        </div>
        <div role="rowgroup" style={{ height: count * size, position: 'relative' }}>
          {rows.map((index) => {
            const trace = list.at(index, count);
            return <RequestRow key={trace.id} trace={trace} index={index} top={index * size} height={size} amount={amount} zone={zone} />;
          })}
        </div>
      </div>
    </div>
  );
}
