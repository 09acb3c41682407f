import { expect, it } from 'vitest';
import { api } from './testing/api.ts';

it('each change of an administrator is in the audit log with what was there before, by whom, and without a secret', async () => {
  const { send, login, audit, office } = await api();
  const token = await login('admin');
  const detailOf = (action: string) => audit.list({ action })[0];
  const call = async (method: string, path: string, body?: object) => {
    const { status, body: answer } = await send(method as 'PUT', path, { token, ...(body && { body }) });
    expect([path, status]).toEqual([path, 200]);
    return answer;
  };
  office.addProvider({ id: 'cloud', kind: 'openai-compatible', baseUrl: 'https://api.example.com/v1', region: 'eu' }, 'test');

  await call('POST', '/providers/cloud/test');
  expect(detailOf('provider.test')).toMatchObject({ actor: 'Anna', detail: { id: 'cloud', origin: 'https://api.example.com', withKey: false } });
  await call('POST', '/providers/try', { kind: 'openai-compatible', baseUrl: 'http://127.0.0.1:1/v1', region: 'eu', credential: 'kanarie' });
  expect(detailOf('provider.test')).toMatchObject({ actor: 'Anna', detail: { id: '', origin: 'http://127.0.0.1:1', withKey: true } });

  for (const deployments of [['cloud/a'], ['cloud/b', 'cloud/c']]) await call('PUT', '/aliases/fast', { deployments });
  expect(detailOf('alias.set')!.detail).toEqual({ name: 'fast', deployments: ['cloud/b', 'cloud/c'], before: ['cloud/a'] });
  await call('PUT', '/aliases/slow', { deployments: ['cloud/a'] });
  expect(detailOf('alias.set')!.detail['before']).toBeNull();
  await call('PUT', '/aliases', { names: ['slow', 'fast'] });
  expect(detailOf('alias.order')!.detail).toEqual({ names: ['slow', 'fast'], before: ['fast', 'slow'] });
  await call('DELETE', '/aliases/fast');
  expect(detailOf('alias.remove')!.detail).toEqual({ name: 'fast', deployments: ['cloud/b', 'cloud/c'] });

  const { id: team } = await call('PUT', '/spending/teams', { name: 'Notary' });
  const scope = `team:${team}`;
  const budget = await call('PUT', '/spending/budgets', { scope, measure: 'requests', amount: '5', period: 'day' });
  await call('PUT', '/spending/limits', { scope, requestsPerMinute: 6, tokensPerMinute: null, concurrent: null });
  await call('DELETE', `/spending/teams/${team}`);
  expect(detailOf('budget.remove')!.detail).toMatchObject({ id: budget.id, scope, amount: '5' });
  expect(detailOf('limit.set')!.detail).toMatchObject({ scope, requestsPerMinute: null, before: { requestsPerMinute: 6 } });

  const { id: exporter } = await call('POST', '/exporters', { name: 'a', kind: 'otlp', endpoint: 'http://127.0.0.1:1/a', headers: { authorization: 'kanarie' } });
  const taken = { id: exporter, name: 'a', kind: 'otlp', endpoint: 'http://127.0.0.1:1/a', classes: ['public', 'internal'], enabled: true, headers: ['authorization'] };
  await call('PATCH', `/exporters/${exporter}`, { classes: ['public', 'internal', 'secret'], headers: { authorization: 'kanarie too' } });
  const widened = { ...taken, classes: ['public', 'internal', 'secret'] };
  expect(detailOf('exporter.update')!.detail).toEqual({ ...widened, before: taken, secretsChanged: true });
  await call('POST', `/exporters/${exporter}/test`);
  expect(detailOf('exporter.test')).toMatchObject({ actor: 'Anna', detail: { id: exporter, name: 'a', endpoint: 'http://127.0.0.1:1/a' } });
  await call('DELETE', `/exporters/${exporter}`);
  expect(detailOf('exporter.remove')!.detail).toEqual(widened);

  await call('PATCH', '/settings', { traceRetentionDays: 30 });
  await call('PATCH', '/settings', { traceRetentionDays: 10, durability: 'full' });
  expect(detailOf('settings.change')!.detail).toEqual({ traceRetentionDays: 10, durability: 'full', before: { traceRetentionDays: 30, durability: 'normal' } });

  const list = await call('POST', '/recognition/lists', { name: 'Clients', kind: 'person', dataClass: 'secret', text: 'Kanarienvogel' });
  await call('POST', '/recognition/lists', { id: list.id, name: 'Clients', kind: 'person', dataClass: 'internal', text: 'Kanarienvogel' });
  expect(detailOf('recognition.list')!.detail).toMatchObject({ dataClass: 'internal', before: { kind: 'person', dataClass: 'secret', words: 1 } });
  const pattern = await call('POST', '/recognition/patterns', { name: 'File', source: 'KAN-\\d{4}', dataClass: 'secret' });
  await call('POST', '/recognition/patterns', { id: pattern.id, name: 'File', source: 'KAN-\\d{5}', dataClass: 'internal' });
  const { mark } = detailOf('recognition.pattern')!.detail;
  expect(detailOf('recognition.pattern')!.detail).toMatchObject({ dataClass: 'internal', before: { id: pattern.id, dataClass: 'secret', mark: expect.not.stringContaining(String(mark)) } });
  await call('DELETE', `/recognition/patterns/${pattern.id}`);
  expect(detailOf('recognition.patternRemove')!.detail).toEqual({ id: pattern.id, dataClass: 'internal', mark });

  await call('PUT', '/spending/webhook', { webhook: { url: 'http://127.0.0.1:1/kanarie', enabled: true } });
  await call('POST', '/spending/webhook/test');
  await call('PUT', '/spending/mail', { mail: { host: '127.0.0.1', port: 1, security: 'none', from: 'a@b.ch', to: ['c@d.ch'], enabled: true } });
  await call('POST', '/spending/mail/test');
  expect([detailOf('webhook.test')!.actor, detailOf('mail.test')!.actor]).toEqual(['Anna', 'Anna']);
  expect(JSON.stringify(audit.list({ limit: 1_000 }))).not.toMatch(/kanarie|KAN-/i);
});
