import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { GatehouseError } from '../core/errors.ts';
import { checkDisk, download, fetchFollowing, reasonOf, sha256OfFile, sizeOf, type Transport } from './download.ts';
import { displayName, type ModelName } from '../core/model-name.ts';
import { blobPath, parseManifest, writeManifest } from './model-store.ts';
import { formatBytes, type Step } from './progress.ts';

export interface RegistryOptions {
  /** The origin of the model registry, as `https://registry.example.com`. */
  registry: string;
  /** Hosts to which its blobs redirect. */
  blobHosts: readonly string[];
}

/**
 * Downloads a model from the registry straight into Ollama's store: blobs first, each checked, the manifest last. Blobs that are there are kept.
 * Resolves to a summary.
 */
export async function pullModel(
  transport: Transport,
  registry: RegistryOptions,
  target: { modelsDir: string; downloadsDir: string },
  name: ModelName,
  step: Step,
  signal: AbortSignal,
): Promise<string> {
  const base = `${registry.registry}/v2/${name.namespace}/${name.model}`;
  step.say('asking the model registry', 'downloading');
  const text = await fetchManifest(transport, `${base}/manifests/${name.tag}`, name, registry, signal);
  const manifest = parseManifest(text);
  const blobs = [...new Map([...manifest.layers, manifest.config].map((layer) => [layer.digest, layer])).values()];
  const total = blobs.reduce((sum, blob) => sum + blob.size, 0);
  const partOf = (digest: string): string => join(target.downloadsDir, `${digest.replace(':', '-')}.part`);
  let finished = 0;
  let begun = 0;
  const missing: typeof blobs = [];
  step.say('checking what is here', 'checking');
  for (const blob of blobs) {
    if (await isWhole(blobPath(target.modelsDir, blob.digest), blob.size, signal, (done) => step.bytes(finished + done, total))) finished += blob.size;
    else {
      missing.push(blob);
      begun += Math.min(blob.size, await sizeOf(partOf(blob.digest)));
    }
  }
  await checkDisk(target.modelsDir, total - finished - begun);
  if (missing.length > 0) step.say(`from ${new URL(registry.registry).host}`, 'downloading');
  for (const blob of missing) {
    await download(transport, {
      url: `${base}/blobs/${blob.digest}`,
      to: blobPath(target.modelsDir, blob.digest),
      part: partOf(blob.digest),
      sha256: blob.digest.slice('sha256:'.length),
      size: blob.size,
      redirectHosts: registry.blobHosts,
      signal,
      onBytes: (done) => step.bytes(finished + done, total),
      onRetry: (message) => step.say(message, 'retrying'),
    });
    finished += blob.size;
    step.bytes(finished, total);
  }
  await refuseRemote(blobPath(target.modelsDir, manifest.config.digest), name);
  await writeManifest(target.modelsDir, name, text);
  return missing.length === 0 ? 'already there' : `${formatBytes(total)}, digests checked`;
}

async function fetchManifest(transport: Transport, url: string, name: ModelName, registry: RegistryOptions, signal: AbortSignal): Promise<string> {
  let response;
  try {
    response = await fetchFollowing(transport, {
      url,
      headers: { accept: 'application/vnd.docker.distribution.manifest.v2+json' },
      redirectHosts: registry.blobHosts,
      signal,
    });
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof GatehouseError) throw error;
    throw new GatehouseError('provider_error', `The model registry ${new URL(url).host} cannot be reached: ${reasonOf(error)}.`, {
      hint: 'Check the internet connection, or import a GGUF file that was brought to this machine.',
      cause: error,
    });
  }
  if (response.status === 404) {
    await response.body.dump();
    throw new GatehouseError('model_not_found', `The model registry has no model ${displayName(name)}.`);
  }
  if (response.status !== 200) {
    await response.body.dump();
    throw new GatehouseError('provider_error', `The model registry answered ${response.status}.`);
  }
  return await response.body.text();
}

/** A size alone does not make a whole file: one that was put there by a crash in mid-write is hashed. */
export async function isWhole(path: string, size: number, signal: AbortSignal, onBytes: (done: number) => void): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  if (found?.size !== size) return false;
  const digest = /sha256-([0-9a-f]{64})$/.exec(path)?.[1];
  return (await sha256OfFile(path, onBytes, signal)) === digest;
}

/** A manifest whose configuration names a remote host makes Ollama forward the prompt to its vendor. */
export async function refuseRemote(configPath: string, name: ModelName): Promise<void> {
  const config = JSON.parse(await readFile(configPath, 'utf8')) as { remote_host?: unknown; remote_model?: unknown };
  if (config.remote_host || config.remote_model) {
    throw new GatehouseError('invalid_request', `${displayName(name)} runs in its vendor's cloud, not on this machine; the bundled Ollama refuses it.`);
  }
}
