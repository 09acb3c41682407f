import Fastify from 'fastify';
import { expect, it, onTestFinished } from 'vitest';
import { temporaryAdmin } from '../../test/support/temporary-admin.ts';
import { bySession } from './authenticate.ts';
import { sendAdminError } from './errors.ts';
import { registerAdmin } from './routes.ts';

it('streams traces to a session until the appliance ends, which does not wait for the reader', async () => {
  const { services } = temporaryAdmin();
  const app = Fastify({ logger: false });
  app.setErrorHandler(sendAdminError);
  registerAdmin(app, services, bySession(services.sessions));
  onTestFinished(() => app.close());
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  const follow = (token: string): Promise<Response> => fetch(`${address}/traces/stream`, { headers: { authorization: `Bearer ${token}` } });
  expect((await follow('ghs_none')).status).toBe(401);

  const { token } = services.sessions.exchange(services.sessions.createLink('Ben', 'auditor', 'test').token);
  const response = await follow(token);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  expect((await reader.read()).value).toBe(': following\n\n');
  await services.recorder.begin({ id: 'trc_1', time: 1, endpoint: 'chat.completions', dataClass: 'secret', decision: 'local', policyVersion: 1, requestedModel: 'a\n\nevent: evil', streamed: true });
  const event = (await reader.read()).value!;
  expect(event).toMatch(/^event: trace\nid: trc_1\ndata: \{[^\n]*\}\n\n$/);
  expect(JSON.parse(event.split('data: ')[1]!)).toMatchObject({ id: 'trc_1', requestedModel: 'a\n\nevent: evil', outcome: null });

  const started = performance.now();
  await app.close();
  expect((await reader.read()).done).toBe(true);
  expect(performance.now() - started).toBeLessThan(1000);
});
