import { setTimeout as delay } from 'node:timers/promises';
import type { Admission } from './admission.ts';
import { parseModelName } from '../core/model-name.ts';
import { readManifest, weightsDigest } from './model-store.ts';
import { cpuTicks, findProcess, kill } from './processes.ts';

/** How long a runner that has nothing left to do may still be busy after its client went away. */
const SETTLE_MS = 120;
const SAMPLE_MS = 50;
const SAMPLES = 6;
/** Clock ticks of 10 ms; a runner that waits uses none, one that evaluates uses these also on a crowded machine. */
const BUSY_TICKS = 3;

export interface RunnerView {
  runners(): Promise<{ pid: number; command: string }[]>;
}

/**
 * Ends the work on a prompt whose client has gone away: Ollama stops generating by itself but evaluates a prompt to its end, for minutes
 * on a slow machine. Ends the model's runner process, if it is really busy and nobody else uses it; Ollama starts another with the next request.
 * Resolves to whether one was ended.
 */
export async function endEvaluation(view: RunnerView, modelsDir: string, model: string, admission: Admission): Promise<boolean> {
  if (admission.active(model) > 0) return false;
  admission.hold(model);
  try {
    const manifest = await readManifest(modelsDir, parseModelName(model));
    const digest = manifest && weightsDigest(manifest)?.replace(':', '-');
    if (!digest) return false;
    await delay(SETTLE_MS);
    const runners = (await view.runners()).filter((row) => row.command.includes(digest));
    const before = runners.map((row) => cpuTicks(row.pid));
    let ended = false;
    for (const [index, row] of runners.entries()) {
      if (!(await isBusy(row.pid, before[index] ?? null))) continue;
      kill(row.pid, 'SIGKILL');
      ended = true;
      // Who is let in next must not be handed to a runner that is dying.
      for (let i = 0; i < 50 && (await findProcess(row.pid)); i++) await delay(10);
    }
    return ended;
  } finally {
    admission.letGo(model);
  }
}

/** Where the time cannot be read (not Linux), the caller's word that evaluation was going on has to do. */
async function isBusy(pid: number, before: number | null): Promise<boolean> {
  for (let i = 0; i < SAMPLES; i++) {
    await delay(SAMPLE_MS);
    const ticks = cpuTicks(pid);
    if (ticks === null || before === null || ticks - before >= BUSY_TICKS) return true;
  }
  return false;
}
