import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, normalizePath, type Plugin } from 'vite';
import * as contract from './gateway/admin/contract.ts';
import { type Shape, shapeOf } from './renderer/api/shape.ts';
import { licences } from './scripts/lib/licences.mjs';

const root = import.meta.dirname;

/** The browser needs methods, paths, roles and the shape of the answers; the rest of the schemas, and the library that makes them, stay in the gateway. */
function contractWithoutSchemas(): Plugin {
  const file = normalizePath(join(root, 'gateway/admin/contract.ts'));
  const { OPERATIONS, ...others } = contract;
  const light = Object.fromEntries(Object.entries(OPERATIONS).map(([name, { method, path, roles, response }]) => [name, { method, path, roles, response: shapeOf(response as Shape) }]));
  return {
    name: 'gatehouse:contract-without-schemas',
    enforce: 'pre',
    load(id) {
      if (id !== file) return null;
      return Object.entries({ OPERATIONS: light, ...others }).map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};`).join('\n');
    },
  };
}

/** `virtual:licences`: those of all modules that are delivered, for the page that shows them. */
function licenceTexts(): Plugin {
  const id = 'virtual:licences';
  return {
    name: 'gatehouse:licences',
    resolveId: (source) => (source === id ? `\0${id}` : null),
    load: (resolved) => (resolved === `\0${id}` ? Object.entries(licences()).map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};`).join('\n') : null),
  };
}

/** The page names each language's first texts; the gateway leaves the one it answers in, which is then fetched beside the code and not after it. */
function preloadedTexts(): Plugin {
  return {
    name: 'gatehouse:preloaded-texts',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle = {} }) {
        return Object.values(bundle).flatMap((file) => {
          const language = file.type === 'chunk' ? /first-texts\/(\w+)\.ts$/.exec(normalizePath(file.facadeModuleId ?? ''))?.[1] : undefined;
          return language ? [{ tag: 'link', attrs: { 'rel': 'modulepreload', 'data-language': language, 'href': `/ui/${file.fileName}` }, injectTo: 'head' as const }] : [];
        });
      },
    },
  };
}

/** A `.gz` beside every asset that gets smaller by it, for the gateway to serve as it is. */
function compressed(): Plugin {
  return {
    name: 'gatehouse:compressed',
    writeBundle({ dir = '' }) {
      const assets = join(dir, 'assets');
      for (const name of readdirSync(assets)) {
        const bytes = readFileSync(join(assets, name));
        const small = gzipSync(bytes, { level: 9 });
        if (bytes.length > 1024 && small.length < bytes.length * 0.9) writeFileSync(join(assets, `${name}.gz`), small);
      }
    },
  };
}

/** Of calendars and of fields to choose from. */
const LATER = /node_modules[\\/](luxon|@mantine[\\/]core[\\/]esm[\\/]components[\\/](Combobox|Pill|PillsInput|NativeSelect|MultiSelect|TagsInput|SegmentedControl))[\\/]/;

/** Each file costs a request, and those of a start wait for a gateway that is starting too: what is needed first is one file, so is what most pages share. */
const GROUPS = [
  { name: 'first', tags: ['$initial' as const], priority: 4 },
  { name: 'shared', minShareCount: 6, test: (id: string) => !LATER.test(id), priority: 2 },
  { name: 'later', minShareCount: 6, test: LATER, priority: 1 },
];

export default defineConfig({
  root: join(root, 'renderer'),
  base: '/ui/',
  publicDir: false,
  plugins: [contractWithoutSchemas(), licenceTexts(), react(), preloadedTexts(), compressed()],
  // Replaced by a fresh one in every answer (gateway/routes/ui.ts).
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    target: 'es2023',
    // Current browsers and Electron: older ones would get light-dark() spelled out, which needs Mantine's color-scheme in the same file.
    cssTarget: ['chrome123', 'firefox121', 'safari17.5'],
    outDir: join(root, 'dist/renderer'),
    emptyOutDir: true,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1000,
    rolldownOptions: { output: { codeSplitting: { groups: GROUPS } } },
    // Attack: a file type that the content security policy has no line for; only pictures may be data: URLs.
    assetsInlineLimit: (file) => (/\.(svg|png)$/.test(file) ? undefined : false),
  },
});
