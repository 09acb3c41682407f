import { type Rate, useMoney } from '../i18n/money.ts';

/** An amount in cents, with all its digits in the tooltip. */
export function MoneyText({ of, rate }: { of: number; rate: Rate }) {
  const money = useMoney();
  return <span title={money.full(of, rate)}>{money.short(of, rate)}</span>;
}
