import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installedStores, takeOverModels, takeOverStores } from './take-over.ts';

describe('takeOverModels', () => {
  let dir: string;
  let from: string;
  let into: string;

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'gatehouse-take-'));
    [from, into] = [join(dir, 'theirs'), join(dir, 'ours')];
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  function put(name: string, weights: string, config = '{"model_format":"gguf"}', store = from): string {
    const layer = (data: string, mediaType: string) => {
      const digest = `sha256:${createHash('sha256').update(data).digest('hex')}`;
      mkdirSync(join(store, 'blobs'), { recursive: true });
      writeFileSync(join(store, 'blobs', digest.replace(':', '-')), data);
      return { mediaType, digest, size: data.length };
    };
    const manifest = { config: layer(config, 'application/vnd.docker.container.image.v1+json'), layers: [layer(weights, 'application/vnd.ollama.image.model')] };
    const path = join(store, 'manifests/registry.ollama.ai/library', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, JSON.stringify(manifest));
    return manifest.layers[0]!.digest.replace(':', '-');
  }

  it('links whole models, leaves damaged ones and cloud models, and does it once', async () => {
    const good = put('good/1b', 'good weights');
    const damaged = put('damaged/1b', 'weights to be damaged');
    writeFileSync(join(from, 'blobs', damaged), 'weights to be DAMAGED');
    const incomplete = put('incomplete/1b', 'weights to be lost');
    rmSync(join(from, 'blobs', incomplete));
    put('remote/1b', 'nothing', '{"remote_host":"https://example.com"}');
    put('big/120b-cloud', 'nothing either');

    const results = await takeOverModels(from, into);
    expect(results).toEqual([
      { name: 'damaged:1b', how: 'skipped', reason: expect.stringContaining('damaged') },
      { name: 'good:1b', how: 'linked' },
      { name: 'incomplete:1b', how: 'skipped', reason: expect.stringContaining('ENOENT') },
      { name: 'remote:1b', how: 'skipped', reason: expect.stringContaining('cloud') },
    ]);
    expect(statSync(join(into, 'blobs', good)).ino).toBe(statSync(join(from, 'blobs', good)).ino);
    expect(existsSync(join(into, 'manifests/registry.ollama.ai/library/damaged/1b'))).toBe(false);
    expect((await takeOverModels(from, into))[1]).toEqual({ name: 'good:1b', how: 'already there' });

    rmSync(join(into, 'blobs', good));
    expect(readFileSync(join(from, 'blobs', good), 'utf8')).toBe('good weights');
  });

  it.skipIf(!existsSync('/dev/shm') || statSync('/dev/shm').dev === statSync(tmpdir()).dev)('links symbolically across disks', async () => {
    const good = put('good/1b', 'good weights');
    const other = mkdtempSync('/dev/shm/gatehouse-take-');
    try {
      expect(await takeOverModels(from, other)).toEqual([{ name: 'good:1b', how: 'symlinked' }]);
      expect(lstatSync(join(other, 'blobs', good)).isSymbolicLink()).toBe(true);
      expect(readFileSync(join(other, 'blobs', good), 'utf8')).toBe('good weights');
    } finally {
      rmSync(other, { recursive: true });
    }
  });

  it('looks into every store: the service and a person may each have one', async () => {
    const service = join(dir, 'service');
    put('mine/1b', 'weights of mine');
    const damaged = put('both/1b', 'weights of both');
    writeFileSync(join(from, 'blobs', damaged), 'weights of BOTH');
    put('both/1b', 'weights of both', undefined, service);
    put('theirs/1b', 'weights of theirs', undefined, service);
    expect(await takeOverStores([join(dir, 'absent'), from, service], into)).toEqual([
      { name: 'both:1b', how: 'linked' },
      { name: 'mine:1b', how: 'linked' },
      { name: 'theirs:1b', how: 'linked' },
    ]);
  });

  it('knows where an installed Ollama keeps its models', () => {
    expect(installedStores({ OLLAMA_MODELS: '/srv/models', HOME: '/home/anna' }).slice(0, 2)).toEqual(['/srv/models', '/home/anna/.ollama/models']);
  });
});
