import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../test/support/temporary-store.ts';
import { createEgress } from '../egress/egress.ts';
import { clearForService } from '../policy/mint.ts';
import { download } from './download.ts';

const MEGABYTE = 1024 * 1024;

it('breaks off what is longer than announced, before it fills the disk, and puts nothing in place', async () => {
  const sent: number[] = [];
  const server = createServer((_, response) => {
    sent.push(0);
    // As long as somebody listens, up to what a test can bear.
    const more = (): void => {
      while (!response.destroyed && sent.at(-1)! < 200 * MEGABYTE) {
        sent[sent.length - 1]! += MEGABYTE;
        if (!response.write(Buffer.alloc(MEGABYTE, 1))) return void response.once('drain', more);
      }
      response.end();
    };
    more();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const egress = createEgress();
  onTestFinished(async () => {
    await egress.close();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/model.gguf`;
  const to = join(temporaryFolder(), 'model.gguf');
  const request = { url, to, sha256: '0'.repeat(64), size: 2 * MEGABYTE, redirectHosts: [], signal: new AbortController().signal, onBytes: () => {} };
  await expect(download({ egress, clear: (origins) => clearForService('model-download', origins) }, request)).rejects.toMatchObject({ code: 'provider_error', message: expect.stringMatching(/sent more than the 2\.1 MB announced/) as string });
  expect(sent).toHaveLength(1);
  expect(sent[0]).toBeLessThan(50 * MEGABYTE);
  expect(existsSync(to)).toBe(false);
  expect(statSync(`${to}.part`, { throwIfNoEntry: false })?.size ?? 0).toBeLessThanOrEqual(2 * MEGABYTE);
});
