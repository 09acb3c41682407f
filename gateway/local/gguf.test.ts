import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { inspectGguf } from './gguf.ts';

const u32 = (value: number): Buffer => {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value);
  return buffer;
};
const u64 = (value: bigint | number): Buffer => {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64LE(BigInt(value));
  return buffer;
};
const text = (value: string): Buffer => Buffer.concat([u64(Buffer.byteLength(value)), Buffer.from(value)]);

/** Two pairs, an array of strings, and one Q4_0 tensor of 64 × 2 values: 4 blocks of 18 bytes. `more`: further pairs. */
function build(more: Buffer[] = []): Buffer {
  const head = Buffer.concat([
    Buffer.from('GGUF'), u32(3), u64(1), u64(3 + more.length),
    ...more,
    text('general.architecture'), u32(8), text('llama'),
    text('tokenizer.ggml.tokens'), u32(9), u32(8), u64(2), text('a'), text('bc'),
    text('llama.rope'), u32(6), u32(0),
    text('weight'), u32(2), u64(64), u64(2), u32(2), u64(0),
  ]);
  return Buffer.concat([head, Buffer.alloc((32 - (head.length % 32)) % 32), Buffer.alloc(72, 7)]);
}

describe('inspectGguf', () => {
  const dir = mkdtempSync(join(tmpdir(), 'gatehouse-gguf-'));
  const path = join(dir, 'model.gguf');
  const whole = build();
  afterAll(() => rmSync(dir, { recursive: true }));

  const inspect = (bytes: Buffer) => {
    writeFileSync(path, bytes);
    return inspectGguf(path);
  };

  it('takes a whole file', async () => {
    expect(await inspect(whole)).toEqual({ architecture: 'llama', tensors: 1, bytes: whole.length });
  });

  it('refuses it cut short at every byte', async () => {
    for (let length = 0; length < whole.length; length++) {
      await expect(inspect(whole.subarray(0, length)), `${length} bytes`).rejects.toMatchObject({ code: 'invalid_request', message: expect.stringMatching(length < 8 ? /not a GGUF file/ : /cut short/) });
    }
  });

  it('is not led astray by hostile numbers', async () => {
    for (const at of [8, 16, 24]) {
      for (const value of [2n ** 64n - 1n, 2n ** 63n, 2n ** 40n, 10_000_001n]) {
        const bytes = Buffer.from(whole);
        bytes.writeBigUInt64LE(value, at);
        await expect(inspect(bytes)).rejects.toMatchObject({ code: 'invalid_request' });
      }
    }
  });

  it('refuses what Ollama would take and never answer from: a part of a model, a vocabulary alone', async () => {
    const parts = (count: number): Buffer => Buffer.concat([text('split.count'), u32(2), Buffer.from([count, 0])]);
    await expect(inspect(build([parts(3)]))).rejects.toMatchObject({ code: 'invalid_request', message: expect.stringContaining('is one of 3 parts'), details: { hint: expect.stringContaining('--merge') } });
    expect(await inspect(build([parts(1)]))).toMatchObject({ tensors: 1 });
    await expect(inspect(Buffer.concat([Buffer.from('GGUF'), u32(3), u64(0), u64(0), Buffer.alloc(64)]))).rejects.toThrow(/holds no weights/);
    await expect(inspect(build([Buffer.concat([text('general.alignment'), u32(4), u32(0)])]))).rejects.toMatchObject({ code: 'invalid_request' });
  });

  it('names what it is not', async () => {
    await expect(inspect(Buffer.from('PK\u0003\u0004zipfile'))).rejects.toThrow(/not a GGUF file/);
    const old = Buffer.from(whole);
    old.writeUInt32LE(1, 4);
    await expect(inspect(old)).rejects.toThrow(/GGUF version 1/);
    await expect(inspectGguf(dir)).rejects.toThrow(/cannot be read: it is not a file/);
  });
});
