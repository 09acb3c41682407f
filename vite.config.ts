import { cpSync, existsSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, normalizePath, type Plugin } from 'vite';

const root = dirname(fileURLToPath(import.meta.url));
const gateway = normalizePath(join(root, 'gateway'));

/** Not bundled, and delivered as they are: a native module, and tables that most starts never need. */
export const BESIDE = JSON.parse(readFileSync(join(root, 'scripts', 'modules-beside.json'), 'utf8')) as string[];

const BY_URL = /new URL\('\.\/([^']+)\.ts', import\.meta\.url\)/g;

/** `gateway/a/b.ts` as it is named below dist/gateway, with slashes and without its ending. */
const nameOf = (file: string): string => normalizePath(relative(gateway, file)).replace(/\.ts$/, '');

/**
 * A module's own place stays what it is in the sources, though its code lies with others' in one file of `folder`: where dist/gateway is seen from there.
 * What it starts by `new URL('./x.ts', import.meta.url)` (a worker, a child's script) is handed to `start`, by its path.
 */
export function ownPlaces(folder: string, start: (emit: (fileName: string) => void, file: string) => void = () => {}): Plugin {
  return {
    name: 'gatehouse:own-places',
    transform: {
      order: 'pre',
      handler(code, id) {
        if (!id.startsWith(`${gateway}/`) || !code.includes('import.meta')) return null;
        const place = `${folder}/${nameOf(dirname(id))}`;
        if (code.split('import.meta.url').length - 1 !== [...code.matchAll(BY_URL)].length) throw new Error(`${id}: import.meta.url is used in another way than new URL('./file.ts', import.meta.url)`);
        const inDist = code.replace(BY_URL, (_, name: string) => {
          const file = join(dirname(id), `${name}.ts`);
          start((fileName) => this.emitFile({ type: 'chunk', id: file, fileName }), file);
          return `new URL('${place}/${name}.js', import.meta.url)`;
        });
        return { code: inDist.replaceAll('import.meta.dirname', `(import.meta.dirname + '/${place}')`), map: null };
      },
    },
  };
}

const KEEPER = 'gateway/local/keeper.js';

/** Code that asks for its own place must lie where ownPlaces says: beside main.js, and in nothing that has a folder of its own. */
const placed: Plugin = {
  name: 'gatehouse:placed',
  generateBundle(_, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type !== 'chunk' || dirname(file.fileName) === 'gateway') continue;
      if (/new URL\((["'])[^"']*\1, import\.meta\.url\)|import\.meta\.dirname/.test(file.code)) throw new Error(`${file.fileName} asks for its own place`);
      // It alone is unpacked from the desktop application's archive.
      if (file.fileName === KEEPER && file.imports.some((name) => !isBuiltin(name))) throw new Error(`${file.fileName} needs ${file.imports.join(', ')}`);
    }
  },
};

const resources: Plugin = {
  name: 'gatehouse:resources',
  writeBundle({ dir = join(root, 'dist') }) {
    if (existsSync(join(root, 'resources'))) cpSync(join(root, 'resources'), join(dir, 'resources'), { recursive: true });
  },
};

const ENTRIES = ['main', 'cli'];

/** The gateway and its command line, with their dependencies, in a few files: 1,700 of them take a second to find and to load at every start. */
export default defineConfig({
  publicDir: false,
  plugins: [ownPlaces('.', (emit, file) => { if (!ENTRIES.includes(nameOf(file))) emit(`gateway/${nameOf(file)}.js`); }), placed, resources],
  ssr: { noExternal: true, external: BESIDE },
  build: {
    ssr: true,
    target: 'node24',
    minify: false,
    sourcemap: true,
    emptyOutDir: true,
    outDir: 'dist',
    rolldownOptions: {
      input: Object.fromEntries(ENTRIES.map((name) => [`gateway/${name}`, join(gateway, `${name}.ts`)])),
      // Without a hash: a build that is renewed under a running gateway must not take from it what it has yet to read.
      output: { entryFileNames: '[name].js', chunkFileNames: 'gateway/[name].js' },
    },
  },
});
