import type { FastifyRequest } from 'fastify';
import { REFUSED, refusedDetail } from '../audit/requests.ts';
import { classify } from '../classify/classify.ts';
import type { GatehouseError } from '../core/errors.ts';
import { isObject } from '../core/json.ts';
import { ownerScope } from '../core/spending.ts';
import type { DataServices } from './services.ts';

/** Who stated the class of what nobody has looked at. */
const UNREAD = 'unread';

/**
 * The trace of a request whose key is good and that was refused before its class was known (broken JSON, a hosted tool, a wrong path): an office that is told that its tool does not work
 * sees why. It counts as what its key may carry at the most, as everything unread does. Waits for nothing and never throws.
 */
export function recordUnread({ office, recorder }: Pick<DataServices, 'office' | 'recorder'>, request: FastifyRequest, error: GatehouseError): void {
  const { context, routeOptions: { url, config } } = request;
  const { key } = context;
  if (!key || context.recorded || request.method !== 'POST' || config.managing || config.unrecorded) return;
  context.recorded = true;
  const policyVersion = office.policy().version;
  const owner = ownerScope({ keyId: key.id, team: key.team, ownerKind: key.ownerKind, owner: key.owner });
  const { dataClass } = classify({ key, declared: context.declared, tags: context.tags, unreadable: 'unknown', found: { dataClass: 'public', evidence: () => [] } });
  const requestedModel = modelOf(request.body);
  recorder
    .begin({
      id: context.traceId, time: context.startedAt, keyId: key.id, keyName: key.name, team: key.team ?? undefined, owner: owner === '' ? undefined : owner,
      endpoint: endpointOf(url), dataClass, decision: 'refuse', evidence: [{ recogniser: UNREAD, dataClass }], policyVersion, requestedModel,
      session: context.session ?? null, tags: context.tags.length > 0 ? context.tags : undefined, streamed: isObject(request.body) && request.body.stream === true, traceparent: context.traceparent,
    })
    .then(() => {
      recorder.end(context.traceId, { outcome: 'refused', errorCode: error.code, httpStatus: error.status, cost: 0, totalMs: Math.round(performance.now() - context.started) });
      recorder.note({
        time: context.startedAt, actor: key.id, action: REFUSED,
        detail: refusedDetail({ trace: context.traceId, key: key.id, owner: owner === '' ? null : owner, team: key.team, dataClass, why: null, policyVersion, code: error.code, model: requestedModel }),
      });
    })
    // The disk is full: the client has its answer, and the status says so.
    .catch(() => {});
}

function modelOf(body: unknown): string {
  return isObject(body) && typeof body.model === 'string' ? body.model.slice(0, 200) : '';
}

/** As the dialects name theirs; never a path of the client's own, which could hold anything. */
function endpointOf(url: string | undefined): string {
  if (url === undefined) return 'unknown';
  return url.replace(/^\/v1\//, '').replace(/^\/api\//, 'ollama.').replace('chat/', 'chat.');
}
