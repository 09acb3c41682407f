import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it, vi } from 'vitest';
import { temporaryFolder } from '../support/temporary-store.ts';
import { typed } from '../support/typed.ts';

const LIB = resolve(import.meta.dirname, '../../scripts/lib');

/** The arguments of a Node that runs this with the set-up's own code. */
const script = (file: string, names: string, body: string): string[] => ['--input-type=module', '-e', `import { ${names} } from ${JSON.stringify(join(LIB, file))}; ${body}`];

it('does not wait for a set-up that was killed, though its number is by now that of another process', async () => {
  const folder = temporaryFolder();
  const directory = join(folder, '.set-up');
  const enter = script('lock.mjs', 'exclusively', `await exclusively(${JSON.stringify(folder)}, async () => console.log('entered'))`);
  const stay = (): ReturnType<typeof typed> => typed(process.execPath, script('lock.mjs', 'exclusively', `await exclusively(${JSON.stringify(folder)}, () => new Promise((done) => { console.log('mine'); setTimeout(done, 60_000); }))`), {});
  const killed = stay();
  await expect.poll(killed.text).toBe('mine\n');
  killed.child.kill('SIGKILL');
  await killed.ended;
  const note = join(directory, 'pid');
  writeFileSync(note, readFileSync(note, 'utf8').replace(String(killed.child.pid), String(process.pid)));
  expect(execFileSync(process.execPath, enter, { encoding: 'utf8', timeout: 10_000 })).toBe('entered\n');

  const first = stay();
  await expect.poll(first.text).toBe('mine\n');
  const second = typed(process.execPath, enter, {});
  await expect.poll(second.text).toBe(`  waiting for the set-up of process ${first.child.pid} …\n`);
  first.child.kill('SIGKILL');
  expect(await second.ended).toBe(0);
  expect(second.text()).toContain('entered');
});

it('needs no folder for temporary files, where others could also hold it up', () => {
  const enter = script('lock.mjs', 'exclusively', `await exclusively(${JSON.stringify(temporaryFolder())}, async () => console.log('entered'))`);
  expect(execFileSync(process.execPath, enter, { encoding: 'utf8', timeout: 10_000, env: { TMPDIR: '/nonexistent' } })).toBe('entered\n');
});

it('ends soon where it is asked to, though npm goes on to the end of what it fetches', async () => {
  const folder = temporaryFolder();
  const fetching = join(folder, 'npm.js');
  writeFileSync(fetching, "process.on('SIGTERM', () => {}); process.on('SIGINT', () => {}); require('node:fs').writeFileSync(__filename + '.pid', String(process.pid)); setTimeout(() => {}, 30_000);");
  const { child, ended } = typed(process.execPath, script('process.mjs', 'npm', "await npm(process.execPath, ['ci'], { quiet: true })"), { npm_execpath: fetching });
  const pid = await vi.waitFor(() => readFileSync(`${fetching}.pid`, 'utf8') || Promise.reject(new Error('it has not begun')), 10_000);
  const asked = performance.now();
  process.kill(-child.pid!, 'SIGINT');
  expect(await ended).toBe(130);
  expect(performance.now() - asked).toBeLessThan(15_000);
  expect(existsSync(`/proc/${pid}`)).toBe(false);
}, 60_000);

it('clears away what runs that were killed had half made, and nothing of a run that goes on', () => {
  const folder = temporaryFolder();
  const target = join(folder, 'node-24');
  const gone = Number(execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }));
  for (const name of [`node-24.partial-${gone}`, `node-24.partial-${process.pid}`, 'node-24', `node-22.partial-${gone}`]) mkdirSync(join(folder, name, 'inside'), { recursive: true });
  const staging = execFileSync(process.execPath, script('staging.mjs', 'stagingFor', `process.stdout.write(stagingFor(${JSON.stringify(target)}) + ' ' + process.pid)`), { encoding: 'utf8' }).split(' ');
  expect(staging[0]).toBe(`${target}.partial-${staging[1]}`);
  expect(readdirSync(folder).sort()).toEqual([`node-22.partial-${gone}`, 'node-24', `node-24.partial-${process.pid}`]);
});
