import { describe, expect, it } from 'vitest';
import { providerKinds, providerOfKind } from '../providers/registry.ts';
import type { Output } from './contract.ts';
import { api } from './testing/api.ts';

async function admin() {
  const { send, login } = await api();
  const token = await login('admin');
  return {
    add: (body: object) => send('POST', '/providers', { token, body: { id: 'a', ...body } }),
    list: async () => (await send('GET', '/providers', { token })).body as Output<'providers.list'>,
    cards: async () => (await send('GET', '/providers/catalogue', { token })).body.providers as Output<'providers.catalogue'>['providers'],
  };
}

describe('a kind of provider', () => {
  it('says where its servers stand', async () => {
    const { kinds } = await (await admin()).list();
    expect(kinds.map(({ kind }) => kind)).toEqual(providerKinds());
    expect(kinds.find(({ kind }) => kind === 'mistral')).toEqual({ kind: 'mistral', name: 'Mistral AI', baseUrl: 'https://api.mistral.ai/v1', region: 'eu', regions: { eu: 'https://api.eu.mistral.ai/v1', us: 'https://api.us.mistral.ai/v1' } });
    expect(kinds.find(({ kind }) => kind === 'openai-compatible')).toEqual({ kind: 'openai-compatible', name: 'OpenAI-compatible server', regions: {} });
  });

  it.each<[object, { baseUrl: string; region: string }]>([
    [{ kind: 'mistral' }, { baseUrl: 'https://api.mistral.ai/v1', region: 'eu' }],
    [{ kind: 'mistral', region: 'us' }, { baseUrl: 'https://api.us.mistral.ai/v1', region: 'us' }],
    [{ kind: 'openai', region: 'eu' }, { baseUrl: 'https://eu.api.openai.com/v1', region: 'eu' }],
    [{ kind: 'openai', baseUrl: 'https://eu.api.openai.com/v1' }, { baseUrl: 'https://eu.api.openai.com/v1', region: 'eu' }],
    [{ kind: 'groq', region: 'us' }, { baseUrl: 'https://api.groq.com/openai/v1', region: 'us' }],
    [{ kind: 'openai', baseUrl: 'http://10.0.0.1/v1', region: 'on-prem' }, { baseUrl: 'http://10.0.0.1/v1', region: 'on-prem' }],
  ])('%j needs no more', async (body, place) => {
    expect(await (await admin()).add(body)).toMatchObject({ status: 200, body: place });
  });

  it.each<[object, string]>([
    [{ kind: 'groq', region: 'eu' }, 'baseUrl'],
    [{ kind: 'openai-compatible', region: 'eu' }, 'baseUrl'],
    [{ kind: 'azure-openai' }, 'baseUrl'],
    [{ kind: 'azure-openai', baseUrl: 'https://office.openai.azure.com/openai/v1' }, 'region'],
    // A region is never claimed for an address that is not known to stand there.
    [{ kind: 'mistral', baseUrl: 'https://elsewhere.example/v1' }, 'region'],
  ])('%j is not enough', async (body, param) => {
    const { add, list } = await admin();
    expect(await add(body)).toMatchObject({ status: 400, body: { error: { code: 'invalid_request', param } } });
    expect((await list()).providers.map(({ id }) => id)).toEqual(['local']);
  });
});

it('every privacy card has an adapter of its own kind, and its address', async () => {
  const cards = await (await admin()).cards();
  const own = providerKinds().filter((kind) => kind !== 'ollama' && kind !== 'openai-compatible');
  expect(cards.map(({ kind }) => kind).filter((kind) => kind !== 'openai-compatible').sort()).toEqual(own.sort());
  for (const { kind, baseUrl, key, id } of cards) {
    if (kind === 'openai-compatible') continue;
    expect([id, baseUrl]).toEqual([kind, providerOfKind(kind)!.baseUrl ?? null]);
    expect(Object.keys(key ?? {}).sort()).toEqual(['de', 'en', 'fr', 'it']);
  }
});
