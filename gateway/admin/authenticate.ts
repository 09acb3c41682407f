import { userInfo } from 'node:os';
import type { FastifyRequest } from 'fastify';
import { GatehouseError } from '../core/errors.ts';
import type { AdminSessions, Principal } from './sessions.ts';

export type Authenticate = (request: FastifyRequest) => Principal | Promise<Principal>;

/** On the port: a named administrator's session token as `Authorization: Bearer`; never a cookie, never a virtual key. */
export function bySession(sessions: AdminSessions): Authenticate {
  return (request) => {
    const token = bearerToken(request);
    if (token === undefined) throw new GatehouseError('admin_session_required', 'The admin API needs a session.', { hint: 'Open a one-time link: gatehouse admin link --name NAME --role admin' });
    if (token.startsWith('sk-gh-')) throw new GatehouseError('admin_session_required', 'A virtual key does not open the admin API.', { hint: 'Open a one-time link: gatehouse admin link --name NAME --role admin' });
    const principal = sessions.authenticate(token);
    if (!principal) throw new GatehouseError('admin_session_required', 'This session has ended.', { hint: 'Open a new one-time link: gatehouse admin link --name NAME --role admin' });
    return principal;
  };
}

/** On the Unix socket of mode 0600: whoever can open it owns the data folder. */
export function bySocket(): Authenticate {
  const principal: Principal = { name: `${accountName()} (command line)`, role: 'admin', via: 'socket' };
  return () => principal;
}

export function bearerToken(request: FastifyRequest): string | undefined {
  return /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
}

function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under a user id without a name.
    return `user ${process.getuid?.() ?? ''}`.trim();
  }
}
