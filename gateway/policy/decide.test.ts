import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DATA_CLASSES, type DataClass } from '../core/data-class.ts';
import { type Cell, LOCAL_ORIGIN, type Policy, type ProviderConfig } from '../core/model.ts';
import { reasonText } from '../core/reason-text.ts';
import type { Reason } from '../core/reason.ts';
import { decide, type Decision, type Question } from './decide.ts';

const NOW = Date.UTC(2026, 10, 21);
const provider = (over: Partial<ProviderConfig> = {}): ProviderConfig => ({
  id: 'cloud', kind: 'openai-compatible', name: 'Cloud', baseUrl: 'https://cloud.example/v1', region: 'eu', headers: {}, hasCredential: true, contract: {}, models: [], enabled: true, ...over,
});
const policy = (cells: Cell[], over: Partial<Policy> = {}): Policy => ({
  version: 7, author: 'a', createdAt: 0, comment: '', cells,
  otherwise: { public: 'refuse', internal: 'refuse', confidential: 'local', secret: 'local' },
  localModels: { public: [], internal: [], confidential: ['m'], secret: [] }, routes: [], ...over,
});
const cell = (dataClass: DataClass, action: Cell['action'], conditions: Cell['conditions'] = {}): Cell => ({ dataClass, provider: 'cloud', action, conditions });
const ask = (over: Partial<Question> = {}): Question => ({
  dataClass: 'internal', candidates: [{ provider: 'cloud', model: 'gpt' }], keyId: 'k1', tags: [], clientAddress: '127.0.0.1', now: NOW, lockdown: false, pseudonymisable: true, ...over,
});
const run = (rules: Policy, question: Question, config = provider()): Decision => decide(rules, (id) => (id === 'cloud' ? config : undefined), LOCAL_ORIGIN, question);

describe('decide', () => {
  it('denies what no cell allows', () => {
    const decision = run(policy([]), ask());
    expect(decision).toMatchObject({ kind: 'refuse', refusal: { code: 'no-rule', provider: 'Cloud', dataClass: 'internal' } });
  });

  it('clears exactly the origins of the allowed deployments', () => {
    const decision = run(policy([cell('internal', 'allow')]), ask({ candidates: [{ provider: 'cloud', model: 'gpt' }, { provider: 'unknown', model: 'x' }, { provider: 'local', model: 'm' }] }));
    if (decision.kind !== 'allow') throw new Error(decision.kind);
    expect(decision.clearance.grant).toEqual({ purpose: 'request', dataClass: 'internal', origins: ['https://cloud.example', LOCAL_ORIGIN], policyVersion: 7 });
    expect(decision.deployments).toEqual([{ provider: 'cloud', model: 'gpt' }, { provider: 'local', model: 'm' }]);
  });

  it('answers locally where the class says so, with a clearance for this machine only', () => {
    const decision = run(policy([cell('internal', 'allow')]), ask({ dataClass: 'confidential' }));
    if (decision.kind !== 'local') throw new Error(decision.kind);
    expect(decision.models).toEqual(['m']);
    expect(decision.clearance.grant.origins).toEqual([LOCAL_ORIGIN]);
  });

  it('clears nothing outside while nothing may leave the building', () => {
    const open = policy([cell('secret', 'allow')]);
    const alias = [{ provider: 'cloud', model: 'gpt' }, { provider: 'local', model: 'm' }];
    const mixed = run(open, ask({ candidates: alias, lockdown: true }));
    if (mixed.kind !== 'allow') throw new Error(mixed.kind);
    expect(mixed.clearance.grant.origins).toEqual([LOCAL_ORIGIN]);
    const here = run(open, ask({ dataClass: 'secret', lockdown: true }));
    expect(here).toMatchObject({ kind: 'local', why: { code: 'lockdown' }, clearance: { grant: { origins: [LOCAL_ORIGIN] } } });
    expect(run(open, ask({ dataClass: 'public', lockdown: true }))).toMatchObject({ kind: 'refuse', why: { code: 'lockdown' }, refusal: { code: 'lockdown' } });
    expect(run(open, ask({ dataClass: 'public' })).kind).toBe('allow');
  });

  it.each([
    ['on-prem', 'http://192.168.1.20:8000/v1', 'allow'],
    ['on-prem', 'http://[fd00::5]:8000/v1', 'allow'],
    ['on-prem', 'http://vllm:8000/v1', 'allow'],
    ['on-prem', 'http://vllm.office.lan:8000/v1', 'allow'],
    ['on-prem', 'https://api.cloud.example/v1', 'refuse'],
    ['on-prem', 'http://8.8.8.8/v1', 'refuse'],
    ['on-prem', 'http://[2001:db8::1]/v1', 'refuse'],
    ['on-prem', 'https://local.cloud.example/v1', 'refuse'],
    ['eu', 'http://192.168.1.20:8000/v1', 'refuse'],
  ])('keeps a server of region %s at %s in a lockdown: %s', (region, baseUrl, kind) => {
    expect(run(policy([cell('internal', 'allow')]), ask({ lockdown: true }), provider({ region, baseUrl })).kind).toBe(kind);
  });

  it('sends a class whose cell asks for stand-ins with stand-ins only', () => {
    const rules = policy([cell('internal', 'pseudonymise')]);
    const decision = run(rules, ask());
    if (decision.kind !== 'pseudonymise') throw new Error(decision.kind);
    expect(decision.why).toEqual({ code: 'pseudonymised', provider: 'Cloud', dataClass: 'internal' });
    expect(decision.clearance.grant).toEqual({ purpose: 'request', dataClass: 'internal', origins: ['https://cloud.example'], policyVersion: 7, pseudonymised: true });
    expect(run(rules, ask({ pseudonymisable: false }))).toMatchObject({ kind: 'refuse', refusal: { code: 'pseudonymised-only' } });
    expect(run(rules, ask({ dataClass: 'confidential' }))).toMatchObject({ kind: 'local', verdicts: [{ access: 'no', why: { code: 'no-rule' } }] });
  });

  it('lets the first that may see anything say how all are sent to', () => {
    const rules = policy([cell('internal', 'pseudonymise')]);
    const [cloud, here] = [{ provider: 'cloud', model: 'gpt' }, { provider: 'local', model: 'm' }];
    expect(run(rules, ask({ candidates: [cloud, here] }))).toMatchObject({ kind: 'pseudonymise', deployments: [cloud, here] });
    expect(run(rules, ask({ candidates: [here, cloud] }))).toMatchObject({ kind: 'allow', deployments: [here], clearance: { grant: { origins: [LOCAL_ORIGIN] } } });
  });

  it('has a provider run what a cell names, for its class and the lower ones, and nothing else of its own', () => {
    const rules = policy([cell('internal', 'allow', { hostedTools: ['search'] }), cell('confidential', 'allow')]);
    const search = { hostedTools: ['search'] };
    for (const dataClass of ['public', 'internal'] as const) expect(run(rules, ask({ ...search, dataClass }))).toMatchObject({ kind: 'allow', why: { code: 'allowed-tools', provider: 'Cloud', dataClass: 'internal', values: ['search'] } });
    expect(run(rules, ask())).toMatchObject({ kind: 'allow', why: { code: 'allowed', dataClass: 'internal' } });
    expect(run(rules, ask({ hostedTools: ['search', 'code'] }))).toMatchObject({ kind: 'refuse', refusal: { code: 'tools', values: ['search', 'code'] } });
    // The class that is answered here otherwise is not, by a model that has no such tool; nor is it with stand-ins.
    expect(run(rules, ask({ ...search, dataClass: 'confidential' }))).toMatchObject({ kind: 'refuse', why: { code: 'tools', dataClass: 'confidential', values: ['search'] } });
    expect(run(rules, ask({ ...search, candidates: [] }))).toMatchObject({ kind: 'refuse', why: { code: 'tools-local', values: ['search'] } });
    expect(run(rules, ask({ ...search, candidates: [{ provider: 'local', model: 'm' }] }))).toMatchObject({ kind: 'refuse', why: { code: 'tools-local' } });
    expect(run(policy([cell('internal', 'pseudonymise', { hostedTools: ['search'] })]), ask(search))).toMatchObject({ kind: 'refuse', refusal: { code: 'pseudonymised-only' } });
    expect(run(policy([...rules.cells, cell('public', 'deny', { hostedTools: ['code'] })]), ask(search))).toMatchObject({ kind: 'refuse', refusal: { code: 'denied' } });
    expect(run(rules, ask({ ...search, lockdown: true }))).toMatchObject({ kind: 'refuse', why: { code: 'lockdown' } });
  });

  it('sends nothing to a provider that is switched off', () => {
    expect(run(policy([cell('secret', 'allow')]), ask(), provider({ enabled: false })).kind).toBe('refuse');
  });

  it.each<[string, Cell['conditions'], Partial<ProviderConfig>, Partial<Question>, Reason, string]>([
    ['another model', { models: ['other'] }, {}, {}, { code: 'models', values: ['other'] }, 'only other may be used there'],
    ['another region', { regions: ['ch'] }, {}, {}, { code: 'regions', region: 'eu', values: ['ch'] }, 'region eu is not among ch'],
    ['no contract', { contractValid: true }, {}, {}, { code: 'no-contract' }, 'there is no contract'],
    ['a contract that has run out', { contractValid: true }, { contract: { id: 'c', expiresAt: NOW } }, {}, { code: 'contract-ended', at: NOW }, 'the contract ended on 2026-11-21'],
    ['another key', { keys: ['k2'] }, {}, {}, { code: 'keys' }, 'the permission is for other keys'],
    ['a missing tag', { tags: ['research'] }, {}, { tags: ['x'] }, { code: 'tags', values: ['research'] }, 'the request carries none of the tags research'],
    ['an address outside', { clientAddresses: ['10.1.0.0/16'] }, {}, { clientAddress: '10.2.0.1' }, { code: 'addresses' }, 'the client is outside the permitted address ranges'],
    ['an end date that has come', { until: NOW }, {}, {}, { code: 'ended', at: NOW }, 'the permission ended on 2026-11-21'],
  ])('a condition that is not met denies: %s', (_name, conditions, config, question, why, words) => {
    const decision = run(policy([cell('internal', 'allow', conditions)]), ask(question), provider(config));
    expect(decision).toMatchObject({ kind: 'refuse', why: { code: 'otherwise-refuse' }, refusal: why, verdicts: [{ access: 'no', why }] });
    expect(reasonText(why)).toBe(words);
  });

  it.each<[string, Cell['conditions'], Partial<ProviderConfig>, Partial<Question>]>([
    ['model', { models: ['gpt'] }, {}, {}],
    ['region', { regions: ['eu'] }, {}, {}],
    ['contract', { contractValid: true }, { contract: { id: 'c', expiresAt: NOW + 1 } }, {}],
    ['key', { keys: ['k1'] }, {}, {}],
    ['tag', { tags: ['research'] }, {}, { tags: ['research'] }],
    ['address', { clientAddresses: ['10.1.0.0/16'] }, {}, { clientAddress: '10.1.2.3' }],
    ['mapped address', { clientAddresses: ['10.1.0.0/16'] }, {}, { clientAddress: '::ffff:10.1.2.3' }],
    ['IPv6 address', { clientAddresses: ['fd00::/8'] }, {}, { clientAddress: 'fd12::1' }],
    ['end date', { until: NOW + 1 }, {}, {}],
  ])('a condition that is met allows: %s', (_name, conditions, config, question) => {
    expect(run(policy([cell('internal', 'allow', conditions)]), ask(question), provider(config)).kind).toBe('allow');
  });

  const anyCell = fc.record({
    dataClass: fc.constantFrom(...DATA_CLASSES),
    provider: fc.constant('cloud'),
    action: fc.constantFrom('allow' as const, 'deny' as const, 'pseudonymise' as const),
    conditions: fc.record({ tags: fc.constantFrom<string[]>(['a'], ['b']), regions: fc.constantFrom<string[]>(['eu'], ['us']), hostedTools: fc.constantFrom<string[]>(['s'], ['s', 'c']) }, { requiredKeys: [] }),
  });

  it('is monotone: what a class may not see, no higher class may see', () => {
    fc.assert(fc.property(fc.array(anyCell, { maxLength: 8 }), fc.subarray(['a', 'b']), fc.subarray(['s', 'c']), (cells, tags, hostedTools) => {
      const seen = DATA_CLASSES.map((dataClass) => ['no', 'pseudonymised', 'clear'].indexOf(run(policy(cells), ask({ dataClass, tags, hostedTools })).verdicts[0]!.access));
      for (let i = 1; i < seen.length; i++) expect(seen[i]).toBeLessThanOrEqual(seen[i - 1]!);
    }), { numRuns: 2000 });
  });

  it('a tool that the provider is to run is never a reason to see more', () => {
    fc.assert(fc.property(fc.array(anyCell, { maxLength: 8 }), fc.constantFrom(...DATA_CLASSES), (cells, dataClass) => {
      const access = (hostedTools: string[]): number => ['no', 'pseudonymised', 'clear'].indexOf(run(policy(cells), ask({ dataClass, tags: ['a'], hostedTools })).verdicts[0]!.access);
      expect(access(['s'])).toBeLessThanOrEqual(access([]));
      expect(access(['s', 'c'])).toBeLessThanOrEqual(access(['s']));
    }), { numRuns: 1000 });
  });

  it('does not depend on the order of the cells', () => {
    fc.assert(fc.property(fc.array(anyCell, { maxLength: 8 }), fc.constantFrom(...DATA_CLASSES), (cells, dataClass) => {
      const question = ask({ dataClass, tags: ['a'] });
      expect(run(policy([...cells].reverse()), question).kind).toBe(run(policy(cells), question).kind);
    }), { numRuns: 1000 });
  });

  it('a ban takes permission away and never gives it', () => {
    fc.assert(fc.property(fc.array(anyCell, { maxLength: 6 }), anyCell, fc.constantFrom(...DATA_CLASSES), (cells, extra, dataClass) => {
      const question = ask({ dataClass });
      const more = run(policy([...cells, { ...extra, action: 'deny' }]), question).kind;
      expect(more === 'allow' && run(policy(cells), question).kind !== 'allow').toBe(false);
    }), { numRuns: 1000 });
  });
});
