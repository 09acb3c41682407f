import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FilePart, Looked } from '../classify/classifier.ts';
import { classify } from '../classify/classify.ts';
import { Cancellation } from '../core/cancellation.ts';
import { reasonText } from '../core/reason-text.ts';
import { classRank, type DataClass } from '../core/data-class.ts';
import { GatehouseError } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import { type DeploymentRef, LOCAL_ORIGIN, LOCAL_PROVIDER, type Usage } from '../core/model.ts';
import type { Attempt, Call } from '../execute/types.ts';
import { readTags } from '../guard/guard.ts';
import { pseudonymise } from '../pseudonymise/pseudonymise.ts';
import type { Pseudonymised, RestoreKeys } from '../pseudonymise/types.ts';
import { decide, type Decision } from '../policy/decide.ts';
import { resolveModel } from '../policy/resolve.ts';
import { chooseLocal, missingFor, type Needs, planRemote } from '../router/plan.ts';
import type { TraceEnding } from '../trace/types.ts';
import { headersOf } from './response-headers.ts';
import type { DataServices, RunningEntry } from './services.ts';

export interface Ask<T extends object = object> {
  endpoint: string;
  /** The very value that will be sent. */
  body: T;
  model: string;
  streamed: boolean;
  needs: Needs;
  /** True where the body holds parts that nothing reads. */
  unreadable: boolean;
  files: readonly FilePart[];
  /** The body's `metadata.tags`, if any. */
  tags: readonly string[];
}

/** A request that has its clearance, its plan and its durable trace. */
export interface Governed<T> {
  call: Call;
  /** What may be sent: the body as it was decoded, or a copy with stand-ins. */
  body: T;
  /** What the answer's stand-ins are restored with; undefined where there are none. */
  restore: RestoreKeys | undefined;
  /** Writes the one ending; further calls do nothing. */
  end(ending: Omit<TraceEnding, 'attempts' | 'totalMs'>): void;
}

/**
 * class → policy → plan → durable intent, the same for every endpoint. Throws what the client is to be told; the refusal is in the trace
 * by then. Nothing is sent before this has returned.
 */
export async function govern<T extends object>(services: DataServices, request: FastifyRequest, reply: FastifyReply, ask: Ask<T>): Promise<Governed<T>> {
  const { context } = request;
  const { key } = context;
  // The guard has seen to it; a route that it did not cover must not decide without a key.
  if (!key) throw new GatehouseError('invalid_api_key', 'The request carries no key.');
  const tags = ask.tags.length > 0 ? [...context.tags, ...readTags(ask.tags)] : context.tags;
  const at = { keyId: key.id, tags, clientAddress: context.clientAddress, now: context.startedAt };
  const conversation = context.session === undefined ? undefined : services.conversations.classOf(key.id, context.session);
  const looking = look(services, request, ask);
  const found = looking instanceof Promise ? await looking : looking;
  const { dataClass, evidence } = classify({ key, declared: context.declared, tags, unreadable: ask.unreadable || found?.unreadable === true, found, ...(conversation && { conversation }) });
  const policy = services.office.policy();

  let decision: Decision | undefined;
  let plan: DeploymentRef[] = [];
  let veiled: Veiled | undefined;
  let refusal: unknown;
  try {
    if (!found && classRank(dataClass) > classRank(key.ceiling)) {
      throw new GatehouseError('internal_error', 'What this request holds could not be looked at, so it was not sent.', { dataClass, hint: 'An administrator sees the reason under Overview.' });
    }
    if (classRank(dataClass) > classRank(key.ceiling)) {
      throw new GatehouseError('class_above_ceiling', `This request is ${dataClass}; the key may carry ${key.ceiling} data at the most.`, { dataClass, hint: 'Use a key with a higher ceiling.' });
    }
    const candidates = sameVectors(ask, resolveModel(services.catalogue, key, ask.model, at).deployments);
    const ruling = (pseudonymisable: boolean) => decide(policy, (id) => services.catalogue.provider(id), LOCAL_ORIGIN, { ...at, dataClass, candidates, lockdown: services.catalogue.lockdown(), pseudonymisable });
    decision = ruling(true);
    if (decision.kind === 'pseudonymise') {
      const result = await veil(services, ask, key.id, context.session, dataClass, found);
      if ('refused' in result) {
        evidence.push({ recogniser: `no-stand-ins:${result.refused}`, dataClass, ...(result.path !== undefined && { path: result.path }) });
        decision = ruling(false);
      } else veiled = result;
    }
    plan = planFor(services, decision, ask, dataClass, policy.localModels[dataClass]);
  } catch (error) {
    refusal = error;
  }
  // The conversation has seen this class even where the answer is a refusal.
  if (context.session !== undefined && dataClass !== conversation) services.conversations.raise(key.id, context.session, dataClass, context.startedAt);

  const written = services.recorder.begin({
    id: context.traceId,
    time: context.startedAt,
    keyId: key.id,
    keyName: key.name,
    endpoint: ask.endpoint,
    dataClass,
    decision: refusal === undefined ? decision!.kind : 'refuse',
    why: decision?.why ?? null,
    ...(evidence.length > 0 && { evidence }),
    ...(veiled && { standIns: veiled.counts }),
    policyVersion: policy.version,
    requestedModel: ask.model.slice(0, 200),
    session: context.session ?? null,
    ...(tags.length > 0 && { tags }),
    streamed: ask.streamed,
  });
  await written;
  const cancellation = new Cancellation();
  const attempts: Attempt[] = [];
  const leaves = plan.some(({ provider }) => services.catalogue.leaves(provider));
  const end = endOnce(services, request, reply, { keyId: key.id, leaves }, cancellation, attempts);
  if (refusal !== undefined || !decision || decision.kind === 'refuse') {
    const error = refusal instanceof GatehouseError ? refusal : new GatehouseError('internal_error', 'The request could not be decided, so it was not sent.', { cause: refusal });
    reply.headers(headersOf({ dataClass, decision: 'refuse' }));
    end({ outcome: 'refused', errorCode: error.code, httpStatus: error.status });
    throw error;
  }
  // Switched on while the intent was being written: nothing has been sent yet.
  if (leaves && services.catalogue.lockdown()) {
    end({ outcome: 'refused', errorCode: 'lockdown', httpStatus: 403 });
    throw lockedDown(dataClass);
  }
  // Revoked while a document was being read, which may take seconds: the guard saw the key before.
  const now = services.office.key(key.id);
  if (!now || now.disabled) {
    end({ outcome: 'refused', errorCode: 'invalid_api_key', httpStatus: 401 });
    throw new GatehouseError('invalid_api_key', 'The key has been revoked.');
  }
  reply.headers(headersOf({ dataClass, decision: decision.kind }));
  return { call: { clearance: decision.clearance, plan, owner: key.id, cancellation, attempts }, body: veiled ? (veiled.request as T) : ask.body, restore: veiled?.restore, end };
}

type Veiled = Pseudonymised<object>;

/** The body with stand-ins, or why it cannot be given any. */
async function veil(services: DataServices, ask: Ask, keyId: string, session: string | undefined, dataClass: DataClass, found: Looked | undefined): Promise<Veiled | { refused: string; path?: string }> {
  // Stated from outside, and not by what was recognised: nobody knows what in it must not be seen.
  if (!found || (classRank(dataClass) >= classRank('confidential') && classRank(found.dataClass) < classRank(dataClass))) return { refused: 'only-stated' };
  return pseudonymise(ask.body, {
    found,
    unreadable: ask.unreadable || found.unreadable || found.files,
    inspect: (body) => services.classifier.look(body, [], Infinity),
    ...(session !== undefined && { keeper: services.pseudonyms.keeper(keyId, session) }),
  });
}

/** What the recognisers say; undefined where they fail, and then the request counts as secret. */
function look(services: DataServices, request: FastifyRequest, ask: Ask): Looked | undefined | Promise<Looked | undefined> {
  const failed = (): undefined => undefined;
  try {
    const looked = services.classifier.look(ask.body as Json, ask.files, Number(request.headers['content-length'] ?? Infinity));
    return looked instanceof Promise ? looked.catch(failed) : looked;
  } catch {
    return failed();
  }
}

/** Vectors of two models do not mix: embeddings fall back to the same model elsewhere only. */
function sameVectors(ask: Ask, deployments: DeploymentRef[]): DeploymentRef[] {
  return ask.needs.kind === 'chat' ? deployments : deployments.filter((deployment) => deployment.model === deployments[0]?.model);
}

function planFor(services: DataServices, decision: Decision, ask: Ask, dataClass: DataClass, preferred: readonly string[]): DeploymentRef[] {
  if (decision.kind === 'refuse') {
    if (decision.why.code === 'lockdown') throw lockedDown(dataClass);
    throw new GatehouseError('data_class_denied', `No asked-for provider may see ${dataClass} data: ${reasonText(decision.refusal)}.`, { dataClass, rule: reasonText(decision.why), hint: 'Ask for the model "local", or let an administrator change the policy.' });
  }
  if (decision.kind !== 'local') {
    const able = decision.deployments.filter((deployment) => deployment.provider !== LOCAL_PROVIDER || isAble(services, deployment, ask));
    if (able.length > 0) return planRemote(able, (name) => services.execute.resting.rests(name));
    return [local(chooseLocal(decision.deployments.map((d) => d.model), localModels(services), ask.needs))];
  }
  if (ask.needs.kind === 'embeddings' && decision.verdicts.length > 0) {
    if (decision.why.code === 'lockdown') throw lockedDown(dataClass);
    throw new GatehouseError('data_class_denied', `No asked-for provider may see ${dataClass} data, and vectors of another model would not fit the ones you have.`, {
      dataClass,
      rule: reasonText(decision.why),
      hint: 'Ask for a local embedding model by its name, and embed everything with it.',
    });
  }
  return [local(chooseLocal(preferred, localModels(services), ask.needs))];
}

function lockedDown(dataClass: DataClass): GatehouseError {
  return new GatehouseError('lockdown', '"Nothing leaves the building" is on: no cloud provider is asked at the moment.', { dataClass, rule: reasonText({ code: 'lockdown' }), hint: 'Ask for the model "local", or wait until an administrator has switched it off.' });
}

function local(model: string): DeploymentRef {
  return { provider: LOCAL_PROVIDER, model };
}

function isAble(services: DataServices, deployment: DeploymentRef, ask: Ask): boolean {
  const model = services.engine.models().find((candidate) => candidate.name === deployment.model);
  return model !== undefined && missingFor(model.capabilities, ask.needs).length === 0;
}

function localModels(services: DataServices): ReturnType<DataServices['engine']['models']> {
  const models = services.engine.models();
  const status = services.engine.status();
  const coming = status.steps.some((step) => step.state === 'running' || step.state === 'waiting');
  if (status.phase !== 'ready' || (models.length === 0 && coming)) {
    throw new GatehouseError('local_model_unavailable', `The local model is not ready: ${status.message}`, { retryAfterSeconds: coming ? 15 : 60 });
  }
  return models;
}

function endOnce(services: DataServices, request: FastifyRequest, reply: FastifyReply, entry: RunningEntry, cancellation: Cancellation, attempts: Attempt[]): Governed<object>['end'] {
  const { context } = request;
  let ended = false;
  const onClose = () => {
    if (!reply.raw.writableFinished) cancellation.abort();
  };
  if (reply.raw.destroyed) onClose();
  else reply.raw.once('close', onClose);
  const takeOff = services.running.add(entry, cancellation);
  return (ending) => {
    if (ended) return;
    ended = true;
    takeOff();
    services.recorder.end(context.traceId, { ...ending, ...(attempts.length > 0 && { attempts }), totalMs: Math.round(performance.now() - context.started) });
  };
}

/** How a failed request's trace ends. */
export function failedEnding(error: unknown): Omit<TraceEnding, 'attempts' | 'totalMs'> {
  const known = error instanceof GatehouseError ? error : undefined;
  const aborted = known?.code === 'client_closed';
  return { outcome: aborted ? 'aborted' : 'error', errorCode: known?.code ?? 'internal_error', httpStatus: known?.status ?? 500 };
}

export function usageFields(usage: Usage | undefined): Partial<TraceEnding> {
  if (!usage) return {};
  return { promptTokens: usage.promptTokens, completionTokens: usage.completionTokens, usageEstimated: usage.estimated, ...(usage.cachedTokens !== undefined && { cachedTokens: usage.cachedTokens }) };
}
