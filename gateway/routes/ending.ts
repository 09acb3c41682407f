import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Charge } from '../budget/charge.ts';
import type { Cancellation } from '../core/cancellation.ts';
import type { DataClass } from '../core/data-class.ts';
import { GatehouseError } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import type { MemoryShare } from '../core/memory-budget.ts';
import type { Usage } from '../core/model.ts';
import type { Attempt } from '../execute/types.ts';
import type { TraceEnding } from '../trace/types.ts';
import type { DataServices, RunningEntry } from './services.ts';

/** How a request ended; what it cost is found here. */
export type Ending = Pick<TraceEnding, 'outcome' | 'provider' | 'model' | 'firstTokenMs' | 'errorCode' | 'httpStatus'> & {
  usage?: Usage;
  /** For the office's own record, where it keeps one of this class: a plain answer, or the text of a streamed one. */
  answer?: Json;
  /** Something of that is missing. */
  cut?: boolean;
};

export interface Ended {
  entry: RunningEntry;
  cancellation: Cancellation;
  memory: MemoryShare;
  attempts: Attempt[];
  charge: Charge | undefined;
  /** As the client asked it. */
  asked: object;
  dataClass: DataClass;
  owner: string;
}

/** The one ending of a request: its trace's, its settlement and its place among those that run. Further calls do nothing. */
export function endOnce(services: DataServices, request: FastifyRequest, reply: FastifyReply, { entry, cancellation, memory, attempts, charge, asked, dataClass, owner }: Ended): (ending: Ending) => void {
  const { context } = request;
  let ended = false;
  const onClose = () => {
    memory.close();
    if (!reply.raw.writableFinished) cancellation.abort();
  };
  if (reply.raw.destroyed) onClose();
  else reply.raw.once('close', onClose);
  const takeOff = services.running.add(entry, cancellation);
  const { totalMs } = services.execute.settings;
  const deadline = totalMs > 0 ? setTimeout(() => cancellation.abort(new GatehouseError('deadline_exceeded', `The request took longer than ${totalMs / 1000} s.`, { hint: 'An administrator can raise timeouts.totalMs.' })), totalMs - (performance.now() - context.started)) : undefined;
  return ({ outcome, provider, model, firstTokenMs, errorCode, httpStatus, usage, answer, cut }) => {
    if (ended) return;
    ended = true;
    clearTimeout(deadline);
    // Attack: a client that never reads its large answer, for whose memory others wait.
    if (memory.isHeld) reply.raw.setTimeout(services.execute.settings.idleMs, () => reply.raw.destroy());
    takeOff();
    const settled = charge?.settle({ outcome, provider, model, usage });
    services.recorder.end(context.traceId, {
      outcome, provider, model, firstTokenMs, errorCode, httpStatus,
      // Null where the provider's numbers cannot be.
      promptTokens: settled?.promptTokens === undefined ? usage?.promptTokens : settled.promptTokens,
      completionTokens: settled?.completionTokens === undefined ? usage?.completionTokens : settled.completionTokens,
      cachedTokens: usage?.cachedTokens,
      cacheWriteTokens: usage?.cacheWriteTokens,
      reasoningTokens: usage?.reasoningTokens,
      usageEstimated: settled?.usageEstimated ?? usage?.estimated,
      cost: settled ? settled.cost : outcome === 'refused' ? 0 : undefined,
      price: settled?.price,
      charged: settled?.charged,
      countedTokens: settled?.countedTokens,
      attempts: attempts.length > 0 ? attempts : undefined,
      totalMs: Math.round(performance.now() - context.started),
    });
    if (answer === undefined || !services.contents.wanted(dataClass)) return;
    services.contents.keep({ traceId: context.traceId, keyId: entry.keyId, owner, session: context.session ?? null, time: context.startedAt, started: context.started, dataClass, request: asked as Json, requestBytes: Number(request.headers['content-length'] ?? 0), answer, ...(cut && { cut }) });
  };
}

/** How a failed request's trace ends. */
export function failedEnding(error: unknown): Ending {
  const known = error instanceof GatehouseError ? error : undefined;
  const aborted = known?.code === 'client_closed';
  return { outcome: aborted ? 'aborted' : 'error', errorCode: known?.code ?? 'internal_error', httpStatus: known?.status ?? 500 };
}
