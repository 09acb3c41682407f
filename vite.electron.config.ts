import { cpSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type UserConfig } from 'vite';
import { BESIDE, ownPlaces } from './vite.config.ts';

const root = dirname(fileURLToPath(import.meta.url));
const at = (path: string): string => join(root, 'electron', path);
const SCRIPTS = { 'gateway-code': at('gateway-code.ts'), preload: at('preload.ts'), 'pages/start': at('pages/start.ts'), 'pages/banner': at('pages/banner.ts') };
const STATIC = ['start.html', 'banner.html', 'page.css'];

/**
 * The gateway for the window, as one file: 1,700 files of its own and of its dependencies take a second and more to find and load. Without a window
 * vite.config.ts builds the same sources. A script, not an ES module: V8 takes compiled code for it from where we keep it.
 */
const gateway: UserConfig = {
  publicDir: false,
  plugins: [ownPlaces('../gateway')],
  ssr: { noExternal: true, external: BESIDE },
  build: {
    ssr: true,
    target: 'node24',
    minify: false,
    emptyOutDir: false,
    outDir: 'dist/electron',
    rolldownOptions: { input: join(root, 'gateway/shell.ts'), output: { format: 'cjs', entryFileNames: 'gateway.cjs', codeSplitting: false } },
  },
};

/**
 * The desktop shell, into electron/ of dist. `--mode main`: the main process, one ES module. `--mode scripts`: the entry of the gateway's
 * process, which starts sooner as one, preload and the local pages', which a sandbox loads as plain scripts; none of them may share code with another, as
 * there is nothing there that could load a shared file.
 */
export default defineConfig(({ mode }) => {
  if (mode === 'gateway') return gateway;
  const main = mode === 'main';
  return {
    publicDir: false,
    plugins: [
      {
        name: 'gatehouse:local-pages',
        writeBundle({ dir = '' }, bundle) {
          const shared = Object.values(bundle).flatMap((file) => (file.type === 'chunk' && !file.isEntry ? [file.fileName] : []));
          if (shared.length > 0) throw new Error(`${shared.join(', ')} would have to be loaded in a sandbox`);
          if (main) for (const file of STATIC) cpSync(at(`pages/${file}`), join(dir, 'pages', file));
        },
      },
    ],
    build: {
      ssr: true,
      target: main ? 'node24' : 'chrome140',
      minify: false,
      emptyOutDir: false,
      outDir: 'dist/electron',
      rolldownOptions: {
        external: ['electron'],
        input: main ? at('main.ts') : SCRIPTS,
        output: { format: main ? 'esm' : 'cjs', entryFileNames: main ? '[name].js' : '[name].cjs' },
      },
    },
  };
});
