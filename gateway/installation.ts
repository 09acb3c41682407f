import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GatehouseError } from './core/errors.ts';

const RESOURCES = ['../resources', '../../resources'].map((path) => join(import.meta.dirname, path));

/** What ships as data, beside the sources or in dist/. Throws `internal_error` where it is missing. */
export function resourcesDir(): string {
  const found = RESOURCES.find((path) => existsSync(join(path, 'local-models.json')));
  if (!found) throw new GatehouseError('internal_error', 'The folder resources/ is missing from this installation.');
  return found;
}

export function packageVersion(): string {
  const file = ['../package.json', '../../package.json'].map((path) => join(import.meta.dirname, path)).find((path) => existsSync(path));
  return file ? (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version : 'unknown';
}
