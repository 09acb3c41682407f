/**
 * A provider that speaks OpenAI's protocol over real sockets and remembers everything that reached it. The model's name says what happens:
 * `error-500`, `error-429-retry-after-1`, `flaky-2` (503 twice, then an answer), `cut-stream` (the connection ends after two chunks), `cut-plain`,
 * `error-in-stream`, `no-done`, `slow-first-token-300` (milliseconds), `slow-chunks-50`, `hang` (headers never come), `hang-stream` (nothing after the first
 * chunk), `chunks-1000`, `echo` (what was asked last), `echo-letters` (the same, three letters to a chunk; also behind `cut-stream-`), `no-usage`, `no-usage-refused` (the answer is a refusal), `usages:[…]` (that usage: the last of
 * them with a plain answer, one after the other with a stream's chunks), `late-usage:{…}` (that usage after `[DONE]`), `thinks-1000` (so many letters of reasoning first), `redirect`,
 * `not-json`; every other name answers.
 */
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ChatBody, chatAnswer, chatChunks, embeddingsAnswer, errorAnswer } from './mock-answers.ts';
import { type Mock, type RecordedRequest, sendJson as json, startMockServer } from './mock-server.ts';

export type { Mock, RecordedRequest } from './mock-server.ts';

const MODELS = ['gpt-4o', 'gpt-4o-mini', 'text-embedding-3-small'];

export async function startMock(options: { port?: number; apiKey?: string } = {}): Promise<Mock> {
  const failures = new Map<string, number>();

  async function answer(record: RecordedRequest, response: ServerResponse, stopping: AbortSignal): Promise<void> {
    if (options.apiKey && record.headers['authorization'] !== `Bearer ${options.apiKey}`) return json(response, 401, errorAnswer(401));
    const path = record.path.split('?')[0];
    if (record.method === 'GET' && path === '/v1/models') return json(response, 200, { object: 'list', data: MODELS.map((id) => ({ id, object: 'model', created: 1, owned_by: 'mock' })) });
    const model = typeof record.json['model'] === 'string' ? record.json['model'] : '';
    if (record.method !== 'POST' || (path !== '/v1/chat/completions' && path !== '/v1/embeddings')) return json(response, 404, errorAnswer(404));
    if (await misbehave(model, response, stopping)) return undefined;
    if (path === '/v1/embeddings') return json(response, 200, embeddingsAnswer(record.json as never));
    const body = record.json as unknown as ChatBody;
    return body.stream ? stream(response, body, stopping) : json(response, 200, chatAnswer(body));
  }

  /** True where the answer has been given (or will never be). */
  async function misbehave(model: string, response: ServerResponse, stopping: AbortSignal): Promise<boolean> {
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
    if (slow) await sleep(Number(slow), undefined, { signal: stopping });
    return response.destroyed;
  }

  async function stream(response: ServerResponse, body: ChatBody, stopping: AbortSignal): Promise<void> {
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
      if (index > 0 && pause > 0) await sleep(pause, undefined, { signal: stopping });
      // A chunk is on its way before the connection is cut, so that what the client has seen is known.
      await new Promise<void>((next) => { response.write(`data: ${JSON.stringify(chunk)}\n\n`, () => next()); });
    }
    const late = /^late-usage:(.*)/.exec(body.model)?.[1];
    response.end(body.model.startsWith('no-done') ? '' : `data: [DONE]\n\n${late ? `data: {"choices":[],"usage":${late}}\n\n` : ''}`);
  }

  return startMockServer({ path: '/v1', answer, onReset: () => failures.clear(), ...(options.port !== undefined && { port: options.port }) });
}
