import type { JsonObject } from '../core/json.ts';
import type { LocalModel } from './types.ts';

/** Beside its weights a model needs room for what it reads and writes. */
const NEEDED = 1.25;

/** Of memory, once it is loaded; no more than an estimate, as the context that is asked for decides. */
export const estimatedMemory = (sizeBytes: number): number => Math.round(sizeBytes * NEEDED);

export interface ModelMemory {
  name: string;
  /** In memory now; else `bytes` is an estimate. */
  loaded: boolean;
  bytes: number;
  /** How much of it stands on the graphics card. */
  graphicsBytes: number;
}

/** What each installed model takes; `rows`: what Ollama's `/api/ps` says of those that are loaded. */
export function memoryOf(models: readonly LocalModel[], rows: readonly JsonObject[]): ModelMemory[] {
  return models.map(({ name, sizeBytes }) => {
    const row = rows.find((one) => one.name === name);
    if (typeof row?.size !== 'number') return { name, loaded: false, bytes: estimatedMemory(sizeBytes), graphicsBytes: 0 };
    return { name, loaded: true, bytes: row.size, graphicsBytes: typeof row.size_vram === 'number' ? row.size_vram : 0 };
  });
}
