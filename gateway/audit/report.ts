import { ACTIONS } from '../core/audit-actions.ts';
import type { Clock } from '../core/clock.ts';
import { isObject, type JsonObject } from '../core/json.ts';
import { ChainWalk, slices } from './chain.ts';
import type { Checkpoints } from './checkpoints.ts';
import { boundsOf } from './export.ts';
import type { AuditLog } from './log.ts';
import type { AuditRow } from './record.ts';
import { INTERRUPTED, REFUSED, SENT } from './requests.ts';

export interface Span {
  count: number;
  /** UTC milliseconds. */
  first: number;
  last: number;
}

/** What one provider saw of one class, under one contract, sent in one way. */
export interface Seen {
  provider: string;
  /** As the office calls it, or called it while it was there. */
  providerName: string;
  region: string;
  contract: string | null;
  dataClass: string;
  /** `allow`, `pseudonymise` or `local`. */
  decision: string;
  /** Attempts that may have let bytes out. */
  sent: number;
  bytes: number;
  first: number;
  last: number;
  /** Versions of the rules, ascending. */
  policies: number[];
}

export interface AuditReport {
  from: number;
  to: number;
  timeZone: string;
  madeAt: number;
  fingerprint: string;
  records: { count: number; first: number | null; last: number | null; head: string };
  broken: { record: number; reason: string } | null;
  seen: Seen[];
  refusals: ({ dataClass: string; code: string; why: string | null } & Span)[];
  interrupted: ({ dataClass: string } & Span)[];
  policies: { seq: number; time: number; actor: string; version: number | null; comment: string; loosened: boolean; differences: string[] }[];
  notable: { seq: number; time: number; actor: string; action: string; detail: string }[];
  actions: { action: string; count: number }[];
  leftOut: number;
}

export interface ReportOptions {
  /** UTC milliseconds: records of `from` or later, and before `to`. */
  from: number;
  to: number;
  timeZone: string;
  /** What the office calls a provider, or called it; undefined where nobody knows. */
  nameOf(provider: string): string | undefined;
}

/** So many rows of each list; a page that nobody can read helps nobody, and the export has them all. */
const MAX_ROWS = 500;
const MAX_DETAIL = 500;
/** Names in the log come from many hands: groups beyond this are summed under one name. */
const MAX_GROUPS = 2_000;
const OTHERS = '…';

/** What an auditor asks of a period; computed in slices, others get their turn in between. Throws `storage_unavailable`. */
export async function reportOf({ audit, checkpoints, clock }: { audit: AuditLog; checkpoints: Checkpoints; clock: Clock }, { from, to, timeZone, nameOf }: ReportOptions): Promise<AuditReport> {
  const { first, last, previous } = await boundsOf(audit, audit.head().seq, { from, to });
  const walk = new ChainWalk({ seq: first - 1, hash: previous });
  const report = new Collector(nameOf);
  let count = 0;
  for await (const rows of slices(audit, first, last)) {
    for (const row of rows) {
      const reason = walk.step(row);
      if (reason !== undefined) report.broken ??= { record: row.seq, reason };
      // A clock that was set back leaves records of other days in between.
      if (row.time < from || row.time >= to) continue;
      count++;
      report.add(row);
    }
  }
  const empty = last < first;
  return { from, to, timeZone, madeAt: clock.now(), fingerprint: checkpoints.publicKey().fingerprint, records: { count, first: empty ? null : first, last: empty ? null : last, head: walk.hash }, ...report.result() };
}

class Groups<T extends object> {
  readonly #groups = new Map<string, T>();

  /** The group of that name, made where it is new. */
  of(names: readonly string[], make: (names: readonly string[]) => T): T {
    const key = names.join('\0');
    const known = this.#groups.get(key);
    if (known) return known;
    if (this.#groups.size >= MAX_GROUPS && names[0] !== OTHERS) return this.of(names.map(() => OTHERS), make);
    const group = make(names);
    this.#groups.set(key, group);
    return group;
  }

  all(): T[] {
    return [...this.#groups.values()];
  }
}

class Collector {
  broken: AuditReport['broken'] = null;
  readonly #seen = new Groups<Omit<Seen, 'policies' | 'providerName'> & { policies: Set<number> }>();
  readonly #refusals = new Groups<AuditReport['refusals'][number]>();
  readonly #interrupted = new Groups<AuditReport['interrupted'][number]>();
  readonly #actions = new Groups<AuditReport['actions'][number]>();
  readonly #policies: AuditReport['policies'] = [];
  readonly #notable: AuditReport['notable'] = [];
  readonly #nameOf: ReportOptions['nameOf'];
  #leftOut = 0;

  constructor(nameOf: ReportOptions['nameOf']) {
    this.#nameOf = nameOf;
  }

  add(row: AuditRow): void {
    this.#actions.of([row.action], () => ({ action: row.action, count: 0 })).count++;
    const { action, time } = row;
    const notable = ACTIONS[action]?.notable === true;
    if (!notable && action !== SENT && action !== REFUSED && action !== INTERRUPTED && action !== 'policy.change') return;
    const detail = detailOf(row);
    if (action === SENT) this.#sent(detail, time);
    else if (action === REFUSED) {
      const why = detail['why'];
      const [dataClass, code, reason] = [text(detail['class']), text(detail['code']), isObject(why) ? text(why['code']) : ''];
      widen(this.#refusals.of([dataClass, code, reason], (names) => ({ dataClass: names[0]!, code: names[1]!, why: names[2] === '' ? null : names[2]!, count: 0, first: time, last: time })), time);
    } else if (action === INTERRUPTED) {
      widen(this.#interrupted.of([text(detail['class'])], (names) => ({ dataClass: names[0]!, count: 0, first: time, last: time })), time);
    } else if (action === 'policy.change') this.#keep(this.#policies, { ...headOf(row), ...policyChange(detail) });
    else this.#keep(this.#notable, { ...headOf(row), action, detail: row.detail.slice(0, MAX_DETAIL) });
  }

  result(): Pick<AuditReport, 'broken' | 'seen' | 'refusals' | 'interrupted' | 'policies' | 'notable' | 'actions' | 'leftOut'> {
    return {
      broken: this.broken,
      seen: this.#seen.all().map((one) => ({ ...one, providerName: this.#nameOf(one.provider) ?? one.provider, policies: [...one.policies].sort((a, b) => a - b) })).sort((a, b) => b.sent - a.sent),
      refusals: this.#refusals.all().sort((a, b) => b.count - a.count),
      interrupted: this.#interrupted.all(),
      policies: this.#policies,
      notable: this.#notable,
      actions: this.#actions.all().sort((a, b) => b.count - a.count),
      leftOut: this.#leftOut,
    };
  }

  #sent(detail: JsonObject, time: number): void {
    const names = ['provider', 'region', 'contract', 'class', 'decision'].map((name) => text(detail[name]));
    const group = this.#seen.of(names, ([provider, region, contract, dataClass, decision]) => ({
      provider: provider!, region: region!, contract: contract === '' ? null : contract!, dataClass: dataClass!, decision: decision!, sent: 0, bytes: 0, first: time, last: time, policies: new Set(),
    }));
    group.sent++;
    group.bytes += number(detail['bytes']) ?? 0;
    group.first = Math.min(group.first, time);
    group.last = Math.max(group.last, time);
    const version = number(detail['policy']);
    if (version !== null && group.policies.size < MAX_GROUPS) group.policies.add(version);
  }

  #keep<T>(list: T[], row: T): void {
    if (list.length < MAX_ROWS) list.push(row);
    else this.#leftOut++;
  }
}

function widen(span: Span, time: number): void {
  span.count++;
  span.first = Math.min(span.first, time);
  span.last = Math.max(span.last, time);
}

function headOf({ seq, time, actor }: AuditRow): { seq: number; time: number; actor: string } {
  return { seq, time, actor };
}

/** Whoever changed the database may have put anything there. */
function detailOf(row: AuditRow): JsonObject {
  try {
    const value: unknown = JSON.parse(row.detail);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 200) : '');
const number = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null);

const RANKS = ['deny', 'pseudonymise', 'allow'];
const rank = (cell: string): number => RANKS.indexOf(cell.split(' ')[0]!);

/** A cell that does more than before, or the same under other conditions: whether those are wider is for a person to see. */
function policyChange(detail: JsonObject): Pick<AuditReport['policies'][number], 'version' | 'comment' | 'loosened' | 'differences'> {
  const rows = (Array.isArray(detail['differences']) ? detail['differences'] : []).filter(isObject).map((row) => ({ what: text(row['what']), before: text(row['before']), after: text(row['after']) }));
  return {
    version: number(detail['version']),
    comment: text(detail['comment']),
    loosened: rows.some(({ what, before, after }) => what.startsWith('cell ') && rank(after) > 0 && rank(after) >= rank(before)),
    differences: rows.slice(0, 50).map(({ what, before, after }) => `${what}: ${before} → ${after}`),
  };
}
