import { createHash, randomBytes } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../core/clock.ts';
import { createEgress } from '../egress/egress.ts';
import { clearForService } from '../policy/mint.ts';
import type { Transport } from './download.ts';
import { parseModelName } from '../core/model-name.ts';
import { createProgress } from './progress.ts';
import { pullModel } from './pull.ts';
import { serveFiles, type FileServer } from './testing/file-server.ts';

const digestOf = (data: Buffer): string => `sha256:${createHash('sha256').update(data).digest('hex')}`;

describe('pullModel against a registry of our own', () => {
  const files: Parameters<typeof serveFiles>[0] = new Map();
  const blobs: Parameters<typeof serveFiles>[0] = new Map();
  const weights = randomBytes(3_000_000);
  let config = Buffer.from('{}');
  let registry: FileServer;
  let blobHost: FileServer;
  let dir: string;
  let egress: ReturnType<typeof createEgress>;
  let transport: Transport;
  let cleared: string[][];

  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'gatehouse-pull-'));
    files.clear();
    blobs.clear();
    registry = await serveFiles(files);
    blobHost = await serveFiles(blobs);
    egress = createEgress();
    cleared = [];
    transport = {
      egress,
      clear(origins) {
        cleared.push(origins);
        return clearForService('model-download', origins);
      },
    };
    publish(Buffer.from('{"model_format":"gguf"}'));
  });

  afterEach(async () => {
    await egress.close();
    await Promise.all([registry.close(), blobHost.close()]);
    rmSync(dir, { recursive: true });
  });

  function publish(configBytes: Buffer): void {
    config = Buffer.from(configBytes);
    const layer = (data: Buffer, mediaType: string) => ({ mediaType, digest: digestOf(data), size: data.length });
    const manifest = { schemaVersion: 2, config: layer(config, 'application/vnd.docker.container.image.v1+json'), layers: [layer(weights, 'application/vnd.ollama.image.model')] };
    files.set('/v2/library/tiny/manifests/1b', Buffer.from(JSON.stringify(manifest)));
    for (const data of [weights, config]) {
      // As the real one: blobs redirect to another host.
      files.set(`/v2/library/tiny/blobs/${digestOf(data)}`, `${blobHost.origin}/store/${digestOf(data)}`);
      blobs.set(`/store/${digestOf(data)}`, data);
    }
  }

  function pull(signal = new AbortController().signal, hosts = [blobHost.host], downloadsDir = join(dir, 'downloads')) {
    const progress = createProgress(systemClock, () => {});
    const step = progress.begin('model:tiny:1b', 'Model tiny:1b');
    const target = { modelsDir: join(dir, 'models'), downloadsDir };
    return { progress, done: pullModel(transport, { registry: registry.origin, blobHosts: hosts }, target, parseModelName('tiny:1b'), step, signal) };
  }
  const blob = (data: Buffer): string => join(dir, 'models', 'blobs', digestOf(data).replace(':', '-'));
  const manifest = (): string => join(dir, 'models', 'manifests', 'registry.ollama.ai', 'library', 'tiny', '1b');
  const rangesOf = (data: Buffer): (string | undefined)[] => blobHost.requests.filter((request) => request.url.endsWith(digestOf(data))).map((request) => request.range);

  it('writes the store as Ollama does, through clearances that name both hosts', async () => {
    const { done, progress } = pull();
    expect(await done).toBe('3.0 MB, digests checked');
    expect(readFileSync(blob(weights)).equals(weights)).toBe(true);
    expect(JSON.parse(readFileSync(manifest(), 'utf8'))).toMatchObject({ config: { digest: digestOf(config) } });
    expect(progress.list()[0]).toMatchObject({ done: 3_000_000 + config.length, total: 3_000_000 + config.length });
    expect(cleared).toContainEqual([registry.origin, blobHost.origin]);
    expect(new Set(cleared.flat())).toEqual(new Set([registry.origin, blobHost.origin]));
  });

  it('takes a cut connection up where it stopped', async () => {
    blobHost.cutAfter.push(1_000_000, 500_000);
    await pull().done;
    const ranges = rangesOf(weights);
    expect(ranges).toHaveLength(3);
    expect(ranges[0]).toBeUndefined();
    expect(Number(/\d+/.exec(ranges[1]!)![0])).toBeGreaterThan(0);
    expect(Number(/\d+/.exec(ranges[2]!)![0])).toBeGreaterThan(Number(/\d+/.exec(ranges[1]!)![0]));
    expect(readFileSync(blob(weights)).equals(weights)).toBe(true);
  });

  it('keeps what it has when cancelled, and continues from there the next time', async () => {
    const cancel = new AbortController();
    blobs.set(`/store/${digestOf(weights)}`, (_request, response) => {
      response.writeHead(200, { 'content-length': weights.length });
      response.write(weights.subarray(0, 2_000_000), () => setTimeout(() => cancel.abort(new Error('cancelled')), 100));
    });
    await expect(pull(cancel.signal).done).rejects.toThrow('cancelled');
    const [part] = readdirSync(join(dir, 'downloads'));
    const kept = statSync(join(dir, 'downloads', part!)).size;
    expect(kept).toBeGreaterThan(0);
    expect(existsSync(manifest())).toBe(false);

    blobs.set(`/store/${digestOf(weights)}`, weights);
    await pull().done;
    expect(rangesOf(weights).at(-1)).toBe(`bytes=${kept}-`);
    expect(readFileSync(blob(weights)).equals(weights)).toBe(true);
  });

  it('is cancelled at once, and gives up in time, while a host that says nothing is being connected to', async () => {
    const mute = createServer(() => {}).listen(0, '127.0.0.1');
    await once(mute, 'listening');
    const { port } = mute.address() as AddressInfo;
    const from = (signal: AbortSignal) => {
      const step = createProgress(systemClock, () => {}).begin('model:tiny:1b', 'Model tiny:1b');
      return pullModel({ ...transport, firstAnswerMs: 300 }, { registry: `https://127.0.0.1:${port}`, blobHosts: [] }, { modelsDir: join(dir, 'models'), downloadsDir: join(dir, 'downloads') }, parseModelName('tiny:1b'), step, signal);
    };
    const began = performance.now();
    await expect(from(AbortSignal.timeout(100))).rejects.toMatchObject({ name: 'TimeoutError' });
    await expect(from(new AbortController().signal)).rejects.toThrow(`127.0.0.1:${port} did not answer within 0.3 s`);
    expect(performance.now() - began).toBeLessThan(5_000);
    mute.close();
  });

  it('throws a blob with a wrong digest away and puts nothing in place', async () => {
    const wrong = Buffer.from(weights);
    wrong[1_234_567]! ^= 1;
    blobs.set(`/store/${digestOf(weights)}`, wrong);
    await expect(pull().done).rejects.toMatchObject({ code: 'provider_error', message: expect.stringContaining('SHA-256') });
    expect(existsSync(blob(weights))).toBe(false);
    expect(existsSync(manifest())).toBe(false);
    expect(readdirSync(join(dir, 'downloads'))).toEqual([]);
  });

  it('a damaged partial file costs one more download, not a failure', async () => {
    await pull().done;
    rmSync(manifest());
    const whole = readFileSync(blob(weights));
    whole[5]! ^= 1;
    rmSync(blob(weights));
    writeFileSync(join(dir, 'downloads', `${digestOf(weights).replace(':', '-')}.part`), whole.subarray(0, 1_000_000));
    await pull().done;
    expect(readFileSync(blob(weights)).equals(weights)).toBe(true);
  });

  it('follows a redirect to no host that it was not told of', async () => {
    await expect(pull(undefined, []).done).rejects.toMatchObject({ message: expect.stringContaining('not among its known hosts') });
    expect(blobHost.requests).toHaveLength(0);
  });

  it('says in words what is wrong: no such model, nothing listens, a model of the vendor’s cloud', async () => {
    files.delete('/v2/library/tiny/manifests/1b');
    await expect(pull().done).rejects.toMatchObject({ code: 'model_not_found' });
    publish(Buffer.from('{"remote_host":"https://ollama.com:443","remote_model":"x"}'));
    await expect(pull().done).rejects.toThrow(/cloud/);
    expect(existsSync(manifest())).toBe(false);
    await registry.close();
    await expect(pull().done).rejects.toThrow(/registry .* cannot be reached/);
  });

  it.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)('a full disk is said before a byte is loaded (needs root, to make a small disk)', async () => {
    mkdirSync(join(dir, 'models'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', join(dir, 'models')]);
    try {
      await expect(pull().done).rejects.toMatchObject({ code: 'storage_unavailable', message: expect.stringMatching(/1\.0 MB free; 3\.0 MB are needed/) });
      expect(blobHost.requests).toHaveLength(0);
    } finally {
      execFileSync('umount', [join(dir, 'models')]);
    }
  });

  it.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)('needs room only for what is still missing of a download that was begun (needs root, to make a small disk)', async () => {
    mkdirSync(join(dir, 'models'));
    const part = `${digestOf(weights).replace(':', '-')}.part`;
    // As in a home: the begun part lies on the same disk, which has room for the rest alone.
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', join(dir, 'models')]);
    try {
      mkdirSync(join(dir, 'models', 'downloads'));
      writeFileSync(join(dir, 'models', 'downloads', part), weights.subarray(0, 2_500_000));
      await pull(undefined, undefined, join(dir, 'models', 'downloads')).done;
      expect(rangesOf(weights)).toEqual(['bytes=2500000-']);
    } finally {
      execFileSync('umount', [join(dir, 'models')]);
    }
  });

  it('a second pull finds everything there', async () => {
    await pull().done;
    const before = blobHost.requests.length;
    expect(await pull().done).toBe('already there');
    expect(blobHost.requests).toHaveLength(before);
  });

  it('shows how far it is while it looks at what is there, and is cancelled there too', async () => {
    await pull().done;
    const { progress, done } = pull();
    await done;
    expect(progress.list()[0]).toMatchObject({ done: 3_000_000 + config.length, total: 3_000_000 + config.length });
    rmSync(manifest());
    const cancel = new AbortController();
    const step = { ...createProgress(systemClock, () => {}).begin('a', 'A'), bytes: () => cancel.abort(new Error('cancelled')) };
    await expect(pullModel(transport, { registry: registry.origin, blobHosts: [blobHost.host] }, { modelsDir: join(dir, 'models'), downloadsDir: join(dir, 'downloads') }, parseModelName('tiny:1b'), step, cancel.signal)).rejects.toThrow();
    expect(existsSync(manifest())).toBe(false);
  });
});
