import { GatehouseError } from '../core/errors.ts';
import { hostsOf } from '../guard/host.ts';
import type { AdminServices } from './services.ts';

/** Throws `invalid_request` for an address under which this very appliance answers. Attack: one request that asks itself again and again, until no more may run. */
export function checkElsewhere({ addresses, config }: Pick<AdminServices, 'addresses' | 'config'>, baseUrl: string): void {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  const own = new URL(addresses()[0] ?? `http://127.0.0.1:${config.port}`);
  if (url?.port !== own.port || !hostsOf([...config.hostNames, ...config.listen]).has(url.hostname)) return;
  throw new GatehouseError('invalid_request', `${url.origin} is this appliance itself: its requests would come back to it for ever.`, { param: 'baseUrl', hint: 'Enter the address of the other server. Models of the bundled Ollama are there already, as "local".' });
}
