import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../core/clock.ts';
import type { OllamaClient } from './client.ts';
import { importGguf } from './import-model.ts';
import { createProgress } from './progress.ts';

const VALUES = 1 << 20;
const TENSOR_BYTES = VALUES * 4;

/** One tensor of 32-bit numbers, no pairs. */
function model(): Buffer {
  const head = Buffer.alloc(24 + 8 + 1 + 4 + 8 + 4 + 8);
  head.write('GGUF', 0, 'latin1');
  head.writeUInt32LE(3, 4);
  head.writeBigUInt64LE(1n, 8);
  head.writeBigUInt64LE(1n, 24);
  head.write('w', 32, 'latin1');
  head.writeUInt32LE(1, 33);
  head.writeBigUInt64LE(BigInt(VALUES), 37);
  return Buffer.concat([head, Buffer.alloc(Math.ceil(head.length / 32) * 32 - head.length), Buffer.alloc(TENSOR_BYTES, 1)]);
}

it('shows how far it is while it reads the file, and not only while Ollama takes it', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'gatehouse-import-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const path = join(dir, 'model.gguf');
  writeFileSync(path, model());
  // Ollama has the file already.
  const digest = createHash('sha256').update(model()).digest('hex');
  mkdirSync(join(dir, 'blobs'));
  writeFileSync(join(dir, 'blobs', `sha256-${digest}`), model());
  const client: OllamaClient = { call: () => Promise.resolve({ status: 200, body: {} }), ask: () => Promise.resolve({}) };
  const seen: number[] = [];
  const step = { ...createProgress(systemClock, () => {}).begin('a', 'A'), bytes: (done: number) => void seen.push(done) };
  await importGguf({ client, modelsDir: dir }, path, 'a:1b', step, new AbortController().signal);
  expect(seen.filter((done) => done > 0 && done < TENSOR_BYTES).length).toBeGreaterThan(2);
});
