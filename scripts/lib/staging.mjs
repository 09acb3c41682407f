import { readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { alive } from './lock.mjs';

/** Where `target` is made before it is put in place; what runs that were ended left there goes, as nothing takes it up again. */
export function stagingFor(target) {
  const prefix = `${basename(target)}.partial-`;
  let names = [];
  try { names = readdirSync(dirname(target)); } catch { /* nothing was made there yet */ }
  for (const name of names) {
    if (name.startsWith(prefix) && !alive(Number.parseInt(name.slice(prefix.length), 10))) rmSync(join(dirname(target), name), { recursive: true, force: true });
  }
  return `${target}.partial-${process.pid}`;
}
