import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import type { Catalogue } from '../prices/catalogue.ts';
import { providerKinds } from '../providers/registry.ts';
import { createRegistry, type RegistryFile, shippedModels } from './registry.ts';

const resources = resolve(import.meta.dirname, '../../resources');
const text = readFileSync(join(resources, 'models.json'), 'utf8');
const file = JSON.parse(text) as RegistryFile & { date: string; sources: string[]; counts: Record<string, number>; disagreed: Record<string, number> };

const closed = <P extends Type.TProperties>(properties: P) => Type.Object(properties, { additionalProperties: false });
const Tokens = Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000_000 }));
const Flag = Type.Optional(Type.Boolean());
const Row = Compile(closed({
  names: Type.Array(Type.String({ pattern: '^[^A-Z\\s]{1,200}$' }), { minItems: 1 }), mode: Type.Enum(['chat', 'embeddings']), context: Tokens, maxOutput: Tokens, images: Flag, audio: Flag, files: Flag, tools: Flag, jsonSchema: Flag, reasoning: Flag,
  encoding: Type.Optional(Type.Enum(['o200k_base', 'cl100k_base'])), knowledge: Type.Optional(Type.String({ pattern: '^20\\d\\d(-\\d\\d){0,2}$' })), retires: Type.Optional(Type.String({ pattern: '^20\\d\\d-\\d\\d-\\d\\d$' })), price: Type.Optional(Type.String()),
}));

describe('the registry that ships', () => {
  it('is small, names its sources, and counts what is in it', () => {
    expect(text.length).toBeLessThan(300_000);
    expect(file.sources.join()).toMatch(/litellm [\d.]+ \(MIT\), sha256 [0-9a-f]{64}.*models\.dev.*@tokenlens\/models [\d.]+.*genai-prices/);
    expect(file.kinds.flatMap(({ models }) => models.flatMap(({ names }) => names))).toHaveLength(file.counts.models!);
    const page = readFileSync(resolve(resources, '../docs/models.md'), 'utf8');
    for (const count of [file.counts.models, file.counts.both, file.counts.unpriced, file.counts.retired, file.disagreed.context, file.disagreed.maxOutput]) expect(page).toContain(`| ${count} |`);
  });

  it('holds rows that can be used as they are, each name once', () => {
    for (const { kind, models } of file.kinds) {
      for (const row of models) expect([kind, row.names, Row.Check(row)]).toEqual([kind, row.names, true]);
      const names = models.flatMap((row) => row.names);
      expect([kind, new Set(names).size]).toEqual([kind, names.length]);
    }
  });

  it('knows kinds that there are, and prices that there are', () => {
    expect(file.kinds.map(({ kind }) => kind).filter((kind) => !providerKinds().includes(kind))).toEqual([]);
    const prices = JSON.parse(readFileSync(join(resources, 'prices.json'), 'utf8')) as Catalogue;
    const ids = new Set(prices.providers.flatMap(({ id, models }) => models.map((model) => `${id}/${model.id}`)));
    expect(file.kinds.flatMap(({ models }) => models.flatMap(({ price }) => (price === undefined || ids.has(price) ? [] : [price])))).toEqual([]);
  });

  it('holds no model whose maker had switched it off', () => {
    expect(file.kinds.flatMap(({ models }) => models.filter(({ retires }) => retires !== undefined && retires < file.date))).toEqual([]);
  });

  it('answers', () => {
    const models = shippedModels(resources);
    expect(models.find('openai', 'gpt-4o')).toMatchObject({ capabilities: { chat: true, embeddings: false, tools: true, images: true, contextLength: 128_000 }, outputLimit: 16_384, encoding: 'o200k_base', price: 'openai/gpt-4o' });
    expect(models.find('openai', 'text-embedding-3-small')).toMatchObject({ capabilities: { chat: false, embeddings: true } });
    // A deployment's name there is the office's own choice, and says nothing of a vocabulary.
    expect(models.find('azure-openai', 'gpt-4o')).not.toHaveProperty('encoding');
  });
});

describe('a registry', () => {
  const registry = createRegistry({ kinds: [{ kind: 'cloud', prefixes: ['eu.'], models: [{ names: ['maker.one-v1:0', 'one'], mode: 'chat', context: 5 }] }, { kind: 'other', models: [{ names: ['two'], mode: 'embeddings', tools: false }] }] });

  it('finds by kind and whole name, whatever the case, and with a region before it', () => {
    for (const name of ['one', 'maker.one-v1:0', 'eu.maker.one-v1:0', 'EU.One']) expect(registry.find('cloud', name)).toEqual({ capabilities: { chat: true, embeddings: false, contextLength: 5 } });
    for (const [kind, name] of [['cloud', 'on'], ['cloud', 'one-v2'], ['cloud', 'us.one'], ['cloud', 'two'], ['none', 'one'], ['other', 'eu.two'], ['other', '__proto__'], ['cloud', '']] as const) expect(registry.find(kind, name)).toBeUndefined();
    expect(registry.find('other', 'two')).toEqual({ capabilities: { chat: false, embeddings: true, tools: false } });
  });
});
