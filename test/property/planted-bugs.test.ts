import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { needs } from '../support/needs.ts';
import { runInChild } from './no-leak/child.ts';
import { type Mutant, MUTANTS, STOPPED } from './no-leak/mutants.ts';

const ROOT = join(import.meta.dirname, '../..');
/** What each bug may need until it is found: half of the run that CI makes. */
const BUDGET = 5_000;

/** A copy of the sources with the bug in it. */
async function withBug<T>({ edits }: Mutant, work: (sources: string) => Promise<T>): Promise<T> {
  const sources = mkdtempSync(join(tmpdir(), 'gh-bug-'));
  try {
    cpSync(join(ROOT, 'gateway'), join(sources, 'gateway'), { recursive: true, filter: (path) => !path.endsWith('.test.ts') });
    cpSync(join(ROOT, 'package.json'), join(sources, 'package.json'));
    for (const name of ['resources', 'node_modules']) symlinkSync(join(ROOT, name), join(sources, name));
    for (const [file, from, to] of edits) {
      const path = join(sources, 'gateway', file);
      const parts = readFileSync(path, 'utf8').split(from);
      expect(parts.length, `"${from}" stands in ${file}`).toBe(2);
      writeFileSync(path, parts.join(to));
    }
    return await work(sources);
  } finally {
    rmSync(sources, { recursive: true, force: true });
  }
}

needs('linux', 'openssl')('a bug that is planted', () => {
  it.each(MUTANTS)('is found: $name', async (mutant) => {
    const { violations, cases } = await withBug(mutant, (sources) => runInChild({ sources, seed: 7, cases: BUDGET, untilFirst: true }));
    expect(violations.length, `${cases} cases found nothing`).toBeGreaterThan(0);
  }, 180_000);

  it('in the plan alone lets nothing out: egress asks for the clearance again', async () => {
    const { violations } = await withBug(STOPPED, (sources) => runInChild({ sources, seed: 7, cases: 1_250 }));
    expect(violations).toEqual([]);
  }, 120_000);
});
