import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Capabilities } from '../core/model.ts';
import type { Encoding } from '../tokens/vocabulary.ts';

/** What the registry says of one model. What is absent is unknown. */
export interface ModelFacts {
  /** `contextLength`: tokens of the longest prompt. */
  capabilities: Capabilities;
  /** Tokens of the longest answer. */
  outputLimit?: number;
  /** The vocabulary it reads by, where that is public. */
  encoding?: Encoding;
  /** As prices.json names it, `provider/model`. */
  price?: string;
  /** Until when it knows the world: `2024-09`, or a day. */
  knowledge?: string;
  /** The day on which its maker switches it off. */
  retires?: string;
}

export interface ModelRegistry {
  /** `kind` as in providers/registry.ts; undefined: the model is not known. */
  find(kind: string, model: string): ModelFacts | undefined;
}

/** One line of resources/models.json, made by scripts/models.mjs. */
interface Row {
  names: string[];
  mode: 'chat' | 'embeddings';
  context?: number;
  maxOutput?: number;
  images?: boolean;
  tools?: boolean;
  jsonSchema?: boolean;
  reasoning?: boolean;
  encoding?: Encoding;
  knowledge?: string;
  retires?: string;
  price?: string;
}

export interface RegistryFile {
  kinds: { kind: string; /** What may stand before a name and changes nothing: regions. */ prefixes?: string[]; models: Row[] }[];
}

/** The registry that came with the application; a test checks it, so that the start need not. */
export function shippedModels(resourcesDir: string): ModelRegistry {
  return createRegistry(JSON.parse(readFileSync(join(resourcesDir, 'models.json'), 'utf8')) as RegistryFile);
}

export function createRegistry({ kinds }: RegistryFile): ModelRegistry {
  const byKind = new Map(kinds.map(({ kind, prefixes = [], models }) => [kind, { prefixes, models: new Map(models.flatMap((row) => row.names.map((name) => [name, factsOf(row)] as const))) }]));
  return {
    find(kind, model) {
      const known = byKind.get(kind);
      if (!known) return undefined;
      const name = model.toLowerCase();
      const prefix = known.prefixes.find((one) => name.startsWith(one)) ?? '';
      return known.models.get(name) ?? (prefix === '' ? undefined : known.models.get(name.slice(prefix.length)));
    },
  };
}

function factsOf({ names: _, mode, context, maxOutput, images, tools, jsonSchema, reasoning, ...rest }: Row): ModelFacts {
  const known = { images, tools, jsonSchema, reasoning, contextLength: context };
  return {
    capabilities: { chat: mode === 'chat', embeddings: mode === 'embeddings', ...JSON.parse(JSON.stringify(known)) as Capabilities },
    ...(maxOutput !== undefined && { outputLimit: maxOutput }),
    ...(rest.encoding !== undefined && { encoding: rest.encoding }),
    ...(rest.price !== undefined && { price: rest.price }),
    ...(rest.knowledge !== undefined && { knowledge: rest.knowledge }),
    ...(rest.retires !== undefined && { retires: rest.retires }),
  };
}
