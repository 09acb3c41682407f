import { describe, expect, it } from 'vitest';
import type { Capabilities } from '../core/model.ts';
import { PromptSize } from '../tokens/prompt.ts';
import { type Unfit, unfit, unfitError } from './fit.ts';
import type { Needs } from './plan.ts';

const NEEDS: Needs = { kind: 'chat', tools: false, images: false, jsonSchema: false, minPromptTokens: () => 0 };
const here = { provider: 'p', model: 'm' };
const look = (capabilities: Capabilities | undefined, needs: Partial<Needs> = {}, text = 'hello') => unfit(here, capabilities && { capabilities }, { ...NEEDS, ...needs }, new PromptSize([text]));

describe('a remote deployment', () => {
  it.each<[string, Partial<Needs>, Capabilities]>([
    ['chat', {}, { chat: false }],
    ['embeddings', { kind: 'embeddings' }, { embeddings: false }],
    ['tools', { tools: true }, { tools: false }],
    ['images', { images: true }, { images: false }],
    ['JSON schema', { jsonSchema: true }, { jsonSchema: false }],
  ])('that is known not to do %s is passed over; one of which that is unknown is tried', (what, needs, capabilities) => {
    expect(look(capabilities, needs)).toMatchObject({ deployment: here, missing: [what] });
    expect(look({}, needs)).toBeUndefined();
    expect(look(undefined, needs)).toBeUndefined();
  });

  it('is passed over where the prompt is too long for it', async () => {
    expect(await look({ contextLength: 3 }, {}, 'a b c d')).toEqual({ deployment: here, missing: [], param: 'messages', tooLong: { tokens: 4, exact: false, context: 3 } });
    expect(await look({ contextLength: 4 }, {}, 'a b c d')).toBeUndefined();
    expect(look({}, {}, 'a b c d '.repeat(100_000))).toBeUndefined();
  });

  it('is not asked for what the registry does not know of: speech and transcription', () => {
    expect([look({ chat: false, contextLength: 1 }, { kind: 'speech' }, 'a b c'), look({ chat: false }, { kind: 'transcription' })]).toEqual([undefined, undefined]);
  });
});

describe('where none can answer', () => {
  const long = (model: string, tokens: number, context: number, exact = false): Unfit => ({ deployment: { provider: 'p', model }, missing: [], param: 'messages', tooLong: { tokens, exact, context } });
  const unable: Unfit = { deployment: { provider: 'p', model: 'text' }, missing: ['tools', 'images'], param: 'tools' };

  it('both numbers are told, of the longest context', () => {
    expect(unfitError([unable, long('small', 900, 100), long('large', 900, 800)])).toMatchObject({ code: 'context_length_exceeded', status: 400, message: 'The prompt has at least 900 tokens; the context of p/large holds 800. Nothing was sent.', details: { param: 'messages' } });
    expect(unfitError([long('m', 901, 800, true)]).message).toBe('The prompt has 901 tokens; the context of p/m holds 800. Nothing was sent.');
  });

  it('or what is missing', () => {
    expect(unfitError([unable])).toMatchObject({ code: 'unsupported_parameter', status: 400, message: 'No asked-for model can answer this: p/text cannot do tools, images. Nothing was sent.', details: { param: 'tools' } });
  });
});
