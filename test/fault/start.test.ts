import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { processesOf, until } from '../../gateway/local/testing/real.ts';
import { prepare } from '../support/gateway.ts';
import { needs } from '../support/needs.ts';
import { typed } from '../support/typed.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const IDLE = join(ROOT, 'test/support/idle-ollama.mjs');

function folder(): { home: string; env: Record<string, string> } {
  const home = mkdtempSync(join(tmpdir(), 'gh-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const idle = join(home, 'idle-ollama');
  writeFileSync(idle, `#!/bin/sh\nexec '${process.execPath}' '${IDLE}' "$@"\n`, { mode: 0o700 });
  return { home, env: { GATEHOUSE_OLLAMA: idle, GATEHOUSE_STARTER: 'none' } };
}

beforeAll(() => prepare());

describe('npm start', () => {
  it.each([[['--prot', '4142'], "Unknown option '--prot'"], [['--port'], "'--port <value>' argument missing"], [['now'], 'Unexpected argument']])('says what is wrong with %j at once, without a stack', async (args, said) => {
    const { text, ended } = typed(process.execPath, [join(ROOT, 'scripts/start.mjs'), ...args], {});
    expect(await ended).toBe(1);
    expect(text()).toContain(said);
    expect(text()).toContain('Usage: npm start -- [--headless] [--port N] [--home DIR]');
    expect(text()).not.toMatch(/\n\s+at |already there/);
  });

  it('--help sets nothing up', async () => {
    const { text, ended } = typed(process.execPath, [join(ROOT, 'scripts/start.mjs'), '--help'], {});
    expect(await ended).toBe(0);
    expect(text()).toBe('Usage: npm start -- [--headless] [--port N] [--home DIR]\n');
  });
});

describe('the appliance itself, as the server package starts it', () => {
  it.each([
    [['--port', ''], '--port is ""; it must be a number from 0 to 65535.'],
    [['--port', '80x'], '--port is "80x"; it must be a number from 0 to 65535.'],
    [['--port', '-1'], "Option '--port' argument is ambiguous"],
    [['--prot', '1'], "Unknown option '--prot'"],
    [['--home', ''], '--home names no folder.'],
  ])('says what is wrong with %j, without a stack', async (args, said) => {
    // Where it is wrong to start at all, it ends by itself.
    const { home, env } = folder();
    const { text, ended, child } = typed(process.execPath, [join(ROOT, 'dist/gateway/main.js'), '--headless', ...(args[0] === '--home' ? [] : ['--home', home]), ...args], { ...env, GATEHOUSE_HOME: home });
    const late = setTimeout(() => child.kill('SIGKILL'), 5_000);
    expect(await ended).toBe(1);
    clearTimeout(late);
    expect(text()).toContain(said);
    expect(text()).not.toMatch(/\n\s+at |is open at/);
  });
});

describe('the recovery key', () => {
  it('is made only by a start that shows it: one whose port was held made it and told nobody', async () => {
    const { home, env } = folder();
    const holder = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void holder.close());
    await once(holder, 'listening');
    const start = (port: number): ReturnType<typeof typed> => typed(process.execPath, [join(ROOT, 'dist/gateway/main.js'), '--headless', '--port', String(port), '--home', home], env);
    const first = start((holder.address() as AddressInfo).port);
    expect(await first.ended).toBe(1);
    expect(first.text()).toContain('is held by another program.');
    expect(first.text()).not.toContain('Recovery key');

    const started = async (): Promise<string> => {
      const { child, text, ended } = start(0);
      await until('it is ready', () => text().includes('Ready.'), 30_000);
      child.kill('SIGTERM');
      await ended;
      return text();
    };
    expect(await started()).toMatch(/Recovery key, shown only now; print it .*\n {2}([0-9A-Z]{5}-){7}[0-9A-Z]{5}\nFirst virtual key/);
    expect(await started()).not.toContain('Recovery key');
  });

  it('in a file that is not there is said, with what to do', async () => {
    const { home, env } = folder();
    const { text, ended } = typed(process.execPath, [join(ROOT, 'dist/gateway/main.js'), '--headless', '--port', '0', '--home', home], { ...env, GATEHOUSE_RECOVERY_KEY_FILE: join(home, 'absent') });
    expect(await ended).toBe(1);
    expect(text()).toBe(`The file ${join(home, 'absent')} with the recovery key cannot be read (ENOENT).\nCorrect GATEHOUSE_RECOVERY_KEY_FILE, or leave it out where the key file is there.\n`);
  });
});

needs('linux')('a data folder that cannot be made, below one that takes no entries', () => {
  it('is said: mkdir alone would try for ever, deaf to Ctrl-C', async () => {
    const { text, ended, child } = typed(process.execPath, [join(ROOT, 'dist/gateway/main.js'), '--headless', '--port', '0', '--home', '/proc/gatehouse/home'], {});
    const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
    expect(await ended).toBe(1);
    clearTimeout(late);
    expect(text()).toBe('The data folder /proc/gatehouse/home cannot be used (ENOENT).\nChoose a folder that belongs to you with --home or GATEHOUSE_HOME.\n');
  });
});

needs('linux', 'root')('a disk', () => {
  const onDisk = (size: string): { home: string; env: Record<string, string>; disk: string } => {
    const { home, env } = folder();
    const disk = join(home, 'disk');
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=700`, 'tmpfs', disk]);
    onTestFinished(() => void execFileSync('umount', ['--lazy', disk]));
    return { home: join(disk, 'home'), env, disk };
  };
  const gateway = (file: string, args: string[], env: Record<string, string>): ReturnType<typeof typed> => typed(process.execPath, [join(ROOT, 'dist/gateway', file), ...args], env);

  it('that is too small for a first start is said, with what to do', async () => {
    const { home, env } = onDisk('300k');
    const { text, ended } = gateway('main.js', ['--headless', '--port', '0', '--home', home], env);
    expect(await ended).toBe(1);
    expect(text()).toMatch(/^The database .* cannot grow: the disk is full\.\nFree some space on that disk: .* one that did not start wants to be started again\.\n$/);
  });

  it('that cannot be written is said by the doctor', async () => {
    const { home, env, disk } = onDisk('8m');
    mkdirSync(home, { mode: 0o700 });
    const doctor = async (): Promise<string> => {
      const { text, ended } = gateway('cli.js', ['doctor', '--home', home], env);
      await ended;
      return text();
    };
    expect(await doctor()).toContain('ok       Permissions:');
    execFileSync('mount', ['-o', 'remount,ro', disk]);
    expect(await doctor()).toMatch(/FAILED {3}Permissions: .*home cannot be written \(EROFS\)\.\n +→ It must belong to the user who runs Gatehouse/);
  });
});

needs('linux')('npm start, the second time', () => {
  it.each([['SIGINT', true], ['SIGTERM', false]] as const)('says of each step that it is already there, opens the door, and leaves nothing behind after %s', async (signal, wholeGroup) => {
    const { home, env } = folder();
    const { child, text, ended } = typed('npm', ['start', '--', '--headless', '--port', '0', '--home', home], env);
    onTestFinished(() => void (child.exitCode === null && child.signalCode === null && process.kill(-child.pid!, 'SIGKILL')));
    // The last line of what it says when it is ready.
    await until('it is ready', () => text().includes('But no local model is installed'), 30_000);
    expect(text()).toMatch(/✓ Dependencies {2}already there\n✓ Build {2}already there\n/);
    expect(text()).toMatch(/base_url +http:\/\/127\.0\.0\.1:\d+\/v1\n.*admin link.*\n.*curl /);
    const { pid } = JSON.parse(readFileSync(join(home, 'instance.json'), 'utf8')) as { pid: number };
    // Ctrl-C reaches all of the terminal's group; `kill` the first process alone.
    process.kill(wholeGroup ? -child.pid! : child.pid!, signal);
    await ended;
    await until('the gateway has ended', () => !existsSync(`/proc/${pid}`), 10_000);
    expect(text()).toContain('Stopped.');
    expect(processesOf(home)).toEqual([]);
  });

  it('says that the gateway was ended by force, which cannot say it itself, and names the Ollama that ran', async () => {
    const { home, env } = folder();
    const { child, text, ended } = typed('npm', ['start', '--', '--headless', '--port', '0', '--home', home], env);
    onTestFinished(() => void (child.exitCode === null && child.signalCode === null && process.kill(-child.pid!, 'SIGKILL')));
    await until('it is ready', () => text().includes('But no local model is installed'), 30_000);
    const command = (line: string): string => execFileSync(process.execPath, [join(ROOT, 'dist/gateway/cli.js'), line, '--home', home], { encoding: 'utf8' });
    expect(command('status')).toMatch(/^Ollama +\d\S* \(GATEHOUSE_OLLAMA\), /m);
    expect(command('doctor')).toMatch(/Bundled Ollama: Ollama \d\S*, GATEHOUSE_OLLAMA \(/);
    process.kill((JSON.parse(readFileSync(join(home, 'instance.json'), 'utf8')) as { pid: number }).pid, 'SIGKILL');
    expect(await ended).toBe(137);
    expect(text()).toContain('Gatehouse was ended by force: by somebody, or by the system for want of memory.');
    expect(processesOf(home)).toEqual([]);
  });
});

needs('linux', 'root', 'namespaces')('a port that the system keeps for itself', () => {
  it('is said, with a way out', async () => {
    const { home, env } = folder();
    // In a network namespace of its own, where no setting of this machine opens low ports to everybody.
    const start = `ip link set lo up && exec setpriv --bounding-set -net_bind_service --inh-caps -net_bind_service '${process.execPath}' '${join(ROOT, 'dist/gateway/main.js')}' --headless --port 81 --home '${home}'`;
    const { text, ended } = typed('unshare', ['--net', 'sh', '-c', start], { ...env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` });
    expect(await ended).toBe(1);
    expect(text()).toContain('This user may not open port 81');
    expect(text()).toMatch(/--port \d+/);
    expect(text()).not.toMatch(/\n\s+at /);
  });
});
