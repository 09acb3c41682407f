import { isObject, type Json, type JsonObject } from '../core/json.ts';
import type { Capabilities } from '../core/model.ts';
import type { OllamaClient } from './client.ts';
import { isCloudName } from '../core/model-name.ts';
import type { LocalModel } from './types.ts';

/** What `/api/show` tells: capabilities, and the context that the model was trained for. */
export function readCapabilities(show: JsonObject): Capabilities {
  const list: Json[] = Array.isArray(show.capabilities) ? show.capabilities : [];
  const info = isObject(show.model_info) ? show.model_info : {};
  const context = Object.entries(info).find(([key]) => key.endsWith('.context_length'))?.[1];
  const chat = list.includes('completion');
  return {
    chat,
    embeddings: list.includes('embedding'),
    tools: list.includes('tools'),
    images: list.includes('vision'),
    reasoning: list.includes('thinking'),
    // Ollama bounds the sampler by a grammar, whatever the model.
    jsonSchema: chat,
    ...(typeof context === 'number' && context > 0 ? { contextLength: context } : {}),
  };
}

const namesOf = (models: readonly LocalModel[]): string => models.map(({ name }) => name).join();

/** The installed models in the order of their names; asks for the details of a model only once per digest. `changed` is called after there are others. */
export function createInstalledModels(client: OllamaClient, changed: () => void = () => {}) {
  const known = new Map<string, Capabilities>();
  let models: LocalModel[] = [];

  return {
    list: (): LocalModel[] => models,
    find: (name: string): LocalModel | undefined => models.find((model) => model.name === name),
    clear(): void {
      models = [];
    },
    async refresh(): Promise<LocalModel[]> {
      const tags = await client.ask('GET', '/api/tags');
      const found: LocalModel[] = [];
      for (const row of Array.isArray(tags.models) ? tags.models : []) {
        if (!isObject(row) || typeof row.name !== 'string' || typeof row.digest !== 'string') continue;
        // A model of the vendor's cloud is never offered, however it came into the store.
        if (isCloudName(row.name) || row.remote_host || row.remote_model) continue;
        let capabilities = known.get(row.digest);
        if (!capabilities) {
          const { status, body } = await client.call('POST', '/api/show', { body: { model: row.name } });
          if (status !== 200) continue;
          capabilities = readCapabilities(body);
          known.set(row.digest, capabilities);
        }
        found.push({ name: row.name, digest: row.digest, sizeBytes: typeof row.size === 'number' ? row.size : 0, capabilities });
      }
      const before = namesOf(models);
      models = found.sort((a, b) => a.name.localeCompare(b.name));
      if (namesOf(models) !== before) changed();
      return models;
    },
  };
}

export type InstalledModels = ReturnType<typeof createInstalledModels>;
