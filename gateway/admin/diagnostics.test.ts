import { homedir, hostname, userInfo } from 'node:os';
import { expect, it } from 'vitest';
import { MIGRATIONS } from '../store/migrations.ts';
import { api } from './testing/api.ts';

it('the diagnostics hold nothing that anybody has entered, sent or been given', async () => {
  const { send, services, folder, recoveryKey } = await api();
  const { office, recorder, local, sessions } = services;
  const P = 'planted-secret';
  office.addProvider({ id: `${P}-id`, kind: 'openai-compatible', name: `${P} name`, baseUrl: `https://${P}.example/${P}/v1`, region: `${P} region`, credential: `${P} credential`, headers: { [`x-${P}`]: `${P} header` }, contract: { id: `${P} contract`, expiresAt: 1, retention: P }, models: [P] }, `${P} author`);
  office.setAlias(`${P}-alias`, [{ provider: `${P}-id`, model: P }], P);
  office.setCell({ dataClass: 'internal', provider: `${P}-id`, action: 'allow', conditions: { tags: [P], models: [P] } }, P, `${P} comment`);
  office.setRoute({ name: P, when: { tags: [P] }, alias: `${P}-alias` }, P);
  office.setLocalModels('secret', [`${P}-model`], P);
  const { plaintext } = office.createKey({ name: P, owner: P, models: [P], origins: [`https://${P}.example`] }, P);
  const session = sessions.exchange(sessions.createLink(P, 'admin', P).token);
  services.config.listen = ['192.0.2.77'];
  services.config.hostNames = [`${P}.host`];
  const status = local.status();
  local.status = () => ({ ...status, phase: 'failed', message: P, ollama: { version: `0.1 ${P}`, path: `/${P}/ollama`, source: P as 'PATH' }, steps: [{ ...status.steps[0]!, id: P, title: P, message: P }], confinementReason: P });
  local.models = () => [{ name: P, digest: P, sizeBytes: 7, capabilities: { chat: true } }];
  await recorder.begin({ id: `trc_${P}`, time: services.clock.now(), keyId: P, keyName: P, endpoint: 'chat.completions', dataClass: 'secret', decision: 'refuse', why: { code: 'denied', provider: P }, evidence: [{ recogniser: P, dataClass: 'secret', path: P, mark: P }], policyVersion: 1, requestedModel: P, session: P, tags: [P], streamed: false });
  recorder.end(`trc_${P}`, { outcome: 'error', provider: P, model: P, attempts: [{ deployment: P, startedAt: 1, ms: 1, error: P }], errorCode: 'provider_error', httpStatus: 502 });
  recorder.flush();
  services.store.db.prepare("INSERT INTO traces (id, time, endpoint, data_class, decision, policy_version, requested_model, streamed, error_code) VALUES ('trc_odd', ?, 'x', 'public', 'allow', 1, 'm', 0, ?)").run(services.clock.now(), P);

  const { status: code, body } = await send('GET', '/diagnostics', { token: session.token });
  expect(code).toBe(200);
  const text = JSON.stringify(body);
  for (const secret of [P, 'planted', plaintext, plaintext.slice(-4), session.token, recoveryKey!, folder, services.config.home, homedir() + '/', hostname(), '192.0.2.77', 'smollm2']) expect([secret, text.includes(secret)]).toEqual([secret, false]);
  const { username } = userInfo();
  expect(new RegExp(`\\b${username}\\b`).test(text)).toBe(false);
  // And it still says what helps.
  expect(body).toMatchObject({
    versions: { gatehouse: '0.0.0-test', ollama: null, schema: MIGRATIONS.at(-1)!.version },
    local: { phase: 'failed', models: [{ sizeBytes: 7, contextLength: null }] },
    settings: { furtherAddresses: 1, hostNames: 1 },
    errors: [{ code: 'provider_error', httpStatus: 502, endpoint: 'chat.completions', count: 1 }],
  });
  expect(body.doctor.find(({ id }: { id: string }) => id === 'ollama')).toEqual({ id: 'ollama', state: 'failed' });
});
