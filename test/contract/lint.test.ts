import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Case, CASES, CLEAN, type Linter, SECOND_HALF } from './lint-cases.ts';

/** Lint is part of the proof of "no byte without clearance" and of the import directions, so it is itself proved on code that it must refuse. */

const ROOT = resolve(import.meta.dirname, '../..');
const bin = (...path: string[]): string => join(ROOT, 'node_modules', ...path);
const COMMANDS: Record<Linter, string[]> = {
  oxlint: [bin('oxlint', 'bin', 'oxlint'), '--type-aware', '--deny-warnings', '--format', 'unix', 'gateway', 'renderer', 'electron'],
  cruiser: [bin('dependency-cruiser', 'bin', 'dependency-cruiser.mjs'), '--config', '.dependency-cruiser.mjs', '--output-type', 'err', 'gateway', 'renderer', 'electron'],
  house: [join(ROOT, 'scripts', 'house-rules.mjs'), '.'],
};
/** `gateway/routes/net.ts` of case 17 → `gateway/routes/net-17.ts`, so that one run of each linter sees them all. */
const fileOf = (index: number): string => (CASES[index] as Case).file.replace(/\.ts$/, `-${index}.ts`);
const folders: string[] = [];

/** The clean house with the repository's own lint configuration, and what is added to it. */
function house(added: Record<string, string> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-lint-'));
  folders.push(folder);
  for (const name of ['.oxlintrc.json', '.dependency-cruiser.mjs', 'tsconfig.json', 'package.json']) cpSync(join(ROOT, name), join(folder, name));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  for (const [file, code] of Object.entries({ ...CLEAN, ...added })) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), code);
  }
  return folder;
}

function lint(linter: Linter, folder: string): { code: number; output: string } {
  const result = spawnSync(process.execPath, COMMANDS[linter], { cwd: folder, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' } });
  return { code: result.status ?? -1, output: result.stdout + result.stderr };
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describe('lint', () => {
  const linters = Object.keys(COMMANDS) as Linter[];
  const refused = {} as Record<Linter, { code: number; output: string }>;

  beforeAll(() => {
    const circle = CASES.findIndex(({ file }) => file === 'gateway/store/circle.ts');
    const added = Object.fromEntries(CASES.map(({ code }, index) => [fileOf(index), code]));
    const folder = house({ ...added, [SECOND_HALF.file]: SECOND_HALF.code.replace('ONE', `circle-${circle}.ts`) });
    for (const linter of linters) refused[linter] = lint(linter, folder);
  });

  it.each(linters)('%s accepts a house in which nothing is wrong', (linter) => {
    expect(lint(linter, house())).toMatchObject({ code: 0 });
  });

  it.each(linters)('%s fails where something is wrong', (linter) => {
    expect(refused[linter].code).not.toBe(0);
  });

  it.each(CASES.map((one, index) => ({ ...one, index })))('$linter refuses: $name', ({ index, linter, says }) => {
    const lines = refused[linter].output.split('\n').filter((line) => line.includes(fileOf(index)));
    expect(lines.join('\n')).toMatch(says);
  });

  it('reads the sources of this repository, and not none of them', () => {
    const result = spawnSync(process.execPath, [...COMMANDS.cruiser.slice(0, -5), '--output-type', 'json', 'gateway'], { cwd: ROOT, encoding: 'utf8', maxBuffer: 64e6 });
    const { modules } = JSON.parse(result.stdout) as { modules: { source: string; dependencies: { resolved: string; dependencyTypes: string[] }[] }[] };
    const egress = modules.find(({ source }) => source === 'gateway/egress/egress.ts');
    expect(egress?.dependencies.map(({ resolved }) => resolved)).toEqual(expect.arrayContaining(['gateway/core/clearance.ts', 'gateway/egress/types.ts']));
    expect(egress?.dependencies.find(({ resolved }) => resolved === 'gateway/egress/types.ts')?.dependencyTypes).toContain('type-only');
  });
});
