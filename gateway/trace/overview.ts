import type { DataClass } from '../core/data-class.ts';
import { DATA_CLASSES } from '../core/data-class.ts';
import { LOCAL_PROVIDER } from '../core/model.ts';
import type { Store } from '../store/open.ts';
import { QUARTER_MS } from './rows.ts';
import type { Outcome, TracePlace } from './types.ts';

/** How many requests were answered where. */
export type Places = Record<TracePlace, number>;

export interface Overview {
  /** IANA name of the zone whose day "today" is. */
  timeZone: string;
  today: {
    /** Midnight, in UTC milliseconds. */
    since: number;
    requests: Places;
    classes: ({ dataClass: DataClass } & Places)[];
    /** Those that answered, the busiest first. */
    providers: { provider: string; requests: number; promptTokens: number; completionTokens: number }[];
    promptTokens: number;
    completionTokens: number;
  };
  /** The last 24 hours, oldest first; each begins at a full hour of the zone. */
  hours: ({ time: number } & Places)[];
}

interface Group { quarter: number; outcome: Outcome | null; provider: string; data_class: DataClass; requests: number; prompt: number; completion: number }

const HOUR = 3_600_000;
/** The longest day, and then some. */
const WINDOW_MS = 27 * HOUR;

/** Counts today's requests and the last 24 hours: what has ended from the usage, what runs from its own index, folded here by the zone's clock. */
export function createOverview({ db }: Store): (now: number, timeZone: string) => Overview {
  const groups = db.prepare<[number], Group>(
    // An answer that is charged to a provider which lost the request before it is entered without a model: it was given here.
    `SELECT quarter, outcome, iif(outcome = 'ok' AND model = '' AND provider <> '', '${LOCAL_PROVIDER}', provider) AS provider, data_class, sum(requests) AS requests, sum(prompt_tokens) AS prompt, sum(completion_tokens) AS completion
     FROM usage WHERE quarter >= ? GROUP BY quarter, outcome, 3, data_class`,
  );
  const running = db.prepare<[number], Group>(
    `SELECT quarter, NULL AS outcome, '' AS provider, data_class, count(*) AS requests, 0 AS prompt, 0 AS completion FROM traces INDEXED BY traces_open WHERE outcome IS NULL AND quarter >= ? GROUP BY quarter, data_class`,
  );
  return (now, timeZone) => {
    const clock = zoneClock(timeZone);
    const since = midnight(clock, now);
    const firstHour = hourOf(clock, now) - 23 * HOUR;
    const today: Overview['today'] = { since, requests: none(), classes: DATA_CLASSES.map((dataClass) => ({ dataClass, ...none() })), providers: [], promptTokens: 0, completionTokens: 0 };
    const hours = Array.from({ length: 24 }, (_, index) => ({ time: firstHour + index * HOUR, ...none() }));
    const providers = new Map<string, Overview['today']['providers'][number]>();
    const first = Math.floor((now - WINDOW_MS) / QUARTER_MS);
    for (const group of [...groups.all(first), ...running.all(first)]) {
      const time = group.quarter * QUARTER_MS;
      const place = placeOf(group);
      const hour = hours[Math.floor((time - firstHour) / HOUR)];
      if (hour) hour[place] += group.requests;
      if (time < since) continue;
      today.requests[place] += group.requests;
      today.classes[DATA_CLASSES.indexOf(group.data_class)]![place] += group.requests;
      today.promptTokens += group.prompt;
      today.completionTokens += group.completion;
      if ((place !== 'here' && place !== 'cloud') || group.provider === '') continue;
      const known = providers.get(group.provider) ?? { provider: group.provider, requests: 0, promptTokens: 0, completionTokens: 0 };
      known.requests += group.requests;
      known.promptTokens += group.prompt;
      known.completionTokens += group.completion;
      providers.set(group.provider, known);
    }
    today.providers = [...providers.values()].sort((a, b) => b.requests - a.requests);
    return { timeZone, today, hours };
  };
}

/** The same as `PLACES` of the search says in SQL. */
function placeOf({ outcome, provider }: Group): TracePlace {
  if (outcome === null) return 'running';
  if (outcome === 'refused') return 'refused';
  if (outcome === 'error' || outcome === 'interrupted') return 'failed';
  return provider === LOCAL_PROVIDER ? 'here' : 'cloud';
}

const none = (): Places => ({ here: 0, cloud: 0, refused: 0, failed: 0, running: 0 });

type ZoneClock = (time: number) => { day: string; minute: number };

function zoneClock(timeZone: string): ZoneClock {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', minute: '2-digit' });
  return (time) => {
    const parts = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, value]));
    return { day: `${parts['year']}-${parts['month']}-${parts['day']}`, minute: Number(parts['minute']) };
  };
}

function hourOf(clock: ZoneClock, time: number): number {
  const quarter = Math.floor(time / QUARTER_MS) * QUARTER_MS;
  return quarter - clock(quarter).minute * 60_000;
}

function midnight(clock: ZoneClock, now: number): number {
  const { day } = clock(now);
  let start = Math.floor(now / QUARTER_MS) * QUARTER_MS;
  while (clock(start - QUARTER_MS).day === day) start -= QUARTER_MS;
  return start;
}
