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

function answer(model: string, response: ServerResponse): void {
  if (model === 'plain') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': plain.length }).end(plain);
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  response.write(first);
  if (model === 'open') {
    const timer = setInterval(() => response.write(token), 1_000);
    response.on('close', () => clearInterval(timer));
    return;
  }
  let left = model === 'chunks' ? CHUNKS : 1;
  // One turn of the event loop per token: as separate writes as a model's are, but without its waiting.
  const next = (): void => {
    if (response.destroyed) return;
    if (left === 0) {
      response.end(last);
      return;
    }
    left -= 1;
    response.write(token);
    setImmediate(next);
  };
  next();
}

const server = createServer((request: IncomingMessage, response) => {
  const pieces: Buffer[] = [];
  request.on('data', (piece: Buffer) => pieces.push(piece));
  request.on('end', () => {
    const { model } = JSON.parse(Buffer.concat(pieces).toString('utf8')) as { model: string };
    answer(model.replace('bench-', ''), response);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on('disconnect', () => process.exit(0));
