import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const root = dirname(fileURLToPath(import.meta.url));

/** The command line as one file without dependencies, for packages in which all else lies in an archive that only Electron reads. */
export default defineConfig({
  publicDir: false,
  ssr: { noExternal: true },
  build: {
    ssr: true,
    target: 'node24',
    minify: false,
    emptyOutDir: true,
    outDir: 'dist/cli',
    rolldownOptions: { input: { cli: join(root, 'gateway/cli.ts') }, output: { format: 'esm', entryFileNames: '[name].mjs', codeSplitting: false } },
  },
});
