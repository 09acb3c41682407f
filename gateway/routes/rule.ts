import type { FastifyRequest } from 'fastify';
import type { FilePart, Looked } from '../classify/classifier.ts';
import { classify } from '../classify/classify.ts';
import { classRank, type DataClass } from '../core/data-class.ts';
import { GatehouseError } from '../core/errors.ts';
import type { Evidence } from '../core/evidence.ts';
import type { Json } from '../core/json.ts';
import { type DeploymentRef, LOCAL_ORIGIN, LOCAL_PROVIDER, type Policy, type VirtualKey } from '../core/model.ts';
import { reasonText } from '../core/reason-text.ts';
import type { Reason } from '../core/reason.ts';
import { ownerScope } from '../core/spending.ts';
import { type Unreadable, worse } from '../core/unreadable.ts';
import { decide, type Decision } from '../policy/decide.ts';
import { resolveModel, type Resolved } from '../policy/resolve.ts';
import { pseudonymise } from '../pseudonymise/pseudonymise.ts';
import type { Pseudonymised } from '../pseudonymise/types.ts';
import { checkLocalKind, chooseLocal, missingFor, type Needs, planRemote } from '../router/plan.ts';
import { type Unfit, unfit, unfitError } from '../router/fit.ts';
import { PromptSize } from '../tokens/prompt.ts';
import type { RequestContext } from '../guard/context.ts';
import type { DataServices } from './services.ts';
import { readTags } from '../guard/guard.ts';
import type { Dialect } from '../providers/define.ts';
import { hostedToolsOf } from '../providers/registry.ts';
import { RUN_IT } from '../wire/faults.ts';
import type { Demand } from '../budget/demand.ts';

export interface Ask<T extends object = object> {
  endpoint: string;
  /** The very value that will be sent, or what that is made of. */
  body: T;
  /** What is looked at, where that is not the body itself: the body in the client's own dialect, or without what is opaque. */
  looked?: Json;
  /** `looked` has another shape than `body`. */
  translated?: boolean;
  model: string;
  streamed: boolean;
  needs: Needs;
  /** Of the body's parts; what of its files cannot be read is found when they are looked at. */
  unreadable: Unreadable;
  files: readonly FilePart[];
  /** Tools that the provider is to run, as rules name them, in the dialect that they are asked for in. */
  hosted?: { dialect: Dialect; names: readonly string[]; param: string } | undefined;
  /** The body's `metadata.tags`, if any. */
  tags: readonly string[];
  /** What the body (or its copy with stand-ins) can take at the most; `bytes` is its length as JSON, where that is known. */
  demand(body: T, bytes: number | undefined): Demand;
  /** What of it a model reads as it is, to be counted; absent: nothing is known of its length in tokens. */
  texts?(body: T): string[];
}

/** What a request holds, and whose it is. */
export interface Seen {
  key: VirtualKey;
  dataClass: DataClass;
  evidence: Evidence[];
  found: Looked | undefined;
  tags: readonly string[];
  policy: Policy;
}

export interface Ruling {
  decision: Decision;
  /** The copy with stand-ins, where that is what may be sent. */
  veiled: Veiled | undefined;
}

/** Looks at everything, and raises the conversation's class: it has seen this class even where the answer is a refusal. */
export async function see(services: DataServices, request: FastifyRequest, key: VirtualKey, ask: Ask): Promise<Seen> {
  const { context } = request;
  const { session } = context;
  const tags = ask.tags.length > 0 ? [...context.tags, ...readTags(ask.tags)] : context.tags;
  const looking = look(services, request, ask);
  const found = looking instanceof Promise ? await looking : looking;
  // Read behind the wait: another request of this conversation may have raised it meanwhile.
  const conversation = session === undefined ? undefined : services.conversations.classOf(key.id, session);
  const { dataClass, evidence } = classify({ key, declared: context.declared, tags, unreadable: worse(found?.unreadable ?? false, ask.unreadable), found, ...(conversation && { conversation }) });
  return { key, dataClass, evidence, found, tags, policy: services.office.policy() };
}

/** The policy's answer. Throws what the client is to be told; why stand-ins were not possible is added to the evidence. */
export async function rule(services: DataServices, request: FastifyRequest, ask: Ask, seen: Seen): Promise<Ruling> {
  const { key, dataClass, found, policy, evidence, tags } = seen;
  const { context } = request;
  if (!found && classRank(dataClass) > classRank(key.ceiling)) {
    throw new GatehouseError('internal_error', 'What this request holds could not be looked at, so it was not sent.', { dataClass, hint: 'An administrator sees the reason under Overview.' });
  }
  if (classRank(dataClass) > classRank(key.ceiling)) {
    throw new GatehouseError('class_above_ceiling', `This request is ${dataClass}; the key may carry ${key.ceiling} data at the most.`, { dataClass, hint: 'Use a key with a higher ceiling.' });
  }
  const at = { keyId: key.id, tags, clientAddress: context.clientAddress, now: context.startedAt };
  const candidates = withHostedTools(services, ask, sameVectors(ask, resolveModel(services.catalogue, key, ask.model, at), dataClass));
  const ruling = (pseudonymisable: boolean) => decide(policy, (id) => services.catalogue.provider(id), LOCAL_ORIGIN, { ...at, dataClass, candidates, lockdown: services.catalogue.lockdown(), pseudonymisable, hostedTools: ask.hosted?.names ?? [] });
  let decision = ruling(true);
  let veiled: Veiled | undefined;
  if (decision.kind === 'pseudonymise') {
    const result = await veil(services, ask, key, context, dataClass, found);
    if ('refused' in result) {
      evidence.push({ recogniser: `no-stand-ins:${result.refused}`, dataClass, ...(result.path !== undefined && { path: result.path }) });
      decision = ruling(false);
    } else veiled = result;
  }
  return { decision, veiled };
}

/** In place of a ruling that does not fit a budget. */
export function ruleLocal(services: DataServices, { key, dataClass, policy, tags }: Seen): Ruling {
  const decision = decide(policy, (id) => services.catalogue.provider(id), LOCAL_ORIGIN, { keyId: key.id, tags, clientAddress: '', now: 0, dataClass, candidates: [], lockdown: false, pseudonymisable: false, overBudget: true });
  return { decision, veiled: undefined };
}

export type Veiled = Pseudonymised<object>;

/** The body with stand-ins, or why it cannot be given any. */
async function veil(services: DataServices, ask: Ask, key: VirtualKey, context: RequestContext, dataClass: DataClass, found: Looked | undefined): Promise<Veiled | { refused: string; path?: string }> {
  // It would say or draw the stand-ins, and nobody can restore what is said or drawn.
  if (ask.needs.kind === 'speech') return { refused: 'spoken-answer' };
  if (ask.needs.kind === 'image') return { refused: 'drawn-answer' };
  // Stated from outside, and not by what was recognised: nobody knows what in it must not be seen.
  if (!found || (classRank(dataClass) >= classRank('confidential') && classRank(found.dataClass) < classRank(dataClass))) return { refused: 'only-stated' };
  const { session } = context;
  const keeper = session === undefined ? undefined : services.pseudonyms.keeper(key.id, session);
  return pseudonymise(ask.body, {
    found: ask.translated ? await services.classifier.look(ask.body as Json, [], Infinity) : found,
    unreadable: worse(ask.unreadable, found.unreadable) !== false || found.files,
    inspect: (body) => services.classifier.look(body, [], Infinity),
    ...(keeper && { keeper: { read: keeper.read, write: (state) => (wasErased(services, context, key) ? undefined : keeper.write(state)) } }),
  });
}

/** True where an administrator has erased what is kept of it since it began. */
export function wasErased({ contents }: DataServices, { traceId, session, started }: RequestContext, { id, team, owner, ownerKind }: VirtualKey): boolean {
  return contents.erased({ traceId, keyId: id, owner: ownerScope({ keyId: id, team, owner, ownerKind }), session: session ?? null, started });
}

/** What the recognisers say; undefined where they fail, and then the request counts as secret. */
function look(services: DataServices, request: FastifyRequest, ask: Ask): Looked | undefined | Promise<Looked | undefined> {
  const failed = (): undefined => undefined;
  try {
    const looked = services.classifier.look(ask.looked ?? (ask.body as Json), ask.files, Number(request.headers['content-length'] ?? Infinity));
    return looked instanceof Promise ? looked.catch(failed) : looked;
  } catch {
    return failed();
  }
}

/** Vectors of two models do not mix: embeddings fall back, and are sent on by a route, to the same model elsewhere only. Throws `data_class_denied`. */
function sameVectors(ask: Ask, { deployments, route, asked = deployments }: Resolved, dataClass: DataClass): DeploymentRef[] {
  if (ask.needs.kind !== 'embeddings') return deployments;
  const same = deployments.filter((deployment) => deployment.model === asked[0]?.model);
  if (same.length > 0 || (deployments.length === 0 && asked.length === 0)) return same;
  throw otherVectors(`The route "${route}" leads to another model`, dataClass, `route "${route}"`);
}

/** A tool that a provider runs is asked for in its own dialect, of those alone that have it. Throws `hosted_tool` where none does. */
function withHostedTools(services: DataServices, { hosted }: Ask, deployments: DeploymentRef[]): DeploymentRef[] {
  if (!hosted) return deployments;
  const runs = ({ provider }: DeploymentRef): boolean => {
    const known = hostedToolsOf(services.catalogue.provider(provider)?.kind ?? '', hosted.dialect);
    return hosted.names.every((name) => known.includes(name));
  };
  const able = deployments.filter((deployment) => deployment.provider === LOCAL_PROVIDER || runs(deployment));
  if (able.length > 0 || deployments.length === 0) return able;
  throw new GatehouseError('hosted_tool', `No provider of the asked-for model runs ${hosted.names.join(', ')} for clients of this API. Nothing was sent.`, { param: hosted.param, hint: RUN_IT });
}

/** Reasons that another model's answer without the tool would not have. */
const OF_TOOLS = new Set(['tools', 'tools-local', 'pseudonymised-only']);

function hostedRefused({ names, param }: NonNullable<Ask['hosted']>, refusal: Reason, dataClass: DataClass): GatehouseError {
  return new GatehouseError('hosted_tool', `${names.join(', ')} would be run by the provider: ${reasonText(refusal)}. Nothing was sent.`, { param, dataClass, rule: reasonText(refusal), hint: `Leave it out, or let an administrator name it in the data rules. ${RUN_IT}` });
}

function otherVectors(why: string, dataClass: DataClass, rule: string): GatehouseError {
  return new GatehouseError('data_class_denied', `${why}, and vectors of another model would not fit the ones you have.`, {
    dataClass,
    rule,
    hint: 'Ask for a local embedding model by its name, and embed everything with it.',
  });
}

/** The deployments to try, in order. Throws what the client is to be told where there are none, or none that can answer. */
export async function planFor(services: DataServices, { decision, veiled }: Ruling, ask: Ask, { dataClass, policy }: Seen): Promise<DeploymentRef[]> {
  const preferred = policy.localModels[dataClass];
  if (decision.kind === 'refuse') {
    if (decision.why.code === 'lockdown') throw lockedDown(dataClass);
    if (ask.hosted && (OF_TOOLS.has(decision.refusal.code) || policy.otherwise[dataClass] === 'local')) throw hostedRefused(ask.hosted, decision.refusal, dataClass);
    throw new GatehouseError('data_class_denied', `No asked-for provider may see ${dataClass} data: ${reasonText(decision.refusal)}.`, { dataClass, rule: reasonText(decision.why), hint: 'Ask for the model "local", or let an administrator change the policy.' });
  }
  if (decision.kind !== 'local') {
    let prompt: PromptSize | undefined;
    const able: DeploymentRef[] = [];
    const unable: Unfit[] = [];
    for (const deployment of decision.deployments) {
      if (deployment.provider === LOCAL_PROVIDER) {
        if (isAble(services, deployment, ask)) able.push(deployment);
        continue;
      }
      const known = services.models.find(services.catalogue.provider(deployment.provider)?.kind ?? '', deployment.model);
      const looked = known && unfit(deployment, known, ask.needs, (prompt ??= new PromptSize(ask.texts?.(veiled?.request ?? ask.body) ?? [])));
      const why = looked instanceof Promise ? await looked : looked;
      if (why) unable.push(why);
      else able.push(deployment);
    }
    if (able.length > 0) return planRemote(able, (name) => services.execute.resting.rests(name));
    if (unable.length > 0) throw unfitError(unable);
    return [local(services, decision.deployments.map((d) => d.model), ask.needs)];
  }
  if (ask.needs.kind === 'embeddings' && decision.verdicts.length > 0) {
    if (decision.why.code === 'lockdown') throw lockedDown(dataClass);
    throw otherVectors(`No asked-for provider may see ${dataClass} data`, dataClass, reasonText(decision.why));
  }
  return [local(services, preferred, ask.needs)];
}

export function lockedDown(dataClass: DataClass): GatehouseError {
  return new GatehouseError('lockdown', '"Nothing leaves the building" is on: no cloud provider is asked at the moment.', { dataClass, rule: reasonText({ code: 'lockdown' }), hint: 'Ask for the model "local", or wait until an administrator has switched it off.' });
}

function local(services: DataServices, preferred: readonly string[], needs: Needs): DeploymentRef {
  checkLocalKind(needs);
  const models = localModels(services);
  const model = needs.kind === 'embeddings' && preferred.length === 0 ? sameLocalVectors(services.office, models, needs) : chooseLocal(preferred, models, needs);
  return { provider: LOCAL_PROVIDER, model };
}

/** An office that installs a second embedding model must not find its index useless: the first one goes on until it is removed. */
function sameLocalVectors(office: DataServices['office'], models: ReturnType<typeof localModels>, needs: Needs): string {
  const first = office.setting('localEmbeddings');
  const model = chooseLocal(first === null ? [] : [first], models, needs);
  if (first === null) office.setSetting('localEmbeddings', model, 'gatehouse');
  return model;
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
