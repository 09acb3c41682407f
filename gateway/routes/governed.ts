import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Admission } from '../budget/budgets.ts';
import type { DataClass } from '../core/data-class.ts';
import { Cancellation } from '../core/cancellation.ts';
import { formatDeployment } from '../core/deployment.ts';
import { GatehouseError } from '../core/errors.ts';
import { MemoryShare } from '../core/memory-budget.ts';
import { originOf } from '../core/origin.ts';
import { type DeploymentRef, LOCAL_ORIGIN, LOCAL_PROVIDER } from '../core/model.ts';
import { ownerScope, type Payer } from '../core/spending.ts';
import { refusedDetail, type RequestFacts, SENT, REFUSED, sentDetail } from '../audit/requests.ts';
import type { Attempt, Call } from '../execute/types.ts';
import type { RestoreKeys } from '../pseudonymise/types.ts';
import { PromptSize } from '../tokens/prompt.ts';
import { type Ending, endOnce } from './ending.ts';
import { headersOf } from './response-headers.ts';
import { type Ask, lockedDown, planFor, rule, ruleLocal, type Ruling, see, type Seen, wasErased } from './rule.ts';
import type { DataServices } from './services.ts';

/** A request that has its clearance, its plan, its reservation and its durable trace. */
export interface Governed<T> {
  call: Call;
  dataClass: DataClass;
  /** What may be sent: the body as it was decoded, or a copy with stand-ins. */
  body: T;
  /** What the answer's stand-ins are restored with; undefined where there are none. */
  restore: RestoreKeys | undefined;
  /** For `x-gatehouse-warning`. */
  warnings: string[];
  /** True where its contents were erased while it ran. */
  erased(): boolean;
  /** Writes the one ending and settles what was reserved; further calls do nothing. */
  end(ending: Ending): void;
}

/**
 * class → policy → plan → reservation → durable intent, the same for every endpoint. Throws what the client is to be told; the refusal is in the
 * trace by then. Nothing is sent before this has returned.
 */
export async function govern<T extends object>(services: DataServices, request: FastifyRequest, reply: FastifyReply, ask: Ask<T>): Promise<Governed<T>> {
  const { context } = request;
  const { key } = context;
  // The guard has seen to it; a route that it did not cover must not decide without a key.
  if (!key) throw new GatehouseError('invalid_api_key', 'The request carries no key.');
  const payer: Payer = { keyId: key.id, team: key.team, ownerKind: key.ownerKind, owner: key.owner };
  const seen = await see(services, request, key, ask);
  const { dataClass, policy } = seen;

  let ruling: Ruling | undefined;
  let admission: Admission | undefined;
  let refusal: unknown;
  try {
    ruling = await rule(services, request, ask, seen);
    const plan = await planFor(services, ruling, ask, seen);
    [ruling, admission] = await admit(services, request, ask, seen, ruling, plan, payer);
  } catch (error) {
    refusal = error;
  }
  const { decision, veiled } = ruling ?? {};
  const owner = ownerScope(payer);
  const why = decision?.why ?? null;
  try {
    if (context.session !== undefined) services.conversations.raise(key.id, context.session, dataClass, context.startedAt);
    context.recorded = true;
    await services.recorder.begin({
      id: context.traceId,
      time: context.startedAt,
      keyId: key.id,
      keyName: key.name,
      team: key.team ?? undefined,
      owner: owner === '' ? undefined : owner,
      endpoint: ask.endpoint,
      dataClass,
      decision: refusal === undefined ? decision!.kind : 'refuse',
      why,
      evidence: seen.evidence.length > 0 ? seen.evidence : undefined,
      standIns: veiled?.counts,
      policyVersion: policy.version,
      requestedModel: ask.model.slice(0, 200),
      session: context.session ?? null,
      tags: seen.tags.length > 0 ? seen.tags : undefined,
      streamed: ask.streamed,
      traceparent: context.traceparent,
      plan: admission?.plan.map(formatDeployment),
      // Unpriced is never free, after a crash neither.
      reserved: admission?.unpriced ? undefined : admission?.reserved,
      reservedTokens: admission?.reservedTokens,
      chargedAt: admission?.chargedAt,
    });
  } catch (error) {
    // Its class or its reservation is not durable, so it is not sent: what was set aside for it is free again.
    admission?.charge.settle({ outcome: 'refused' });
    throw error;
  }

  const facts: RequestFacts = { trace: context.traceId, key: key.id, owner: owner === '' ? null : owner, team: key.team, dataClass, why, policyVersion: policy.version };
  const plan = admission?.plan ?? [];
  const cancellation = new Cancellation();
  const memory = new MemoryShare(services.answerBudget);
  const attempts: Attempt[] = [];
  const leaves = plan.some(({ provider }) => services.catalogue.leaves(provider));
  const end = endOnce(services, request, reply, { entry: { traceId: context.traceId, keyId: key.id, leaves }, cancellation, memory, attempts, charge: admission?.charge, asked: ask.body, dataClass, owner });
  const refuse = (error: GatehouseError): never => {
    end({ outcome: 'refused', errorCode: error.code, httpStatus: error.status });
    services.recorder.note({ time: context.startedAt, actor: key.id, action: REFUSED, detail: refusedDetail({ ...facts, code: error.code, model: ask.model.slice(0, 200) }) });
    throw error;
  };
  if (refusal !== undefined || !decision || decision.kind === 'refuse' || !admission) {
    reply.headers(headersOf({ dataClass, decision: 'refuse' }));
    return refuse(refusal instanceof GatehouseError ? refusal : new GatehouseError('internal_error', 'The request could not be decided, so it was not sent.', { cause: refusal }));
  }
  if (services.running.tooMany) return refuse(new GatehouseError('server_busy', 'Too many requests are under way.', { dataClass, retryAfterSeconds: 1, hint: 'An administrator can raise limits.concurrentRequests.' }));
  // Switched on while the intent was being written: nothing has been sent yet.
  if (leaves && services.catalogue.lockdown()) return refuse(lockedDown(dataClass));
  // Revoked while a document was being read, which may take seconds: the guard saw the key before.
  const now = services.office.key(key.id);
  if (!now || now.disabled) return refuse(new GatehouseError('invalid_api_key', 'The key has been revoked.'));
  reply.headers(headersOf({ dataClass, decision: decision.kind }));

  const { charge, outputBound, localBound } = admission;
  const call: Call = {
    clearance: decision.clearance, plan, owner: key.id, cancellation, attempts, charge, outputBound, localBound, memory,
    onSent: ({ provider, url, body }) => {
      const origin = provider.id === LOCAL_PROVIDER ? LOCAL_ORIGIN : originOf(url);
      services.recorder.note({
        time: services.execute.clock.now(), actor: key.id, action: SENT,
        detail: sentDetail({ ...facts, decision: decision.kind, provider: provider.id, origin, region: provider.region, contract: provider.contract.id ?? null, bytes: Buffer.byteLength(body), hmac: services.bodyMark(body) }),
      });
    },
  };
  const bound = outputBound ?? localBound;
  const warnings = bound === undefined ? [] : [`the answer was bounded to ${bound} tokens, because a budget applies and the request set no max_tokens`];
  return { call, dataClass, body: veiled ? (veiled.request as T) : ask.body, restore: veiled?.restore, warnings, end, erased: () => wasErased(services, context, key) };
}

/** What may be sent under the budgets; where it does not fit even when its tokens are counted, and the office says so, the local model's turn. */
async function admit<T extends object>(services: DataServices, request: FastifyRequest, ask: Ask<T>, seen: Seen, ruling: Ruling, plan: readonly DeploymentRef[], payer: Payer): Promise<[Ruling, Admission]> {
  const { veiled } = ruling;
  const length = request.headers['content-length'];
  const body = veiled ? (veiled.request as T) : ask.body;
  const demand = ask.demand(body, veiled || length === undefined ? undefined : Number(length));
  const { traceId } = request.context;
  let error: unknown;
  try {
    return [ruling, services.budgets.admit(traceId, payer, plan, demand)];
  } catch (refusal) {
    error = refusal;
  }
  if (!(error instanceof GatehouseError) || error.code !== 'budget_exceeded') throw error;
  const counted = ask.texts && (await countFor(services, plan, demand.promptTokens, ask.texts(body)));
  if (counted) {
    try {
      return [ruling, services.budgets.admit(traceId, payer, plan, { ...demand, counted })];
    } catch (refusal) {
      error = refusal;
    }
  }
  const local = error instanceof GatehouseError && error.code === 'budget_exceeded' && services.office.setting('spending').overBudget === 'local' && ask.needs.kind === 'chat' && !ask.hosted;
  if (!local || ruling.decision.kind === 'local') throw error;
  const instead = ruleLocal(services, seen);
  return [instead, services.budgets.admit(traceId, payer, await planFor(services, instead, ask, seen), demand)];
}

/** Fewer bytes are not worth counting. */
const MIN_COUNTED_BYTES = 512;
/** What a model's template may add that is not in the body's JSON. */
const FRAME_TOKENS = 64;

/** By how much the texts' tokens are fewer than their bytes, for each deployment whose vocabulary is public; undefined where there is none. */
async function countFor(services: DataServices, plan: readonly DeploymentRef[], bound: number, texts: string[]): Promise<ReadonlyMap<DeploymentRef, number> | undefined> {
  const prompt = new PromptSize(texts);
  if (prompt.bytes < MIN_COUNTED_BYTES) return undefined;
  const saved = new Map<DeploymentRef, number>();
  for (const deployment of plan) {
    const encoding = services.models.find(services.catalogue.provider(deployment.provider)?.kind ?? '', deployment.model)?.encoding;
    const found = encoding && (await prompt.count(encoding));
    // Never less is reserved than what was counted, should a dialect have made more texts of a body than it holds.
    if (found) saved.set(deployment, Math.max(0, Math.min(prompt.bytes, bound) - found.tokens - FRAME_TOKENS));
  }
  return saved.size > 0 ? saved : undefined;
}
