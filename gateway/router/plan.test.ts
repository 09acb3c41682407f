import { describe, expect, it } from 'vitest';
import type { Capabilities } from '../core/model.ts';
import { checkLocalKind, chooseLocal, missingFor, type Needs, planRemote } from './plan.ts';

const CHAT: Needs = { kind: 'chat', tools: false, images: false, jsonSchema: false, minPromptTokens: () => 10 };
const EMBEDDINGS: Needs = { ...CHAT, kind: 'embeddings' };
const model = (name: string, capabilities: Capabilities) => ({ name, capabilities });
const small = model('small', { chat: true, embeddings: false, jsonSchema: true, contextLength: 4_096 });
const able = model('able', { chat: true, embeddings: false, tools: true, images: true, jsonSchema: true, contextLength: 32_768 });
const vectors = model('vectors', { chat: false, embeddings: true, contextLength: 512 });
const installed = [vectors, small, able];

describe('the remote plan', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((provider) => ({ provider, model: 'm' })) as [{ provider: string; model: string }, { provider: string; model: string }, { provider: string; model: string }];

  it('keeps the order, and puts what rests last without losing it', () => {
    expect(planRemote([a, b, c], () => false)).toEqual([a, b, c]);
    expect(planRemote([a, b, c], (name) => name === 'a/m')).toEqual([b, c, a]);
    expect(planRemote([a, b, c], () => true)).toEqual([a, b, c]);
    expect(planRemote([], () => true)).toEqual([]);
  });

  it('tells deployments of two credentials apart', () => {
    const [first, second] = [{ ...a, credential: 'one' }, { ...a, credential: 'two' }];
    expect(planRemote([first, second], (name) => name === 'a@one/m')).toEqual([second, first]);
  });
});

describe('the local model', () => {
  it("is the first of the class's list that can do it", () => {
    expect(chooseLocal(['small', 'able'], installed, CHAT)).toBe('small');
    expect(chooseLocal(['able', 'small'], installed, CHAT)).toBe('able');
    expect(chooseLocal(['small', 'able'], installed, { ...CHAT, tools: true })).toBe('able');
    expect(chooseLocal(['small', 'able'], installed, { ...CHAT, minPromptTokens: () => 5_000 })).toBe('able');
    expect(chooseLocal(['gone', 'able'], installed, CHAT)).toBe('able');
  });

  it('without a list is any that is installed and of the right kind', () => {
    expect(chooseLocal([], installed, CHAT)).toBe('small');
    expect(chooseLocal([], installed, EMBEDDINGS)).toBe('vectors');
  });

  it('is never one outside the list, even where that could do it', () => {
    expect(() => chooseLocal(['small'], installed, { ...CHAT, images: true })).toThrow(expect.objectContaining({ code: 'no_local_model', status: 422, message: 'No local model can answer this: small cannot do images.' }) as Error);
  });

  it.each<[string, string[], typeof installed, Needs, RegExp]>([
    ['several gaps of several models', ['small', 'vectors'], installed, { ...CHAT, tools: true, images: true }, /small cannot do tools, images; vectors cannot do chat, tools, images/],
    ['a prompt that is too long for one that lacks something else too', ['small'], installed, { ...CHAT, images: true, minPromptTokens: () => 9_000 }, /small cannot do images, a prompt of more than 9000 tokens \(its context is 4096\)/],
    ['a list of which none is installed', ['gone', 'away'], installed, CHAT, /none of gone, away is installed/],
    ['nothing installed', [], [], CHAT, /no chat model is installed/],
    ['nothing installed, of embeddings', [], [small], EMBEDDINGS, /no embedding model is installed/],
  ])('says what is missing: %s', (_name, preferred, models, needs, message) => {
    expect(() => chooseLocal(preferred, models, needs)).toThrow(message);
  });

  it('whose context alone is too short is told of with both numbers, by the code that clients know', () => {
    const long = { ...CHAT, minPromptTokens: () => 9_000 };
    const told = expect.objectContaining({ code: 'context_length_exceeded', status: 400, message: 'The prompt has at least 9000 tokens; the context of small holds 4096.' }) as Error;
    expect(() => chooseLocal(['small'], installed, long)).toThrow(told);
    expect(() => chooseLocal(['vectors', 'small'], installed, long)).toThrow(told);
  });

  it('is there for chat and embeddings alone, whichever is installed', () => {
    for (const needs of [CHAT, EMBEDDINGS]) expect(() => { checkLocalKind(needs); }).not.toThrow();
    for (const [kind, message] of [['speech', /speak a text/], ['transcription', /write down a recording/], ['moderation', /moderate/]] as const) {
      expect(missingFor(able.capabilities, { ...CHAT, kind })).toEqual([kind]);
      expect(() => { checkLocalKind({ ...CHAT, kind }); }).toThrow(expect.objectContaining({ code: 'no_local_model', message: expect.stringMatching(message) as string }) as Error);
    }
  });

  it('takes tools and images for missing where they are not known, chat and JSON schema for given', () => {
    expect(missingFor({}, { ...CHAT, tools: true, images: true, jsonSchema: true, minPromptTokens: () => 1e9 })).toEqual(['tools', 'images']);
    expect(missingFor({ jsonSchema: false }, { ...CHAT, jsonSchema: true })).toEqual(['JSON schema']);
    expect(missingFor({ contextLength: 10 }, CHAT)).toEqual([]);
  });
});
