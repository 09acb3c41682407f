import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { firstError } from '../config/validation.ts';
import { GatehouseError } from '../core/errors.ts';
import { type Authenticate, bearerToken } from './authenticate.ts';
import { AUDIT_EXPORT_PATH, AuditExportQuery, type Operation, OPERATIONS, type OperationName, type Role, TRACE_EXPORT_PATH, TRACE_STREAM_PATH, TraceExportQuery } from './contract.ts';
import type { Caller } from './handler.ts';
import { createHandlers } from './handlers.ts';
import { sendAuditLog } from './handlers-audit.ts';
import type { AdminServices } from './services.ts';
import type { Principal } from './sessions.ts';
import { sendTraces } from './trace-export.ts';
import { createTraceStreams } from './trace-stream.ts';

const FOLLOWERS: readonly Role[] = ['admin', 'auditor'];
const ANYONE: Principal = { name: 'anyone', role: 'auditor', via: 'session' };

/**
 * Adds every operation of the contract to `app` (mount it with the prefix `/admin/api`). Errors are thrown as GatehouseError: the instance's
 * error handler writes them (`sendAdminError` is one).
 */
export function registerAdmin(app: FastifyInstance, services: AdminServices, authenticate: Authenticate): void {
  const handlers = createHandlers(services) as unknown as Record<OperationName, (input: unknown, caller: Caller) => unknown>;
  const streams = createTraceStreams(services.recorder);

  async function admit(request: FastifyRequest, roles: Operation['roles']): Promise<Principal> {
    if (roles === 'anyone') return ANYONE;
    const principal = await authenticate(request);
    if (!roles.includes(principal.role)) throw new GatehouseError('role_not_allowed', `An ${principal.role} may not do this.`, { hint: 'Ask an administrator.' });
    return principal;
  }

  for (const [name, operation] of Object.entries(OPERATIONS) as [OperationName, Operation][]) {
    const check = { params: validator(operation.params, ''), query: validator(operation.query, ''), body: validator(operation.body, 'body') };
    const callers = new WeakMap<FastifyRequest, Principal>();
    app.route({
      method: operation.method,
      url: operation.path,
      // The contract has no HEAD, and a second route for each operation would cost 20 ms of every start.
      exposeHeadRoute: false,
      // Before the body is read: a stranger's bytes are not parsed.
      onRequest: async (request) => {
        callers.set(request, await admit(request, operation.roles));
      },
      handler: async (request, reply) => {
        const input = { params: check.params(request.params), query: check.query(request.query), body: check.body(request.body) };
        const answer = await handlers[name](input, { principal: callers.get(request)!, token: bearerToken(request), origin: originOf(request.headers.host) });
        return reply.header('cache-control', 'no-store').send(answer);
      },
    });
  }

  app.get(TRACE_STREAM_PATH, async (request, reply) => {
    await admit(request, FOLLOWERS);
    streams.open(request, reply, async () => {
      try {
        await admit(request, FOLLOWERS);
        return true;
      } catch {
        return false;
      }
    });
  });
  const checkExport = validator(TraceExportQuery, '');
  app.get(TRACE_EXPORT_PATH, async (request, reply) => {
    const principal = await admit(request, FOLLOWERS);
    return sendTraces(services, checkExport(request.query) as Static<typeof TraceExportQuery>, principal, reply);
  });
  const checkAuditExport = validator(AuditExportQuery, '');
  app.get(AUDIT_EXPORT_PATH, async (request, reply) => {
    const principal = await admit(request, FOLLOWERS);
    return sendAuditLog(services, checkAuditExport(request.query) as Static<typeof AuditExportQuery>, principal, reply);
  });
  app.addHook('preClose', async () => streams.endAll());
}

/** As a browser writes it: without the port 80. */
function originOf(host = 'localhost'): string {
  const url = `http://${host}`;
  return URL.canParse(url) ? new URL(url).origin : url;
}

function validator(schema: TSchema | undefined, what: string): (value: unknown) => unknown {
  if (!schema) return () => undefined;
  // Made when it is first asked for: all of them take a tenth of a second of every start.
  let compiled: ReturnType<typeof Compile> | undefined;
  return (value) => {
    compiled ??= Compile(schema);
    if (compiled.Check(value)) return value;
    if (value === undefined || value === null) throw new GatehouseError('invalid_request', `The ${what || 'request'} is empty.`, { hint: 'Send a JSON object as application/json.' });
    const { path, message } = firstError(compiled.Errors(value));
    throw new GatehouseError('invalid_request', path === '' ? `The ${what || 'request'} ${message}.` : `"${path}" ${message}.`, { param: path });
  };
}
