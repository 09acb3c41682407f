import { GatehouseError } from '../core/errors.ts';
import type { Handlers } from './handler.ts';
import type { AdminServices } from './services.ts';

const ASK_KEY_MS = 4 * 3_600_000;

/** The UI's chat goes through the data API like any tool, with a key of its own: the two APIs never take each other's credentials. */
export function askHandlers({ office, sessions, clock, vault }: AdminServices): Pick<Handlers, 'ask.key'> {
  return {
    'ask.key': ({ body }, { principal, token, origin }) => {
      const ends = token === undefined ? undefined : sessions.expiresAt(token);
      if (token === undefined || ends === undefined) {
        throw new GatehouseError('admin_session_required', 'Such a key belongs to a session in the browser.', { hint: 'For a tool make a key of its own: gatehouse keys create --name NAME' });
      }
      const floor = body.floor ?? 'confidential';
      const expiresAt = Math.min(ends, clock.now() + ASK_KEY_MS);
      const { key, plaintext } = office.createAskKey({ name: `Ask (${principal.name})`, owner: principal.name, floor, origin, expiresAt, session: vault.keyedHash(token) }, principal.name);
      return { id: key.id, key: plaintext, floor, expiresAt };
    },
  };
}
