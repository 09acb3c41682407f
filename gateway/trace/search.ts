import { isAscii } from '../core/ascii.ts';
import { traceIdAt } from '../core/ids.ts';
import type { Store } from '../store/open.ts';
import type { TraceFilter, TracePlace } from './types.ts';

/** Where a request was answered, of a row's columns. `trace/overview.ts` says the same of whole groups. */
const PLACES: Record<TracePlace, string> = {
  running: 'outcome IS NULL',
  refused: "outcome = 'refused'",
  failed: "outcome IN ('error', 'interrupted')",
  here: "outcome IN ('ok', 'aborted') AND coalesce(provider, decision) = 'local'",
  cloud: "outcome IN ('ok', 'aborted') AND coalesce(provider, decision) <> 'local'",
};

type Value = string | number;

/** What each filter asks of a row. */
const CONDITIONS: Record<Exclude<keyof TraceFilter, 'limit' | 'before' | 'place' | 'text'>, string> = {
  keyId: 'key_id = @keyId',
  team: 'team = @team',
  owner: 'owner = @owner',
  dataClass: 'data_class = @dataClass',
  outcome: 'outcome = @outcome',
  provider: 'provider = @provider',
  model: '(model = @model OR requested_model = @model)',
  session: 'session = @session',
  decision: 'decision = @decision',
  minCost: 'cost >= @minCost',
  minMs: 'total_ms >= @minMs',
  since: 'time >= @since',
  until: 'time < @until',
};
const TEXT = `(key_name LIKE @text ESCAPE '\\' OR requested_model LIKE @text ESCAPE '\\' OR model LIKE @text ESCAPE '\\')`;
/** LIKE knows the case of ASCII letters only; a call for each name costs more, and is needed for others alone. */
const TEXT_OF_ANY_SCRIPT = '(instr(folded(key_name), @text) > 0 OR instr(folded(requested_model), @text) > 0 OR instr(folded(model), @text) > 0)';
/** Filters that the usage knows too: it says which quarters of an hour can be passed over. */
const IN_USAGE: Partial<Record<keyof TraceFilter, string>> = {
  keyId: 'key_id = @keyId', team: 'team = @team', owner: 'owner = @owner', dataClass: 'data_class = @dataClass', outcome: 'outcome = @outcome',
  // What is charged to another than has answered is entered without a model.
  provider: "(provider = @provider OR model = '')",
};

/** So many rows are looked at between two looks at the clock. */
const WINDOW = 2_000;
/** A search that has found less than a page by then gives what it has, and where to go on. */
const SEARCH_MS = 50;
const QUARTER_MS = 900_000;

export interface Found<R> {
  rows: R[];
  /** Older ones may follow: ask again with this as `before`; undefined: that was all. */
  next: string | undefined;
}

/** Newest first, by the primary key alone: no index per filter, which each request would pay for, and no search that holds up the others. */
export function traceSearch<R extends { id: string }>({ db }: Store): (filter: TraceFilter) => Found<R> {
  db.function('folded', { deterministic: true }, (name: unknown) => (typeof name === 'string' ? name.toLowerCase() : null));
  const statements = new Map<string, ReturnType<typeof prepare>>();
  const prepare = (where: string) =>
    db.prepare<[Record<string, Value>], R>(`SELECT * FROM (SELECT * FROM traces WHERE id < @before AND id >= @floor ORDER BY id DESC LIMIT ${WINDOW}) ${where === '' ? '' : `WHERE ${where}`} LIMIT @limit`);
  const lastOfWindow = db.prepare<[string, string], string>(`SELECT id FROM traces WHERE id < ? AND id >= ? ORDER BY id DESC LIMIT 1 OFFSET ${WINDOW - 1}`).pluck();
  const oldestRunning = db.prepare<[], string>('SELECT id FROM traces WHERE outcome IS NULL ORDER BY id LIMIT 1').pluck();
  const newestSetBack = db.prepare<[string], string>('SELECT id FROM traces INDEXED BY traces_set_back WHERE quarter > time / 900000 + 1 AND id < ? ORDER BY id DESC LIMIT 1').pluck();
  const jumps = new Map<string, ReturnType<typeof prepareJump>>();
  const prepareJump = (where: string) => db.prepare<[Record<string, Value>], number>(`SELECT quarter FROM usage WHERE quarter <= @quarter ${where} ORDER BY quarter DESC LIMIT 1`).pluck();
  const cached = <T>(known: Map<string, T>, name: string, make: (name: string) => T): T => {
    let found = known.get(name);
    if (!found) known.set(name, (found = make(name)));
    return found;
  };

  return ({ limit = 100, before = '~', place, text, ...filter }) => {
    const given = (Object.keys(CONDITIONS) as (keyof typeof CONDITIONS)[]).filter((name) => filter[name] !== undefined && filter[name] !== null);
    const values: Record<string, Value> = Object.fromEntries(given.map((name) => [name, filter[name]!]));
    const folded = text !== undefined && !isAscii(text);
    if (text !== undefined) values['text'] = folded ? text.toLowerCase() : `%${text.replace(/[\\%_]/g, '\\$&')}%`;
    const where = [...given.map((name) => CONDITIONS[name]), ...(text === undefined ? [] : [folded ? TEXT_OF_ANY_SCRIPT : TEXT]), ...(place ? [`(${PLACES[place]})`] : [])].join(' AND ');
    const find = cached(statements, where, prepare);
    const jump = cached(jumps, given.flatMap((name) => (IN_USAGE[name] ? [`AND ${IN_USAGE[name]}`] : [])).join(' '), prepareJump);
    const skips = given.some((name) => IN_USAGE[name]);
    const running = oldestRunning.get() ?? '~';
    // Ids begin with their time; a request may be charged to the quarter after it began.
    const floor = typeof filter.since === 'number' ? traceIdAt(filter.since) : '';
    const most = Math.min(limit, 1_000);
    const deadline = performance.now() + SEARCH_MS;
    const rows: R[] = [];
    let from = typeof filter.until === 'number' && traceIdAt(filter.until) < before ? traceIdAt(filter.until) : before;
    for (;;) {
      if (skips && from <= running) {
        const quarter = jump.get({ ...values, quarter: quarterOf(from) + 1 });
        // The usage has these at another time: nothing is passed over until they are.
        const setBack = newestSetBack.get(from);
        if (quarter === undefined && setBack === undefined) return { rows, next: undefined };
        const ends = [...(quarter === undefined ? [] : [traceIdAt((quarter + 1) * QUARTER_MS)]), ...(setBack === undefined ? [] : [`${setBack}~`])];
        const end = ends.reduce((a, b) => (a > b ? a : b));
        if (end < from) from = end;
      }
      rows.push(...find.all({ ...values, before: from, floor, limit: most - rows.length }));
      const last = lastOfWindow.get(from, floor);
      if (rows.length >= most) return { rows, next: rows.at(-1)!.id };
      if (last === undefined) return { rows, next: undefined };
      from = last;
      if (performance.now() >= deadline) return { rows, next: from };
    }
  };
}

function quarterOf(id: string): number {
  const time = /^trc_([0-9a-z]{9})/.exec(id)?.[1];
  return time === undefined ? Number.MAX_SAFE_INTEGER - 1 : Math.floor(Number.parseInt(time, 36) / QUARTER_MS);
}
