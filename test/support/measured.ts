/**
 * What else a machine does makes a measure worse and never better: the best of up to `tries`, the first within the bound ends it. So a bound may lie close to what
 * is measured on a quiet machine.
 */
export async function best<T>(tries: number, bound: number, measure: () => Promise<T>, figureOf: (measured: T) => number): Promise<T> {
  let found = await measure();
  for (let more = 1; more < tries && figureOf(found) > bound; more++) {
    const next = await measure();
    if (figureOf(next) < figureOf(found)) found = next;
  }
  return found;
}
