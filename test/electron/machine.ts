import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a desktop session is to a program: a screen, a session bus with or without a keyring, and folders of its own. */
export interface Machine {
  env: Record<string, string>;
  folder: string;
  /** Ends the keyring's daemon: what it held unlocked is locked for the next one. */
  endKeyring(): Promise<void>;
  /** Starts it again, on the same files. `locked`: whoever wants a secret has to have it unlocked. */
  startKeyring(how: 'unlocked' | 'locked'): Promise<void>;
  stop(): Promise<void>;
}

export const KEYRING_PASSWORD = 'of the keyring';

/** `keyring`: a real gnome-keyring, unlocked; `none`: no session bus at all. */
export async function startMachine(secrets: 'keyring' | 'none'): Promise<Machine> {
  const folder = mkdtempSync(join(tmpdir(), 'ghd-'));
  const children: ChildProcess[] = [];
  const end = async (child: ChildProcess): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  const env: Record<string, string> = { HOME: join(folder, 'home'), XDG_RUNTIME_DIR: join(folder, 'run'), LANG: 'C.UTF-8', DBUS_SESSION_BUS_ADDRESS: 'disabled:' };
  for (const dir of [env['HOME'], env['XDG_RUNTIME_DIR']]) mkdirSync(dir!, { recursive: true, mode: 0o700 });

  // A test runner that is killed tells nobody: the kernel then ends the screen, and with it the application.
  const screen = spawn('setpriv', ['--pdeathsig', 'KILL', '--', 'Xvfb', '-displayfd', '3', '-screen', '0', '1400x1000x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  children.push(screen);
  env['DISPLAY'] = `:${await firstLine(screen, screen.stdio[3] as NodeJS.ReadableStream)}`;

  const owned = (name: string): boolean =>
    execFileSync('dbus-send', ['--session', '--print-reply', '--dest=org.freedesktop.DBus', '/', 'org.freedesktop.DBus.NameHasOwner', `string:${name}`], { env: { ...env, PATH: process.env['PATH'] } }).includes('true');
  let keyring: ChildProcess | undefined;
  const machine: Machine = {
    env,
    folder,
    async endKeyring() {
      if (keyring) await end(keyring);
      await until(() => !owned('org.freedesktop.secrets'));
    },
    async startKeyring(how) {
      const args = ['--foreground', '--components=secrets', ...(how === 'unlocked' ? ['--unlock'] : [])];
      keyring = spawn('gnome-keyring-daemon', args, { env: { PATH: process.env['PATH'] ?? '', ...env }, stdio: ['pipe', 'ignore', 'ignore'] });
      children.push(keyring);
      keyring.stdin!.end(how === 'unlocked' ? KEYRING_PASSWORD : '');
      await until(() => owned('org.freedesktop.secrets'));
    },
    async stop() {
      for (const child of children.toReversed()) await end(child);
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  if (secrets === 'keyring') {
    const bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address=1', `--address=unix:path=${join(folder, 'bus')}`], { env: { PATH: process.env['PATH'] ?? '', ...env }, stdio: ['ignore', 'pipe', 'ignore'] });
    children.push(bus);
    env['DBUS_SESSION_BUS_ADDRESS'] = await firstLine(bus, bus.stdout);
    await machine.startKeyring('unlocked');
  }
  return machine;
}

async function until(reached: () => boolean): Promise<void> {
  for (const end = Date.now() + 10_000; !reached(); ) {
    if (Date.now() > end) throw new Error('the session bus did not get there within 10 s');
    await new Promise((next) => setTimeout(next, 50));
  }
}

function firstLine(child: ChildProcess, stream: NodeJS.ReadableStream): Promise<string> {
  return new Promise((done, fail) => {
    let text = '';
    setTimeout(() => fail(new Error(`${child.spawnfile} said nothing within 10 s`)), 10_000).unref();
    stream.on('data', (data: Buffer) => {
      text += String(data);
      if (text.includes('\n')) done(text.slice(0, text.indexOf('\n')));
    });
    child.once('error', fail);
    child.once('exit', (code) => fail(new Error(`${child.spawnfile} ended (${code}): ${text}`)));
  });
}
