import { resolve } from 'node:path';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { readArchivePins, readCatalogue } from './catalogue.ts';
import { chooseParallel, readHardware, recommend } from './hardware.ts';
import type { Hardware } from './types.ts';

const resources = resolve(import.meta.dirname, '../../resources');
const catalogue = readCatalogue(resources);
const machine = (part: Partial<Hardware>): Hardware => ({ platform: 'linux-x64', cpuModel: 'x', cpuCores: 4, ramBytes: 8e9, vramBytes: null, gpu: null, freeDiskBytes: 200e9, benchmarks: [], ...part });
const chosen = (part: Partial<Hardware>): (string | undefined)[] => {
  const rows = recommend(catalogue.models, machine(part), new Set()).filter((row) => row.recommended);
  return ['chat', 'embedding'].map((kind) => rows.find((row) => row.kind === kind)?.name);
};

describe('recommend', () => {
  it.each([
    [{ ramBytes: 2e9, cpuCores: 2 }, 'smollm2:135m'],
    [{ ramBytes: 4e9 }, 'qwen3:0.6b'],
    [{ ramBytes: 8e9 }, 'granite4:micro'],
    [{ ramBytes: 16e9, cpuCores: 8 }, 'qwen3:8b'],
    [{ ramBytes: 64e9, cpuCores: 2 }, 'qwen3:4b'],
    [{ ramBytes: 16e9, vramBytes: 24e9, cpuCores: 8 }, 'mistral-small3.2:24b'],
    [{ ramBytes: 64e9, freeDiskBytes: 1e9 }, 'qwen3:0.6b'],
  ])('%j → %s', (part, expected) => {
    expect(chosen(part)).toEqual([expected, 'all-minilm:latest']);
  });

  it('says why a model does not fit, and that one will be slow', () => {
    const rows = recommend(catalogue.models, machine({ ramBytes: 64e9, cpuCores: 2 }), new Set(['qwen3:4b']));
    expect(rows.find((row) => row.name === 'gpt-oss:20b')).toMatchObject({ fits: true, recommended: false, reason: expect.stringContaining('slow') });
    expect(rows.find((row) => row.name === 'qwen3:4b')).toMatchObject({ installed: true });
    const small = recommend(catalogue.models, machine({ ramBytes: 8e9 }), new Set());
    expect(small.find((row) => row.name === 'gpt-oss:20b')).toMatchObject({ fits: false, reason: 'needs 32.00 GB of memory, this machine has 8.00 GB' });
  });
});

it('reads this machine', async () => {
  const hardware = await readHardware(tmpdir(), []);
  expect(hardware.cpuCores).toBeGreaterThanOrEqual(1);
  expect(hardware.ramBytes).toBeGreaterThan(5e8);
  expect(hardware.freeDiskBytes).toBeGreaterThan(1e6);
});

it('serves more at once where there is memory for more contexts', () => {
  expect([chooseParallel({ ramBytes: 4e9, vramBytes: null }), chooseParallel({ ramBytes: 16e9, vramBytes: null }), chooseParallel({ ramBytes: 16e9, vramBytes: 24e9 })]).toEqual([1, 2, 4]);
});

it('every pin of the resources is whole', () => {
  const pins = readArchivePins(resources);
  expect(Object.keys(pins.archives).sort()).toEqual(['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64']);
  for (const pin of Object.values(pins.archives)) expect(pin.url).toContain(`/v${pins.version}/`);
});
