import { parseDeployment } from '../core/deployment.ts';
import { LOCAL_PROVIDER } from '../core/model.ts';
import { reasonText } from '../core/reason-text.ts';
import type { Reason } from '../core/reason.ts';
import type { Store } from '../store/open.ts';
import { withNumbers } from './attempts.ts';
import { traceSearch } from './search.ts';
import type { Trace, TraceAttempt, TraceEnding, TraceFilter, TraceIntent, TracePage } from './types.ts';
import { type Charged, count, usageTotals } from './usage.ts';

interface Row {
  id: string; time: number; key_id: string | null; key_name: string | null; endpoint: string; data_class: Trace['dataClass']; decision: string;
  /** Of rows from before the reasons were data. */
  rule: string | null; why: string | null; evidence: string | null; stand_ins: string | null; policy_version: number; requested_model: string; session: string | null; tags: string | null; streamed: number;
  team: string | null; owner: string | null; plan: string | null; traceparent: string | null; reserved: number | null; reserved_tokens: number | null;
  cache_write_tokens: number | null; reasoning_tokens: number | null; cost: number | null; price: string | null;
  provider: string | null; model: string | null; attempts: string | null; prompt_tokens: number | null; completion_tokens: number | null;
  cached_tokens: number | null; usage_estimated: number | null; first_token_ms: number | null; total_ms: number | null;
  outcome: Trace['outcome']; error_code: string | null; http_status: number | null;
}

const BEGUN = ['id', 'time', 'key_id', 'key_name', 'endpoint', 'data_class', 'decision', 'policy_version', 'requested_model', 'session', 'tags', 'streamed', 'quarter', 'why', 'evidence', 'stand_ins', 'team', 'owner', 'plan', 'traceparent', 'reserved', 'reserved_tokens'];
const ENDED = [
  'provider', 'model', 'attempts', 'prompt_tokens', 'completion_tokens', 'cached_tokens', 'usage_estimated', 'first_token_ms', 'total_ms', 'outcome', 'error_code', 'http_status',
  'cost', 'price', 'reasoning_tokens', 'cache_write_tokens', 'counted_tokens',
];

const CHARGED = 'quarter, key_id, team, owner, data_class, decision';
const MAX_TEXT = 512;
const MAX_TAGS = 50;
export const QUARTER_MS = 900_000;

export interface TraceRows {
  /** A row that is there stays as it is. */
  insert(intent: TraceIntent): void;
  /** A request that began and ended since the last batch: one row instead of a row and its change. */
  insertEnded(intent: TraceIntent, ending: TraceEnding): void;
  /** Only a row without an ending gets one. */
  finish(id: string, ending: TraceEnding): void;
  /** More was set aside before a further attempt. */
  raise(raise: Raise): void;
  /** Gives every row without an ending its one, with all that was set aside as its cost (none where no price is known); returns them. */
  interruptOpen(): Interrupted[];
  /** Adds what was ended since to the usage. Within the same transaction. */
  settle(): void;
  /** After a transaction that came to nothing. */
  forget(): void;
  get(id: string): Trace | undefined;
  search(filter: TraceFilter): TracePage;
}

/** More is set aside for a request that runs. */
export interface Raise {
  id: string;
  reserved: number;
  reservedTokens: number;
}

export interface Interrupted {
  id: string;
  keyId: string | null;
  team: string | null;
  owner: string | null;
  dataClass: Trace['dataClass'];
  why: Reason | null;
  policyVersion: number;
  plan: string[];
}

export function traceRows(store: Store): TraceRows {
  const { db } = store;
  const usage = usageTotals(store);
  const insert = db.prepare(`INSERT OR IGNORE INTO traces (${BEGUN.join(', ')}) VALUES (${BEGUN.map(() => '?').join(', ')})`);
  const insertEnded = db.prepare(`INSERT OR IGNORE INTO traces (${[...BEGUN, ...ENDED].join(', ')}) VALUES (${[...BEGUN, ...ENDED].map(() => '?').join(', ')})`);
  const finish = db.prepare<Column[], Charged>(`UPDATE traces SET ${ENDED.map((column) => `${column} = ?`).join(', ')} WHERE id = ? AND outcome IS NULL RETURNING ${CHARGED}`);
  const raise = db.prepare('UPDATE traces SET reserved = ?, reserved_tokens = ? WHERE id = ? AND outcome IS NULL');
  const interrupt = db.prepare<[], Charged & { id: string; policy_version: number; why: string | null; plan: string | null; cost: number | null; reserved_tokens: number | null }>(
    `UPDATE traces SET outcome = 'interrupted', usage_estimated = 1, error_code = 'internal_error', cost = iif(plan IS NULL, 0, reserved), counted_tokens = reserved_tokens WHERE outcome IS NULL RETURNING id, policy_version, why, plan, cost, reserved_tokens, ${CHARGED}`,
  );
  const get = db.prepare<[string], Row>('SELECT * FROM traces WHERE id = ?');
  const search = traceSearch<Row>(store);
  return {
    insert: (intent) => void insert.run(...begun(intent)),
    insertEnded(intent, ending) {
      if (insertEnded.run(...begun(intent), ...ended(ending)).changes === 0) return;
      usage.add({ quarter: quarterOf(intent), key_id: intent.keyId ?? null, team: intent.team ?? null, owner: intent.owner ?? null, data_class: intent.dataClass, decision: intent.decision }, ending);
    },
    finish(id, ending) {
      const row = finish.get(...ended(ending), id);
      if (row) usage.add(row, ending);
    },
    raise: ({ id, reserved, reservedTokens }) => void raise.run(reserved, reservedTokens, id),
    interruptOpen() {
      const rows = interrupt.all();
      for (const row of rows) {
        // Whichever was being asked: what was set aside may be on the bill of the one that bills.
        const charged = planOf(row.plan).map((deployment) => parseDeployment(deployment).provider).find((provider) => provider !== LOCAL_PROVIDER) ?? LOCAL_PROVIDER;
        usage.add(row, { outcome: 'interrupted', cost: row.cost, countedTokens: row.reserved_tokens ?? 0, usageEstimated: true, charged });
      }
      return rows.map((row) => ({ id: row.id, keyId: row.key_id, team: row.team, owner: row.owner, dataClass: row.data_class, why: whyOf(row), policyVersion: row.policy_version, plan: planOf(row.plan) }));
    },
    settle: () => usage.write(),
    forget: () => usage.forget(),
    get: (id) => {
      const row = get.get(id);
      return row && traceOf(row);
    },
    search(filter) {
      const { rows, next } = search(filter);
      return { traces: rows.map(traceOf), ...(next !== undefined && { next }) };
    },
  };
}

type Column = string | number | null;

const whyOf = ({ why }: { why: string | null }): Reason | null => (why === null ? null : (JSON.parse(why) as Reason));
const planOf = (json: string | null): string[] => (json === null ? [] : (JSON.parse(json) as string[]));
const quarterOf = (intent: TraceIntent): number => Math.floor((intent.chargedAt ?? intent.time) / QUARTER_MS);

function begun(intent: TraceIntent): Column[] {
  return [
    intent.id, intent.time, intent.keyId ?? null, intent.keyName ?? null, intent.endpoint, intent.dataClass, intent.decision,
    intent.policyVersion, intent.requestedModel, intent.session ?? null, json(intent.tags), intent.streamed ? 1 : 0, quarterOf(intent),
    intent.why ? JSON.stringify(intent.why) : null, json(intent.evidence),
    intent.standIns ? JSON.stringify(intent.standIns) : null,
    intent.team ?? null, short(intent.owner), json(intent.plan), intent.traceparent ?? null, intent.reserved ?? null, intent.reservedTokens ?? null,
  ];
}

function ended(ending: TraceEnding): Column[] {
  return [
    ending.provider ?? null, short(ending.model), json(ending.attempts), count(ending.promptTokens), count(ending.completionTokens),
    count(ending.cachedTokens), ending.usageEstimated === undefined ? null : Number(ending.usageEstimated), ending.firstTokenMs ?? null,
    ending.totalMs ?? null, ending.outcome, ending.errorCode ?? null, ending.httpStatus ?? null,
    ending.cost ?? null, ending.price ?? null, count(ending.reasoningTokens), count(ending.cacheWriteTokens), count(ending.countedTokens === (ending.promptTokens ?? 0) + (ending.completionTokens ?? 0) ? undefined : ending.countedTokens),
  ];
}

/** The intent with what a client names kept short: the journal and the row take the same. */
export function bounded(intent: TraceIntent): TraceIntent {
  const { requestedModel, session, tags } = intent;
  if (requestedModel.length <= MAX_TEXT && (session?.length ?? 0) <= MAX_TEXT && (tags?.length ?? 0) === 0) return intent;
  return { ...intent, requestedModel: short(requestedModel)!, session: short(session), tags: tags?.slice(0, MAX_TAGS).map((tag) => short(tag)!) ?? [] };
}

/** A client may send megabytes as a model's name or a session; a row keeps the beginning. */
function short(text: string | null | undefined): string | null {
  if (text === null || text === undefined) return null;
  return text.length > MAX_TEXT ? text.slice(0, MAX_TEXT) : text;
}

function json(list: readonly unknown[] | undefined): string | null {
  return list === undefined || list.length === 0 ? null : JSON.stringify(list);
}

function traceOf(row: Row): Trace {
  const why = whyOf(row);
  const trace: Trace = {
    id: row.id,
    time: row.time,
    keyId: row.key_id,
    keyName: row.key_name,
    team: row.team,
    owner: row.owner,
    endpoint: row.endpoint,
    dataClass: row.data_class,
    decision: row.decision,
    rule: why === null ? row.rule : reasonText(why),
    why,
    evidence: row.evidence === null ? [] : (JSON.parse(row.evidence) as Trace['evidence']),
    standIns: row.stand_ins === null ? null : (JSON.parse(row.stand_ins) as Trace['standIns']),
    policyVersion: row.policy_version,
    requestedModel: row.requested_model,
    session: row.session,
    tags: row.tags === null ? [] : (JSON.parse(row.tags) as string[]),
    streamed: row.streamed === 1,
    plan: planOf(row.plan),
    traceparent: row.traceparent,
    reserved: row.reserved,
    reservedTokens: row.reserved_tokens,
    provider: row.provider,
    model: row.model,
    attempts: [],
    promptTokens: row.prompt_tokens,
    completionTokens: row.completion_tokens,
    cachedTokens: row.cached_tokens,
    cacheWriteTokens: row.cache_write_tokens,
    reasoningTokens: row.reasoning_tokens,
    usageEstimated: row.usage_estimated === null ? null : row.usage_estimated === 1,
    cost: row.cost,
    price: row.price,
    firstTokenMs: row.first_token_ms,
    totalMs: row.total_ms,
    outcome: row.outcome,
    errorCode: row.error_code,
    httpStatus: row.http_status,
  };
  if (row.attempts !== null) trace.attempts = withNumbers(JSON.parse(row.attempts) as TraceAttempt[], trace);
  return trace;
}
