import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { temporaryFolder, temporaryStore } from '../../test/support/temporary-store.ts';
import { loadConfig } from '../config/config.ts';
import { createKeyFile } from '../store/key-file.ts';
import { MIGRATIONS } from '../store/migrations.ts';
import { openStore } from '../store/open.ts';
import { examineStopped } from './doctor-stopped.ts';

const NEWEST = MIGRATIONS.at(-1)!.version;

/** The data folder of an appliance that was ended in order. */
function ended(): { home: string; path: string; keyFile: string } {
  const { folder, store, keyFile } = temporaryStore();
  store.close();
  return { home: join(folder, 'home'), path: store.path, keyFile };
}

async function said({ home, keyFile }: { home: string; keyFile: string }, more: Record<string, string> = {}): Promise<Record<string, string>> {
  const checks = await examineStopped(loadConfig({ GATEHOUSE_HOME: home, GATEHOUSE_MASTER_KEY_FILE: keyFile, ...more }, {}), '', () => Promise.resolve(true));
  return Object.fromEntries(checks.map(({ id, state, message, hint }) => [id, [state, message, hint].filter(Boolean).join(' | ')]));
}

it('reads every page of a database that nobody has open, and leaves nothing behind', async () => {
  const at = ended();
  const before = readdirSync(at.home);
  const bytes = readFileSync(at.path);
  expect(await said(at)).toMatchObject({ database: `ok | ${at.path}, ${(bytes.length / 1024 ** 2).toFixed(1)} MiB, every page is sound.`, 'key-file': `ok | ${at.keyFile} opens the database.` });
  expect(readdirSync(at.home)).toEqual(before);
  expect(readFileSync(at.path).equals(bytes)).toBe(true);
});

it('reads what a killed process left in the log', async () => {
  const { folder, store, keyFile } = temporaryStore();
  store.db.pragma('user_version = 999');
  expect(statSync(`${store.path}-wal`).size).toBeGreaterThan(0);
  expect((await said({ home: join(folder, 'home'), keyFile })).database).toMatch(/^failed \| .*written by a newer Gatehouse \(schema 999; this one knows up to \d+\)\. \| Update Gatehouse/);
});

it('says what the start would say: damaged, foreign, locked, no database at all', async () => {
  const damaged = ended();
  const file = openSync(damaged.path, 'r+');
  writeSync(file, Buffer.alloc(3 * 4096, 0xff), 0, undefined, 5 * 4096);
  closeSync(file);
  expect((await said(damaged)).database).toMatch(/^failed \| The database .* is damaged\. \| Stop Gatehouse, move gatehouse\.db and/);

  const foreign = { home: temporaryFolder(), keyFile: '/nowhere' };
  const other = new Database(join(foreign.home, 'gatehouse.db'));
  other.exec('CREATE TABLE addresses (name TEXT)');
  other.close();
  expect((await said(foreign)).database).toMatch(/^failed \| .* is a database, but not one of Gatehouse's\. \| Choose another data folder/);
  writeFileSync(join(foreign.home, 'gatehouse.db'), 'no database, but longer than a header of one would be: '.repeat(20));
  expect((await said(foreign)).database).toMatch(/^failed \| The database .* is damaged\./);
  rmSync(join(foreign.home, 'gatehouse.db'));
  mkdirSync(join(foreign.home, 'gatehouse.db'));
  expect((await said(foreign)).database).toMatch(/^failed \| /);

  const held = ended();
  // Of another process: SQLite's locks do not count within one.
  const holder = spawn(process.execPath, ['-e', `const db = new (require('node:sqlite').DatabaseSync)(process.argv[1]); db.exec('PRAGMA locking_mode = EXCLUSIVE; CREATE TABLE mine (n)'); console.log('held'); process.stdin.resume()`, held.path]);
  await once(holder.stdout, 'data');
  expect((await said(held)).database).toMatch(/^failed \| The database .* is locked by another process\. \| Is another Gatehouse/);
  holder.kill('SIGKILL');
  await once(holder, 'close');
});

it('says that the next start brings an older schema to the newest', async () => {
  const home = join(temporaryFolder(), 'home');
  openStore({ path: join(home, 'gatehouse.db'), migrations: MIGRATIONS.slice(0, -1) }).close();
  expect((await said({ home, keyFile: '/nowhere' })).database).toContain(`every page is sound. The next start brings it from schema ${NEWEST - 1} to ${NEWEST}, and makes a copy before.`);
});

it('says where the key file is missing or another one, and is content where the recovery key will open the data', async () => {
  const at = ended();
  rmSync(at.keyFile);
  expect((await said(at))['key-file']).toBe(`failed | The master key file ${at.keyFile} is missing, and the database cannot be read without it. | Put the file back (GATEHOUSE_MASTER_KEY_FILE says where it lies), or start once with GATEHOUSE_RECOVERY_KEY_FILE.`);
  expect((await said(at, { GATEHOUSE_RECOVERY_KEY_FILE: '/media/usb/recovery' }))['key-file']).toMatch(/^ok \| The next start opens the data by the recovery key/);
  createKeyFile(at.keyFile);
  expect((await said(at))['key-file']).toMatch(/^failed \| The master key file .* does not belong to the database/);
});

it('asks for no key file where the desktop application opens the data', async () => {
  const { folder, store, keyFile } = temporaryStore();
  store.db.prepare("UPDATE wrapped_keys SET way = 'keychain' WHERE way = 'key-file'").run();
  store.close();
  expect((await said({ home: join(folder, 'home'), keyFile }))['key-file']).toBe('ok | The desktop application opens the data, by the keychain of this computer; there is no key file.');
});
