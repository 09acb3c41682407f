import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { providerKinds } from '../../../gateway/providers/registry.ts';
import { PROVIDERS } from './providers.ts';
import { declared, proven, render } from './table.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

it('docs/provider-features.md says what the adapters and the matrix declare', () => {
  // Stale? `node scripts/features.mjs` makes it anew.
  expect(readFileSync(join(ROOT, 'docs', 'provider-features.md'), 'utf8')).toBe(render(declared()));
});

it('every adapter stands in the matrix', () => {
  expect([...new Set(PROVIDERS.map(({ kind }) => kind))].sort()).toEqual(providerKinds().sort());
});

it('a test that fails, even once, is a cross, and so is one that was never run', () => {
  const matrix = { client: 'openai', provider: 'cohere', feature: 'stream' } as const;
  const both = proven([{ name: 'x', passed: false, matrix }, { name: 'y', passed: true, matrix }]);
  expect(both.size).toBe(0);
  const crosses = (found: ReadonlySet<string>) => render(found).match(/\| ✗/g)?.length ?? 0;
  const all = declared();
  expect(crosses(all)).toBe(0);
  // Of the provider, and of the client.
  expect(crosses(new Set([...all].filter((name) => name !== 'openai | cohere | stream')))).toBe(2);
  expect(crosses(both)).toBeGreaterThan(100);
});
