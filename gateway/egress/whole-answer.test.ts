import { EventEmitter } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clearForService } from '../policy/mint.ts';
import { createEgress } from './egress.ts';
import type { Egress, ExchangeRequest, WholeResponse } from './types.ts';

let egress: Egress;
let server: Server;
let answer: RequestListener;
let origin: string;
let hits: number;
let closed: Promise<void>;

beforeEach(async () => {
  egress = createEgress();
  hits = 0;
  const seen = Promise.withResolvers<void>();
  closed = seen.promise;
  server = createServer((request, response) => {
    hits++;
    response.on('close', seen.resolve);
    answer(request, response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await egress.close();
  server.closeAllConnections();
  server.close();
});

function exchange(over: Partial<ExchangeRequest> = {}, cleared = origin): Promise<WholeResponse> {
  return egress.exchange(clearForService('credential-test', [cleared]), { url: `${origin}/v1`, method: 'POST', body: 'x', limit: () => 1_000, ...over });
}

describe('an answer that is read whole', () => {
  it('has its status, headers and text, wherever the pieces were cut', async () => {
    const text = '{"a":"Grüezi 🏔"}';
    answer = (_request, response) => {
      response.writeHead(200, { 'x-one': '1' });
      const bytes = Buffer.from(text);
      response.write(bytes.subarray(0, 8));
      setImmediate(() => response.end(bytes.subarray(8)));
    };
    expect(await exchange()).toMatchObject({ status: 200, headers: { 'x-one': '1' }, text });
    answer = (_request, response) => response.writeHead(204).end();
    expect(await exchange()).toMatchObject({ status: 204, text: '' });
  });

  it('is never asked for without a clearance for its origin', async () => {
    answer = (_request, response) => response.end();
    await expect(exchange({}, 'http://127.0.0.1:1')).rejects.toMatchObject({ code: 'clearance_violation' });
    await expect(egress.exchange(undefined as never, { url: origin, method: 'GET', limit: () => 1 })).rejects.toMatchObject({ code: 'clearance_violation' });
    expect(hits).toBe(0);
  });

  it('has no text where it is larger than its status allows, and its connection is closed', async () => {
    answer = (_request, response) => {
      response.writeHead(500);
      response.write('x'.repeat(200));
    };
    expect(await exchange({ limit: (status) => (status === 200 ? 1_000 : 100) })).toMatchObject({ status: 500, text: undefined });
    await closed;
  });

  it('that breaks off is an error, never a shorter text; a refusal stays a refusal', async () => {
    for (const status of [200, 400]) {
      answer = (_request, response) => {
        response.writeHead(status, { 'content-length': '100' });
        response.write('short', () => response.destroy());
      };
      if (status === 200) await expect(exchange()).rejects.toMatchObject({ code: 'UND_ERR_SOCKET' });
      else expect(await exchange()).toMatchObject({ status, text: undefined });
    }
  });

  it('ends with the request, and leaves no listener behind', async () => {
    const signal = new EventEmitter();
    answer = (_request, response) => {
      response.write('first', () => signal.emit('abort'));
    };
    await expect(exchange({ signal })).rejects.toMatchObject({ code: 'UND_ERR_ABORTED' });
    await closed;
    answer = (_request, response) => response.end('whole');
    expect(await exchange({ signal })).toMatchObject({ text: 'whole' });
    expect(signal.listenerCount('abort')).toBe(0);
  });

  it('of a request that ended before it had a connection is never asked for', async () => {
    const signal = new EventEmitter();
    const asked = exchange({ signal });
    signal.emit('abort');
    await expect(asked).rejects.toMatchObject({ code: 'UND_ERR_ABORTED' });
    answer = (_request, response) => response.end('next');
    expect(await exchange()).toMatchObject({ text: 'next' });
    expect(hits).toBe(1);
  });

  it('has its time', async () => {
    answer = (_request, response) => void response.write('first');
    await expect(exchange({ bodyTimeout: 50 })).rejects.toMatchObject({ code: 'UND_ERR_BODY_TIMEOUT' });
  });
});
