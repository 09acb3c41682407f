import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';

const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' });

const Wheel = Type.Object({
  model: Type.String(),
  package: Type.String(),
  version: Type.String(),
  wheel: Type.String(),
  sha256: Sha256,
  bytes: Type.Integer(),
  /** Ollama's template, where the one it guesses knows no tools. */
  template: Type.Optional(Type.String()),
  stop: Type.Optional(Type.Array(Type.String())),
  files: Type.Array(Type.Object({ entry: Type.String(), to: Type.String(), sha256: Sha256 })),
});

const CatalogueSchema = Type.Object({
  registry: Type.Object({ origin: Type.String(), blobHosts: Type.Array(Type.String()) }),
  starters: Type.Object({ chat: Wheel, embedding: Wheel }),
  models: Type.Array(
    Type.Object({
      name: Type.String(),
      kind: Type.Union([Type.Literal('chat'), Type.Literal('embedding')]),
      parameters: Type.String(),
      sizeBytes: Type.Integer(),
      minRamBytes: Type.Integer(),
      contextLength: Type.Integer(),
      licence: Type.String(),
      quality: Type.Object({ en: Type.String(), de: Type.String(), fr: Type.String(), it: Type.String() }),
      tools: Type.Boolean(),
      images: Type.Boolean(),
      starterRank: Type.Union([Type.Integer(), Type.Null()]),
    }),
  ),
});

const ArchivesSchema = Type.Object({
  version: Type.String(),
  redirectHosts: Type.Array(Type.String()),
  archives: Type.Record(
    Type.String(),
    Type.Object({ url: Type.String(), sha256: Sha256, compression: Type.Union([Type.Literal('zstd'), Type.Literal('gzip')]), binary: Type.String() }),
  ),
});

const GoSchema = Type.Object({
  version: Type.String(),
  /** Under the mirror's origin. */
  path: Type.String(),
  proxy: Type.String(),
  redirectHosts: Type.Array(Type.String()),
  zips: Type.Record(Type.String(), Type.Object({ platform: Type.String(), size: Type.Integer(), sha256: Sha256 })),
});

export type Catalogue = Static<typeof CatalogueSchema>;
export type ArchivePins = Static<typeof ArchivesSchema>;
export type GoPins = Static<typeof GoSchema>;

const catalogueForm = Compile(CatalogueSchema);
const archivesForm = Compile(ArchivesSchema);
const goForm = Compile(GoSchema);

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** The recommendation table, the registry and the starter models of `resources/local-models.json`. */
export function readCatalogue(resourcesDir: string): Catalogue {
  return catalogueForm.Parse(readJson(join(resourcesDir, 'local-models.json')));
}

/** The pinned official archives of `resources/ollama/archives.json`. */
export function readArchivePins(resourcesDir: string): ArchivePins {
  return archivesForm.Parse(readJson(join(resourcesDir, 'ollama', 'archives.json')));
}

/** The pinned Go toolchain of `resources/ollama/go.json`. */
export function readGoPins(resourcesDir: string): GoPins {
  return goForm.Parse(readJson(join(resourcesDir, 'ollama', 'go.json')));
}
