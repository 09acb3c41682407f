import { useSearchParams } from 'wouter';
import type { Input } from '../../../gateway/admin/contract.ts';
import { isDataClass } from '../../../gateway/core/data-class.ts';
import { nanoUsdOf } from '../../../gateway/core/money.ts';
import { PLACES } from '../../components/place.ts';
import type { Office } from '../../components/use-office.ts';
import { dayStart } from '../../i18n/day-start.ts';
import { plainDecimal } from '../../i18n/money.ts';

export type TraceFilter = Omit<Input<'traces.list'>['query'], 'limit' | 'before'>;

/** By a provider, with stand-ins: an answer of its own among the filters. */
export const VEILED = 'stand-ins';

/** What a person chose, as it stands in the address, so that it can be passed on; empty texts are left out. */
export const CHOICES = ['class', 'answer', 'key', 'text', 'team', 'provider', 'model', 'session', 'from', 'to', 'cost', 'seconds'] as const;
export type Choice = (typeof CHOICES)[number];
export type Choices = Partial<Record<Choice, string>>;

/** Those that stand behind "More filters". */
export const FURTHER = ['team', 'provider', 'model', 'session', 'from', 'to', 'cost', 'seconds'] as const satisfies readonly Choice[];

const LONGEST = 200;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const DAY_MS = 86_400_000;

/** What an answer of the filter stands for. */
function answerOf(value: string | undefined): Pick<TraceFilter, 'place' | 'decision'> {
  if (value === VEILED) return { place: 'cloud', decision: 'pseudonymise' };
  return { place: PLACES.find((place) => place === value) };
}

/** What the gateway is asked for; what makes no sense is left out. Amounts are those of the office, days those of its clock. */
export function filterOf(choices: Choices, { rate, timeZone }: Pick<Office, 'rate' | 'timeZone'>): TraceFilter {
  const { class: dataClass, key, text, team, provider, model, session, from, to, cost, seconds } = choices;
  const [amount, longest] = [cost === undefined ? undefined : plainDecimal(cost), seconds === undefined ? undefined : plainDecimal(seconds)];
  const filter: TraceFilter = {
    dataClass: isDataClass(dataClass) ? dataClass : undefined,
    ...answerOf(choices.answer),
    keyId: key,
    text,
    team,
    provider,
    model,
    session,
    since: from !== undefined && DAY.test(from) ? String(dayStart(from, timeZone)) : undefined,
    until: to !== undefined && DAY.test(to) ? String(dayStart(nextDay(to), timeZone)) : undefined,
    minCost: amount === undefined || amount.length > LONGEST ? undefined : String(nanoUsdOf(amount.slice(0, 20), rate.perUsd)),
    minMs: longest === undefined ? undefined : String(Math.round(Number(longest) * 1000)),
  };
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)) as TraceFilter;
}

function nextDay(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
}

export function useChoices(): [Choices, (change: Choices) => void] {
  const [search, setSearch] = useSearchParams();
  const choices: Choices = Object.fromEntries(CHOICES.flatMap((name) => (search.get(name) ? [[name, search.get(name)!.slice(0, LONGEST)]] : [])));
  return [
    choices,
    (change) => {
      const next: Choices = { ...choices, ...change };
      setSearch(CHOICES.flatMap((name) => (next[name] ? [[name, next[name]] as [string, string]] : [])), { replace: true });
    },
  ];
}
