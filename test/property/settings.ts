const TIMES = Number(process.env['GATEHOUSE_PROPERTY_TIMES'] ?? 1);
const SEED = Number(process.env['GATEHOUSE_PROPERTY_SEED'] ?? 20261121);

/** The same cases in every run of the tests; `GATEHOUSE_PROPERTY_TIMES=100` makes a hundred times as many, `GATEHOUSE_PROPERTY_SEED` others. */
export function settings(runs: number): { numRuns: number; seed: number } {
  return { numRuns: runs * TIMES, seed: SEED };
}
