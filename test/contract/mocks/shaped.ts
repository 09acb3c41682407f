import type { ChatAnswer, ChatChunk, ChatRequest } from '../../../gateway/core/chat.ts';
import type { Json } from '../../../gateway/core/json.ts';
import { createFraming } from '../../../gateway/execute/framing.ts';
import type { Provider } from '../../../gateway/providers/define.ts';
import type { Mock } from '../../support/mock-server.ts';

/** What the adapter and its mock make of a request between them, without the gateway. */
export async function askThrough(adapter: Provider, mock: Mock, request: ChatRequest): Promise<ChatAnswer> {
  const response = await send(adapter, mock, request);
  const body = (await response.json()) as Json;
  if (response.status !== 200) throw new Error(adapter.error(body));
  return adapter.chat!.decode(body, request.model);
}

export async function streamThrough(adapter: Provider, mock: Mock, request: ChatRequest): Promise<{ chunks: ChatChunk[]; finished: boolean }> {
  const response = await send(adapter, mock, { ...request, stream: true });
  const decoder = adapter.chat!.decoder(request.model);
  const chunks: ChatChunk[] = [];
  const framing = createFraming(adapter.chat!.framing, (payload) => chunks.push(...decoder.push(payload)));
  framing.feed(Buffer.from(await response.arrayBuffer()));
  framing.end();
  return { chunks, finished: decoder.finished };
}

async function send(adapter: Provider, mock: Mock, request: ChatRequest): Promise<Response> {
  const { path, encode } = adapter.chat!;
  const url = mock.url + String(path);
  const body = JSON.stringify(encode(request, { model: request.model, stream: request.stream === true }).body);
  return fetch(url, { method: 'POST', headers: { ...(await adapter.auth('sk-mock', { method: 'POST', url, body })), 'content-type': 'application/json' }, body });
}

/** What a client makes of the chunks. */
export function gather(chunks: readonly ChatChunk[]) {
  const deltas = chunks.flatMap(({ choices }) => choices.map(({ delta }) => delta));
  const calls: { id: string; name: string; arguments: string }[] = [];
  for (const { index, id = '', function: fn = {} } of deltas.flatMap(({ tool_calls: given = [] }) => given)) {
    const open = (calls[index] ??= { id: '', name: '', arguments: '' });
    open.id += id;
    open.name += fn.name ?? '';
    open.arguments += fn.arguments ?? '';
  }
  return {
    text: deltas.map(({ content }) => content ?? '').join(''),
    thoughts: deltas.map(({ reasoning_content: thought }) => thought ?? '').join(''),
    details: deltas.flatMap(({ reasoning_details: details = [] }) => details),
    calls,
    finish: chunks.flatMap(({ choices }) => choices.map(({ finish_reason: reason }) => reason)).filter((reason) => reason !== null),
    usage: chunks.filter(({ usage }) => usage).map(({ usage, choices }) => ({ ...usage, choices: choices.length })),
  };
}
