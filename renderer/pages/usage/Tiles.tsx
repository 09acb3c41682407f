import { IconArrowDownRight, IconArrowRight, IconArrowUpRight } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format.ts';
import { type Rate, useMoney } from '../../i18n/money.ts';
import { type Shares, type Sums, tokensOf } from './sums.ts';
import classes from './Tiles.module.css';

interface Both<T> {
  now: T;
  /** Of the period before; undefined as long as it is not known. */
  before: T | undefined;
}

/** The figures of a period, each with its change against the one before. */
export function Tiles({ total, shares, rate }: { total: Both<Sums>; shares: Both<Shares | undefined>; rate: Rate }) {
  const { t } = useTranslation('usage');
  const format = useFormat();
  const money = useMoney();
  const share = shares.now;
  const none = t('tile.none');
  return (
    <dl className={classes.tiles} aria-label={t('tiles')}>
      <Tile label={t('tile.cost')} value={money.short(total.now.cost, rate)} title={money.full(total.now.cost, rate)}>
        <Change now={total.now.cost} before={total.before?.cost} said={total.before && money.short(total.before.cost, rate)} />
      </Tile>
      <Tile label={t('tile.requests')} value={format.number(total.now.requests)}>
        <Change now={total.now.requests} before={total.before?.requests} said={total.before && format.number(total.before.requests)} />
      </Tile>
      <Tile label={t('tile.tokens')} value={format.number(tokensOf(total.now))}>
        <Change now={tokensOf(total.now)} before={total.before && tokensOf(total.before)} said={total.before && format.number(tokensOf(total.before))} />
      </Tile>
      <Tile label={t('tile.here')} value={share?.here === undefined ? none : format.percent(share.here)}>
        {shares.before?.here !== undefined && t('tile.before', { value: format.percent(shares.before.here) })}
      </Tile>
      <Tile label={t('tile.time')} value={share?.meanMs === undefined ? none : format.duration(share.meanMs)}>
        {shares.before?.meanMs !== undefined && t('tile.before', { value: format.duration(shares.before.meanMs) })}
      </Tile>
      <Tile label={t('tile.failed')} value={share?.failed === undefined ? none : format.percent(share.failed)}>
        {share && share.refused > 0 && t('tile.refused', { count: share.refused, number: format.number(share.refused) })}
      </Tile>
    </dl>
  );
}

function Tile({ label, value, title, children }: { label: string; value: string; title?: string; children: ReactNode }) {
  return (
    <div className={classes.tile}>
      <dt>{label}</dt>
      <dd className={classes.value} title={title}>
        {value}
      </dd>
      <dd className={classes.note}>{children}</dd>
    </div>
  );
}

/** By how much it is more or less than before; `said`: how much that was. */
export function Change({ now, before, said }: { now: number; before: number | undefined; said: string | undefined }) {
  const { t } = useTranslation('usage');
  const format = useFormat();
  if (before === undefined) return null;
  if (before === 0) return now === 0 ? null : t('change.new');
  const change = now / before - 1;
  const percent = Math.round(change * 100);
  const Sign = percent > 0 ? IconArrowUpRight : percent < 0 ? IconArrowDownRight : IconArrowRight;
  return (
    <span title={t('tile.before', { value: said ?? '' })} style={{ display: 'inline-flex', alignItems: 'center', gap: 3 }}>
      <Sign size={14} aria-hidden />
      {percent === 0 ? t('change.same') : t(percent > 0 ? 'change.more' : 'change.less', { percents: format.percent(Math.abs(change)) })}
    </span>
  );
}
