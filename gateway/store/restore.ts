import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { classRank, type DataClass, maxClass } from '../core/data-class.ts';
import { openStore } from './open.ts';

/** What is to be restored at the next start; it lies beside the opened database in `restore/`. */
export interface RestoreNote {
  /** Who asked for it, for the audit log. */
  by: string;
  /** When the backup was made, in UTC milliseconds. */
  createdAt: number;
  /** The running database has the same data key: what it knows of revoked keys is applied. */
  sameOffice: boolean;
  /** On another computer: leave the backup's keys switched on, though nobody knows which have been revoked since. */
  keysOn: boolean;
  phase: 'staged' | 'merged';
}

export const restoreFolder = (databasePath: string): string => join(dirname(databasePath), 'restore');
export const stagedPath = (databasePath: string): string => join(restoreFolder(databasePath), 'gatehouse.db');

export function stage(databasePath: string, note: RestoreNote): void {
  mkdirSync(restoreFolder(databasePath), { recursive: true, mode: 0o700 });
  writeNote(databasePath, note);
}

const notePath = (databasePath: string): string => join(restoreFolder(databasePath), 'restore.json');

function writeNote(databasePath: string, note: RestoreNote): void {
  const path = notePath(databasePath);
  writeFileSync(`${path}.new`, JSON.stringify(note), { mode: 0o600, flush: true });
  renameSync(`${path}.new`, path);
}

export function stagedRestore(databasePath: string): RestoreNote | undefined {
  const path = notePath(databasePath);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as RestoreNote) : undefined;
}

export function discardRestore(databasePath: string): void {
  rmSync(restoreFolder(databasePath), { recursive: true, force: true });
}

/**
 * Puts a staged database in the place of the present one; call with the instance lock held and before the store is opened. The present one is kept as
 * `gatehouse.db.before-restore-<time>`. Where it fails the present one stays, and the staged one is put aside.
 * @returns what was restored, for the audit log; undefined where nothing was staged.
 */
export function applyRestore(databasePath: string, now: number, log: (line: string) => void): RestoreNote | undefined {
  const folder = restoreFolder(databasePath);
  try {
    const note = stagedRestore(databasePath);
    if (!note) return undefined;
    const staged = stagedPath(databasePath);
    if (note.phase === 'staged') {
      merge(databasePath, staged, note);
      writeNote(databasePath, { ...note, phase: 'merged' });
    }
    if (existsSync(staged)) {
      if (existsSync(databasePath)) renameSync(databasePath, `${databasePath}.before-restore-${now}`);
      for (const suffix of ['-wal', '-shm']) rmSync(databasePath + suffix, { force: true });
      renameSync(staged, databasePath);
    }
    discardRestore(databasePath);
    return note;
  } catch (error) {
    log(`The backup could not be restored, and nothing was changed: ${(error as Error).message}`);
    renameSync(folder, `${folder}.failed-${now}`);
    return undefined;
  }
}

/** Both at the newest schema, with nothing left in a log; then what the present database knows better goes into the staged one. */
function merge(present: string, staged: string, note: RestoreNote): void {
  for (const path of [present, staged]) openStore({ path }).close();
  const db = new Database(staged);
  try {
    db.pragma('secure_delete = ON');
    db.prepare('ATTACH ? AS now').run(present);
    db.transaction(() => {
      db.exec("DELETE FROM main.admin_links; DELETE FROM main.admin_sessions; DELETE FROM main.alert_outbox; DELETE FROM main.virtual_keys WHERE purpose = 'ask'");
      if (note.sameOffice) takeOver(db, note);
      else if (!note.keysOn) db.exec('UPDATE main.virtual_keys SET disabled = 1');
    })();
    db.exec('DETACH now');
    db.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    db.close();
  }
}

/**
 * A restore revives nothing that was taken away, lowers no class, and loses no record. What was spent stays spent: the ledger is today's. A budget of both is as it is today, and so are the rate and the rules that it counts by; a request that ran when
 * the backup was made has ended since, and must not be settled a second time.
 */
function takeOver(db: Database.Database, note: RestoreNote): void {
  db.exec(`
    DELETE FROM main.virtual_keys WHERE id NOT IN (SELECT id FROM now.virtual_keys);
    DELETE FROM main.wrapped_keys;
    INSERT INTO main.wrapped_keys SELECT * FROM now.wrapped_keys;
    DELETE FROM main.admins;
    INSERT INTO main.admins SELECT * FROM now.admins;
    INSERT INTO main.admin_sessions SELECT * FROM now.admin_sessions;
    INSERT OR REPLACE INTO main.traces SELECT * FROM now.traces;
    DELETE FROM main.usage;
    INSERT INTO main.usage SELECT * FROM now.usage;
    INSERT OR REPLACE INTO main.budget_alerts SELECT * FROM now.budget_alerts;
    INSERT INTO main.alert_outbox SELECT * FROM now.alert_outbox;
    INSERT OR REPLACE INTO main.teams SELECT * FROM now.teams;
    INSERT OR REPLACE INTO main.budgets SELECT * FROM now.budgets;
    INSERT OR REPLACE INTO main.rate_limits SELECT * FROM now.rate_limits;
    INSERT OR REPLACE INTO main.office_prices SELECT * FROM now.office_prices;
    INSERT OR REPLACE INTO main.office_settings SELECT * FROM now.office_settings WHERE name IN ('lockdown', 'firstRun', 'backup', 'recoveryKeyConfirmedAt', 'currency', 'spending', 'metrics');
  `);
  for (const key of db.prepare<[], KeyRow>('SELECT * FROM now.virtual_keys').all()) tighten(db, key);
  for (const row of db.prepare<[], { key_id: string; session: string; data_class: DataClass; raised_at: number }>('SELECT * FROM now.conversations').all()) {
    const known = db.prepare<[string, string], DataClass>('SELECT data_class FROM main.conversations WHERE key_id = ? AND session = ?').pluck().get(row.key_id, row.session);
    if (known === undefined || classRank(row.data_class) > classRank(known)) db.prepare('INSERT OR REPLACE INTO main.conversations (key_id, session, data_class, raised_at) VALUES (?, ?, ?, ?)').run(row.key_id, row.session, row.data_class, row.raised_at);
  }
  keepAudit(db);
  keepPolicies(db, note);
}

interface KeyRow { id: string; floor: DataClass; ceiling: DataClass; models: string | null; origins: string; expires_at: number | null; disabled: number }

/** A key of both is as narrow as the narrower of the two; one that was made since the backup stays. */
function tighten(db: Database.Database, now: KeyRow): void {
  const before = db.prepare<[string], KeyRow>('SELECT * FROM main.virtual_keys WHERE id = ?').get(now.id);
  if (!before) {
    db.prepare("INSERT INTO main.virtual_keys SELECT * FROM now.virtual_keys WHERE id = ? AND purpose = 'tool'").run(now.id);
    return;
  }
  const ceiling = classRank(before.ceiling) < classRank(now.ceiling) ? before.ceiling : now.ceiling;
  const floor = maxClass(before.floor, now.floor);
  db.prepare('UPDATE main.virtual_keys SET floor = ?, ceiling = ?, models = ?, origins = ?, expires_at = ?, disabled = ? WHERE id = ?').run(
    classRank(floor) > classRank(ceiling) ? ceiling : floor,
    ceiling,
    both(before.models, now.models),
    both(before.origins, now.origins),
    before.expires_at === null || now.expires_at === null ? (before.expires_at ?? now.expires_at) : Math.min(before.expires_at, now.expires_at),
    // Nothing lies between the two: the key cannot be used until somebody looks at it.
    classRank(floor) > classRank(ceiling) ? 1 : Math.max(before.disabled, now.disabled),
    now.id,
  );
}

/** Lists as JSON; null is everything. */
function both(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  const allowed = new Set(JSON.parse(b) as string[]);
  return JSON.stringify((JSON.parse(a) as string[]).filter((one) => allowed.has(one)));
}

/** Traces name versions of the rules, so no number is given twice: the backup's rules come back as one more version. */
function keepPolicies(db: Database.Database, { by, createdAt }: RestoreNote): void {
  const newest = 'SELECT version, body FROM main.policies ORDER BY version DESC LIMIT 1';
  const restored = db.prepare<[], { version: number; body: string }>(newest).get();
  db.exec('INSERT OR IGNORE INTO main.policies SELECT * FROM now.policies');
  const last = db.prepare<[], { version: number; body: string }>(newest).get();
  if (!restored || !last || restored.body === last.body) return;
  const comment = `As in the backup of ${new Date(createdAt).toISOString().slice(0, 16)} UTC.`;
  db.prepare('INSERT INTO main.policies (version, author, created_at, comment, body) VALUES (?, ?, ?, ?, ?)').run(last.version + 1, by, Date.now(), comment, restored.body);
}

/** The records since the backup go on where its chain ends. */
function keepAudit(db: Database.Database): void {
  const head = db.prepare<[], { seq: number; hash: string }>('SELECT seq, hash FROM main.audit ORDER BY seq DESC LIMIT 1').get();
  const same = head && db.prepare<[number], string>('SELECT hash FROM now.audit WHERE seq = ?').pluck().get(head.seq) === head.hash;
  // What auditors have noted of it stays true: the fingerprint, and what was signed since.
  db.exec('INSERT OR IGNORE INTO main.audit_keys SELECT * FROM now.audit_keys');
  if (!same) return;
  db.prepare('INSERT INTO main.audit SELECT * FROM now.audit WHERE seq > ? ORDER BY seq').run(head.seq);
  db.exec('INSERT OR IGNORE INTO main.audit_checkpoints SELECT * FROM now.audit_checkpoints');
}
