import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPlaces } from './places.ts';
import type { LocalModel } from './types.ts';

const digest = 'ab'.repeat(32);
const model: LocalModel = { name: 'tiny:1b', digest: 'x', sizeBytes: 1, capabilities: { chat: true, contextLength: 32_768 } };
const signal = new AbortController().signal;

describe('places', () => {
  let dir: string;
  let now: number;
  let runner: ChildProcess | undefined;

  beforeEach(() => {
    now = 0;
    dir = mkdtempSync(join(tmpdir(), 'gatehouse-places-'));
    const manifests = join(dir, 'manifests/registry.ollama.ai/library/tiny');
    mkdirSync(manifests, { recursive: true });
    const layer = { digest: `sha256:${digest}`, size: 1 };
    writeFileSync(join(manifests, '1b'), JSON.stringify({ config: { ...layer, mediaType: 'config' }, layers: [{ ...layer, mediaType: 'application/vnd.ollama.image.model' }] }));
  });
  afterEach(() => {
    runner?.kill('SIGKILL');
    rmSync(dir, { recursive: true });
  });

  function build(perModel: number) {
    const view = { runners: async () => (runner?.pid && runner.exitCode === null && runner.signalCode === null ? [{ pid: runner.pid, command: `ollama runner --model blobs/sha256-${digest}` }] : []) };
    return createPlaces({ clock: { now: () => now, monotonic: () => now }, keepAliveSeconds: 100, modelsDir: dir, view: () => view, log: () => {}, perModel, models: 2, maxQueue: 10, maxQueuePerOwner: 10 });
  }
  const enter = (places: ReturnType<typeof build>, promptTokens: number, owner = 'a') => places.enter(model, { owner, model: model.name, promptTokens, outputTokens: 96, signal });

  it('the context only rises while the model is loaded, and begins anew when it is not', async () => {
    const places = build(2);
    const sizes: number[] = [];
    for (const tokens of [100, 9_000, 100]) {
      const place = await enter(places, tokens);
      sizes.push(place.numCtx);
      place.release('finished');
    }
    now += 101_000;
    sizes.push((await enter(places, 100)).numCtx);
    places.forget();
    expect(sizes).toEqual([4_096, 16_384, 16_384, 4_096]);
  });

  it('a small request that ends late does not lower what a larger one has loaded', async () => {
    const places = build(2);
    const small = await enter(places, 100);
    const large = await enter(places, 9_000);
    large.release('finished');
    small.release('finished');
    expect((await enter(places, 100)).numCtx).toBe(16_384);
  });

  it.skipIf(process.platform !== 'linux')('who waits behind an abandoned evaluation is let in only when its runner is gone', async () => {
    runner = spawn('sh', ['-c', 'while :; do :; done'], { stdio: 'ignore' });
    const places = build(1);
    const first = await enter(places, 100);
    const second = enter(places, 100, 'b');
    first.release('evaluating');
    await second;
    expect(runner.signalCode ?? (await new Promise((resolve) => runner!.once('exit', (_code, name) => resolve(name))))).toBe('SIGKILL');
  });

  it.skipIf(process.platform !== 'linux')('an idle runner is left alone', async () => {
    runner = spawn('sleep', ['30'], { stdio: 'ignore' });
    const places = build(1);
    (await enter(places, 100)).release('evaluating');
    await enter(places, 100);
    expect(runner.signalCode).toBeNull();
  });
});
