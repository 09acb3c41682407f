import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { Client } from 'undici';
import { expect, it } from 'vitest';
import { fromConnection } from './attempt-error.ts';

/** TLS's alert of this number, fatal. */
const alert = (number: number) => Buffer.from([0x15, 3, 3, 0, 2, 2, number]);

it.each<[string, boolean, (socket: Socket) => void]>([
  ['hangs up at once', true, (socket) => socket.destroy()],
  ['hangs up during the handshake', true, (socket) => socket.once('data', () => socket.end())],
  ['speaks plain HTTP', true, (socket) => socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))],
  ['knows no cipher of ours', true, (socket) => socket.once('data', () => socket.end(alert(40)))],
  ['knows an older TLS alone', true, (socket) => socket.once('data', () => socket.end(alert(70)))],
  ['does not know its name', true, (socket) => socket.once('data', () => socket.end(alert(112)))],
  // Whether what came before was read nobody can say.
  ['breaks off', false, (socket) => socket.once('data', () => socket.resetAndDestroy())],
])('a server that %s: that nothing was sent is known is %s', async (_what, unsent, act) => {
  const server = createServer(act).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = new Client(`https://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const fault: unknown = await client.request({ path: '/', method: 'POST', body: 'x' }).then(() => undefined, (error: unknown) => error);
  const what = unsent ? 'Cloud cannot be reached' : 'Cloud broke off the connection';
  expect(fromConnection('Cloud', fault)).toMatchObject({ unsent, billed: !unsent, again: 'same', message: expect.stringContaining(what) });
  await client.destroy();
  server.close();
});
