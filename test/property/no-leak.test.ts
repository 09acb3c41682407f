import { join } from 'node:path';
import { expect, it } from 'vitest';
import { needs } from '../support/needs.ts';
import { runInChild } from './no-leak/child.ts';
import { FAULTS } from './no-leak/faults.ts';
import { ENDPOINTS } from './no-leak/types.ts';

/** `GATEHOUSE_NO_LEAK_CASES=100000` for the long run; the seed of a run that failed is in its message. */
const CASES = Number(process.env['GATEHOUSE_NO_LEAK_CASES'] ?? 10_000);
const SEED = Number(process.env['GATEHOUSE_NO_LEAK_SEED'] ?? 20_261_121);
/** Two cores; each process is a whole gateway with everything it speaks to. */
const PROCESSES = 2;
const MS_PER_CASE = 40;

needs('linux', 'openssl')('nothing leaks', () => {
  it(`${CASES} requests under changing rules and failures: nobody sees a byte, a name or a look-up that the rules do not allow`, async () => {
    const reports = await Promise.all(Array.from({ length: PROCESSES }, (_, index) => runInChild({ sources: join(import.meta.dirname, '../..'), seed: SEED + index, cases: Math.ceil(CASES / PROCESSES) })));
    for (const [index, { violations }] of reports.entries()) expect(violations, `seed ${SEED + index}`).toEqual([]);
    const counts: Record<string, number> = {};
    for (const report of reports) for (const [what, times] of Object.entries(report.counts)) counts[what] = (counts[what] ?? 0) + times;
    // A run in which nothing is sent proves nothing.
    const share = (what: string): number => (counts[what] ?? 0) / CASES;
    expect(share('seen in clear')).toBeGreaterThan(0.08);
    expect(share('seen with stand-ins')).toBeGreaterThan(0.02);
    expect(share('decision local')).toBeGreaterThan(0.08);
    expect(share('status 403')).toBeGreaterThan(0.1);
    for (const endpoint of ENDPOINTS) expect(share(`sent: ${endpoint}`), endpoint).toBeGreaterThan(0.001);
    expect(counts['restored']).toBeGreaterThan(CASES / 2_000);
    expect(counts['plants not recognised by themselves']! / counts['plants']!).toBeLessThan(0.01);
    expect(Object.keys(FAULTS).filter((name) => !counts[`fault: ${name}`])).toEqual([]);
  }, CASES * MS_PER_CASE);
});
