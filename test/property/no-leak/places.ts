import { execFileSync } from 'node:child_process';
import dns from 'node:dns';
import { readFileSync } from 'node:fs';
import { createServer, isIP, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import tls from 'node:tls';
import { answerFor } from './answers.ts';
import type { Place } from './types.ts';

/** Everything of one request that reached a place, headers included; of one that broke off, as much as came. */
export interface Arrival {
  place: string;
  text: string;
}

/** `close` reads all and says nothing; `cut` ends in the middle of the answer. */
export type Behaviour =
  | { kind: 'answer' | 'close' | 'cut' | 'not-json' }
  | { kind: 'status'; status: number; headers?: Record<string, string> };

export interface Sniffer {
  port: number;
  /** Asked for each request that came whole. */
  behave: (place: string) => Behaviour;
  onArrival: (arrival: Arrival) => void;
  onConnection: (place: string) => void;
  onLookup: (name: string) => void;
  /** Names that lead elsewhere for the moment: an address, or an error code. */
  names: Map<string, string>;
  /** Whoever goes on has to ask for the name again. */
  dropConnections(): void;
  close(): Promise<void>;
}

const HEAD_END = '\r\n\r\n';

/** All places, on one port of several addresses, so that a changed DNS answer leads from one to another. In this process `dns.lookup` knows only their names. */
export async function startPlaces(places: readonly Place[], folder: string): Promise<Sniffer> {
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  const sniffer: Sniffer = { port: 0, behave: () => ({ kind: 'answer' }), onArrival: () => {}, onConnection: () => {}, onLookup: () => {}, names: new Map(), dropConnections, close };
  const certificates: string[] = [];
  for (const place of places) {
    const { host } = place;
    const serve = (socket: Socket) => attend(socket, place, sniffer);
    const server = host === undefined ? createServer(serve) : tls.createServer(certify(host, folder, certificates), serve);
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      sniffer.onConnection(place.id);
    });
    await new Promise<void>((done, fail) => {
      server.once('error', fail);
      server.listen(sniffer.port, place.address, done);
    });
    sniffer.port = (server.address() as { port: number }).port;
    servers.push(server);
  }
  tls.setDefaultCACertificates(certificates);
  for (const { host, address } of places) if (host !== undefined) sniffer.names.set(host, address);
  const lookup = dns.lookup;
  type Found = (error: Error | null, address?: unknown, family?: number) => void;
  dns.lookup = ((name: string, options: { all?: boolean }, done: Found) => {
    if (isIP(name) !== 0) {
      lookup(name, options as object, done as never);
      return;
    }
    sniffer.onLookup(name);
    const answer = sniffer.names.get(name) ?? 'ENOTFOUND';
    const failed = answer.startsWith('E') ? Object.assign(new Error(`${answer} ${name}`), { code: answer }) : null;
    setImmediate(() => (failed ? done(failed) : options.all ? done(null, [{ address: answer, family: 4 }]) : done(null, answer, 4)));
  }) as typeof dns.lookup;
  return sniffer;

  function dropConnections(): void {
    for (const socket of sockets) socket.destroy();
  }

  async function close(): Promise<void> {
    dns.lookup = lookup;
    dropConnections();
    await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  }
}

/** A certificate of its own for this name; who connects to another place under the name sees that it is not the one. */
function certify(host: string, folder: string, certificates: string[]): { key: string; cert: string } {
  const [key, cert] = [join(folder, `${host}.key`), join(folder, `${host}.pem`)];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '30', '-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  const pair = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  certificates.push(pair.cert);
  return pair;
}

/** Reads requests by their content-length, and tells of every byte. */
function attend(socket: Socket, place: Place, sniffer: Sniffer): void {
  let held: Buffer = Buffer.alloc(0);
  socket.on('error', () => {});
  socket.on('close', () => {
    if (held.length > 0) sniffer.onArrival({ place: place.id, text: held.toString('utf8') });
    held = Buffer.alloc(0);
  });
  socket.on('data', (piece: Buffer) => {
    held = held.length === 0 ? piece : Buffer.concat([held, piece]);
    for (;;) {
      const end = held.indexOf(HEAD_END);
      if (end === -1) return;
      const head = held.toString('latin1', 0, end);
      const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
      const whole = end + HEAD_END.length + length;
      if (held.length < whole) return;
      const text = held.toString('utf8', 0, whole);
      const body = held.toString('utf8', end + HEAD_END.length, whole);
      held = held.subarray(whole);
      sniffer.onArrival({ place: place.id, text });
      respond(socket, head.split(' ')[1] ?? '', body, sniffer.behave(place.id));
    }
  });
}

function respond(socket: Socket, path: string, body: string, behaviour: Behaviour): void {
  if (behaviour.kind === 'close') return void socket.destroy();
  if (behaviour.kind === 'status') return send(socket, behaviour.status, 'application/json', JSON.stringify({ error: { message: 'asked to' } }), behaviour.headers);
  if (behaviour.kind === 'not-json') return send(socket, 200, 'text/html', '<html>captive portal</html>');
  const { type, text } = answerFor(path, body);
  if (behaviour.kind === 'cut') {
    socket.write(`HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text.slice(0, text.length / 2)}`, () => socket.destroy());
    return;
  }
  send(socket, 200, type, text);
}

function send(socket: Socket, status: number, type: string, text: string, headers: Record<string, string> = {}): void {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.write(`HTTP/1.1 ${status} X\r\ncontent-type: ${type}\r\ncontent-length: ${Buffer.byteLength(text)}\r\n${lines}\r\n${text}`);
}
