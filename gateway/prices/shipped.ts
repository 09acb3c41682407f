import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Catalogue, digestOf } from './catalogue.ts';

/** The catalogue that came with the application; a test checks it, so that the start need not. */
export function shippedCatalogue(resourcesDir: string): { catalogue: Catalogue; digest: string } {
  const catalogue = JSON.parse(readFileSync(join(resourcesDir, 'prices.json'), 'utf8')) as Catalogue;
  return { catalogue, digest: digestOf(catalogue) };
}
