import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
const CACHE = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'gatehouse', 'electron');

/** The program of the runtime to test with (scripts/lib/electron.mjs fetches it); undefined where there is none. */
export function electronProgram(): string | undefined {
  const cached = existsSync(CACHE) ? readdirSync(CACHE).filter((name) => /^test-runtime-[\d.]+$/.test(name)).map((name) => join(CACHE, name)) : [];
  return [join(ROOT, 'node_modules', 'electron', 'dist'), ...cached].map((folder) => join(folder, 'electron')).find((path) => existsSync(path));
}
