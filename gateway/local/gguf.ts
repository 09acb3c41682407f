import { open, stat, type FileHandle } from 'node:fs/promises';
import { GatehouseError } from '../core/errors.ts';

/** Bytes per block and values per block of each ggml tensor type (ggml.c, `type_traits`). */
const TENSOR_TYPES: Record<number, readonly [bytes: number, values: number]> = {
  0: [4, 1], 1: [2, 1], 2: [18, 32], 3: [20, 32], 6: [22, 32], 7: [24, 32], 8: [34, 32], 9: [36, 32], 10: [84, 256], 11: [110, 256], 12: [144, 256],
  13: [176, 256], 14: [210, 256], 15: [292, 256], 16: [66, 256], 17: [74, 256], 18: [98, 256], 19: [50, 256], 20: [18, 32], 21: [110, 256],
  22: [82, 256], 23: [136, 256], 24: [1, 1], 25: [2, 1], 26: [4, 1], 27: [8, 1], 28: [8, 1], 29: [56, 256], 30: [2, 1], 34: [54, 256], 35: [66, 256], 39: [17, 32],
};
const SCALAR_BYTES: Record<number, number> = { 0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8 };
const STRING = 8;
const ARRAY = 9;
const MAX_COUNT = 10_000_000;

export interface GgufSummary {
  architecture: string;
  tensors: number;
  /** Where the last tensor ends: what the file must at least have. */
  bytes: number;
}

/** Reads forward through a file in pieces of 1 MB, without holding more than one. */
function createReader(file: FileHandle, size: number) {
  let buffer = Buffer.alloc(0);
  let start = 0;
  let position = 0;

  async function take(length: number): Promise<Buffer> {
    if (length > 16 << 20 || position + length > size) throw new RangeError('beyond the end');
    if (position < start || position + length > start + buffer.length) {
      const next = Buffer.alloc(Math.min(Math.max(length, 1 << 20), size - position));
      const { bytesRead } = await file.read(next, 0, next.length, position);
      buffer = next.subarray(0, bytesRead);
      start = position;
      if (bytesRead < length) throw new RangeError('beyond the end');
    }
    const piece = buffer.subarray(position - start, position - start + length);
    position += length;
    return piece;
  }

  async function u64(): Promise<number> {
    const value = (await take(8)).readBigUInt64LE();
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new RangeError('a count beyond any file');
    return Number(value);
  }

  return {
    take,
    u64,
    u32: async () => (await take(4)).readUInt32LE(),
    string: async () => (await take(await u64())).toString('utf8'),
    skip(length: number) {
      position += length;
      if (position > size) throw new RangeError('beyond the end');
    },
    position: () => position,
  };
}

type Reader = ReturnType<typeof createReader>;

async function skipValue(reader: Reader, type: number): Promise<void> {
  if (type === STRING) return reader.skip(await reader.u64());
  const scalar = SCALAR_BYTES[type];
  if (scalar !== undefined) return reader.skip(scalar);
  if (type !== ARRAY) throw new TypeError(`value type ${type}`);
  const element = await reader.u32();
  const count = await reader.u64();
  if (count > MAX_COUNT) throw new RangeError('a count beyond any file');
  const width = SCALAR_BYTES[element];
  if (width !== undefined) return reader.skip(width * count);
  if (element !== STRING) throw new TypeError(`array of type ${element}`);
  for (let i = 0; i < count; i++) reader.skip(await reader.u64());
}

/**
 * Checks that a file is GGUF and whole, from its header and its table of tensors alone. Rejects with `invalid_request`, which says what is wrong:
 * Ollama itself takes a file that was cut short and fails when the first request comes.
 */
export async function inspectGguf(path: string): Promise<GgufSummary> {
  let size: number;
  let file: FileHandle;
  try {
    const info = await stat(path);
    if (!info.isFile()) throw new Error('it is not a file');
    size = info.size;
    file = await open(path);
  } catch (error) {
    throw new GatehouseError('invalid_request', `${path} cannot be read: ${(error as Error).message}.`);
  }
  try {
    const reader = createReader(file, size);
    const magic = size >= 8 ? (await reader.take(4)).toString('latin1') : '';
    if (magic !== 'GGUF') throw new GatehouseError('invalid_request', `${path} is not a GGUF file.`, { hint: 'Ollama and llama.cpp models are single files that end in .gguf.' });
    const version = await reader.u32();
    if (version !== 2 && version !== 3) throw new GatehouseError('invalid_request', `${path} is GGUF version ${version}; versions 2 and 3 can be read.`);
    return await readTables(reader);
  } catch (error) {
    if (error instanceof GatehouseError) throw error;
    if (error instanceof RangeError) throw cutShort(path, size);
    throw new GatehouseError('invalid_request', `${path} is not a GGUF file that can be read (${(error as Error).message}).`);
  } finally {
    await file.close();
  }

  async function readTables(reader: Reader): Promise<GgufSummary> {
    const tensors = await reader.u64();
    const pairs = await reader.u64();
    if (tensors > MAX_COUNT || pairs > MAX_COUNT) throw new RangeError('a count beyond any file');
    let architecture = '';
    let alignment = 32;
    let parts = 1;
    for (let i = 0; i < pairs; i++) {
      const key = await reader.string();
      const type = await reader.u32();
      if (key === 'general.architecture' && type === STRING) architecture = await reader.string();
      else if (key === 'general.alignment' && type === 4) alignment = await reader.u32();
      else if (key === 'split.count' && type === 2) parts = (await reader.take(2)).readUInt16LE();
      else await skipValue(reader, type);
    }
    let end = 0;
    for (let i = 0; i < tensors; i++) {
      reader.skip(await reader.u64());
      const dimensions = await reader.u32();
      let values = 1;
      for (let d = 0; d < dimensions; d++) values *= await reader.u64();
      const traits = TENSOR_TYPES[await reader.u32()];
      const offset = await reader.u64();
      end = Math.max(end, offset + (traits ? Math.ceil(values / traits[1]) * traits[0] : 0));
    }
    if (tensors === 0) throw new GatehouseError('invalid_request', `${path} holds no weights.`, { hint: 'It may be a vocabulary alone: get the model itself.' });
    if (parts > 1) throw new GatehouseError('invalid_request', `${path} is one of ${parts} parts of a model.`, { hint: 'Put them together with llama.cpp: llama-gguf-split --merge FIRST-PART WHOLE.gguf' });
    // llama.cpp takes a power of two only; nothing can be laid out by 0.
    if (alignment === 0) throw new RangeError('an alignment of nothing');
    const bytes = Math.ceil(reader.position() / alignment) * alignment + end;
    if (bytes > size) throw cutShort(path, size, bytes);
    return { architecture, tensors, bytes };
  }
}

function cutShort(path: string, size: number, bytes?: number): GatehouseError {
  const expected = bytes === undefined ? 'ends inside its tables' : `should have ${bytes}`;
  return new GatehouseError('invalid_request', `${path} is cut short: it has ${size} bytes and ${expected}.`, { hint: 'Copy or download it again.' });
}
