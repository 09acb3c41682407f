import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconArrowUp } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format.ts';
import type { Feed } from './feed.ts';
import { RequestRow } from './RequestRow.tsx';
import classes from './RequestTable.module.css';

const ROW = 44;
const NARROW_ROW = 76;
const COLUMNS = ['time', 'class', 'place', 'key', 'asked', 'duration', 'tokens'] as const;
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
  const scroller = useRef<HTMLDivElement>(null);
  const narrow = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false });
  const size = narrow ? NARROW_ROW : ROW;
  const { list } = feed;
  const count = list.countUpTo(held);
  const newer = list.length - count;
  const virtual = useVirtualizer({ count, getScrollElement: () => scroller.current, estimateSize: () => size, overscan: 10, getItemKey: (index) => list.at(index, count).id });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last > count - AHEAD) void feed.older();
  }, [feed, last, count, version]);
  useEffect(() => virtual.measure(), [size, virtual]);
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
      <div role="table" aria-label={t('list')} aria-rowcount={count + 1} className={classes.table}>
        <div role="rowgroup" className={classes.head}>
          <div role="row" aria-rowindex={1} className={classes.row}>
            {COLUMNS.map((column) => (
              <span role="columnheader" key={column} data-column={column}>
                {t(`column.${column}`)}
              </span>
            ))}
          </div>
        </div>
        <div ref={scroller} className={classes.scroller} onScroll={onScroll} role="rowgroup">
          <div role="presentation" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
            {items.map((item) => (
              <RequestRow key={item.key} trace={list.at(item.index, count)} index={item.index} top={item.start} height={size} />
            ))}
          </div>
        </div>
      </div>
    </div>
  );
}
