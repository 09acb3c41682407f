/**
 * A provider that speaks OpenAI's protocol over real sockets and remembers everything that reached it. The model's name says what happens:
 * `error-500`, `error-429-retry-after-1`, `flaky-2` (503 twice, then an answer), `cut-stream` (the connection ends after two chunks), `cut-plain`,
 * `error-in-stream`, `no-done`, `slow-first-token-300` (milliseconds), `slow-chunks-50`, `hang` (headers never come), `hang-stream` (nothing after the first
 * chunk), `chunks-1000`, `echo` (what was asked last), `echo-letters` (the same, three letters to a chunk; also behind `cut-stream-`), `no-usage`, `usages:[…]` (that usage: the last of
 * them with a plain answer, one after the other with a stream's chunks), `late-usage:{…}` (that usage after `[DONE]`), `thinks-1000` (so many letters of reasoning first), `redirect`,
 * `not-json`; every other name answers.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ChatBody, chatAnswer, chatChunks, embeddingsAnswer, errorAnswer } from './mock-answers.ts';

export interface RecordedRequest {
  method: string;
  path: string;
  headers: Record<string, string | string[] | undefined>;
  /** Exactly the bytes that came. */
  text: string;
  json: Record<string, unknown>;
  /** UTC milliseconds. */
  at: number;
  /** The client went away before the answer was whole. */
  aborted: boolean;
}

export interface Mock {
  /** `http://127.0.0.1:PORT/v1` */
  url: string;
  origin: string;
  port: number;
  requests: RecordedRequest[];
  /** TCP connections so far, also those on which nothing was asked. */
  connections(): number;
  reset(): void;
  /** Ends open connections too. */
  stop(): Promise<void>;
}

const MODELS = ['gpt-4o', 'gpt-4o-mini', 'text-embedding-3-small'];

export async function startMock(options: { port?: number; apiKey?: string } = {}): Promise<Mock> {
  const requests: RecordedRequest[] = [];
  const sockets = new Set<Socket>();
  const failures = new Map<string, number>();
  const stopping = new AbortController();
  let connections = 0;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const text = Buffer.concat(pieces).toString('utf8');
    const record: RecordedRequest = {
      method: request.method ?? '', path: request.url ?? '', headers: request.headers, text,
      json: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {}, at: Date.now(), aborted: false,
    };
    requests.push(record);
    response.on('close', () => { record.aborted = !response.writableFinished; });
    if (options.apiKey && request.headers.authorization !== `Bearer ${options.apiKey}`) return json(response, 401, errorAnswer(401));
    const path = record.path.split('?')[0];
    if (record.method === 'GET' && path === '/v1/models') return json(response, 200, { object: 'list', data: MODELS.map((id) => ({ id, object: 'model', created: 1, owned_by: 'mock' })) });
    const model = typeof record.json['model'] === 'string' ? record.json['model'] : '';
    if (record.method !== 'POST' || (path !== '/v1/chat/completions' && path !== '/v1/embeddings')) return json(response, 404, errorAnswer(404));
    if (await misbehave(model, response)) return undefined;
    if (path === '/v1/embeddings') return json(response, 200, embeddingsAnswer(record.json as never));
    const body = record.json as unknown as ChatBody;
    return body.stream ? stream(response, body) : json(response, 200, chatAnswer(body));
  }

  /** True where the answer has been given (or will never be). */
  async function misbehave(model: string, response: ServerResponse): Promise<boolean> {
    const error = /^error-(\d{3})(?:-retry-after-(\d+))?/.exec(model);
    if (error) {
      json(response, Number(error[1]), errorAnswer(Number(error[1])), error[2] ? { 'retry-after': error[2] } : {});
      return true;
    }
    const flaky = /^flaky-(\d+)/.exec(model)?.[1];
    if (flaky) {
      const failed = failures.get(model) ?? 0;
      failures.set(model, failed + 1);
      if (failed < Number(flaky)) {
        json(response, 503, errorAnswer(503));
        return true;
      }
    }
    if (model.startsWith('redirect')) {
      response.writeHead(307, { location: 'http://127.0.0.1:1/elsewhere' }).end();
      return true;
    }
    if (model.startsWith('not-json')) {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>captive portal</html>');
      return true;
    }
    if (model.startsWith('cut-plain')) {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"id":"chatcmpl-mock","choi', () => response.destroy());
      return true;
    }
    if (model === 'hang') return true;
    const slow = /^slow-first-token-(\d+)/.exec(model)?.[1];
    if (slow) await sleep(Number(slow), undefined, { signal: stopping.signal });
    return response.destroyed;
  }

  async function stream(response: ServerResponse, body: ChatBody): Promise<void> {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
    const pause = Number(/^slow-chunks-(\d+)/.exec(body.model)?.[1] ?? 0);
    for (const [index, chunk] of chatChunks(body).entries()) {
      if (response.destroyed) return;
      if (index === 2 && body.model.startsWith('cut-stream')) {
        response.destroy();
        return;
      }
      if (index === 2 && body.model.startsWith('hang-stream')) return;
      if (index === 2 && body.model.startsWith('error-in-stream')) {
        response.end(`data: ${JSON.stringify(errorAnswer(500))}\n\n`);
        return;
      }
      if (index > 0 && pause > 0) await sleep(pause, undefined, { signal: stopping.signal });
      // A chunk is on its way before the connection is cut, so that what the client has seen is known.
      await new Promise<void>((next) => { response.write(`data: ${JSON.stringify(chunk)}\n\n`, () => next()); });
    }
    const late = /^late-usage:(.*)/.exec(body.model)?.[1];
    response.end(body.model.startsWith('no-done') ? '' : `data: [DONE]\n\n${late ? `data: {"choices":[],"usage":${late}}\n\n` : ''}`);
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 60_000;
  server.on('connection', (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(options.port ?? 0, '127.0.0.1', done);
  });
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}/v1`,
    origin: `http://127.0.0.1:${port}`,
    port,
    requests,
    connections: () => connections,
    reset() {
      requests.length = 0;
      failures.clear();
      connections = 0;
    },
    async stop() {
      stopping.abort();
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((done) => { server.close(() => done()); });
    },
  };
}

function json(response: ServerResponse, status: number, value: unknown, headers: Record<string, string> = {}): void {
  const text = JSON.stringify(value);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), 'x-request-id': 'req_mock', ...headers }).end(text);
}
