import { join } from 'node:path';
import type { Clock } from '../core/clock.ts';
import { GatehouseError } from '../core/errors.ts';
import { measure } from './benchmark.ts';
import type { Catalogue } from './catalogue.ts';
import type { OllamaClient } from './client.ts';
import type { Transport } from './download.ts';
import { readHardware, recommend } from './hardware.ts';
import { importFolder, importGguf } from './import-model.ts';
import type { InstalledModels } from './installed.ts';
import type { Jobs } from './jobs.ts';
import { displayName, normaliseModelName, parseModelName } from '../core/model-name.ts';
import { listManifests } from './model-store.ts';
import type { Step } from './progress.ts';
import { pullModel } from './pull.ts';
import { openSpeeds } from './speeds.ts';
import { installedStores, takeOverStores } from './take-over.ts';
import type { LocalAdmin, LocalEngine, TakenOver } from './types.ts';

export interface LocalAdminOptions {
  client: OllamaClient;
  installed: InstalledModels;
  jobs: Jobs;
  transport: Transport;
  catalogue: Catalogue;
  localDir: string;
  env: Record<string, string | undefined>;
  clock: Clock;
  /** Throws `local_model_unavailable` while no server answers. */
  needReady: () => void;
  admit: LocalEngine['admit'];
}

export function createLocalAdmin(options: LocalAdminOptions) {
  const { client, installed, jobs } = options;
  const modelsDir = join(options.localDir, 'models');
  const speeds = openSpeeds(join(options.localDir, 'speeds.json'));

  /** Needs no server: the store is written directly. */
  async function pullFromRegistry(name: string, step: Step, signal: AbortSignal): Promise<string> {
    const parsed = parseModelName(name);
    if (parsed.host !== 'registry.ollama.ai') {
      throw new GatehouseError('invalid_request', `Models of ${parsed.host} are not downloaded.`, { hint: 'Download the GGUF file yourself and import it.' });
    }
    const target = { modelsDir, downloadsDir: join(options.localDir, 'downloads') };
    const { origin, blobHosts } = options.catalogue.registry;
    const summary = await pullModel(options.transport, { registry: origin, blobHosts }, target, parsed, step, signal);
    // No server yet: it lists the model when it starts.
    await installed.refresh().catch(() => {});
    return summary;
  }

  function importJob(path: string, name: string, work: typeof importFolder) {
    const display = normaliseModelName(name);
    options.needReady();
    return jobs.start(`model:${display}`, `Model ${display}`, 'import', async (step, signal) => {
      const summary = await work({ client, modelsDir }, path, display, step, signal);
      await installed.refresh();
      return summary;
    });
  }

  async function takeOver(dir?: string): Promise<TakenOver[]> {
    const results = await takeOverStores(dir ? [dir] : installedStores(options.env), modelsDir);
    if (dir && results.length === 0) throw new GatehouseError('invalid_request', `${dir} is not a models folder of Ollama.`);
    if (results.length > 0) await installed.refresh().catch(() => {});
    return results;
  }

  const admin: LocalAdmin = {
    pull(name) {
      const display = normaliseModelName(name);
      return jobs.start(`model:${display}`, `Model ${display}`, 'download', (step, signal) => pullFromRegistry(display, step, signal));
    },
    cancel: (id) => jobs.cancel(id),
    importGguf: (path, name) => importJob(path, name, importGguf),
    importFolder: (path, name) => importJob(path, name, importFolder),
    takeOver,
    async remove(name) {
      options.needReady();
      const display = displayName(parseModelName(name));
      await client.ask('DELETE', '/api/delete', { body: { model: display } });
      speeds.remove(display);
      await installed.refresh();
    },
    hardware: () => readHardware(modelsDir, speeds.all()),
    async benchmark(model) {
      const measured = await measure(client, options.admit, options.clock, normaliseModelName(model));
      speeds.set(measured);
      return measured;
    },
    async recommendations() {
      const names = new Set((await listManifests(modelsDir)).map(displayName));
      return recommend(options.catalogue.models, await readHardware(modelsDir, speeds.all()), names);
    },
    refresh: () => installed.refresh(),
  };
  return { ...admin, pullFromRegistry };
}
