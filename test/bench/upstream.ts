/**
 * A provider that answers at once, in a process of its own; the parent gets `{ port }` by IPC. The model's name chooses: `plain`; `chunks`
 * (a stream of CHUNKS tokens); `first` (a stream of one); `open` (a stream of a token a second, for as long as the client stays).
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CHUNKS } from './scenario.ts';

const head = { id: 'chatcmpl-bench', created: 1_760_000_000, model: 'upstream', system_fingerprint: 'fp_bench' };
const usage = { prompt_tokens: 400, completion_tokens: 100, total_tokens: 500, prompt_tokens_details: { cached_tokens: 0 }, completion_tokens_details: { reasoning_tokens: 0 } };
const plain = Buffer.from(JSON.stringify({
  ...head, object: 'chat.completion', usage,
  choices: [{ index: 0, message: { role: 'assistant', content: 'An answer of some length, as a model would give it. '.repeat(8), refusal: null }, finish_reason: 'stop', logprobs: null }],
}));

function event(delta: object, finish: string | null = null, withUsage = false): string {
  const choices = withUsage ? [] : [{ index: 0, delta, finish_reason: finish, logprobs: null }];
  return `data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', choices, usage: withUsage ? usage : null })}\n\n`;
}

const first = event({ role: 'assistant', content: '' });
const token = event({ content: ' token' });
const last = `${event({}, 'stop')}${event({}, null, true)}data: [DONE]\n\n`;

interface Protocol { type: string; plain: Buffer; first: string; token: string; last: string }

const OPENAI: Protocol = { type: 'text/event-stream; charset=utf-8', plain, first, token, last };

const said = 'An answer of some length, as a model would give it. '.repeat(8);
const named = (type: string, data: object): string => `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
const message = { id: 'msg_bench', type: 'message', role: 'assistant', model: 'upstream', content: [] as object[], stop_reason: null as string | null, stop_sequence: null, usage: { input_tokens: 400, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 1 } };
const ANTHROPIC: Protocol = {
  type: OPENAI.type,
  plain: Buffer.from(JSON.stringify({ ...message, content: [{ type: 'text', text: said }], stop_reason: 'end_turn', usage: { ...message.usage, output_tokens: 100 } })),
  first: named('message_start', { message }) + named('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
  token: named('content_block_delta', { index: 0, delta: { type: 'text_delta', text: ' token' } }),
  last: named('content_block_stop', { index: 0 }) + named('message_delta', { delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 100 } }) + named('message_stop', {}),
};

const candidate = (text: string, finish?: string): object => ({ candidates: [{ content: { parts: [{ text }], role: 'model' }, index: 0, ...(finish && { finishReason: finish }) }], usageMetadata: { promptTokenCount: 400, candidatesTokenCount: 100, totalTokenCount: 500 }, modelVersion: 'upstream', responseId: 'bench' });
const GOOGLE: Protocol = {
  type: OPENAI.type,
  plain: Buffer.from(JSON.stringify(candidate(said, 'STOP'))),
  first: '',
  token: `data: ${JSON.stringify(candidate(' token'))}\r\n\r\n`,
  last: `data: ${JSON.stringify(candidate('', 'STOP'))}\r\n\r\n`,
};

function answer(model: string, response: ServerResponse, spoken: Protocol): void {
  if (model === 'plain') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': spoken.plain.length }).end(spoken.plain);
    return;
  }
  response.writeHead(200, { 'content-type': spoken.type });
  if (spoken.first !== '') response.write(spoken.first);
  if (model === 'open') {
    const timer = setInterval(() => response.write(spoken.token), 1_000);
    response.on('close', () => clearInterval(timer));
    return;
  }
  let left = model === 'chunks' ? CHUNKS : 1;
  // One turn of the event loop per token: as separate writes as a model's are, but without its waiting.
  const next = (): void => {
    if (response.destroyed) return;
    if (left === 0) {
      response.end(spoken.last);
      return;
    }
    left -= 1;
    response.write(spoken.token);
    setImmediate(next);
  };
  next();
}

const server = createServer((request: IncomingMessage, response) => {
  const pieces: Buffer[] = [];
  request.on('data', (piece: Buffer) => pieces.push(piece));
  request.on('end', () => {
    const { url = '' } = request;
    const google = /\/models\/(\w+):/.exec(url)?.[1];
    if (google !== undefined) return answer(google, response, GOOGLE);
    const { model } = JSON.parse(Buffer.concat(pieces).toString('utf8')) as { model: string };
    return answer(model.replace('bench-', ''), response, url.endsWith('/messages') ? ANTHROPIC : OPENAI);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on('disconnect', () => process.exit(0));
