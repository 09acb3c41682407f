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
  expect((await reader.read()).value).toMatch(/^: following\nid: evt_\w+\.0\n\n$/);
  await services.recorder.begin({ id: 'trc_1', time: 1, endpoint: 'chat.completions', dataClass: 'secret', decision: 'local', policyVersion: 1, requestedModel: 'a\n\nevent: evil', streamed: true });
  const event = (await reader.read()).value!;
  expect(event).toMatch(/^event: trace\nid: evt_\w+\.1\ndata: \{[^\n]*\}\n\n$/);
  expect(JSON.parse(event.split('data: ')[1]!)).toMatchObject({ id: 'trc_1', requestedModel: 'a\n\nevent: evil', outcome: null });

  const started = performance.now();
  await app.close();
  expect((await reader.read()).done).toBe(true);
  expect(performance.now() - started).toBeLessThan(1000);
});

it('goes on where a reader was cut off, or says that it cannot', async () => {
  const { services } = temporaryAdmin();
  const app = Fastify({ logger: false });
  app.setErrorHandler(sendAdminError);
  registerAdmin(app, services, bySession(services.sessions));
  onTestFinished(() => app.close());
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  const { token } = services.sessions.exchange(services.sessions.createLink('Ben', 'auditor', 'test').token);
  const follow = async (last?: string) => {
    const stop = new AbortController();
    const response = await fetch(`${address}/traces/stream`, { headers: { authorization: `Bearer ${token}`, ...(last === undefined ? {} : { 'last-event-id': last }) }, signal: stop.signal });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    const until = async (pattern: RegExp): Promise<string> => {
      while (!pattern.test(text)) text += (await reader.read()).value ?? '';
      return text;
    };
    return { until, stop: () => stop.abort() };
  };
  const begin = (id: string) => services.recorder.begin({ id, time: 1, endpoint: 'chat.completions', dataClass: 'secret', decision: 'local', policyVersion: 1, requestedModel: 'local', streamed: true });

  const first = await follow();
  await begin('trc_a');
  const last = /id: (evt_\w+\.1)\n/.exec(await first.until(/trc_a/))![1]!;
  first.stop();
  await begin('trc_b');
  services.recorder.end('trc_b', { outcome: 'ok' });
  await begin('trc_c');
  services.recorder.flush();

  const second = await follow(last);
  const told = await second.until(/trc_c/);
  expect([...told.matchAll(/"id":"(trc_\w)"/g)].map((match) => match[1])).toEqual(['trc_b', 'trc_c']);
  expect(told).toContain('"outcome":"ok"');
  second.stop();
  for (const unknown of ['evt_other.1', last.replace('.1', '.99'), last.replace('.1', '.x'), 'nonsense']) {
    const third = await follow(unknown);
    expect(await third.until(/event: \w+/)).toMatch(/event: reset\nid: evt_\w+\.\d+\ndata: \{\}/);
    third.stop();
  }
});
