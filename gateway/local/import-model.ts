import { createReadStream } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { GatehouseError } from '../core/errors.ts';
import type { OllamaClient } from './client.ts';
import { sha256OfFile } from './download.ts';
import { inspectGguf } from './gguf.ts';
import { blobPath } from './model-store.ts';
import { formatBytes, type Step } from './progress.ts';
import { isWhole } from './pull.ts';

/** What goes beside the weights: a template, the strings that end an answer. */
export interface CreateExtras {
  template?: string;
  stop?: string[];
}

const CREATE_MS = 900_000;
const FOLDER_FILES = /\.(safetensors|json|txt|model)$/;

/** Where models go: Ollama's interface and its folder. */
export interface ModelTarget {
  client: OllamaClient;
  modelsDir: string;
}

async function upload({ client, modelsDir }: ModelTarget, path: string, onBytes: (done: number) => void, signal: AbortSignal): Promise<{ digest: string; bytes: number }> {
  const bytes = (await stat(path)).size;
  const digest = `sha256:${await sha256OfFile(path, onBytes, signal)}`;
  const { status } = await client.call('HEAD', `/api/blobs/${digest}`, { signal });
  if (status === 200) {
    const kept = blobPath(modelsDir, digest);
    if (await isWhole(kept, bytes, signal, onBytes)) return { digest, bytes };
    // Ollama asks only whether the file is there: one that was cut short since would stay so for ever.
    await rm(kept, { force: true });
  }
  const body = createReadStream(path, { highWaterMark: 1 << 20 });
  let sent = 0;
  body.on('data', (chunk) => onBytes((sent += chunk.length)));
  body.pause();
  await client.ask('POST', `/api/blobs/${digest}`, { body, contentLength: bytes, signal, timeout: CREATE_MS });
  return { digest, bytes };
}

async function create(target: ModelTarget, name: string, files: { path: string; as: string }[], step: Step, signal: AbortSignal, extras: CreateExtras = {}): Promise<string> {
  const sizes = await Promise.all(files.map(async (file) => (await stat(file.path)).size));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  let before = 0;
  const digests: Record<string, string> = {};
  for (const [index, file] of files.entries()) {
    step.bytes(before, total);
    const { digest } = await upload(target, file.path, (done) => step.bytes(before + done, total), signal);
    digests[file.as] = digest;
    before += sizes[index]!;
  }
  step.bytes(total, total);
  step.say('handing it to Ollama', 'importing');
  await target.client.ask('POST', '/api/create', { body: { model: name, files: digests, stream: false, ...(extras.template ? { template: extras.template } : {}), ...(extras.stop ? { parameters: { stop: extras.stop } } : {}) }, signal, timeout: CREATE_MS });
  return `${formatBytes(total)}, imported`;
}

/** Imports one GGUF file under this name; resolves to a summary. `invalid_request` for a file that is not GGUF or cut short. */
export async function importGguf(target: ModelTarget, path: string, name: string, step: Step, signal: AbortSignal, extras: CreateExtras = {}): Promise<string> {
  step.say('checking the file', 'checking');
  await inspectGguf(path);
  return await create(target, name, [{ path, as: basename(path) }], step, signal, extras);
}

/** Imports a folder of safetensors weights with its configuration and tokenizer, one level of sub-folders included. */
export async function importFolder(target: ModelTarget, path: string, name: string, step: Step, signal: AbortSignal): Promise<string> {
  step.say('checking the folder', 'checking');
  let found: { path: string; as: string }[];
  try {
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    found = entries
      .filter((entry) => entry.isFile() && FOLDER_FILES.test(entry.name))
      .map((entry) => ({ path: join(entry.parentPath, entry.name), as: join(entry.parentPath, entry.name).slice(path.length + 1).replaceAll('\\', '/') }))
      .filter((file) => file.as.split('/').length <= 2)
      .sort((a, b) => a.as.localeCompare(b.as));
  } catch (error) {
    throw new GatehouseError('invalid_request', `${path} cannot be read: ${(error as Error).message}.`);
  }
  const weights = found.filter((file) => file.as.endsWith('.safetensors'));
  if (weights.length === 0 || !found.some((file) => file.as === 'config.json')) {
    throw new GatehouseError('invalid_request', `${path} holds no model: config.json and weights as .safetensors are needed.`);
  }
  for (const file of weights) await checkSafetensors(file.path);
  return await create(target, name, found, step, signal);
}

/** The header of a safetensors file says where its last tensor ends. */
async function checkSafetensors(path: string): Promise<void> {
  const { size } = await stat(path);
  const head = await firstBytes(path, 8);
  const headerBytes = head.length === 8 ? Number(head.readBigUInt64LE()) : Infinity;
  if (headerBytes > Math.min(size - 8, 100 << 20)) throw new GatehouseError('invalid_request', `${path} is not a safetensors file, or it is cut short.`);
  let end = 0;
  try {
    const header = JSON.parse((await firstBytes(path, 8 + headerBytes)).toString('utf8', 8)) as Record<string, { data_offsets?: [number, number] }>;
    for (const tensor of Object.values(header)) end = Math.max(end, tensor.data_offsets?.[1] ?? 0);
  } catch {
    throw new GatehouseError('invalid_request', `${path} is not a safetensors file.`);
  }
  if (8 + headerBytes + end > size) throw new GatehouseError('invalid_request', `${path} is cut short: it has ${size} bytes and should have ${8 + headerBytes + end}.`);
}

async function firstBytes(path: string, length: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of createReadStream(path, { end: length - 1 })) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
