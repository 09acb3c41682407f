import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Benchmark } from './types.ts';

/** How fast each model was measured to be on this computer, kept beside the models over a restart. */
export interface Speeds {
  all(): Benchmark[];
  set(measured: Benchmark): void;
  remove(model: string): void;
}

/** A file that is missing or damaged counts as empty, and one that cannot be written is gone with the process: a speed can be measured again. */
export function openSpeeds(path: string): Speeds {
  const known = new Map(read(path).map((one) => [one.model, one]));
  const write = (): void => {
    try {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      writeFileSync(`${path}.new`, JSON.stringify([...known.values()]), { mode: 0o600 });
      renameSync(`${path}.new`, path);
    } catch {
      // Kept in memory.
    }
  };
  return {
    all: () => [...known.values()],
    set(measured) {
      known.set(measured.model, measured);
      write();
    },
    remove(model) {
      if (known.delete(model)) write();
    },
  };
}

function read(path: string): Benchmark[] {
  try {
    const list = JSON.parse(readFileSync(path, 'utf8')) as unknown;
    return Array.isArray(list) ? list.filter(isBenchmark) : [];
  } catch {
    return [];
  }
}

function isBenchmark(value: unknown): value is Benchmark {
  const { model, ...numbers } = (value ?? {}) as Benchmark;
  return typeof model === 'string' && [numbers.promptTokensPerSecond, numbers.answerTokensPerSecond, numbers.measuredAt].every((number) => typeof number === 'number' && number > 0);
}
