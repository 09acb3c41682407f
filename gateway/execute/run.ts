import { setTimeout as sleep } from 'node:timers/promises';
import { formatDeployment } from '../core/deployment.ts';
import { GatehouseError } from '../core/errors.ts';
import { type DeploymentRef, LOCAL_PROVIDER } from '../core/model.ts';
import { AttemptError } from './attempt-error.ts';
import { closed } from './closed.ts';
import type { Answered, Call, ExecuteServices } from './types.ts';

/** A prompt that ends the runner ends it for everybody else who is being answered. */
const LOCAL_RETRIES = 1;

/**
 * Tries the plan's deployments in order until one has answered (for a stream: until its first event is there). Never goes beyond the plan,
 * which never goes beyond the clearance. Throws the last attempt's GatehouseError, or `client_closed` once the signal is aborted.
 */
export async function runPlan<T>(services: ExecuteServices, call: Call, attempt: (deployment: DeploymentRef) => Promise<Answered<T>>): Promise<Answered<T>> {
  const { settings, clock, resting, health } = services;
  let last: AttemptError | undefined;
  for (let position = 0; position < call.plan.length; position++) {
    const deployment = call.plan[position]!;
    const name = formatDeployment(deployment);
    const region = services.provider(deployment.provider)?.region;
    const more = position < call.plan.length - 1;
    const retries = deployment.provider === LOCAL_PROVIDER ? Math.min(settings.retries, LOCAL_RETRIES) : settings.retries;
    let failed: AttemptError;
    for (let tries = 0; ; tries++) {
      const startedAt = clock.now();
      const started = clock.monotonic();
      const note = (status?: number, error?: string, cost = 0): void => {
        call.attempts.push({ deployment: name, startedAt, ms: Math.round(clock.monotonic() - started), status, error, region, cost: cost > 0 ? cost : undefined });
      };
      try {
        const room = call.charge?.begin(deployment);
        if (room) await room;
        const answered = await attempt(deployment);
        note(200);
        resting.succeeded(name);
        health.answered(deployment.provider);
        return answered;
      } catch (error) {
        call.memory.giveBack();
        if (call.cancellation.aborted) {
          const reason = closed(call.cancellation);
          // Broken off before anything had come back: where it was sent, it may be on the bill, and the trace is to name whose.
          note(undefined, reason.code, call.charge?.over(true));
          throw reason;
        }
        const told = asAttempt(error);
        if (!told) {
          call.charge?.over(!(error instanceof GatehouseError));
          // A further attempt that no longer fits a budget: what went wrong before is told.
          throw last && error instanceof GatehouseError && error.code === 'budget_exceeded' ? last.error : error;
        }
        failed = told;
        note(failed.status || undefined, failed.error.code, call.charge?.over(failed.billed));
      }
      // What went wrong with one that could have answered is told, rather than that another never could.
      if (!last || failed.error.code !== 'unsupported_parameter') last = failed;
      if (failed.again === 'no') break;
      if (deployment.provider !== LOCAL_PROVIDER && failed.failure !== undefined) resting.failed(name);
      if (failed.again === 'next' || tries >= retries) break;
      const wait = failed.retryAfterMs ?? Math.min(settings.maxBackoffMs, settings.backoffMs * 2 ** tries) * (0.5 + services.random() / 2);
      if (wait > settings.maxRetryAfterMs || (more && wait > settings.backoffMs * 4)) break;
      await sleep(wait, undefined, { signal: call.cancellation.signal }).catch(() => {
        throw closed(call.cancellation);
      });
    }
    // Once for all its tries: one request that fails may be chance.
    if (failed.failure !== undefined) health.failed(deployment.provider, failed.failure);
    if (failed.again === 'no') throw failed.error;
  }
  throw last?.error ?? new GatehouseError('internal_error', 'The plan was empty.');
}

/** What another deployment may do better; undefined: the request is over. */
function asAttempt(error: unknown): AttemptError | undefined {
  if (error instanceof AttemptError) return error;
  // Another of an alias's models may know what is asked for.
  return error instanceof GatehouseError && error.code === 'unsupported_parameter' ? new AttemptError(error, 'next', undefined, undefined, true) : undefined;
}
