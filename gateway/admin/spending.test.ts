import { expect, it } from 'vitest';
import { moneyText } from '../core/money.ts';
import { api } from './testing/api.ts';

it('tells both roles whose keys pay for what, and by which clock days are reckoned, and nothing else of a key', async () => {
  const { send, login, office } = await api();
  const token = await login('admin');
  const team = (await send('PUT', '/spending/teams', { token, body: { name: 'Notary' } })).body;
  const key = (await send('POST', '/keys', { token, body: { name: 'Word', owner: 'Anna', ownerKind: 'person', team: team.id } })).body;
  office.setSetting('timeZone', 'Asia/Kathmandu', 'test');
  // The key of the pages' own chat pays for nobody in particular.
  await send('POST', '/ask/key', { token, body: {} });
  for (const reader of [token, await login('auditor', 'Ben')]) {
    const { body } = await send('GET', '/spending', { token: reader });
    expect(body).toMatchObject({ timeZone: 'Asia/Kathmandu', teams: [{ id: team.id }] });
    expect(body.keys).toEqual([{ id: key.id, name: 'Word', team: team.id, ownerKind: 'person', owner: 'Anna' }]);
  }
});

it('writes each change of a setting or a key down with what was there before, and never a secret, sealed neither', async () => {
  const { send, login, audit } = await api();
  const token = await login('admin');
  const changes = () => audit.list({ action: 'setting.set' }).map(({ detail }) => detail);
  const rules = { overBudget: 'local', unpriced: 'refuse', outputTokens: 100 };
  await send('PUT', '/spending/rules', { token, body: rules });
  expect(changes()[0]).toEqual({ name: 'spending', before: { overBudget: 'refuse', unpriced: 'refuse', outputTokens: 4_096 }, value: rules });
  const { id } = (await send('POST', '/keys', { token, body: { name: 'Word' } })).body;
  await send('PATCH', `/keys/${id}`, { token, body: { floor: 'confidential' } });
  expect(audit.list({ action: 'key.update' })[0]!.detail).toMatchObject({ floor: 'confidential', before: { floor: 'public' } });
  await send('PUT', '/spending/webhook', { token, body: { webhook: { url: 'http://127.0.0.1:9/secret-path', enabled: true } } });
  await send('PUT', '/spending/webhook', { token, body: { webhook: { enabled: false } } });
  expect(changes()[0]).toMatchObject({ name: 'alertWebhook', before: { enabled: true, sealed: '…' }, value: { enabled: false, sealed: '…' } });
});

it('dates a rate by a day that there is', async () => {
  const { send, login } = await api();
  const token = await login('admin');
  const set = (date: string | null, code = 'CHF', perUsd = '0.8') => send('PUT', '/spending/currency', { token, body: { code, perUsd, date } });
  expect([(await set('2026-02-29')).status, (await set('2026-99-99')).status, (await set('2028-02-29')).status]).toEqual([400, 400, 200]);
  // Without one by today's.
  expect((await set(null)).body.date).toMatch(/^20\d\d-\d\d-\d\d$/);
  expect((await set('2028-02-29', 'USD', '1')).body.date).toBeNull();
});

it('takes no rate at which a budget would be more than can be counted, and opens an office that has one', async () => {
  const { send, login, office, services } = await api();
  const token = await login('admin');
  const rate = (perUsd: string) => send('PUT', '/spending/currency', { token, body: { code: 'CHF', perUsd, date: '2026-11-20' } });
  await rate('0.8');
  await send('PUT', '/spending/budgets', { token, body: { scope: 'organisation', measure: 'money', amount: '5000000', period: 'month' } });
  const refused = await rate('0.08');
  expect([refused.status, refused.body.error?.param, refused.body.error?.message]).toEqual([400, 'perUsd', 'At this rate the budget of CHF 5000000 per month would be more than nine million dollars.']);
  expect(office.setting('currency').perUsd).toBe('0.8');
  // As a database of before has it: its office was never open again.
  office.setSetting('currency', { code: 'CHF', perUsd: '0.08', date: '2026-11-20' }, 'test');
  services.money.spending.reload();
  expect(services.money.spending.budgets()).toMatchObject([{ amount: '5000000', limit: Number.MAX_SAFE_INTEGER }]);
  expect((await rate('0.8')).status).toBe(200);
});

it('keeps the last rate of a currency that the office leaves: its budgets would count by the one of when they were entered', async () => {
  const { send, login, services: { money: { spending } } } = await api();
  const token = await login('admin');
  const rate = (code: string, perUsd: string) => send('PUT', '/spending/currency', { token, body: { code, perUsd, date: '2026-11-20' } });
  await rate('CHF', '0.8');
  await send('PUT', '/spending/budgets', { token, body: { scope: 'organisation', measure: 'money', amount: '100', period: 'month' } });
  for (const [code, perUsd] of [['CHF', '1.0'], ['EUR', '0.9'], ['EUR', '0.5'], ['USD', '1']] as const) {
    expect((await rate(code, perUsd)).status).toBe(200);
    expect([code, perUsd, spending.budgets()[0]!.limit]).toEqual([code, perUsd, 100_000_000_000]);
  }
});

it('tells a limit as it was entered also after the rate has changed', async () => {
  const { send, login, services } = await api();
  const token = await login('admin');
  const rate = (perUsd: string) => send('PUT', '/spending/currency', { token, body: { code: 'CHF', perUsd, date: '2026-11-20' } });
  await rate('0.8');
  await send('PUT', '/spending/budgets', { token, body: { scope: 'organisation', measure: 'money', amount: '100', period: 'month' } });
  await rate('0.89');
  await rate('0.4');
  const [{ budget }] = (await send('GET', '/spending', { token })).body.budgets;
  expect([budget.limit, moneyText(budget.limit, budget.currency, budget.perUsd)]).toEqual([250_000_000_000, 'CHF 100.00']);
  await rate('0.89');
  const demand = { promptTokens: 1, images: 0, documents: false, outputTokens: 1, choices: 1, predictedTokens: 0, opaque: false };
  services.office.addProvider({ id: 'cloud', kind: 'openai-compatible', baseUrl: 'https://api.example.com/v1', region: 'eu' }, 'test');
  services.prices.setOfficePrice({ provider: 'cloud', model: 'm', currency: 'USD', rates: { input: '9999', output: '9999' } }, 'test');
  const admit = () => services.money.budgets.admit('trc_1', { keyId: 'k', team: null, ownerKind: 'application', owner: '' }, [{ provider: 'cloud', model: 'm' }], { ...demand, outputTokens: 30_000 });
  expect(admit).toThrow(/limit CHF 100\.00, used CHF 0\.00, reserved CHF 0\.00, needed for this request at the most CHF 266\.98/);
});

it('calls departments, keys and providers in reports of earlier times by the names that they had', async () => {
  const { send, login, services } = await api();
  const token = await login('admin');
  const team = (await send('PUT', '/spending/teams', { token, body: { name: 'Notary' } })).body.id as string;
  const key = (await send('POST', '/keys', { token, body: { name: 'Word', team } })).body.id as string;
  services.office.addProvider({ id: 'cloud', kind: 'openai-compatible', name: 'Cloud AG', baseUrl: 'https://api.example.com/v1', region: 'eu' }, 'test');
  const time = services.clock.now();
  await services.recorder.begin({ id: 'trc_1', time, keyId: key, keyName: 'Word', team, endpoint: 'chat.completions', dataClass: 'internal', decision: 'allow', policyVersion: 1, requestedModel: 'fast', streamed: false });
  services.recorder.end('trc_1', { outcome: 'ok', provider: 'cloud', model: 'm', cost: 5 });
  const names = async () => {
    const { body } = await send('GET', `/usage?from=${time - 1}&to=${time + 900_000}&by=team,key,provider`, { token });
    return body.rows[0].names;
  };
  const called = { team: 'Notary', key: 'Word', provider: 'Cloud AG' };
  expect(await names()).toEqual(called);
  for (const path of [`/keys/${key}`, `/spending/teams/${team}`, '/providers/cloud']) expect([path, (await send('DELETE', path, { token })).status]).toEqual([path, 200]);
  expect(await names()).toEqual(called);
});

it('takes a department’s budgets and limits of pace away with it, and leaves those of others', async () => {
  const { send, login, services: { money: { spending } }, store } = await api();
  const token = await login('admin');
  const save = (path: string, body: object) => send('PUT', `/spending/${path}`, { token, body });
  const none = { requestsPerMinute: null, tokensPerMinute: null, concurrent: null };
  const [gone, stays] = await Promise.all(['Notary', 'Front desk'].map(async (name) => `team:${(await save('teams', { name })).body.id}`));
  for (const scope of [gone!, stays!]) {
    expect((await save('limits', { scope, ...none, concurrent: 4 })).status).toBe(200);
    expect((await save('budgets', { scope, measure: 'requests', amount: '5', period: 'day' })).status).toBe(200);
  }
  expect((await send('DELETE', `/spending/teams/${gone!.slice(5)}`, { token })).status).toBe(200);
  expect([spending.budgets().map(({ scope }) => scope), spending.limits().map(({ scope }) => scope)]).toEqual([[stays], [stays]]);
  expect(store.db.prepare('SELECT scope FROM rate_limits').pluck().all()).toEqual([stays]);
});

it('takes no budget for a name that no key can have', async () => {
  const { send, login } = await api();
  const token = await login('admin');
  const { id } = (await send('POST', '/keys', { token, body: { name: 'Word', owner: ' Anna ', ownerKind: 'person' } })).body;
  expect((await send('GET', '/keys', { token })).body.keys.find((key: { id: string }) => key.id === id).owner).toBe('Anna');
  const save = (scope: string) => send('PUT', '/spending/budgets', { token, body: { scope, measure: 'requests', amount: '5', period: 'day' } });
  const refused = await save('person: Anna');
  expect([refused.status, refused.body.error?.param, (await save('person:Anna')).status]).toEqual([400, 'scope', 200]);
});

it('takes no change of money made upon what another administrator has changed since', async () => {
  const { send, login, office, services: { money: { spending } } } = await api();
  const [anna, ben] = [await login('admin', 'Anna'), await login('admin', 'Ben')];
  const stale = { status: 409, body: { error: { code: 'conflict', message: 'Somebody else has changed this meanwhile; nothing was saved.' } } };
  const rules = office.setting('spending');
  const save = (token: string, path: string, body: object) => send('PUT', `/spending/${path}`, { token, body });
  expect((await save(anna, 'rules', { ...rules, overBudget: 'local', before: rules })).status).toBe(200);
  expect(await save(ben, 'rules', { ...rules, unpriced: 'allow', before: rules })).toMatchObject(stale);
  expect(office.setting('spending')).toEqual({ ...rules, overBudget: 'local' });

  const none = { requestsPerMinute: null, tokensPerMinute: null, concurrent: null };
  expect((await save(anna, 'limits', { scope: 'organisation', ...none, requestsPerMinute: 60, before: none })).status).toBe(200);
  expect(await save(ben, 'limits', { scope: 'organisation', ...none, concurrent: 4, before: none })).toMatchObject(stale);
  expect(spending.limits()).toEqual([{ scope: 'organisation', ...none, requestsPerMinute: 60 }]);

  const currency = office.setting('currency');
  expect((await save(anna, 'currency', { code: 'CHF', perUsd: '0.8', date: '2026-11-20', before: currency })).status).toBe(200);
  expect(await save(ben, 'currency', { code: 'EUR', perUsd: '0.9', date: '2026-11-20', before: currency })).toMatchObject(stale);

  const budget = { scope: 'organisation', measure: 'tokens', amount: '1000', period: 'month' };
  const { id, updatedAt } = (await save(anna, 'budgets', budget)).body;
  expect((await save(anna, 'budgets', { ...budget, id, amount: '2000', updatedAt })).status).toBe(200);
  expect(await save(ben, 'budgets', { ...budget, id, period: 'day', updatedAt })).toMatchObject(stale);
  expect(spending.budgets()).toMatchObject([{ amount: '2000', period: 'month' }]);
  // A program that names no state means the whole of what it sends.
  expect((await save(ben, 'rules', rules)).status).toBe(200);
});
