import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { runCli } from '../support/gateway.ts';
import { needs } from '../support/needs.ts';
import { type Desktop, endDesktop, processesOf, startDesktop } from './desktop.ts';
import { KEYRING_PASSWORD, type Machine, startMachine } from './machine.ts';

const PASSPHRASE = 'seven lamps over water';

needs('linux', 'electron')('what opens the data', () => {
  let machine: Machine | undefined;
  let desktop: Desktop | undefined;
  afterEach(async () => {
    await endDesktop(desktop, machine);
    machine = desktop = undefined;
  });

  async function again(one: Desktop, on: Machine): Promise<Desktop> {
    await one.quit();
    expect(processesOf(one.home)).toEqual([]);
    desktop = await startDesktop({ machine: on, home: one.home });
    return desktop;
  }
  async function type(one: Desktop, fields: Record<string, string>): Promise<void> {
    for (const [name, value] of Object.entries(fields)) await one.window.fill(`input[name=${name}]`, value);
    await one.window.click('button.main');
  }
  async function recoveryKey(home: string): Promise<string> {
    const { stdout } = await runCli(['admin', 'recovery-key', '--json'], { ...process.env, GATEHOUSE_HOME: home });
    return (JSON.parse(stdout) as { recoveryKey: string }).recoveryKey;
  }

  it('refuses to leave the key readable where there is no keyring, and takes a passphrase', async () => {
    machine = await startMachine('none');
    desktop = await startDesktop({ machine });
    await desktop.stage('choose-passphrase');
    expect(await desktop.window.innerText('.reason')).toContain('no keychain that protects secrets');
    expect((await desktop.trayItem('state')).label).toBe('Waiting to be opened');
    // Nobody gets in before: no port is open, no key lies on the disk.
    expect(readdirSync(desktop.home).filter((name) => /config|key/.test(name))).toEqual([]);
    expect(readdirSync(join(desktop.home, 'desktop')).filter((name) => name.startsWith('keychain'))).toEqual([]);
    await type(desktop, { passphrase: 'short', again: 'short' });
    expect(await desktop.window.innerText('.wrong')).toBe('A passphrase has at least 12 letters.');
    await type(desktop, { passphrase: PASSPHRASE, again: 'seven lamps under water' });
    expect(await desktop.window.innerText('.wrong')).toBe('The two passphrases are not the same.');
    await type(desktop, { passphrase: PASSPHRASE, again: PASSPHRASE });
    await desktop.opened();
    const recovery = await recoveryKey(desktop.home);

    desktop = await again(desktop, machine);
    await desktop.stage('passphrase');
    for (const guess of ['a wrong one, long', 'another wrong one']) {
      await type(desktop, { passphrase: guess });
      await expect.poll(() => desktop!.window.innerText('.wrong')).toContain('does not open the data');
      await expect.poll(() => desktop!.window.isEnabled('button.main')).toBe(true);
    }
    await type(desktop, { passphrase: PASSPHRASE });
    const origin = await desktop.opened();

    // A gateway that crashed is not a reason to ask again.
    const pid = desktop.gatewayPid();
    process.kill(pid, 'SIGKILL');
    await expect.poll(async () => (await desktop!.banner()).innerText('#text'), { timeout: 15_000 }).toContain('was started again');
    await desktop.window.waitForURL((url) => url.origin !== origin && url.pathname.startsWith('/ui/'));

    // Forgotten: the recovery key opens, and a new passphrase takes the old one's place.
    desktop = await again(desktop, machine);
    await desktop.stage('passphrase');
    await desktop.window.click('button.other');
    await desktop.stage('recovery');
    await type(desktop, { recovery: recovery.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')), new: 'eight bells at night', again: 'eight bells at night' });
    await expect.poll(() => desktop!.window.innerText('.wrong')).toContain('does not open this database');
    await type(desktop, { recovery: recovery.toLowerCase().replaceAll('-', ' '), new: 'eight bells at night', again: 'eight bells at night' });
    await desktop.opened();
    desktop = await again(desktop, machine);
    await desktop.stage('passphrase');
    await type(desktop, { passphrase: PASSPHRASE });
    await expect.poll(() => desktop!.window.innerText('.wrong')).toContain('does not open the data');
    await type(desktop, { passphrase: 'eight bells at night' });
    await desktop.opened();
  }, 120_000);

  it('waits for a locked keyring until the person has unlocked it', async () => {
    machine = await startMachine('keyring');
    desktop = await startDesktop({ machine });
    await desktop.opened();
    await desktop.quit();
    await machine.endKeyring();
    await machine.startKeyring('locked');
    desktop = await startDesktop({ machine, home: desktop.home });
    await desktop.stage('keychain');
    expect(await desktop.window.innerText('main')).toContain('Waiting for the keychain');
    await desktop.window.waitForTimeout(1500);
    expect(await desktop.window.getAttribute('main', 'data-stage')).toBe('keychain');
    // The system's own question, answered as a person does.
    const env = { ...process.env, ...machine.env };
    const xdotool = (...args: string[]): void => void spawnSync('xdotool', args, { env, timeout: 5_000 });
    await expect.poll(async () => {
      // The question may not have the keyboard yet: then what is typed goes nowhere, and is typed again.
      xdotool('search', '--name', 'Unlock', 'windowfocus');
      xdotool('key', 'ctrl+a');
      xdotool('type', '--delay', '20', KEYRING_PASSWORD);
      xdotool('key', 'Return');
      await desktop!.window.waitForTimeout(1_500);
      return desktop!.window.url();
    }, { timeout: 30_000 }).toContain('/ui/');
    await desktop.opened();
  });

  it('survives the loss of the entry in the keyring with the recovery key', async () => {
    machine = await startMachine('keyring');
    desktop = await startDesktop({ machine });
    await desktop.opened();
    const recovery = await recoveryKey(desktop.home);
    const before = readFileSync(join(desktop.home, 'desktop', 'keychain.bin'));
    await desktop.quit();
    await machine.endKeyring();
    rmSync(join(machine.env['HOME']!, '.local', 'share', 'keyrings'), { recursive: true });
    await machine.startKeyring('unlocked');
    desktop = await startDesktop({ machine, home: desktop.home });
    await desktop.stage('recovery');
    expect(await desktop.window.innerText('.reason')).toMatch(/did not give out the key|not in the keychain/);
    await type(desktop, { recovery });
    await desktop.opened();
    expect(readFileSync(join(desktop.home, 'desktop', 'keychain.bin')).equals(before)).toBe(false);
    // From now on by itself again.
    desktop = await again(desktop, machine);
    await desktop.opened();
  });
});
