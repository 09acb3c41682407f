/** The licences of all that is delivered: the modules at run time, and those that are bundled into the pages. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { productionModules } from './package-files.mjs';
import { root } from './process.mjs';
import { bundledModules } from './sbom.mjs';

const NAME = /^(licen[cs]e|copying|notice)/i;

function textOf(path) {
  const folder = join(root, path);
  return readdirSync(folder)
    .filter((name) => NAME.test(name) && !/\.(js|ts|json)$/.test(name))
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8').trim())
    .join('\n\n');
}

/** Sorted by name; `text` counts into `texts`, as many modules share one. */
export function licences() {
  const texts = [];
  const modules = new Map();
  for (const path of new Set([...productionModules(), ...bundledModules()])) {
    const { name, version, license } = JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8'));
    const text = textOf(path);
    if (text !== '' && !texts.includes(text)) texts.push(text);
    modules.set(`${name}@${version}`, { name, version, licence: typeof license === 'string' ? license : '', text: texts.indexOf(text) });
  }
  return { modules: [...modules.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.version < b.version ? -1 : 1)), texts };
}
