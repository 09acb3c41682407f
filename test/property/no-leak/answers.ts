import { type ChatBody, chatAnswer, chatChunks, embeddingsAnswer } from '../../support/mock-answers.ts';

/** What a place says to a request, in the protocol that it is asked in. */
export function answerFor(path: string, text: string): { type: string; text: string } {
  // What follows a redirect may come without a body.
  if (text === '') return json({ error: 'not found' });
  if (path.endsWith('/audio/transcriptions') || path.endsWith('/audio/translations')) return text.includes('name="response_format"\r\n\r\ntext') ? { type: 'text/plain', text: 'Guten Tag.' } : json({ text: 'Guten Tag.' });
  if (path.endsWith('/audio/speech')) return { type: 'audio/mpeg', text: 'ID3 sound' };
  if (path.endsWith('/images/edits')) return json({ created: 1, data: [{ b64_json: 'iVBORw0KGgo=' }] });
  const body = JSON.parse(text) as Record<string, unknown>;
  if (path.endsWith('/chat/completions')) {
    const chat = body as unknown as ChatBody;
    if (chat.stream !== true) return json(chatAnswer(chat));
    return { type: 'text/event-stream', text: `${chatChunks(chat).map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('')}data: [DONE]\n\n` };
  }
  if (path.endsWith('/embeddings')) return json(embeddingsAnswer(body as never));
  if (path.endsWith('/moderations')) return json({ id: 'modr-1', model: body['model'], results: judged(body['input']).map(() => ({ flagged: false, categories: {}, category_scores: {} })) });
  if (path.endsWith('/images/generations')) return json({ created: 1, data: [{ b64_json: 'iVBORw0KGgo=', revised_prompt: body['prompt'] }] });
  if (path.endsWith('/messages')) return messageOf(body);
  if (path.endsWith('/responses')) return responseOf(body);
  if (path === '/api/chat') return chatOfOllama(body);
  if (path === '/api/embed') return json({ model: body['model'], embeddings: [body['input']].flat().map(() => [0.5, 0.25]), prompt_eval_count: 1 });
  return json({ error: 'not found' });
}

/** One result for each text, one for a list of parts. */
function judged(input: unknown): unknown[] {
  return Array.isArray(input) && typeof input[0] === 'string' ? input : [input];
}

function chatOfOllama(body: Record<string, unknown>): { type: string; text: string } {
  const messages = body['messages'] as { content?: string }[];
  const content = String(body['model']).startsWith('echo') ? String(messages.at(-1)?.content) : 'Paris.';
  const line = (message: object, done: boolean) => JSON.stringify({ model: body['model'], message: { role: 'assistant', ...message }, done, ...(done && { done_reason: 'stop', prompt_eval_count: 1, eval_count: 1 }) });
  if (body['stream'] !== true) return json(JSON.parse(line({ content }, true)) as object);
  return { type: 'application/x-ndjson', text: `${line({ content }, false)}\n${line({ content: '' }, true)}\n` };
}

const event = (type: string, data: object): string => `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;

function messageOf(body: Record<string, unknown>): { type: string; text: string } {
  const last = (body['messages'] as { content: unknown }[]).at(-1)?.content;
  const text = String(body['model']).startsWith('echo') ? (typeof last === 'string' ? last : JSON.stringify(last)) : 'Paris.';
  const message = { id: 'msg_1', type: 'message', role: 'assistant', model: body['model'], content: [{ type: 'text', text }], stop_reason: 'end_turn', stop_sequence: null, usage: { input_tokens: 5, output_tokens: 2 } };
  if (body['stream'] !== true) return json(message);
  const events = [event('message_start', { message: { ...message, content: [], stop_reason: null } }), event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }), event('content_block_delta', { index: 0, delta: { type: 'text_delta', text } }), event('content_block_stop', { index: 0 }), event('message_delta', { delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 2 } }), event('message_stop', {})];
  return { type: 'text/event-stream', text: events.join('') };
}

function responseOf(body: Record<string, unknown>): { type: string; text: string } {
  const last = (body['input'] as { content?: unknown }[]).at(-1)?.content;
  const text = String(body['model']).startsWith('echo') ? (typeof last === 'string' ? last : JSON.stringify(last ?? '')) : 'Paris.';
  const item = { id: 'msg_1', type: 'message', role: 'assistant', status: 'completed', content: [{ type: 'output_text', text, annotations: [] }] };
  const response = { id: 'resp_1', object: 'response', created_at: 1, status: 'completed', model: body['model'], output: [item], usage: { input_tokens: 5, output_tokens: 2, total_tokens: 7 } };
  if (body['stream'] !== true) return json(response);
  const events = [event('response.created', { sequence_number: 0, response: { ...response, status: 'in_progress', output: [] } }), event('response.output_item.added', { sequence_number: 1, output_index: 0, item: { ...item, content: [] } }), event('response.output_text.delta', { sequence_number: 2, item_id: 'msg_1', output_index: 0, content_index: 0, delta: text }), event('response.output_item.done', { sequence_number: 3, output_index: 0, item }), event('response.completed', { sequence_number: 4, response })];
  return { type: 'text/event-stream', text: events.join('') };
}

function json(value: object): { type: string; text: string } {
  return { type: 'application/json', text: JSON.stringify(value) };
}
