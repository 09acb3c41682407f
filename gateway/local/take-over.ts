import { copyFile, link, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { sha256OfFile } from './download.ts';
import { displayName, type ModelName } from '../core/model-name.ts';
import { blobPath, listManifests, manifestPath, parseManifest, writeManifest } from './model-store.ts';
import { refuseRemote } from './pull.ts';
import type { TakenOver } from './types.ts';

/** Where an installed Ollama may keep its models. */
export function installedStores(env: Record<string, string | undefined>): string[] {
  const home = env.HOME ?? env.USERPROFILE ?? homedir();
  return [...(env.OLLAMA_MODELS ? [env.OLLAMA_MODELS] : []), join(home, '.ollama', 'models'), '/usr/share/ollama/.ollama/models', '/var/lib/ollama/.ollama/models', '/var/lib/ollama/models'];
}

type How = 'linked' | 'symlinked' | 'copied';
const RANK: How[] = ['linked', 'symlinked', 'copied'];

/** A hard link where both are on one disk, else a symbolic link, else a copy. */
async function bring(from: string, to: string): Promise<How> {
  await mkdir(dirname(to), { recursive: true });
  const part = `${to}.part`;
  await rm(part, { force: true });
  let how: How = 'linked';
  await link(from, part)
    .catch(() => {
      how = 'symlinked';
      return symlink(from, part);
    })
    .catch(() => {
      how = 'copied';
      return copyFile(from, part);
    });
  await rename(part, to);
  return how;
}

async function takeOne(from: string, into: string, name: ModelName): Promise<TakenOver> {
  const text = await readFile(manifestPath(from, name), 'utf8');
  const manifest = parseManifest(text);
  const display = displayName(name);
  if (await stat(manifestPath(into, name)).catch(() => null)) return { name: display, how: 'already there' };
  await refuseRemote(blobPath(from, manifest.config.digest), name);
  // Everything is checked before anything is taken: a damaged model would answer wrongly, not fail.
  for (const layer of [manifest.config, ...manifest.layers]) {
    const source = blobPath(from, layer.digest);
    if ((await stat(source)).size !== layer.size || `sha256:${await sha256OfFile(source)}` !== layer.digest) {
      return { name: display, how: 'skipped', reason: `its file ${layer.digest.slice(0, 19)}… is damaged` };
    }
  }
  let how: How = 'linked';
  for (const layer of [manifest.config, ...manifest.layers]) {
    const target = blobPath(into, layer.digest);
    if (await stat(target).catch(() => null)) continue;
    const way = await bring(blobPath(from, layer.digest), target);
    how = RANK[Math.max(RANK.indexOf(how), RANK.indexOf(way))]!;
  }
  await writeManifest(into, name, text);
  return { name: display, how };
}

/** Takes the models of one store over into another. One that cannot be taken is skipped, with the reason. */
export async function takeOverModels(from: string, into: string): Promise<TakenOver[]> {
  const results: TakenOver[] = [];
  for (const name of await listManifests(from)) {
    results.push(await takeOne(from, into, name).catch((error: unknown): TakenOver => ({ name: displayName(name), how: 'skipped', reason: (error as Error).message })));
  }
  return results;
}

/** The models of several stores: a machine may have one of the service and one of each person. What lies in two of them counts as the first that could be taken. */
export async function takeOverStores(stores: readonly string[], into: string): Promise<TakenOver[]> {
  const results = new Map<string, TakenOver>();
  for (const store of stores) {
    for (const taken of await takeOverModels(store, into)) {
      const before = results.get(taken.name);
      if (!before || before.how === 'skipped') results.set(taken.name, taken);
    }
  }
  return [...results.values()];
}
