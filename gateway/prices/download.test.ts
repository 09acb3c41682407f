import { describe, expect, it } from 'vitest';
import { type Answer, servePublicFile, telling } from '../egress/testing/public-file-server.ts';
import { downloadPrices } from './download.ts';

async function from(answer: Answer) {
  const { egress, clear, origin, ...rest } = await servePublicFile(answer, 'price-list');
  const address = `${origin}/data.json`;
  return { ...rest, address, download: (to = address) => downloadPrices({ egress, clear, address: to }) };
}

describe('fetching a price list', () => {
  it('asks one address with a clearance for it alone, and tells nothing of the office', async () => {
    const { download, seen, cleared, address } = await from({ status: 200, body: '[1]' });
    expect(await download()).toBe('[1]');
    expect(cleared).toEqual([[new URL(address).origin]]);
    expect(seen.map(({ url }) => url)).toEqual(['/data.json']);
    expect(telling(seen[0]!.headers)).toEqual([]);
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
