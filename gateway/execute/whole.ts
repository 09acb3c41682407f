import { GatehouseError } from '../core/errors.ts';
import type { Provider } from '../providers/define.ts';
import { type Endpoint, RunningAttempt } from './running-attempt.ts';
import { runPlan } from './run.ts';
import { endpointOf, type Sending } from './send.ts';
import type { Answered, Call, ExecuteServices } from './types.ts';

/** The answer of an endpoint that gives it whole, along the plan. `what`: as it is called where a provider does not offer it. */
export function askWhole<Offered, T>(
  services: ExecuteServices,
  call: Call,
  what: string,
  offeredBy: (adapter: Provider) => Offered | undefined,
  ask: (offered: Offered, sending: Pick<Sending, 'services' | 'call' | 'deployment' | 'attempt'>) => Promise<{ warnings: string[]; value: T }>,
): Promise<Answered<T>> {
  return runPlan(services, call, async (deployment) => {
    const endpoint = endpointOf(services, deployment);
    const offered = offeredBy(endpoint.adapter);
    if (!offered) throw notOffered(endpoint, what);
    const attempt = new RunningAttempt(endpoint, call.cancellation, services.settings.plainMs);
    try {
      return { deployment, ...(await ask(offered, { services, call, deployment, attempt })) };
    } catch (error) {
      throw attempt.failure(error);
    } finally {
      attempt.end();
    }
  });
}

export function notOffered({ config }: Endpoint, what: string): GatehouseError {
  return new GatehouseError('unsupported_parameter', `${config.name} does not offer ${what}.`, { param: 'model' });
}
