import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { filesHolding, temporaryFolder, temporaryStore } from '../../test/support/temporary-store.ts';
import { openStore } from './open.ts';
import { openVault, type Unlock, unlockVault } from './vault.ts';

describe('the vault', () => {
  it('opens what it sealed after a restart, and hashes alike', () => {
    const { store, vault, keyFile } = temporaryStore();
    const sealed = vault.seal('a provider key', 'credential mock@');
    const hash = vault.keyedHash('sk-gh-x');
    const again = openVault(store, { keyFile });
    expect(again.open(sealed, 'credential mock@')).toBe('a provider key');
    expect(again.keyedHash('sk-gh-x')).toBe(hash);
    expect(again.keyedHash('sk-gh-y')).not.toBe(hash);
    // Keyed: a stolen database does not tell whether a guessed key is right.
    expect(temporaryStore().vault.keyedHash('sk-gh-x')).not.toBe(hash);
    expect(vault.seal('a provider key', 'credential mock@').equals(sealed)).toBe(false);
  });

  it('refuses bytes that were changed or moved to another place', () => {
    const { vault } = temporaryStore();
    const sealed = vault.seal('secret', 'credential a@');
    expect(() => vault.open(sealed, 'credential b@')).toThrow('was changed or belongs elsewhere');
    for (const at of [0, 12, sealed.length - 1]) {
      const changed = Buffer.from(sealed);
      changed[at]! ^= 1;
      expect(() => vault.open(changed, 'credential a@')).toThrow('was changed');
    }
    expect(() => vault.open(sealed.subarray(0, 5), 'credential a@')).toThrow('was changed');
  });

  it('keeps the data key, the key file and the recovery key out of the database', () => {
    const { folder, store, keyFile, recoveryKey, vault } = temporaryStore();
    store.scrub();
    const home = join(folder, 'home');
    expect(statSync(keyFile).mode & 0o777).toBe(0o600);
    expect(filesHolding(home, readFileSync(keyFile, 'utf8').trim())).toEqual([]);
    expect(filesHolding(home, recoveryKey!)).toEqual([]);
    expect(filesHolding(home, recoveryKey!.replaceAll('-', ''))).toEqual([]);
    expect(vault.hasRecoveryKey()).toBe(true);
    expect(store.db.prepare('SELECT way FROM wrapped_keys ORDER BY way').pluck().all()).toEqual(['key-file', 'recovery']);
  });

  it('says that the key file is the wrong one, missing, no key file or readable by others', () => {
    const { folder, store, keyFile } = temporaryStore();
    const other = temporaryStore(temporaryFolder());
    expect(() => openVault(store, { keyFile: other.keyFile })).toThrow(`The master key file ${other.keyFile} does not belong to the database`);
    expect(() => openVault(store, { keyFile: join(folder, 'none') })).toThrow('is missing, and the database cannot be read without it');
    const letter = join(folder, 'letter');
    writeFileSync(letter, 'hello', { mode: 0o600 });
    expect(() => openVault(store, { keyFile: letter })).toThrow('is not a master key file');
    for (const mode of [0o640, 0o604, 0o620]) {
      chmodSync(keyFile, mode);
      expect(() => openVault(store, { keyFile })).toThrow('can be read by other users');
    }
    chmodSync(keyFile, 0o600);
    openVault(store, { keyFile });
  });

  it('opens by the recovery key when the key file is lost, and writes a new key file', () => {
    const { store, vault, keyFile, recoveryKey } = temporaryStore();
    const sealed = vault.seal('kept', 'x');
    rmSync(keyFile);
    expect(() => openVault(store, { keyFile, recoveryKey: recoveryKey!.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')) })).toThrow('does not open this database');
    expect(() => openVault(store, { keyFile, recoveryKey: 'ABC' })).toThrow('not a recovery key');
    const typed = recoveryKey!.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l');
    expect(openVault(store, { keyFile, recoveryKey: typed }).open(sealed, 'x')).toBe('kept');
    expect(openVault(store, { keyFile }).open(sealed, 'x')).toBe('kept');
  });

  it('forgets the old recovery key when a new one is made', () => {
    const { store, vault, keyFile, recoveryKey } = temporaryStore();
    const sealed = vault.seal('kept', 'x');
    const renewed = vault.renewRecoveryKey();
    expect(() => openVault(store, { keyFile, recoveryKey: recoveryKey! })).toThrow('does not open this database');
    expect(openVault(store, { keyFile, recoveryKey: renewed }).open(sealed, 'x')).toBe('kept');
  });

  it('uses one key file for several databases without one opening the other', () => {
    const a = temporaryStore();
    const store = openStore({ path: join(a.folder, 'second', 'gatehouse.db') });
    const vault = openVault(store, { keyFile: a.keyFile });
    expect(() => vault.open(a.vault.seal('of a', 'x'), 'x')).toThrow('was changed or belongs elsewhere');
    store.close();
    renameSync(a.keyFile, `${a.keyFile}.away`);
    const reopened = openStore({ path: join(a.folder, 'second', 'gatehouse.db') });
    expect(() => openVault(reopened, { keyFile: a.keyFile })).toThrow('is missing');
    reopened.close();
  });

  it('is opened by keychain, passphrase or recovery key, asks until it is, and keeps what was added', async () => {
    const folder = temporaryFolder();
    const store = openStore({ path: join(folder, 'home', 'gatehouse.db') });
    onTestFinished(() => store.close());
    const keyFile = join(folder, 'never.key');
    const asked: unknown[] = [];
    const open = (...answers: Unlock[]) => unlockVault(store, { keyFile, ask: async (ways, failed) => {
      asked.push([ways.toSorted(), failed?.message]);
      return answers.shift()!;
    } });
    const secret = randomBytes(32);
    const sealed = (await open({ by: { way: 'passphrase', passphrase: 'too short' } }, { by: { way: 'keychain', secret } })).seal('kept', 'x');
    const vault = await open({ by: { way: 'keychain', secret: randomBytes(32) } }, { by: { way: 'passphrase', passphrase: 'no such way in' } }, { by: { way: 'keychain', secret } });
    expect(vault.open(sealed, 'x')).toBe('kept');
    expect(asked).toEqual([
      [[], undefined],
      [[], 'A passphrase has at least 12 letters.'],
      [['keychain'], undefined],
      [['keychain'], 'The entry in the keychain does not belong to this database.'],
      [['keychain'], 'This passphrase does not open the database.'],
    ]);
    const recoveryKey = vault.renewRecoveryKey();
    await open({ by: { way: 'recovery', recoveryKey }, add: { way: 'passphrase', passphrase: 'Zürich im Nebel' } });
    // However the keyboard composes its letters.
    const byPassphrase = await open({ by: { way: 'passphrase', passphrase: 'Zu\u0308rich im Nebel' } });
    expect(byPassphrase.open(sealed, 'x')).toBe('kept');
    expect(byPassphrase.ways().toSorted()).toEqual(['keychain', 'passphrase', 'recovery']);
    // Without the desktop application nothing is made anew over it: that would be a second key, and the data lost.
    expect(() => openVault(store, { keyFile })).toThrow('set up by the desktop application');
    expect(existsSync(keyFile)).toBe(false);
    expect(openVault(store, { keyFile, recoveryKey }).open(sealed, 'x')).toBe('kept');
    expect((await open()).open(sealed, 'x')).toBe('kept');
  });
});
