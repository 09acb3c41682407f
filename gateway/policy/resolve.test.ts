import { describe, expect, it } from 'vitest';
import type { ModelAlias, Policy, ProviderConfig, RouteRule, VirtualKey } from '../core/model.ts';
import { type Catalogue, namedFor, namesFor, resolveModel } from './resolve.ts';
import { simulate } from './simulate.ts';

const provider = (id: string, models: string[] = []): ProviderConfig => ({
  id, kind: 'openai-compatible', name: id, baseUrl: `https://${id}.example/v1`, region: 'eu', headers: {}, hasCredential: true, contract: {}, models, enabled: true,
});
const PROVIDERS = [provider('local'), provider('us'), provider('eu', ['m1'])];
const ALIASES: ModelAlias[] = [
  { name: 'fast', deployments: [{ provider: 'us', model: 'gpt' }] },
  { name: 'eu-only', deployments: [{ provider: 'eu', model: 'm1' }] },
];
const catalogue = (routes: RouteRule[] = [], localKnown = true): Catalogue => ({
  alias: (name) => ALIASES.find((alias) => alias.name === name),
  aliases: () => ALIASES,
  provider: (id) => PROVIDERS.find((candidate) => candidate.id === id),
  providers: () => PROVIDERS,
  localModels: () => (localKnown ? ['smollm2:135m'] : []),
  localKnown: () => localKnown,
  lockdown: () => false,
  leaves: () => true,
  policy: () => ({
    version: 3, author: '', createdAt: 0, comment: '', routes,
    cells: ['us', 'eu'].map((id) => ({ dataClass: 'internal' as const, provider: id, action: 'allow' as const, conditions: {} })),
    otherwise: { public: 'refuse', internal: 'refuse', confidential: 'local', secret: 'local' },
    localModels: { public: [], internal: [], confidential: [], secret: [] },
  }) satisfies Policy,
});
const key = (over: Partial<VirtualKey> = {}): VirtualKey => ({
  id: 'k1', name: 'k', owner: '', ownerKind: 'application', team: null, purpose: 'tool', floor: 'public', ceiling: 'secret', mediaClass: null, models: null, origins: [], createdAt: 0, expiresAt: null, disabled: false, lastUsedAt: null, ...over,
});
const at = { keyId: 'k1', tags: [] as string[], clientAddress: '127.0.0.1', now: 0 };
const TAGGED: RouteRule = { name: 'clients', when: { tags: ['client-data'] }, alias: 'eu-only' };

describe('resolveModel', () => {
  it.each([
    ['local', []],
    ['fast', [{ provider: 'us', model: 'gpt' }]],
    ['us/org/model:tag', [{ provider: 'us', model: 'org/model:tag' }]],
    ['us@second/gpt', [{ provider: 'us', credential: 'second', model: 'gpt' }]],
    ['smollm2:135m', [{ provider: 'local', model: 'smollm2:135m' }]],
  ])('%s', (name, deployments) => {
    expect(resolveModel(catalogue(), key(), name, at).deployments).toEqual(deployments);
  });

  it.each(['gpt-4o', 'nowhere/gpt', 'eu/m2', 'us/', '/gpt', ''])('"%s" is unknown', (name) => {
    expect(() => resolveModel(catalogue(), key(), name, at)).toThrow(expect.objectContaining({ code: 'model_not_found' }) as Error);
  });

  it('takes a local name for one while nobody knows what is installed, and no other name', () => {
    const starting = (name: string) => resolveModel(catalogue([], false), key(), name, at).deployments;
    expect([starting('smollm2:135m'), starting('local/other:1b')]).toEqual([[{ provider: 'local', model: 'smollm2:135m' }], [{ provider: 'local', model: 'other:1b' }]]);
    for (const name of ['gpt-4o', 'nowhere/gpt:1', 'eu/m2']) expect(() => starting(name)).toThrow(expect.objectContaining({ code: 'model_not_found' }) as Error);
    expect(() => resolveModel(catalogue(), key(), 'local/other:1b', at)).toThrow(expect.objectContaining({ code: 'model_not_found' }) as Error);
    expect(() => resolveModel(catalogue([], false), key({ models: ['fast'] }), 'smollm2:135m', at)).toThrow(expect.objectContaining({ code: 'model_not_found' }) as Error);
  });

  it('knows only the names of the key, and does not tell the others from unknown ones', () => {
    const narrow = key({ models: ['eu-only'] });
    expect(resolveModel(catalogue(), narrow, 'eu-only', at).name).toBe('eu-only');
    expect(() => resolveModel(catalogue(), narrow, 'fast', at)).toThrow('no model or alias named "fast"');
    expect(namesFor(catalogue(), narrow, 0).map((row) => row.name)).toEqual(['eu-only']);
    expect(namesFor(catalogue(), key(), 0).map((row) => row.name)).toEqual(['local', 'fast', 'eu-only', 'local/smollm2:135m', 'eu/m1']);
  });
});

describe('the list of models', () => {
  const names = (over: Partial<Catalogue>, of = key()) => namesFor({ ...catalogue(), ...over }, of, 0).map(({ name }) => name);
  const HERE = ['local', 'local/smollm2:135m'];

  it('leaves out what is refused whatever the request carries, and only that', () => {
    const policy = catalogue().policy();
    const euOnly = { ...policy, cells: policy.cells.filter((cell) => cell.provider === 'eu') };
    expect(names({ policy: () => euOnly })).toEqual(['local', 'eu-only', 'local/smollm2:135m', 'eu/m1']);
    const tagged = { ...policy, cells: policy.cells.map((cell) => ({ ...cell, conditions: { tags: ['ok'] } })) };
    expect(names({ policy: () => tagged })).toContain('fast');
    const refused = { ...policy, otherwise: { ...policy.otherwise, confidential: 'refuse' as const } };
    expect(names({ policy: () => refused }, key({ floor: 'confidential' }))).toEqual(HERE);
    // It is answered here in its place.
    expect(names({}, key({ floor: 'confidential' }))).toContain('fast');
    expect(names({ lockdown: () => true })).toEqual(HERE);
    expect(names({ provider: (id) => ({ ...provider(id), enabled: id !== 'us' }) })).not.toContain('fast');
  });

  it('gives single ones that are on no list', () => {
    const one = (name: string, of = key()) => namedFor(catalogue(), of, name, 0)?.owner;
    expect([one('fast'), one('smollm2:135m'), one('us/anything'), one('eu/m1')]).toEqual(['us', 'local', 'us', 'eu']);
    expect([one('eu/m2'), one('gpt-4o'), one('other:1b'), one('smollm2:135m', key({ models: ['fast'] }))]).toEqual([undefined, undefined, undefined, undefined]);
    expect(namedFor(catalogue([], false), key(), 'other:1b', 0)).toBeUndefined();
  });
});

describe('a route', () => {
  it.each<[string, RouteRule['when'], Partial<typeof at>]>([
    ['a tag', { tags: ['client-data'] }, { tags: ['x', 'client-data'] }],
    ['a key', { keys: ['k1'] }, {}],
    ['an address range', { clientAddresses: ['10.0.0.0/8'] }, { clientAddress: '10.1.1.1' }],
    ['all of them at once', { tags: ['client-data'], keys: ['k1'] }, { tags: ['client-data'] }],
  ])('sends requests with %s to its alias', (_name, when, circumstances) => {
    const resolved = resolveModel(catalogue([{ ...TAGGED, when }]), key(), 'fast', { ...at, ...circumstances });
    expect(resolved).toEqual({ name: 'eu-only', deployments: [{ provider: 'eu', model: 'm1' }], route: 'clients', asked: [{ provider: 'us', model: 'gpt' }] });
  });

  it('stops at its end', () => {
    const name = (now: number): string => resolveModel(catalogue([{ ...TAGGED, when: { tags: ['client-data'], until: 1000 } }]), key(), 'fast', { ...at, tags: ['client-data'], now }).name;
    expect([name(999), name(1000)]).toEqual(['eu-only', 'fast']);
  });

  it('leaves the others alone', () => {
    expect(resolveModel(catalogue([{ ...TAGGED, when: { tags: ['client-data'], keys: ['k2'] } }]), key(), 'fast', { ...at, tags: ['client-data'] }).name).toBe('fast');
  });

  it('opens no name that the key may not ask for, and allows nothing that the class does not', () => {
    expect(() => resolveModel(catalogue([TAGGED]), key({ models: ['eu-only'] }), 'fast', { ...at, tags: ['client-data'] })).toThrow(expect.objectContaining({ code: 'model_not_found' }) as Error);
    const why = { code: 'no-rule', provider: 'eu', dataClass: 'confidential' };
    const answer = simulate(catalogue([TAGGED]), { dataClass: 'confidential', key: key(), model: 'fast', tags: ['client-data'], now: 0 });
    expect(answer).toMatchObject({ decision: 'local', why: { code: 'otherwise-local', dataClass: 'confidential' }, route: { name: 'clients', alias: 'eu-only' }, deployments: [{ deployment: 'eu/m1', allowed: false, reason: 'no rule lets eu see confidential data', why }], policyVersion: 3 });
  });

  it('to an alias that is gone is an error, not a way round', () => {
    expect(() => resolveModel(catalogue([{ ...TAGGED, alias: 'gone' }]), key(), 'fast', { ...at, tags: ['client-data'] })).toThrow(/route "clients" names the alias "gone"/);
  });
});

describe('simulate', () => {
  it('says what would happen and why', () => {
    const why = { code: 'allowed', provider: 'us', dataClass: 'internal' };
    expect(simulate(catalogue(), { dataClass: 'internal', key: key(), model: 'fast', now: 0 })).toEqual({
      decision: 'allow', dataClass: 'internal', reason: 'us may see internal data', rule: 'us may see internal data', why, deployments: [{ deployment: 'us/gpt', allowed: true, access: 'clear', reason: 'us may see internal data', why }], policyVersion: 3,
    });
  });

  it('refuses what the key itself may not, whatever the rules say', () => {
    const tried = (over: Partial<VirtualKey>, now = 0) => simulate(catalogue(), { dataClass: 'internal', key: key(over), model: 'fast', now });
    expect(tried({ ceiling: 'public' })).toMatchObject({ decision: 'refuse', why: { code: 'above-ceiling', dataClass: 'public' }, reason: 'the key may carry public data at the most', deployments: [] });
    expect(tried({ disabled: true })).toMatchObject({ decision: 'refuse', why: { code: 'key-off' } });
    expect([tried({ expiresAt: 10 }, 9).decision, tried({ expiresAt: 10 }, 10).decision]).toEqual(['allow', 'refuse']);
  });
});
