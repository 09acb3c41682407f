import { join } from 'node:path';
import { calcPrice, waitForUpdate } from '@pydantic/genai-prices';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../core/json.ts';
import { checkCatalogue } from './catalogue.ts';
import { fromGenai } from './from-genai.ts';
import { historyOf, priceAt } from './history.ts';
import { createMatcher } from './match.ts';
import { costOf, worstCostOf } from './prices.ts';
import { shippedCatalogue } from './shipped.ts';

const { catalogue } = shippedCatalogue(join(import.meta.dirname, '../../resources'));
const matcher = createMatcher(catalogue);

const ADDRESSES: Record<string, string> = {
  anthropic: 'https://api.anthropic.com/v1', aws: 'https://bedrock-runtime.eu-central-1.amazonaws.com', azure: 'https://office.openai.azure.com/openai/v1', cerebras: 'https://api.cerebras.ai/v1', cohere: 'https://api.cohere.com/v2',
  deepseek: 'https://api.deepseek.com', fireworks: 'https://api.fireworks.ai/inference/v1', google: 'https://generativelanguage.googleapis.com/v1beta/openai', groq: 'https://api.groq.com/openai/v1', mistral: 'https://api.mistral.ai/v1',
  openai: 'https://api.openai.com/v1', openrouter: 'https://openrouter.ai/api/v1', perplexity: 'https://api.perplexity.ai', together: 'https://api.together.xyz/v1', 'x-ai': 'https://api.x.ai/v1',
};

function priced(address: string, name: string, at: number) {
  const provider = matcher.provider(address);
  const found = provider && matcher.model(provider, name);
  return found && priceAt(historyOf('', { name: `${found.provider.id}/${found.model.id}`, model: found.model }, []), at);
}

describe('the catalogue that ships', () => {
  it('passes its own check, is of some size, and says where it comes from', () => {
    expect(checkCatalogue(structuredClone(catalogue))).toEqual(catalogue);
    expect(catalogue.providers.flatMap(({ models }) => models).filter(({ periods }) => periods.length > 0).length).toBeGreaterThan(1000);
    expect(catalogue).toMatchObject({ licence: expect.stringContaining('MIT'), check: { agreed: expect.any(Number), differs: expect.any(Number), alone: expect.any(Number) } });
  });

  it('is what the library\'s data makes', async () => {
    const { providers } = fromGenai(structuredClone(await waitForUpdate()) as unknown as Json);
    expect(providers.map(({ id, models }) => [id, models.map((model) => [model.id, model.match, model.periods])])).toEqual(catalogue.providers.map(({ id, models }) => [id, models.map((model) => [model.id, model.match, model.periods])]));
  });

  it('knows the providers by their addresses, and nobody else', () => {
    for (const [id, address] of Object.entries(ADDRESSES)) expect(matcher.provider(address)?.id, address).toBe(id);
    expect(matcher.provider('https://API.OpenAI.com:443/v1')?.id).toBe('openai');
    for (const address of ['http://10.0.0.7:8000/v1', 'https://api.openai.com.evil.example/v1', 'https://api.openai.community/v1', 'https://llm.office.example/api.openai.com', 'https://evil.example/?u=https://api.openai.com/v1', '', `https://${'a'.repeat(3000)}`]) expect(matcher.provider(address), address.slice(0, 50)).toBeUndefined();
  });

  it('agrees to the nano-dollar with the library that the data comes from', () => {
    const cases = Object.entries(ADDRESSES).flatMap(([id, address]) => {
      const models = catalogue.providers.find((provider) => provider.id === id)!.models;
      const names = [...models.map((model) => model.id), ...models.flatMap(({ match }) => match.flat()).filter((rule) => rule.startsWith('=')).map((rule) => rule.slice(1))];
      const tokens = fc.oneof(fc.nat(5000), fc.nat(400_000));
      return fc.sample(fc.record({ name: fc.constantFrom(...names), prompt: tokens, completion: fc.nat(50_000), cached: fc.nat(100), write: fc.nat(100), hour: fc.nat(100), audio: fc.nat(100), spoken: fc.nat(100), at: fc.integer({ min: Date.UTC(2025, 0), max: Date.UTC(2027, 6) }) }), { seed: 15, numRuns: 60 }).map((one) => ({ ...one, id, address }));
    });
    let compared = 0;
    for (const { address, name, prompt, completion: answer, cached, write, hour, audio, spoken, at } of cases) {
      const ours = priced(address, name, at);
      // Where only input is sold, output counts as input here and as nothing there.
      const completion = ours?.tiers[0]!.rates.output === undefined ? 0 : answer;
      const share = (part: number): number => Math.floor((prompt * part) / 400);
      const use = { promptTokens: prompt, completionTokens: completion, cachedTokens: share(cached), cacheWriteTokens: share(write), cacheWriteHourTokens: Math.floor((share(write) * hour) / 100), audioInTokens: share(audio), audioOutTokens: Math.floor((completion * spoken) / 100) };
      const theirs = calcPrice(
        {
          input_tokens: prompt, output_tokens: completion, cache_read_tokens: use.cachedTokens, cache_write_tokens: use.cacheWriteTokens, cache_write_1h_tokens: use.cacheWriteHourTokens, input_audio_tokens: use.audioInTokens,
          cache_audio_read_tokens: 0, output_audio_tokens: use.audioOutTokens, output_reasoning_tokens: 0,
        },
        name,
        { providerApiUrl: address, timestamp: new Date(at) },
      );
      if (!ours) {
        // Left out by us: nothing to multiply tokens with.
        expect(theirs === null || Object.keys(theirs.model_price).length === 0 || !('input_mtok' in theirs.model_price) || Object.keys(theirs.model_price).some((unit) => /image|video|hours|pages|messages|citation/.test(unit)), name).toBe(true);
        continue;
      }
      const nano = theirs!.total_price * 1e9;
      const off = costOf(ours, use) - nano;
      // Rounded up: less than one above; a little slack for their floating point.
      expect(off, `${address} ${name}`).toBeGreaterThan(-1e-9 * nano - 0.01);
      expect(off, `${address} ${name}`).toBeLessThan(1.01 + 1e-9 * nano);
      expect(worstCostOf(ours, use)).toBeGreaterThanOrEqual(costOf(ours, use));
      compared++;
    }
    expect(compared).toBeGreaterThan(500);
  });

  it('finds dated names, and leaves what it does not know without a price', () => {
    const at = Date.UTC(2026, 10, 21);
    expect(priced(ADDRESSES.openai!, 'GPT-4o-mini-2024-07-18', at)?.id).toMatch(/^catalogue:openai\/gpt-4o-mini@start#[0-9a-f]{8}$/);
    expect(priced(ADDRESSES.openai!, 'gpt-4o-mini', at)).toMatchObject({ contextTokens: 128_000, maxOutputTokens: 16_384, imageTokens: 48_169 });
    for (const name of ['__proto__', 'constructor', 'no-such-model', '', 'x'.repeat(100_000), 'gpt-image-1', 'whisper-1']) expect(priced(ADDRESSES.openai!, name, at), name.slice(0, 40)).toBeUndefined();
  });
});

describe('a list that cannot be right is refused', () => {
  const model = { id: 'm', match: ['=m'], periods: [{ from: 0, tiers: [{ above: 0, rates: { input: 100, output: 200 } }] }] };
  const good = { format: 1, source: 's', licence: 'MIT', date: '2026-11-21', providers: [{ id: 'p', name: 'P', api: 'https://p\\.example', models: [model] }] };
  const withModel = (change: object) => ({ ...good, providers: [{ ...good.providers[0], models: [{ ...model, ...change }] }] });
  const withRates = (rates: object, more: object[] = []) => withModel({ periods: [{ from: 0, tiers: [{ above: 0, rates }, ...more] }] });

  it.each<[string, unknown]>([
    ['nothing', null],
    ['an empty object', {}],
    ['no models', { ...good, providers: [{ ...good.providers[0], models: [] }] }],
    ['a negative price', withRates({ input: -1, output: 1 })],
    ['a price that is no number', withRates({ input: Number.NaN, output: 1 })],
    ['a price as text', withRates({ input: '100', output: 1 })],
    ['more than 10,000 dollars per million', withRates({ input: 10_000_000_000_001, output: 1 })],
    ['no price for input', withRates({ output: 1 })],
    ['everything for nothing', withRates({ input: 0, output: 0 })],
    ['a part nobody knows', withRates({ input: 1, output: 1, toString: 5 })],
    ['tiers out of order', withRates({ input: 1 }, [{ above: 10, rates: { input: 1 } }, { above: 5, rates: { input: 1 } }])],
    ['dates out of order', withModel({ periods: [...model.periods, ...model.periods] })],
    ['a model twice', { ...good, providers: [{ ...good.providers[0], models: [model, model] }] }],
    ['a dangerous name', withModel({ id: '__proto__' })],
    ['an expression that is none', withModel({ match: ['/(/'] })],
    ['an expression that would grow', withModel({ match: ['/((a{99}){99}){99}/'] })],
    ['a rule without a sign', withModel({ match: ['name'] })],
    ['an address that is no expression', { ...good, providers: [{ ...good.providers[0], api: '(' }] }],
    ['a date that is none', { ...good, date: '2026-13-39' }],
  ])('%s', (_, value) => {
    expect(() => checkCatalogue(value)).toThrow(expect.objectContaining({ code: 'invalid_request', message: expect.stringMatching(/^This price list cannot be used: /) as string }) as Error);
  });

  it('and the same of the other form', async () => {
    expect(checkCatalogue(structuredClone(good))).toEqual(good);
    const data = structuredClone(await waitForUpdate()) as unknown as Json[];
    const one = (change: object): Json => [{ ...(data[0] as object), models: [{ id: 'm', match: { equals: 'm' }, prices: { input_mtok: 1, output_mtok: 2 }, ...change }] }] as unknown as Json;
    expect(fromGenai(one({})).providers[0]!.models[0]!.periods).toEqual([{ from: 0, tiers: [{ above: 0, rates: { input: 1_000_000_000, output: 2_000_000_000 } }] }]);
    const deep = JSON.parse(`${'{"or":['.repeat(50)}${']}'.repeat(50)}`) as Json;
    for (const [change, message] of [
      [{ prices: { input_mtok: -1 } }, 'is no price'],
      [{ prices: { input_mtok: '1' } }, 'is no price'],
      [{ prices: 5 }, 'has no prices'],
      [{ match: deep }, 'rules for names'],
      [{ match: JSON.parse('{"__proto__": {"equals": "m"}}') }, 'rules for names'],
      [{ prices: [{ constraint: { start_date: 'soon' }, prices: { input_mtok: 1 } }] }, 'condition that is not known'],
      [{ prices: [{ constraint: { start_time: '25:00:00Z', end_time: '01:00:00Z' }, prices: { input_mtok: 1 } }] }, 'not one in UTC'],
    ] as [object, string][]) expect(() => fromGenai(one(change)), message).toThrow(message);
    for (const value of [null, {}, 'x', [1], [{ id: 'p' }]] as Json[]) expect(() => fromGenai(value)).toThrow('This price list cannot be used');
    // A unit that nobody can multiply with tokens leaves the model without a price; its name falls to no other model.
    expect(fromGenai(one({ prices: { input_mtok: 1, output_video_mtok: 5 } }))).toMatchObject({ providers: [{ models: [{ id: 'm', periods: [] }] }], left: [{ reason: 'billed by output_video_mtok' }] });
    // Nor does the price of text say what sound costs.
    expect(fromGenai(one({ id: 'gpt-4o-audio-preview', prices: { input_mtok: 2.5, output_mtok: 10 } }))).toMatchObject({ providers: [{ models: [{ periods: [] }] }], left: [{ reason: 'no price for audio' }] });
    expect(fromGenai(one({ id: 'gpt-audio', prices: { input_mtok: 2.5, output_mtok: 10, input_audio_mtok: 32 } })).left).toEqual([]);
  });
});
