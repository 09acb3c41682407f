import Fastify, { type FastifyInstance } from 'fastify';
import { onTestFinished } from 'vitest';
import { type AdminFixture, temporaryAdmin } from '../../../test/support/temporary-admin.ts';
import { bySession } from '../authenticate.ts';
import { sendAdminError } from '../errors.ts';
import { registerAdmin } from '../routes.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- whatever JSON came
export interface Answer { status: number; body: any; headers: Record<string, unknown> }

export type Api = AdminFixture & {
  app: FastifyInstance;
  send(method: string, path: string, options?: { token?: string; body?: unknown; headers?: Record<string, string>; payload?: string }): Promise<Answer>;
  login(role: 'admin' | 'auditor', name?: string): Promise<string>;
};

/** The admin API over HTTP on its real parts. */
export async function api(): Promise<Api> {
  const fixture = temporaryAdmin();
  const app = Fastify({ logger: false, bodyLimit: 20 * 1024 * 1024 });
  app.setErrorHandler(sendAdminError);
  app.register((scope, _, done) => {
    registerAdmin(scope, fixture.services, bySession(fixture.services.sessions));
    done();
  }, { prefix: '/admin/api' });
  await app.ready();
  onTestFinished(() => app.close());
  const send: Api['send'] = async (method, path, { token, body, headers = {}, payload } = {}) => {
    const response = await app.inject({
      method: method as 'GET',
      url: `/admin/api${path}`,
      headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...headers },
      ...(body === undefined ? {} : { payload: body as object }),
      ...(payload === undefined ? {} : { payload }),
    });
    return { status: response.statusCode, body: response.body === '' ? undefined : response.json(), headers: response.headers };
  };
  const login: Api['login'] = async (role, name = 'Anna') => {
    const { token } = fixture.services.sessions.createLink(name, role, 'test');
    return (await send('POST', '/session', { body: { token } })).body.token as string;
  };
  return { ...fixture, app, send, login };
}
