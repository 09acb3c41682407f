import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../core/clock.ts';
import { createEgress } from '../egress/egress.ts';
import { clearForService } from '../policy/mint.ts';
import { createLocalEngine } from './engine.ts';
import { RESOURCES, until } from './testing/real.ts';
import { LOCAL_ORIGIN } from './types.ts';

describe('createLocalEngine on a machine without any Ollama', () => {
  let home: string;
  let egress: ReturnType<typeof createEgress>;
  const lines: string[] = [];

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'gatehouse-engine-'));
    mkdirSync(join(home, 'path'));
    egress = createEgress();
    lines.length = 0;
  });
  afterEach(async () => {
    await egress.close();
    rmSync(home, { recursive: true });
  });

  const build = (env: Record<string, string> = {}) =>
    createLocalEngine({
      home,
      cacheDir: join(home, 'cache'),
      resourcesDir: RESOURCES,
      egress,
      clearance: clearForService,
      clock: systemClock,
      env: { PATH: join(home, 'path'), GATEHOUSE_STARTER: 'none', ...env },
      log: (line) => lines.push(line),
      archives: { version: '9.9.9', redirectHosts: [], archives: {} },
      catalogue: { registry: { origin: 'http://127.0.0.1:9', blobHosts: [] } },
    });
  const request = { owner: 'a', model: 'smollm2:135m', promptTokens: 1, outputTokens: 1, signal: new AbortController().signal };

  it('returns at once, says what was tried and what to do, and refuses requests with it', async () => {
    const began = performance.now();
    const engine = build();
    expect(performance.now() - began).toBeLessThan(200);
    expect(engine.status().phase).toBe('preparing');
    await expect(engine.admit(request)).rejects.toMatchObject({ code: 'local_model_unavailable', status: 503, details: { retryAfterSeconds: 5 } });
    const seen: string[] = [];
    engine.onStatus((status) => seen.push(status.phase));
    await until('it failed', () => engine.status().phase === 'failed' && engine.status().steps.every((step) => step.state === 'failed'));
    expect(seen).toContain('failed');
    expect(engine.status()).toMatchObject({ message: expect.stringMatching(/set GATEHOUSE_OLLAMA.*Tried: .*no official archive is pinned.*gcc is not installed/), steps: [{ id: 'ollama', state: 'failed' }, { id: 'models', state: 'failed' }] });
    await expect(engine.admit(request)).rejects.toMatchObject({ code: 'local_model_unavailable', message: expect.stringContaining('set GATEHOUSE_OLLAMA') });
    expect(() => engine.importGguf('/x', 'y')).toThrow(expect.objectContaining({ code: 'local_model_unavailable' }));
    expect(engine.models()).toEqual([]);
    await engine.stop();
    expect(engine.status().phase).toBe('stopped');
  });

  it('its origin never leads to a machine of that name, also before there is a server', async () => {
    const engine = build();
    await expect(egress.send(clearForService('local-control', [LOCAL_ORIGIN]), { method: 'GET', url: `${LOCAL_ORIGIN}/api/tags` })).rejects.toMatchObject({ code: 'ENOENT' });
    await engine.stop();
  });

  it.skipIf(process.platform === 'win32')('stop() in the middle of a build ends it within a second', async () => {
    for (const tool of ['gcc', 'g++']) writeFileSync(join(home, 'path', tool), '#!/bin/sh\nexit 0\n', { mode: 0o755 });
    writeFileSync(join(home, 'path/go'), `#!/bin/sh\n[ "$1" = version ] && exit 0\n[ "$1" = mod ] && echo '{"Dir": "${home}"}' && exit 0\necho begun > ${home}/begun\nexec /bin/sleep 30\n`, { mode: 0o755 });
    const engine = build();
    await until('the build runs', () => existsSync(join(home, 'begun')));
    expect(engine.status().message).toMatch(/building Ollama 0\.24\.0 from the Go module mirror/);
    const began = performance.now();
    await engine.stop();
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});
