import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface RecordedRequest {
  method: string;
  path: string;
  headers: Record<string, string | string[] | undefined>;
  /** Exactly the bytes that came. */
  text: string;
  bytes: Buffer;
  json: Record<string, unknown>;
  /** UTC milliseconds. */
  at: number;
  /** The client went away before the answer was whole. */
  aborted: boolean;
}

/** A provider that speaks its protocol over real sockets and remembers everything that reached it. */
export interface Mock {
  /** The base URL as a client of that provider is given it. */
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

export interface MockServerOptions {
  port?: number;
  /** What the base URL ends in, `/v1`. */
  path?: string;
  onReset?(): void;
  /** Aborted when the mock is stopped. */
  answer(record: RecordedRequest, response: ServerResponse, stopping: AbortSignal): Promise<void> | void;
}

export async function startMockServer({ port: wanted = 0, path = '', onReset, answer }: MockServerOptions): Promise<Mock> {
  const requests: RecordedRequest[] = [];
  const sockets = new Set<Socket>();
  const stopping = new AbortController();
  let connections = 0;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const bytes = Buffer.concat(pieces);
    const text = bytes.toString('utf8');
    const record: RecordedRequest = {
      method: request.method ?? '', path: request.url ?? '', headers: request.headers, text, bytes,
      json: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {}, at: Date.now(), aborted: false,
    };
    requests.push(record);
    response.on('close', () => { record.aborted = !response.writableFinished; });
    await answer(record, response, stopping.signal);
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
    server.listen(wanted, '127.0.0.1', done);
  });
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  return {
    url: origin + path,
    origin,
    port,
    requests,
    connections: () => connections,
    reset() {
      requests.length = 0;
      onReset?.();
      connections = 0;
    },
    async stop() {
      stopping.abort();
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((done) => { server.close(() => done()); });
    },
  };
}

export function sendJson(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), 'x-request-id': 'req_mock', ...headers }).end(text);
}
