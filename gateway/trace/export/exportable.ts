import { hash } from 'node:crypto';
import { classRank, type DataClass } from '../../core/data-class.ts';
import type { KeyedDigest } from '../../core/hmac.ts';
import type { Outcome, Trace } from '../types.ts';

/**
 * What an exporter gets: ids, numbers and names, each taken over one by one. No text of a request or an answer has a place in it; of confidential
 * and secret requests the names that a client chose are keyed hashes.
 */
export interface ExportRow {
  /** Gatehouse's own. */
  id: string;
  /** UTC milliseconds. */
  time: number;
  /** 32 and 16 hexadecimal digits, as OpenTelemetry has them. */
  traceId: string;
  spanId: string;
  parentSpanId: string | null;
  keyId: string | null;
  /** The key's name. */
  user: string | null;
  team: string | null;
  endpoint: string;
  dataClass: DataClass;
  decision: string;
  policyVersion: number;
  requestedModel: string;
  session: string | null;
  tags: string[];
  streamed: boolean;
  provider: string | null;
  model: string | null;
  attempts: { spanId: string; provider: string; model: string; status: number | null; startedAt: number; ms: number; error: string | null }[];
  promptTokens: number | null;
  completionTokens: number | null;
  cachedTokens: number | null;
  cacheWriteTokens: number | null;
  reasoningTokens: number | null;
  usageEstimated: boolean | null;
  /** Nano-dollars; null: no price is known. */
  cost: number | null;
  firstTokenMs: number | null;
  totalMs: number | null;
  outcome: Outcome | null;
  errorCode: string | null;
  httpStatus: number | null;
}

export interface Naming {
  /** The keyed hash of a name. */
  digest: KeyedDigest;
  /** True where people of the office, and no client, gave the model its name. */
  knownModel(provider: string, model: string): boolean;
}

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/;
const NOTHING = /^0+$/;

export function exportable(trace: Trace, { digest, knownModel }: Naming): ExportRow {
  const veiled = classRank(trace.dataClass) >= classRank('confidential');
  const name = (text: string): string => (veiled ? `h_${digest(text, 'base64url').slice(0, 22)}` : text);
  const named = (text: string | null): string | null => (text === null || text === '' ? null : name(text));
  const modelName = (provider: string, model: string): string => (knownModel(provider, model) ? model : name(model));
  const parent = TRACEPARENT.exec(trace.traceparent ?? '');
  const above = parent && !NOTHING.test(parent[1]!) && !NOTHING.test(parent[2]!) ? { traceId: parent[1]!, spanId: parent[2]! } : undefined;
  const own = hash('sha256', trace.id);
  return {
    id: trace.id,
    time: trace.time,
    // Sixteen bytes of a client's own choosing are a name too; the same ones still come together.
    traceId: !above ? own.slice(0, 32) : veiled ? digest(above.traceId, 'hex').slice(0, 32) : above.traceId,
    spanId: own.slice(32, 48),
    parentSpanId: above && !veiled ? above.spanId : null,
    keyId: trace.keyId,
    user: named(trace.keyName),
    team: trace.team,
    endpoint: trace.endpoint,
    dataClass: trace.dataClass,
    decision: trace.decision,
    policyVersion: trace.policyVersion,
    requestedModel: name(trace.requestedModel),
    session: named(trace.session),
    tags: trace.tags.map(name),
    streamed: trace.streamed,
    provider: trace.provider,
    model: trace.model === null ? null : modelName(trace.provider ?? '', trace.model),
    attempts: trace.attempts.map(({ deployment, status, startedAt, ms, error }, index) => {
      const slash = deployment.indexOf('/');
      const provider = deployment.slice(0, slash).split('@')[0]!;
      return { spanId: hash('sha256', `${trace.id} ${index}`).slice(0, 16), provider, model: modelName(provider, deployment.slice(slash + 1)), status: status ?? null, startedAt, ms, error: error ?? null };
    }),
    promptTokens: trace.promptTokens,
    completionTokens: trace.completionTokens,
    cachedTokens: trace.cachedTokens,
    cacheWriteTokens: trace.cacheWriteTokens,
    reasoningTokens: trace.reasoningTokens,
    usageEstimated: trace.usageEstimated,
    cost: trace.cost,
    firstTokenMs: trace.firstTokenMs,
    totalMs: trace.totalMs,
    outcome: trace.outcome,
    errorCode: trace.errorCode,
    httpStatus: trace.httpStatus,
  };
}
