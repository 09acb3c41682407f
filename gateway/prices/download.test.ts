import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createEgress } from '../egress/egress.ts';
import { clearForService } from '../policy/mint.ts';
import { downloadPrices } from './download.ts';

/** A server of our own in the place of the publisher's; the way out is the real one. */
async function from(answer: { status: number; body: string; headers?: Record<string, string> }) {
  const seen: { url: string | undefined; headers: string[] }[] = [];
  const server = createServer((request, response) => {
    seen.push({ url: request.url, headers: Object.keys(request.headers) });
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const egress = createEgress();
  onTestFinished(async () => {
    await egress.close();
    server.closeAllConnections();
    server.close();
  });
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/data.json`;
  const cleared: string[][] = [];
  const clear = (origins: string[]) => {
    cleared.push(origins);
    return clearForService('price-list', origins);
  };
  return { seen, cleared, address, download: (to = address) => downloadPrices({ egress, clear, address: to }) };
}

describe('fetching a price list', () => {
  it('asks one address with a clearance for it alone, and tells nothing of the office', async () => {
    const { download, seen, cleared, address } = await from({ status: 200, body: '[1]' });
    expect(await download()).toBe('[1]');
    expect(cleared).toEqual([[new URL(address).origin]]);
    expect(seen.map(({ url }) => url)).toEqual(['/data.json']);
    expect(seen[0]!.headers.filter((name) => !['host', 'connection', 'accept', 'accept-encoding', 'content-length', 'user-agent'].includes(name))).toEqual([]);
  });

  it.each([
    ['an error', { status: 500, body: 'no' }, 'the answer was 500'],
    ['a redirect, which is not followed', { status: 302, body: '', headers: { location: 'https://elsewhere.example/' } }, 'the answer was 302'],
    ['more than 20 MB', { status: 200, body: 'x'.repeat(20 * 1024 * 1024 + 1) }, 'larger than 20 MB'],
  ])('says what is wrong with %s', async (_, answer, message) => {
    const { download } = await from(answer);
    await expect(download()).rejects.toMatchObject({ code: 'provider_error', message: expect.stringContaining(message) as string });
  });

  it('says that there was no connection', async () => {
    const { download } = await from({ status: 200, body: '' });
    await expect(download('http://127.0.0.1:1/data.json')).rejects.toMatchObject({ code: 'provider_error', message: expect.stringContaining('no connection') as string });
  });
});
