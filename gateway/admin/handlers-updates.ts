import { GatehouseError } from '../core/errors.ts';
import { isLocalAddress } from '../policy/lockdown.ts';
import type { Output } from './contract.ts';
import type { Handlers } from './handler.ts';
import type { AdminServices } from './services.ts';

type Part = Pick<Handlers, 'updates.get' | 'updates.set' | 'updates.check'>;

export function updateHandlers({ office, updates, version }: AdminServices): Part {
  const state = (): Output<'updates.get'> => ({ ...office.setting('updates'), version, ...updates.status() });
  return {
    'updates.get': state,
    'updates.set': ({ body }, { principal }) => {
      checkAddress(body);
      office.setSetting('updates', body, principal.name);
      return state();
    },
    'updates.check': async () => {
      await updates.check();
      return state();
    },
  };
}

/** Attack: whoever can change what a plain connection carries could name a version that nobody published. */
function checkAddress({ mode, address }: { mode: 'off' | 'ask'; address: string | null }): void {
  const wrong = (message: string): GatehouseError => new GatehouseError('invalid_request', message, { param: 'address', hint: 'Write it as https://example.com/gatehouse' });
  if (address === null) {
    if (mode === 'ask') throw wrong('Say where new versions are published.');
    return;
  }
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !['https:', 'http:'].includes(url.protocol) || url.username || url.password || url.search || url.hash) throw wrong('This is not the address of a folder.');
  if (url.protocol === 'http:' && !isLocalAddress(address)) throw wrong('An address outside this network begins with https://.');
}
