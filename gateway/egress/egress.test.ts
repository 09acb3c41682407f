import { EventEmitter } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/temporary-store.ts';
import { clearForService } from '../policy/mint.ts';
import { createEgress } from './egress.ts';
import type { Egress } from './types.ts';

let egress: Egress;
let servers: Server[];

beforeEach(() => {
  egress = createEgress();
  servers = [];
});
afterEach(async () => {
  await egress.close();
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

interface Listening { origin: string; requests: IncomingMessage[]; connections: () => number }

async function serve(answer: RequestListener, socketPath?: string): Promise<Listening> {
  const requests: IncomingMessage[] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  server.on('connection', () => connections++);
  servers.push(server);
  await new Promise<void>((done) => (socketPath ? server.listen(socketPath, done) : server.listen(0, '127.0.0.1', done)));
  return { origin: socketPath ? 'http://unused.invalid' : `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, connections: () => connections };
}

const clear = (...origins: string[]) => clearForService('credential-test', origins);

describe('what leaves the process', () => {
  it('is the method, path, headers and body that were given, and asks for no compression', async () => {
    const server = await serve((request, response) => request.pipe(response));
    const { status, body } = await egress.send(clear(server.origin), { url: `${server.origin}/v1/a?b=%20c`, method: 'POST', headers: { 'x-one': '1' }, body: '{"ä":1}' });
    expect([status, await body.text()]).toEqual([200, '{"ä":1}']);
    expect(server.requests[0]).toMatchObject({ method: 'POST', url: '/v1/a?b=%20c', headers: { 'x-one': '1', 'accept-encoding': 'identity', 'content-length': '8' } });
  });

  it('never follows a redirect, not even to an origin that is cleared', async () => {
    const elsewhere = await serve((_request, response) => response.end());
    for (const status of [301, 302, 303, 307, 308]) {
      const server = await serve((_request, response) => response.writeHead(status, { location: `${elsewhere.origin}/` }).end());
      const answer = await egress.send(clear(server.origin, elsewhere.origin), { url: server.origin, method: 'POST', body: 'secret' });
      await answer.body.dump();
      expect([answer.status, answer.headers['location']]).toEqual([status, `${elsewhere.origin}/`]);
    }
    expect(elsewhere.connections()).toBe(0);
  });

  it('without a clearance for the origin is nothing: not even a connection', async () => {
    const server = await serve((_request, response) => response.end());
    const other = clear('http://127.0.0.1:1');
    for (const clearance of [other, { ...other, grant: { ...other.grant, origins: [server.origin] } } as never, undefined as never, null as never]) {
      await expect(egress.send(clearance, { url: server.origin, method: 'GET' })).rejects.toMatchObject({ code: 'clearance_violation' });
    }
    expect(server.connections()).toBe(0);
  });

  it('is nothing where the request is over already', async () => {
    const server = await serve((_request, response) => response.end());
    const signal = AbortSignal.abort(new Error('over'));
    await expect(egress.send(clear(server.origin), { url: server.origin, method: 'POST', body: 'secret', signal })).rejects.toThrow('over');
    expect(server.requests).toHaveLength(0);
  });
});

describe('what comes back', () => {
  it.each(['an emitter', 'an AbortSignal'])('ends with the request (%s): the provider sees the connection close', async (which) => {
    let closed!: () => void;
    const seen = new Promise<void>((done) => (closed = done));
    const server = await serve((_request, response) => {
      response.on('close', closed);
      response.write('first');
    });
    const emitter = new EventEmitter();
    const controller = new AbortController();
    const { body } = await egress.send(clear(server.origin), { url: server.origin, method: 'GET', signal: which === 'an emitter' ? emitter : controller.signal });
    const reading = (async () => {
      for await (const piece of body) {
        expect(String(piece)).toBe('first');
        controller.abort();
        emitter.emit('abort');
      }
    })();
    await expect(reading).rejects.toThrow();
    await seen;
  });

  it('has its time: for the headers, and between two pieces', async () => {
    const silent = await serve(() => {});
    await expect(egress.send(clear(silent.origin), { url: silent.origin, method: 'GET', headersTimeout: 50 })).rejects.toMatchObject({ code: 'UND_ERR_HEADERS_TIMEOUT' });
    const halting = await serve((_request, response) => void response.write('first'));
    const { body } = await egress.send(clear(halting.origin), { url: halting.origin, method: 'GET', bodyTimeout: 50 });
    await expect(body.text()).rejects.toMatchObject({ code: 'UND_ERR_BODY_TIMEOUT' });
  });

  it('that breaks off is an error, never a shorter body', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('short', () => response.destroy());
    });
    const { body } = await egress.send(clear(server.origin), { url: server.origin, method: 'GET' });
    await expect(body.text()).rejects.toThrow();
  });
});

describe.skipIf(process.platform === 'win32')('an origin that is bound to a socket', () => {
  it('is reached there and nowhere else, also where the socket is missing', async () => {
    const network = await serve((_request, response) => response.end('network'));
    const path = join(temporaryFolder(), 'a.sock');
    egress.bindSocket(network.origin, path);
    const ask = async () => (await egress.send(clear(network.origin), { url: network.origin, method: 'GET' })).body.text();
    await expect(ask()).rejects.toMatchObject({ code: 'ENOENT' });
    await serve((_request, response) => response.end('socket'), path);
    expect(await ask()).toBe('socket');
    expect(network.connections()).toBe(0);
    egress.bindSocket(network.origin, null);
    expect(await ask()).toBe('network');
  });
});
