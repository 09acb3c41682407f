import { execFile } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { promisify } from 'node:util';
import { estimatedMemory } from './memory.ts';
import { formatBytes } from './progress.ts';
import type { Benchmark, CatalogueModel, Hardware, Recommendation } from './types.ts';

const run = promisify(execFile);

/** What this machine has. Asks `nvidia-smi` and, on Linux, the drivers under /sys; a container's memory limit counts. */
export async function readHardware(modelsDir: string, benchmarks: Benchmark[]): Promise<Hardware> {
  const disk = await statfs(modelsDir);
  const card = (await nvidia()) ?? amd();
  return {
    platform: `${process.platform}-${process.arch}`,
    cpuModel: cpus()[0]?.model.trim() || 'unknown',
    cpuCores: availableParallelism(),
    ramBytes: Math.min(totalmem(), process.constrainedMemory() || Infinity),
    vramBytes: card?.bytes ?? null,
    gpu: card?.name ?? null,
    freeDiskBytes: disk.bavail * disk.bsize,
    benchmarks,
  };
}

async function nvidia(): Promise<{ name: string; bytes: number } | undefined> {
  try {
    const { stdout } = await run('nvidia-smi', ['--query-gpu=name,memory.total', '--format=csv,noheader,nounits'], { timeout: 5_000 });
    const cards = stdout.trim().split('\n').map((line) => line.split(', '));
    const bytes = cards.reduce((sum, card) => sum + Number(card[1]) * 2 ** 20, 0);
    if (bytes > 0) return { name: cards.map((card) => card[0]).join(' + '), bytes };
  } catch {
    // No such driver: no such card.
  }
  return undefined;
}

function amd(): { name: string; bytes: number } | undefined {
  try {
    for (const card of readdirSync('/sys/class/drm')) {
      if (!/^card\d+$/.test(card)) continue;
      try {
        const bytes = Number(readFileSync(`/sys/class/drm/${card}/device/mem_info_vram_total`, 'utf8'));
        if (bytes > 2 ** 30) return { name: 'AMD', bytes };
      } catch {
        // This card has no memory of its own.
      }
    }
  } catch {
    // Not Linux, or no graphics at all.
  }
  return undefined;
}

/** How many requests one loaded model serves at once: each has a context of its own in memory. */
export function chooseParallel(hardware: Pick<Hardware, 'ramBytes' | 'vramBytes'>): number {
  if ((hardware.vramBytes ?? 0) >= 20e9) return 4;
  return hardware.ramBytes >= 7.5e9 || (hardware.vramBytes ?? 0) >= 7.5e9 ? 2 : 1;
}

type Judgement = Pick<Recommendation, 'fits' | 'fit' | 'reason'>;

function judge(model: CatalogueModel, hardware: Hardware): Judgement {
  if (hardware.freeDiskBytes < model.sizeBytes * 1.1) {
    return { fits: false, fit: 'noDisk', reason: `needs ${formatBytes(model.sizeBytes)} of disk, ${formatBytes(hardware.freeDiskBytes)} are free` };
  }
  const onCard = hardware.vramBytes !== null && hardware.vramBytes >= estimatedMemory(model.sizeBytes);
  if (onCard) return { fits: true, fit: 'card', reason: 'fits into the memory of the graphics card' };
  if (hardware.ramBytes < model.minRamBytes * 0.95) {
    return { fits: false, fit: 'noMemory', reason: `needs ${formatBytes(model.minRamBytes)} of memory, this machine has ${formatBytes(hardware.ramBytes)}` };
  }
  // Reading the weights once per token bounds the speed of a processor: about 10 GB/s a core, 60 GB/s in all.
  const tokensPerSecond = (Math.min(60e9, hardware.cpuCores * 10e9)) / model.sizeBytes;
  const quick = model.kind === 'embedding' || tokensPerSecond >= 8;
  return quick ? { fits: true, fit: 'memory', reason: 'fits into memory' } : { fits: true, fit: 'slow', reason: 'fits into memory, but will be slow without a graphics card' };
}

/** The table, judged for this machine; per kind the best that fits and is quick enough is recommended. */
export function recommend(models: CatalogueModel[], hardware: Hardware, installed: ReadonlySet<string>): Recommendation[] {
  const judged = models.map((model) => ({ model, ...judge(model, hardware) }));
  const best = (kind: CatalogueModel['kind']): string | undefined =>
    judged
      .filter((row) => row.model.kind === kind && row.fits && row.fit !== 'slow' && row.model.starterRank !== null)
      .sort((a, b) => b.model.starterRank! - a.model.starterRank!)[0]?.model.name;
  const chosen = new Set([best('chat'), best('embedding')]);
  return judged.map(({ model, ...judgement }) => ({ ...model, ...judgement, installed: installed.has(model.name), recommended: chosen.has(model.name) }));
}
