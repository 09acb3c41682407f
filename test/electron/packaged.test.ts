import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { needs } from '../support/needs.ts';
import { processesOf, removeHome } from './desktop.ts';
import { type Machine, startMachine } from './machine.ts';
import { electronProgram } from './runtime.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const UNPACKED = join(ROOT, 'release', 'desktop', 'linux-unpacked');
const PROGRAM = join(UNPACKED, 'gatehouse-desktop');

/** Chromium looks for this text in its own program; a version, a length and one digit per fuse stand after it. */
const SENTINEL = Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX');
const FUSES = ['runAsNode', 'cookieEncryption', 'nodeOptions', 'nodeCliInspect', 'asarIntegrity', 'onlyAsar', 'browserSnapshot', 'fileProtocolPrivileges'];

needs('linux', 'electron', 'ollama', 'namespaces')('the packaged application', () => {
  let machine: Machine;
  const home = mkdtempSync(join(tmpdir(), 'gh-'));
  beforeAll(async () => {
    const ollama = process.env['GATEHOUSE_OLLAMA'];
    execFileSync(process.execPath, [join(ROOT, 'scripts', 'run.mjs'), 'package', '--dir'], { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, ...(ollama && { GATEHOUSE_PACKAGE_OLLAMA: ollama }) } });
    machine = await startMachine('none');
  }, 600_000);
  afterAll(async () => {
    await machine?.stop();
    removeHome(home);
  });

  it('has every fuse as configured', () => {
    const program = readFileSync(PROGRAM);
    const at = program.indexOf(SENTINEL) + SENTINEL.length;
    const wire = program.subarray(at + 2, at + 2 + program[at + 1]!).toString();
    expect(program.indexOf(SENTINEL, at)).toBe(-1);
    expect(Object.fromEntries(FUSES.map((name, index) => [name, wire[index] === '1']))).toEqual({
      runAsNode: false, cookieEncryption: false, nodeOptions: false, nodeCliInspect: false, asarIntegrity: true, onlyAsar: true, browserSnapshot: false, fileProtocolPrivileges: false,
    });
  });

  it('does not run as Node, and runs no other application', () => {
    const env = { PATH: process.env['PATH'] ?? '', ...machine.env, GATEHOUSE_HOME: home, GATEHOUSE_PORT: '0' };
    const asNode = (program: string): string => String(spawnSync(program, ['-e', 'console.log("ran as node")'], { env: { ...env, ELECTRON_RUN_AS_NODE: '1' }, timeout: 5_000 }).stdout);
    expect(asNode(electronProgram()!)).toContain('ran as node');
    expect(asNode(PROGRAM)).not.toContain('ran as node');
    const other = join(home, 'other');
    const ran = join(home, 'other-ran');
    execFileSync('mkdir', ['-p', other]);
    writeFileSync(join(other, 'package.json'), '{"main":"main.cjs"}');
    writeFileSync(join(other, 'main.cjs'), `require('node:fs').writeFileSync(${JSON.stringify(ran)}, '')`);
    const runs = (program: string): boolean => {
      rmSync(ran, { force: true });
      spawnSync(program, ['--no-sandbox', other], { env, timeout: 4_000 });
      return existsSync(ran);
    };
    // The same runtime with its fuses as they came does all that.
    expect(runs(electronProgram()!)).toBe(true);
    expect(runs(PROGRAM)).toBe(false);
  });

  it('holds what runs, and nothing of the sources', () => {
    const archive = readFileSync(join(UNPACKED, 'resources', 'app.asar'), 'latin1');
    const header = archive.slice(16, 16 + Buffer.from(archive.slice(12, 16), 'latin1').readUInt32LE());
    for (const name of ['main.js', 'preload.cjs', 'gateway.cjs', 'gateway-code.cjs', 'index.html']) expect(header).toContain(`"${name}"`);
    expect(header).toMatch(/"gateway-[\d.]+\.code"/);
    expect(header).not.toMatch(/\.test\.|"[^"]+\.map"|[^d]\.tsx?"/);
    const sbom = JSON.parse(readFileSync(join(ROOT, 'release', readName('.cdx.json')), 'utf8')) as { bomFormat: string; components: { name: string; licenses: unknown[] }[] };
    expect(sbom.bomFormat).toBe('CycloneDX');
    expect(sbom.components.map(({ name }) => name)).toEqual(expect.arrayContaining(['electron', 'node', 'ollama', 'better-sqlite3', 'fastify', 'react', '@mantine/core']));
    expect(sbom.components.filter(({ licenses }) => JSON.stringify(licenses).includes('unknown'))).toEqual([]);
  });

  it('starts on an empty home without any network, and answers a confidential question', () => {
    const intruded = join(home, 'intruded');
    writeFileSync(join(home, 'intruder.cjs'), `require('node:fs').writeFileSync(${JSON.stringify(intruded)}, '')`);
    const drive = join(import.meta.dirname, 'drive-packaged.ts');
    const env = { PATH: process.env['PATH'] ?? '', ...machine.env, GATEHOUSE_HOME: home, GATEHOUSE_PORT: '0', GATEHOUSE_STARTER: 'smollm2:135m', XDG_CACHE_HOME: process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache') };
    const run = spawnSync('unshare', ['-rn', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh', process.execPath, drive, UNPACKED, home], { env, timeout: 200_000 });
    expect([run.status, String(run.stderr)]).toEqual([0, '']);
    expect(JSON.parse(String(run.stdout))).toEqual({
      interfaces: ['lo'], status: 200, class: 'confidential', provider: 'local', text: 'The capital of France is Paris.', pdf: ['confidential', null], ollama: 'packaged', confinement: 'namespace', bridge: 'object', inspector: false, compiledAnew: false,
    });
    expect(existsSync(intruded)).toBe(false);
    expect(processesOf(home)).toEqual([]);
  }, 240_000);
});

function readName(ending: string): string {
  const found = execFileSync('ls', [join(ROOT, 'release')]).toString().split('\n').find((name) => name.startsWith('gatehouse-') && !name.includes('server') && name.endsWith(ending));
  if (!found) throw new Error(`no ${ending} in release/`);
  return found;
}
