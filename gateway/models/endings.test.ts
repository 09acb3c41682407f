import { expect, it } from 'vitest';
import type { ModelAlias, ProviderConfig } from '../core/model.ts';
import { endingsOf } from './endings.ts';
import { createRegistry } from './registry.ts';

const registry = createRegistry({
  kinds: [{
    kind: 'openai',
    models: [['org/soon', '2027-02-20'], ['over', '2026-11-01'], ['unused', '2026-12-11'], ['undated']].map(([name, retires]) => ({ names: [name!], mode: 'chat', ...(retires !== undefined && { retires }) })),
  }],
});
const providers: Record<string, Partial<ProviderConfig>> = { mock: { kind: 'openai', enabled: true }, off: { kind: 'openai', enabled: false }, own: { kind: 'openai-compatible', enabled: true } };
const alias = (name: string, ...models: [provider: string, model: string, credential?: string][]): ModelAlias => ({ name, deployments: models.map(([provider, model, credential]) => ({ provider, model, ...(credential !== undefined && { credential }) })) });

it('names what ends and is still used, under whatever credential, and that alone', () => {
  const aliases = [
    alias('fast', ['mock', 'org/soon'], ['mock', 'org/soon', 'second'], ['mock', 'undated'], ['off', 'over'], ['own', 'over'], ['gone', 'over']),
    alias('cheap', ['mock', 'org/soon', 'second'], ['mock', 'over']),
  ];
  expect(endingsOf(aliases, (id) => providers[id] as ProviderConfig | undefined, registry)).toEqual([
    { provider: 'mock', model: 'over', retires: '2026-11-01', names: ['cheap'] },
    { provider: 'mock', model: 'org/soon', retires: '2027-02-20', names: ['fast', 'cheap'] },
  ]);
});
