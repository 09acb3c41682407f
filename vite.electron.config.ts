import { cpSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const root = dirname(fileURLToPath(import.meta.url));
const at = (path: string): string => join(root, 'electron', path);
const SANDBOXED = { preload: at('preload.ts'), 'pages/start': at('pages/start.ts'), 'pages/banner': at('pages/banner.ts') };
const STATIC = ['start.html', 'banner.html', 'page.css'];

/**
 * The desktop shell, into electron/ of dist. `--mode main`: the main process, one ES module. `--mode sandbox`: preload and the local pages' scripts, which
 * a sandbox loads as plain scripts; none of them may share code with another, as there is nothing there that could load a shared file.
 */
export default defineConfig(({ mode }) => {
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
        input: main ? at('main.ts') : SANDBOXED,
        output: { format: main ? 'esm' : 'cjs', entryFileNames: main ? '[name].js' : '[name].cjs' },
      },
    },
  };
});
