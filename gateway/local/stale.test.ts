import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { endStale, MARKER, writePidFile } from './stale.ts';

describe.skipIf(process.platform !== 'linux')('endStale (Linux)', () => {
  let dir: string;
  let file: string;
  const children: ChildProcess[] = [];

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'gatehouse-stale-'));
    file = join(dir, 'ollama.pid');
  });

  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    rmSync(dir, { recursive: true });
  });

  function start(command: string, args: string[], env: Record<string, string> = {}): ChildProcess {
    const child = spawn(command, args, { env: { PATH: '/usr/bin:/bin', ...env }, stdio: 'ignore' });
    children.push(child);
    return child;
  }
  const endOf = (child: ChildProcess): Promise<string | null> => new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)));

  it('ends the noted process', async () => {
    const ours = start('sleep', ['60']);
    await writePidFile(file, ours.pid!);
    const ended = endOf(ours);
    expect(await endStale(file, dir)).toBe(1);
    expect(await ended).toBe('SIGKILL');
    expect(existsSync(file)).toBe(false);
  });

  it('leaves a process alone that has the number but not the start time, or is from before a reboot', async () => {
    const somebodyElses = start('sleep', ['60']);
    await writePidFile(file, somebodyElses.pid!);
    const noted = JSON.parse(readFileSync(file, 'utf8')) as { startTime: string; bootId: string };
    for (const change of [{ startTime: String(Number(noted.startTime) - 1) }, { bootId: 'another-boot' }]) {
      writeFileSync(file, JSON.stringify({ ...noted, ...change }));
      expect(await endStale(file, dir)).toBe(0);
    }
    expect(somebodyElses.signalCode).toBeNull();
    expect(process.kill(somebodyElses.pid!, 0)).toBe(true);
  });

  it('ends an orphan that carries this home’s marker, and not one of another home', async () => {
    const orphan = start('sleep', ['60'], { [MARKER]: dir });
    const neighbour = start('sleep', ['60'], { [MARKER]: `${dir}-2` });
    const ended = endOf(orphan);
    expect(await endStale(file, dir)).toBe(1);
    expect(await ended).toBe('SIGKILL');
    expect(process.kill(neighbour.pid!, 0)).toBe(true);
  });

  it('a pid file that was cut short ends nothing', async () => {
    writeFileSync(file, '{"pid": 1');
    expect(await endStale(file, dir)).toBe(0);
  });
});
