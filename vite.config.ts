import { cpSync, existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

const root = dirname(fileURLToPath(import.meta.url));
const ASSET = /new URL\(\s*(['"])(\.{1,2}\/[^'"]+)\1\s*,\s*import\.meta\.url\s*\)/g;

/**
 * A file named by `new URL('./x.ts', import.meta.url)` (a worker, a child's script) becomes an entry of its own, any other
 * (`./schema.sql`) is copied: dist/ mirrors the sources, so the same relative path holds in both.
 */
function filesByUrl(): Plugin {
  const copied = new Set<string>();
  return {
    name: 'gatehouse:files-by-url',
    transform: {
      order: 'pre',
      handler(code, id) {
        if (!id.startsWith(join(root, 'gateway')) || !code.includes('import.meta.url')) return null;
        const result = code.replace(ASSET, (whole, quote: string, path: string) => {
          const file = resolve(dirname(id), path);
          if (!existsSync(file) || file.startsWith(join(root, 'resources'))) return whole;
          if (!path.endsWith('.ts')) {
            copied.add(file);
            return whole;
          }
          this.emitFile({ type: 'chunk', id: file });
          return `new URL(${quote}${path.replace(/\.ts$/, '.js')}${quote}, import.meta.url)`;
        });
        return result === code ? null : { code: result, map: null };
      },
    },
    writeBundle(options) {
      const out = options.dir ?? join(root, 'dist');
      for (const file of copied) cpSync(file, join(out, relative(root, file)), { recursive: true });
      const resources = join(root, 'resources');
      if (existsSync(resources)) cpSync(resources, join(out, 'resources'), { recursive: true });
    },
  };
}

export default defineConfig({
  publicDir: false,
  plugins: [filesByUrl()],
  build: {
    ssr: true,
    target: 'node24',
    minify: false,
    sourcemap: true,
    emptyOutDir: true,
    outDir: 'dist',
    rolldownOptions: {
      input: { 'gateway/main': join(root, 'gateway/main.ts'), 'gateway/cli': join(root, 'gateway/cli.ts') },
      output: { preserveModules: true, preserveModulesRoot: root, entryFileNames: '[name].js', chunkFileNames: '[name].js' },
    },
  },
});
