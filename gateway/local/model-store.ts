import { mkdir, readFile, readdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { GatehouseError } from '../core/errors.ts';
import { isObject } from '../core/json.ts';
import { displayName, isCloudName, parseModelName, type ModelName } from '../core/model-name.ts';

/** Ollama's folder layout: `manifests/HOST/NAMESPACE/MODEL/TAG` (JSON) and `blobs/sha256-…`. */
export interface Layer {
  mediaType: string;
  /** `sha256:…` */
  digest: string;
  size: number;
}

export interface Manifest {
  config: Layer;
  layers: Layer[];
}

const MAX_MANIFEST_BYTES = 1 << 20;

export function manifestPath(modelsDir: string, name: ModelName): string {
  return join(modelsDir, 'manifests', name.host, name.namespace, name.model, name.tag);
}

export function blobPath(modelsDir: string, digest: string): string {
  return join(modelsDir, 'blobs', digest.replace(':', '-'));
}

/** Reads a manifest; its digests become file names, so anything but a digest is refused. */
export function parseManifest(text: string): Manifest {
  const bad = (): never => {
    throw new GatehouseError('provider_error', 'The manifest of the model is not one that Ollama writes.');
  };
  if (text.length > MAX_MANIFEST_BYTES) bad();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    bad();
  }
  const layer = (row: unknown): Layer => {
    if (!isObject(row) || typeof row.digest !== 'string' || !/^sha256:[0-9a-f]{64}$/.test(row.digest)) return bad();
    if (typeof row.size !== 'number' || !Number.isSafeInteger(row.size) || row.size < 0 || typeof row.mediaType !== 'string') return bad();
    return { mediaType: row.mediaType, digest: row.digest, size: row.size };
  };
  if (!isObject(value) || !Array.isArray(value.layers) || value.layers.length > 100) return bad();
  return { config: layer(value.config), layers: value.layers.map(layer) };
}

export async function readManifest(modelsDir: string, name: ModelName): Promise<Manifest | undefined> {
  try {
    return parseManifest(await readFile(manifestPath(modelsDir, name), 'utf8'));
  } catch {
    return undefined;
  }
}

/** Written last and by rename, so that a model is listed only when all its blobs are there. */
export async function writeManifest(modelsDir: string, name: ModelName, text: string): Promise<void> {
  const path = manifestPath(modelsDir, name);
  await mkdir(dirname(path), { recursive: true });
  const part = join(modelsDir, `manifest-${process.pid}.part`);
  await writeFile(part, text);
  await rename(part, path);
}

/** The digest of the weights, which is in the command line of the runner that has them loaded. */
export function weightsDigest(manifest: Manifest): string | undefined {
  return manifest.layers.find((layer) => layer.mediaType === 'application/vnd.ollama.image.model')?.digest;
}

/** The names of all local models of a models folder. */
export async function listManifests(modelsDir: string): Promise<ModelName[]> {
  const names: ModelName[] = [];
  const root = join(modelsDir, 'manifests');
  let entries: { parentPath: string; name: string; isFile(): boolean }[];
  try {
    entries = await readdir(root, { recursive: true, withFileTypes: true });
  } catch {
    return [];
  }
  for (const entry of entries) {
    const [host, namespace, model] = entry.parentPath.slice(root.length + 1).split(/[/\\]/);
    if (!entry.isFile() || !host || !namespace || !model || isCloudName(`${model}:${entry.name}`)) continue;
    try {
      names.push(parseModelName(`${host}/${namespace}/${model}:${entry.name}`));
    } catch {
      // A file that is no model's manifest.
    }
  }
  return names.sort((a, b) => displayName(a).localeCompare(displayName(b)));
}
