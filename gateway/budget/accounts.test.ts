import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { type Budget, type Measure, ORGANISATION, type Payer, type Period, scopesOf } from '../core/spending.ts';
import { Accounts, type Amounts, type Crossing, type Reservation, type Shortage } from './accounts.ts';
import { spanOf } from './period.ts';

const START = Date.parse('2026-10-24T20:00:00Z');
const ZONES = ['Europe/Zurich', 'America/New_York', 'Pacific/Apia', 'Asia/Kathmandu'];
const budget = (id: string, scope: string, measure: Measure, limit: number, more: Partial<Budget> = {}): Budget => ({ id, scope, measure, amount: String(limit), limit, period: 'month', hard: true, alertAt: [80], covers: 'cloud', createdAt: 0, updatedAt: 0, ...more });
const payer = (key: number): Payer => ({ keyId: `k${key}`, team: key < 2 ? 'a' : 'b', ownerKind: 'person', owner: key % 2 === 0 ? 'Anna' : 'Beat' });

interface Entry { time: number; scopes: string[]; amounts: Amounts; cloud: boolean }

/** Accounts over a ledger that is a list: what a database would hold. */
function world(budgets: Budget[]) {
  const state = { now: START, zone: ZONES[0]!, budgets, crossings: [] as Crossing[], ledger: [] as Entry[] };
  const sum = (one: Budget, start: number, end: number): number =>
    state.ledger.filter((entry) => entry.time >= start && entry.time < end && entry.scopes.includes(one.scope) && (entry.cloud || one.covers === 'all')).reduce((total, entry) => total + entry.amounts[one.measure], 0);
  const accounts = new Accounts({ budgets: () => state.budgets, timeZone: () => state.zone, now: () => state.now, usedIn: (asked) => asked.map(({ budget: one, span: { start, end } }) => sum(one, start, end)), onCrossing: (crossing) => state.crossings.push(crossing) });
  return { state, accounts, sum };
}

const refused = (result: Reservation | Shortage): result is Shortage => 'budget' in result;
const money = (amount: number): Amounts => ({ money: amount, tokens: 0, requests: 1 });

describe('accounts', () => {
  it('let in what fits to the last unit, and say where it does not', () => {
    const { accounts } = world([budget('1', ORGANISATION, 'money', 100), budget('2', 'team:a', 'money', 60), budget('3', 'key:k0', 'requests', 2)]);
    const first = accounts.reserve(payer(0), true, money(60)) as Reservation;
    expect(accounts.reserve(payer(1), true, money(1))).toMatchObject({ budget: { id: '2' }, used: 0, reserved: 60, needed: 1 });
    first.settle(money(10), true);
    first.settle(money(50), true);
    expect(accounts.reserve(payer(1), true, money(51))).toMatchObject({ budget: { id: '2' }, used: 10, reserved: 0 });
    expect(refused(accounts.reserve(payer(1), true, money(50)))).toBe(false);
    expect(accounts.reserve(payer(2), true, money(41))).toMatchObject({ budget: { id: '1' }, used: 10, reserved: 50 });
    expect(accounts.standings().map(({ used, reserved }) => [used, reserved])).toEqual([[10, 50], [10, 50], [1, 0]]);
  });

  it('let one request raise its own, and keep what it had where it cannot', () => {
    const { accounts } = world([budget('1', ORGANISATION, 'money', 100)]);
    const one = accounts.reserve(payer(0), true, money(60)) as Reservation;
    expect(one.hold(money(100))).toBeUndefined();
    expect(one.hold(money(101))).toMatchObject({ needed: 101, reserved: 0 });
    expect(accounts.standings()[0]).toMatchObject({ reserved: 100 });
  });

  it('never hold up what the bundled model answers, unless a budget says so', () => {
    const { accounts } = world([budget('1', ORGANISATION, 'tokens', 10), budget('2', 'team:b', 'tokens', 10, { covers: 'all' })]);
    expect(refused(accounts.reserve(payer(0), false, { money: 0, tokens: 50, requests: 1 }))).toBe(false);
    expect(refused(accounts.reserve(payer(2), false, { money: 0, tokens: 50, requests: 1 }))).toBe(true);
  });

  it('settle in the period in which they reserved: a month that ends in mid-stream keeps its request', () => {
    const { accounts, state } = world([budget('1', ORGANISATION, 'money', 100)]);
    state.now = Date.parse('2026-10-31T22:59:59Z');
    const late = accounts.reserve(payer(0), true, money(90)) as Reservation;
    state.now += 2_000;
    expect(DateTime.fromMillis(accounts.standings()[0]!.start, { zone: 'Europe/Zurich' }).toISO()).toBe('2026-11-01T00:00:00.000+01:00');
    expect(refused(accounts.reserve(payer(0), true, money(100)))).toBe(false);
    late.settle(money(90), true);
    expect(accounts.standings()[0]).toMatchObject({ used: 0, reserved: 100 });
  });

  it('tell nothing of a budget of nothing, as long as nothing is used', () => {
    const { accounts, state } = world([budget('1', ORGANISATION, 'money', 0)]);
    accounts.standings();
    expect(refused(accounts.reserve(payer(0), true, money(1)))).toBe(true);
    expect(state.crossings).toEqual([]);
  });

  it('tell each threshold once, when a settlement crosses it', () => {
    const { accounts, state } = world([budget('1', ORGANISATION, 'money', 100, { alertAt: [50, 80] })]);
    for (const amount of [49, 1, 29, 10, 11]) (accounts.reserve(payer(0), true, money(amount)) as Reservation).settle(money(amount), true);
    expect(state.crossings.map(({ threshold, used }) => [threshold, used])).toEqual([[50, 50], [80, 89]]);
  });

  it('know the days, weeks and months of a zone, also where the clock is moved', () => {
    const hours = (period: Period, at: string, zone: string): number => {
      const { start, end } = spanOf(period, Date.parse(at), zone);
      return (end - start) / 3_600_000;
    };
    expect(hours('day', '2026-10-25T12:00:00Z', 'Europe/Zurich')).toBe(25);
    expect(hours('day', '2026-03-29T12:00:00Z', 'Europe/Zurich')).toBe(23);
    expect(hours('week', '2026-10-21T12:00:00Z', 'Europe/Zurich')).toBe(169);
    expect(hours('month', '2026-10-21T12:00:00Z', 'Europe/Zurich')).toBe(745);
    expect(DateTime.fromMillis(spanOf('week', START, 'Europe/Zurich').start, { zone: 'Europe/Zurich' }).weekday).toBe(1);
  });

  it('know one beginning of a day whose first hour comes twice', () => {
    for (const [zone, period, first] of [['Atlantic/Azores', 'day', '2026-10-25T00:00:00Z'], ['America/Havana', 'day', '2026-11-01T04:00:00Z'], ['America/Havana', 'month', '2026-11-01T04:00:00Z']] as const) {
      const start = Date.parse(first);
      for (const minutes of [0, 30, 60, 90, 600]) expect(spanOf(period, start + minutes * 60_000, zone), `${zone} ${minutes}`).toEqual({ start, end: spanOf(period, start, zone).end });
      expect(spanOf(period, start - 1, zone).end).toBe(start);
    }
  });

  it('never go above a hard limit and never lose a reservation, whatever comes in whatever order (10,000 schedules)', { timeout: 60_000 }, () => {
    const amount = fc.integer({ min: 0, max: 40 });
    const amounts = fc.record({ money: amount, tokens: amount, requests: fc.constant(1) });
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.record({ do: fc.constant('reserve' as const), key: fc.nat({ max: 3 }), cloud: fc.boolean(), amounts }) },
      { weight: 4, arbitrary: fc.record({ do: fc.constant('settle' as const), which: fc.nat(), part: fc.double({ min: 0, max: 1, noNaN: true }), cloud: fc.boolean() }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('raise' as const), which: fc.nat(), amounts }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 12 * 86_400_000 }) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('zone' as const), zone: fc.constantFrom(...ZONES) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('change' as const), drop: fc.nat() }) },
    );
    const some = fc.array(fc.record({ scope: fc.constantFrom(ORGANISATION, 'team:a', 'team:b', 'person:Anna', 'key:k1', 'key:k2'), measure: fc.constantFrom<Measure>('money', 'tokens', 'requests'), limit: fc.integer({ min: 1, max: 120 }), period: fc.constantFrom<Period>('day', 'week', 'month', 'total'), hard: fc.boolean(), covers: fc.constantFrom<'cloud' | 'all'>('cloud', 'all') }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(some, fc.array(step, { maxLength: 25 }), (drawn, steps) => {
        const all = drawn.map(({ scope, measure, limit, ...more }, index) => budget(String(index), scope, measure, limit, more));
        const { accounts, state, sum } = world(all);
        const open: { reservation: Reservation; time: number; who: Payer; asked: boolean }[] = [];
        /** Changes of the office's own mind may leave a budget with more than it allows; requests never do. */
        let disturbed = false;
        for (const one of steps) {
          if (one.do === 'reserve') {
            const who = payer(one.key);
            const result = accounts.reserve(who, one.cloud, one.amounts);
            if (!refused(result)) open.push({ reservation: result, time: state.now, who, asked: one.cloud });
          } else if (one.do === 'settle' && open.length > 0) {
            const [{ reservation, time, who, asked }] = open.splice(one.which % open.length, 1) as [(typeof open)[number]];
            const cloud = asked && one.cloud;
            const part: Amounts = { money: cloud ? Math.floor(reservation.held.money * one.part) : 0, tokens: Math.floor(reservation.held.tokens * one.part), requests: 1 };
            reservation.settle(part, cloud);
            state.ledger.push({ time, scopes: scopesOf(who), amounts: part, cloud });
          } else if (one.do === 'raise' && open.length > 0) open[one.which % open.length]!.reservation.hold(one.amounts);
          else if (one.do === 'wait') state.now += one.ms;
          else if (one.do === 'zone') {
            state.zone = one.zone;
            disturbed = true;
            accounts.changed();
          } else if (one.do === 'change') {
            state.budgets = all.filter((_, index) => index !== one.drop % (all.length + 1));
            disturbed = true;
            accounts.changed();
          }
          for (const { budget: each, start, end, used, reserved } of accounts.standings()) {
            if (used !== sum(each, start, end)) throw new Error(`${each.id} says ${used} used, the ledger ${sum(each, start, end)}`);
            const held = open.filter(({ time, who, asked }) => time >= start && time < end && scopesOf(who).includes(each.scope) && (asked || each.covers === 'all')).reduce((total, { reservation }) => total + reservation.held[each.measure], 0);
            if (reserved !== held) throw new Error(`${each.id} says ${reserved} reserved, its requests hold ${held}`);
            if (each.hard && !disturbed && used + reserved > each.limit) throw new Error(`${each.id} is above its limit`);
          }
        }
      }),
      { numRuns: 10_000, seed: 20261121 },
    );
  });
});
