/** What a package is made of, as CycloneDX: the npm modules, and the programs beside them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { manifest, productionModules, withWhatTheyNeed } from './package-files.mjs';
import { root, run } from './process.mjs';

const licence = (id) => [{ license: /^[A-Za-z0-9.+-]+$/.test(id) ? { id } : { name: id } }];

function* sources(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sources(path);
    else if (/\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name)) yield path;
  }
}

/** Paths below the root of the modules that the pages import, and of all that those need: bundled into the pages, they are no dependencies at run time. */
export function bundledModules() {
  const imported = [...sources(join(root, 'renderer'))].flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'((?:@[\w.-]+\/)?[\w-][\w.-]*)/g)].map(([, name]) => name));
  return withWhatTheyNeed(imported);
}

function npmComponent(path) {
  const { name, version, license = 'unknown' } = JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8'));
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  return { type: 'library', name, version, 'bom-ref': purl, purl, licenses: / (OR|AND) /.test(license) ? [{ expression: license }] : licence(license) };
}

/** The licence that a module's file of that name begins with; Go modules state it nowhere else. */
function goLicence(cache, path, version) {
  const folder = join(cache, `${path}@${version}`.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`));
  const file = existsSync(folder) ? readdirSync(folder).find((name) => /^(licen[cs]e|copying)/i.test(name)) : undefined;
  const text = file ? readFileSync(join(folder, file), 'utf8').replace(/\s+/g, ' ') : '';
  if (/Apache License,? Version 2\.0/i.test(text)) return 'Apache-2.0';
  if (/Mozilla Public License/i.test(text)) return 'MPL-2.0';
  if (/Permission is hereby granted, free of charge/.test(text)) return 'MIT';
  if (/Permission to use, copy, modify, and\/?o?r? distribute/.test(text)) return 'ISC';
  if (/Redistribution and use in source and binary forms/.test(text)) return /Neither the name|contributors may be used/i.test(text) ? 'BSD-3-Clause' : 'BSD-2-Clause';
  return 'unknown';
}

/** The Go modules inside a program, as the compiler wrote them into it. */
async function goComponents(program) {
  const { code, output } = await run('go', ['version', '-m', program], { quiet: true }).catch(() => ({ code: 1, output: '' }));
  if (code !== 0) return [];
  const { output: cache } = await run('go', ['env', 'GOMODCACHE'], { quiet: true });
  return output.split('\n').flatMap((line) => {
    const [, path, version] = /^\tdep\t(\S+)\t(\S+)/.exec(line) ?? [];
    if (!path) return [];
    const purl = `pkg:golang/${path}@${version}`;
    return [{ type: 'library', name: path, version, 'bom-ref': purl, purl, licenses: licence(goLicence(cache.trim(), path, version)) }];
  });
}

/**
 * The same for the same contents: no time, no serial number.
 * @param {{name: string, version: string, licence: string, properties?: Record<string, string>}[]} programs
 */
export async function makeSbom(programs, goPrograms) {
  const components = [
    ...programs.map(({ name, version, licence: id, properties = {} }) => ({ type: 'application', name, version, 'bom-ref': `${name}@${version}`, licenses: licence(id), properties: Object.entries(properties).map(([key, value]) => ({ name: `gatehouse:${key}`, value })) })),
    ...[...productionModules(), ...bundledModules()].map(npmComponent),
    ...(await Promise.all(goPrograms.map(goComponents))).flat(),
  ];
  const unique = [...new Map(components.map((component) => [component['bom-ref'], component])).values()].sort((a, b) => (a['bom-ref'] < b['bom-ref'] ? -1 : 1));
  return { bomFormat: 'CycloneDX', specVersion: '1.6', version: 1, metadata: { component: { type: 'application', name: 'Gatehouse', version: manifest.version, 'bom-ref': 'gatehouse' } }, components: unique };
}

/** For a person: licence, name and version, one line each. */
export function licenceList(sbom) {
  const id = ({ licenses: [first] }) => first.expression ?? first.license.id ?? first.license.name;
  return `${sbom.components.map((component) => `${id(component).padEnd(24)}  ${component.name} ${component.version}`).sort().join('\n')}\n`;
}
