const RUNS = 7;
const ATTEMPTS = 4;
const GOOD = 4;

/**
 * How much longer a character takes in a text sixteen times as long: 1 where the time is linear, 16 where it is quadratic. The least of several measurements: other programs on the machine
 * make a run slower, never faster.
 */
export function slope(read: (text: string) => void, unit: string): number {
  const perCharacter = (characters: number): number => {
    const text = unit.repeat(Math.ceil(characters / unit.length));
    let best = Infinity;
    for (let run = 0; run < RUNS; run++) {
      const begun = performance.now();
      read(text);
      best = Math.min(best, performance.now() - begun);
    }
    return best / text.length;
  };
  perCharacter(20_000);
  let least = Infinity;
  for (let attempt = 0; attempt < ATTEMPTS && least > GOOD; attempt++) least = Math.min(least, perCharacter(80_000) / perCharacter(5_000));
  return least;
}
