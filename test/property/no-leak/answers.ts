import { type ChatBody, chatAnswer, chatChunks, embeddingsAnswer } from '../../support/mock-answers.ts';

/** What a place says to a request: in OpenAI's protocol, or in Ollama's. */
export function answerFor(path: string, text: string): { type: string; text: string } {
  // What follows a redirect may come without a body.
  if (text === '') return json({ error: 'not found' });
  const body = JSON.parse(text) as Record<string, unknown>;
  if (path.endsWith('/chat/completions')) {
    const chat = body as unknown as ChatBody;
    if (chat.stream !== true) return json(chatAnswer(chat));
    return { type: 'text/event-stream', text: `${chatChunks(chat).map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('')}data: [DONE]\n\n` };
  }
  if (path.endsWith('/embeddings')) return json(embeddingsAnswer(body as never));
  if (path === '/api/chat') return chatOfOllama(body);
  if (path === '/api/embed') return json({ model: body['model'], embeddings: [body['input']].flat().map(() => [0.5, 0.25]), prompt_eval_count: 1 });
  return json({ error: 'not found' });
}

function chatOfOllama(body: Record<string, unknown>): { type: string; text: string } {
  const messages = body['messages'] as { content?: string }[];
  const content = String(body['model']).startsWith('echo') ? String(messages.at(-1)?.content) : 'Paris.';
  const line = (message: object, done: boolean) => JSON.stringify({ model: body['model'], message: { role: 'assistant', ...message }, done, ...(done && { done_reason: 'stop', prompt_eval_count: 1, eval_count: 1 }) });
  if (body['stream'] !== true) return json(JSON.parse(line({ content }, true)) as object);
  return { type: 'application/x-ndjson', text: `${line({ content }, false)}\n${line({ content: '' }, true)}\n` };
}

function json(value: object): { type: string; text: string } {
  return { type: 'application/json', text: JSON.stringify(value) };
}
