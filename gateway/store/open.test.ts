import { closeSync, copyFileSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { GatehouseError } from '../core/errors.ts';
import { filesHolding, temporaryFolder } from '../../test/support/temporary-store.ts';
import { acquireInstance } from './instance.ts';
import { MIGRATIONS } from './migrations.ts';
import { openStore } from './open.ts';

function refused(work: () => unknown): GatehouseError {
  try {
    work();
  } catch (error) {
    if (error instanceof GatehouseError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

const NOW = MIGRATIONS.at(-1)!.version;
const twoSteps = [...MIGRATIONS, { version: NOW + 1, sql: 'CREATE TABLE later (n INTEGER) STRICT' }];

describe('opening the database', () => {
  it('makes folder and files for their owner only, in WAL mode with secure_delete', () => {
    const home = join(temporaryFolder(), 'a', 'home');
    const store = openStore({ path: join(home, 'gatehouse.db') });
    expect(statSync(home).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(home)) expect([name, statSync(join(home, name)).mode & 0o777]).toEqual([name, 0o600]);
    expect(readdirSync(home)).toContain('gatehouse.db-wal');
    expect(store.db.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(store.db.pragma('secure_delete', { simple: true })).toBe(1);
    expect(store.db.pragma('synchronous', { simple: true })).toBe(1);
    store.close();
    const full = openStore({ path: join(home, 'gatehouse.db'), durability: 'full' });
    expect(full.db.pragma('synchronous', { simple: true })).toBe(2);
    full.close();
  });

  it('migrates a database that holds something after copying it', () => {
    const path = join(temporaryFolder(), 'gatehouse.db');
    const first = openStore({ path });
    expect(first.backup).toBeUndefined();
    first.db.prepare("INSERT INTO aliases (name, deployments) VALUES ('fast', '[]')").run();
    // A reader that stays keeps what was written in the log only: the copy must hold it all the same.
    const reader = new Database(path, { readonly: true });
    reader.prepare('SELECT count(*) FROM aliases').get();
    first.close();
    const second = openStore({ path, migrations: twoSteps, now: () => 77 });
    expect(second.db.pragma('user_version', { simple: true })).toBe(NOW + 1);
    expect(second.db.prepare('SELECT name FROM aliases').pluck().all()).toEqual(['fast']);
    second.close();
    reader.close();
    expect(second.backup).toBe(`${path}.before-v${NOW + 1}-77`);
    expect(statSync(second.backup!).mode & 0o777).toBe(0o600);
    const copy = new Database(second.backup!, { readonly: true });
    expect(copy.pragma('user_version', { simple: true })).toBe(NOW);
    expect(copy.prepare('SELECT name FROM aliases').pluck().all()).toEqual(['fast']);
    copy.close();
    expect(openStore({ path, migrations: twoSteps }).backup).toBeUndefined();
  });

  it('keeps the false alarms of schema 9, which had no test cases', () => {
    const path = join(temporaryFolder(), 'gatehouse.db');
    const old = openStore({ path, migrations: MIGRATIONS.filter(({ version }) => version <= 9) });
    old.db.prepare("INSERT INTO allowed_findings VALUES ('ch-ahv', 'mark', 'trc_1', 'Anna', 7)").run();
    old.close();
    const store = openStore({ path });
    expect(store.db.prepare('SELECT * FROM false_alarms').all()).toEqual([{ recogniser: 'ch-ahv', mark: 'mark', trace: 'trc_1', reported_by: 'Anna', reported_at: 7, test_case: null }]);
    store.close();
  });

  it('leaves a database as it was when a step fails', () => {
    const path = join(temporaryFolder(), 'gatehouse.db');
    openStore({ path }).close();
    const broken = [...MIGRATIONS, { version: NOW + 1, sql: 'CREATE TABLE later (n INTEGER); CREATE TABLE aliases (n INTEGER)' }];
    expect(() => openStore({ path, migrations: broken })).toThrow('already exists');
    const again = openStore({ path });
    expect(again.db.pragma('user_version', { simple: true })).toBe(NOW);
    expect(again.db.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'later'").pluck().get()).toBe(0);
    again.close();
  });

  it('refuses a newer schema and a foreign database, and changes neither', () => {
    const folder = temporaryFolder();
    const path = join(folder, 'gatehouse.db');
    openStore({ path, migrations: twoSteps }).close();
    const before = readFileSync(path);
    expect(refused(() => openStore({ path }))).toMatchObject({ code: 'storage_unavailable', message: expect.stringContaining(`newer Gatehouse (schema ${NOW + 1}; this one knows up to ${NOW})`) });
    expect(readFileSync(path).equals(before)).toBe(true);

    const foreign = join(folder, 'foreign.db');
    const db = new Database(foreign);
    db.exec('CREATE TABLE theirs (n INTEGER)');
    db.close();
    expect(refused(() => openStore({ path: foreign })).message).toContain('not one of Gatehouse');
    const still = new Database(foreign);
    expect(still.prepare('SELECT name FROM sqlite_schema').pluck().all()).toEqual(['theirs']);
    still.close();
  });

  it('says that a database is damaged, in its head or in the middle', () => {
    const folder = temporaryFolder();
    const path = join(folder, 'gatehouse.db');
    const store = openStore({ path });
    const insert = store.db.prepare('INSERT INTO aliases (name, deployments) VALUES (?, ?)');
    store.transaction(() => {
      for (let n = 0; n < 2000; n++) insert.run(`alias ${n}`, 'x'.repeat(300));
    });
    store.close();
    const torn = join(folder, 'torn.db');
    copyFileSync(path, torn);
    const file = openSync(torn, 'r+');
    // A leaf of a table, far from everything that is read at the start anyway.
    writeSync(file, Buffer.alloc(4096, 0xff), 0, 4096, 100 * 4096);
    closeSync(file);
    expect(refused(() => openStore({ path: torn }))).toMatchObject({ code: 'storage_unavailable', message: `The database ${torn} is damaged.`, details: { hint: expect.stringContaining('backup') } });
    const noHead = join(folder, 'head.db');
    writeFileSync(noHead, 'this is a letter, not a database. '.repeat(200));
    expect(refused(() => openStore({ path: noHead })).message).toBe(`The database ${noHead} is damaged.`);
    expect(readFileSync(noHead, 'utf8').startsWith('this is a letter')).toBe(true);
  });

  it('says that a database is locked, at the start and later, within the busy timeout', () => {
    const path = join(temporaryFolder(), 'gatehouse.db');
    const store = openStore({ path });
    const other = new Database(path);
    other.exec('BEGIN IMMEDIATE');
    const started = performance.now();
    expect(refused(() => openStore({ path })).message).toBe(`The database ${path} is locked by another process.`);
    expect(refused(() => store.transaction(() => store.db.prepare("INSERT INTO aliases (name, deployments) VALUES ('a', '[]')").run())).code).toBe('storage_unavailable');
    expect(performance.now() - started).toBeLessThan(2000);
    other.exec('ROLLBACK');
    other.close();
    store.transaction(() => store.db.prepare("INSERT INTO aliases (name, deployments) VALUES ('a', '[]')").run());
    expect(store.db.prepare('SELECT count(*) FROM aliases').pluck().get()).toBe(1);
    store.close();
  });

  it('says that a folder cannot be used', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    expect(refused(() => openStore({ path: join(folder, 'file', 'gatehouse.db') }))).toMatchObject({ code: 'storage_unavailable', message: expect.stringContaining('cannot be used') });
    mkdirSync(join(folder, 'gatehouse.db'));
    expect(refused(() => openStore({ path: join(folder, 'gatehouse.db') })).code).toBe('storage_unavailable');
  });

  it('leaves nothing of what was deleted, in the file or in its log', () => {
    const folder = temporaryFolder();
    const store = openStore({ path: join(folder, 'gatehouse.db') });
    const trace = 'a-value-that-must-be-gone-0123456789';
    store.db.prepare('INSERT INTO aliases (name, deployments) VALUES (?, ?)').run('x', trace);
    expect(filesHolding(folder, trace).length).toBeGreaterThan(0);
    store.db.prepare('DELETE FROM aliases').run();
    store.scrub();
    expect(filesHolding(folder, trace)).toEqual([]);
    store.close();
  });
});

describe('the instance lock', () => {
  it('tells a second instance where the first one runs, and is free after the first', () => {
    const home = join(temporaryFolder(), 'home');
    const first = acquireInstance(home, { pid: 4711, port: 0, startedAt: 1 });
    first.announce({ pid: 4711, port: 4242, startedAt: 1 });
    expect(refused(() => acquireInstance(home, { pid: 2, port: 0, startedAt: 2 }))).toMatchObject({
      code: 'conflict',
      message: `Gatehouse is already running on ${home} (process 4711, at http://127.0.0.1:4242).`,
    });
    first.release();
    acquireInstance(home, { pid: 2, port: 0, startedAt: 2 }).release();
    expect(existsSync(join(home, 'instance.lock'))).toBe(true);
  });

  it('names no other process where the lock itself is broken', () => {
    const home = temporaryFolder();
    writeFileSync(join(home, 'instance.lock'), 'this is no lock\n'.repeat(100));
    expect(refused(() => acquireInstance(home, { pid: 2, port: 0, startedAt: 2 }))).toMatchObject({ code: 'storage_unavailable', message: `${join(home, 'instance.lock')} cannot be locked (SQLITE_NOTADB).` });
  });
});
