import { expect, it } from 'vitest';
import type { Annotation, ChatChunk } from '../../core/chat.ts';
import type { JsonObject } from '../../core/json.ts';
import { ResponseStream } from './stream.ts';

type Delta = ChatChunk['choices'][number]['delta'];

function events(...deltas: Delta[]): (JsonObject & { type: string })[] {
  const stream = new ResponseStream({ asked: {}, store: false, previous: null, seal: (value) => value, keep: () => true });
  const chunks = deltas.map((delta): ChatChunk => ({ id: 'a', object: 'chat.completion.chunk', created: 1, model: 'm', service_tier: 'flex', choices: [{ index: 0, delta, finish_reason: null }] }));
  const text = stream.encode(chunks) + stream.end({ promptTokens: 1, completionTokens: 1, estimated: true });
  return text.split('\n\n').filter(Boolean).map((event) => JSON.parse(event.slice(event.indexOf('data: ') + 6)) as JsonObject & { type: string });
}

const annotation = (url: string): Annotation => ({ type: 'url_citation', url_citation: { url, title: 'A', start_index: 0, end_index: 5 } });

it('sources are told with the text that they belong to', () => {
  const cited = ['https://a.example/', 'https://b.example/'].map((url) => ({ type: 'url_citation', url, title: 'A', start_index: 0, end_index: 5 }));
  const all = events({ role: 'assistant', content: '' }, { content: 'Paris' }, { annotations: [annotation('https://a.example/')] }, { content: '.', annotations: [annotation('https://b.example/')] });
  const added = all.filter(({ type }) => type === 'response.output_text.annotation.added');
  const { item } = all.find(({ type }) => type === 'response.output_item.done')!;
  expect(added).toMatchObject(cited.map((one, at) => ({ annotation: one, annotation_index: at, content_index: 0, output_index: 0, item_id: (item as JsonObject).id })));
  expect(item).toMatchObject({ content: [{ type: 'output_text', text: 'Paris.', annotations: cited }] });
  expect(all.at(-1)!.response).toMatchObject({ output: [{ content: [{ annotations: cited }] }] });
});

it('sources that come behind the calls of tools stand with the text in the whole answer', () => {
  const all = events({ content: 'Paris' }, { tool_calls: [{ index: 0, id: 'c', type: 'function', function: { name: 'weather', arguments: '{}' } }] }, { annotations: [annotation('https://a.example/')] });
  expect(all.at(-1)!.response).toMatchObject({ output: [{ content: [{ text: 'Paris', annotations: [{ type: 'url_citation', url: 'https://a.example/' }] }] }, { type: 'function_call' }] });
  expect(events({ tool_calls: [{ index: 0, id: 'c', type: 'function', function: { name: 'weather', arguments: '{}' } }] }, { annotations: [annotation('https://a.example/')] }).at(-1)!.type).toBe('response.completed');
});

it('the tier that the provider has served it at is told', () => {
  expect(events({ content: 'x' }).at(-1)!.response).toMatchObject({ service_tier: 'flex' });
});

it('log probabilities of tokens that have no text by themselves stand with the text that they begin or end', () => {
  const stream = new ResponseStream({ asked: {}, store: false, previous: null, seal: (value) => value, keep: () => true });
  const token = (logprob: number): JsonObject => ({ token: '', logprob, bytes: [240], top_logprobs: [] });
  const chunk = (content: string, logprob: number): ChatChunk => ({ id: 'a', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta: { content }, finish_reason: null, logprobs: { content: [token(logprob)], refusal: null } }] });
  const text = stream.encode([chunk('', -1), chunk('🙂', -2), chunk('', -3)]) + stream.end({ promptTokens: 1, completionTokens: 1, estimated: true });
  const all = text.split('\n\n').filter(Boolean).map((event) => JSON.parse(event.slice(event.indexOf('data: ') + 6)) as JsonObject & { type: string });
  expect(all.find(({ type }) => type === 'response.output_text.delta')).toMatchObject({ delta: '🙂', logprobs: [token(-1), token(-2)] });
  expect(all.at(-1)!.response).toMatchObject({ output: [{ content: [{ text: '🙂', logprobs: [token(-1), token(-2), token(-3)] }] }] });
});
