/**
 * The reference: bare Fastify and an undici pool, doing only what any proxy must: parse the body, rename the model, read the usage; of a stream
 * parse each event, rename the model, read the usage. No keys, no policy, no records. Argument: the upstream's origin; the parent gets `{ port }`.
 */
import Fastify from 'fastify';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { createParser } from 'eventsource-parser';
import { Pool } from 'undici';

const pool = new Pool(process.argv[2] ?? '', { connections: 1024, pipelining: 1 });
let tokens = 0;

interface Answer { model: string; usage?: { total_tokens: number } | null }

function rename(answer: Answer, model: string): string {
  answer.model = model;
  tokens += answer.usage?.total_tokens ?? 0;
  return JSON.stringify(answer);
}

async function* renamed(body: AsyncIterable<Buffer>, model: string): AsyncGenerator<string> {
  let out = '';
  const parser = createParser({
    onEvent({ data }) {
      out += data === '[DONE]' ? 'data: [DONE]\n\n' : `data: ${rename(JSON.parse(data) as Answer, model)}\n\n`;
    },
  });
  const decoder = new TextDecoder();
  for await (const piece of body) {
    parser.feed(decoder.decode(piece, { stream: true }));
    if (out) yield out;
    out = '';
  }
}

const app = Fastify({ bodyLimit: 20 * 1024 * 1024 });
app.post<{ Body: { model: string } }>('/v1/chat/completions', async (request, reply) => {
  const asked = request.body.model;
  const response = await pool.request({
    path: '/v1/chat/completions',
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...request.body, model: asked.replace('bench-', '') }),
  });
  const type = String(response.headers['content-type']);
  void reply.code(response.statusCode).header('content-type', type);
  if (!type.startsWith('text/event-stream')) return rename((await response.body.json()) as Answer, asked);
  reply.raw.on('close', () => response.body.destroy());
  response.body.on('error', () => {});
  return reply.send(Readable.from(renamed(response.body, asked)));
});
await app.listen({ port: 0, host: '127.0.0.1' });
process.send?.({ port: (app.server.address() as AddressInfo).port });
process.on('disconnect', () => process.exit(tokens < 0 ? 1 : 0));
