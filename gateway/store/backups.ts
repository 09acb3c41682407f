import { closeSync, existsSync, mkdirSync, openSync, readdirSync, rmSync, statfsSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BackupSettings } from '../config/settings.ts';
import type { Clock } from '../core/clock.ts';
import { GatehouseError } from '../core/errors.ts';
import { BACKUP_LABEL, readBackup, readHeader, writeBackup } from './backup-file.ts';
import { removeContents } from './contents.ts';
import { folderError, storageError } from './errors.ts';
import { readKeyFile } from './key-file.ts';
import { openStore, type Store } from './open.ts';
import { checkFileBeside } from './pages.ts';
import { discardRestore, restoreFolder, type RestoreNote, stage, stagedPath, stagedRestore } from './restore.ts';
import { deriveFrom, type Vault } from './vault.ts';
import { addWay, type WrappedRow } from './ways-in.ts';

export interface BackupFile {
  name: string;
  /** UTC milliseconds. */
  createdAt: number;
  application: string;
  bytes: number;
  /** The recovery key has been renewed since: it opens with the one of before. */
  earlierKey: boolean;
}

/** What a backup holds, read after it was opened and every page was checked. */
export interface BackupContents {
  createdAt: number;
  application: string;
  /** It was made by this very office: what has been revoked since stays revoked. */
  sameOffice: boolean;
  keys: number;
  providers: number;
  aliases: number;
  policyVersion: number;
  traces: number;
  auditRecords: number;
}

export interface BackupStatus {
  folder: string;
  backups: BackupFile[];
  /** The last one that this process made or failed to make. */
  last: { at: number; error: string | null } | null;
  /** Waits for the next start. */
  staged: Pick<RestoreNote, 'createdAt' | 'by'> | null;
}

export interface Backups {
  status(): Promise<BackupStatus>;
  /** Of the last one, in English; undefined where it was made, or none was tried since the start. */
  problem(): string | undefined;
  /** Throws `conflict` without a recovery key, `storage_unavailable` where it cannot be written. */
  create(): Promise<BackupFile>;
  /** Opens it with its recovery key and looks at all of it; nothing is changed. */
  check(path: string, recoveryKey: string): Promise<BackupContents>;
  /** As `check`, and keeps it for the next start. */
  stage(path: string, recoveryKey: string, options: { by: string; keysOn: boolean }): Promise<BackupContents>;
  discard(): void;
  /** The path of one of our own files. Throws `not_found`. */
  pathOf(name: string): string;
  close(): Promise<void>;
}

export interface BackupOptions {
  store: Store;
  vault: Vault;
  clock: Clock;
  application: string;
  keyFile: string;
  settings(): BackupSettings;
  log(line: string): void;
  /** Milliseconds; tests are quicker. */
  firstAfterMs?: number;
}

const NAME = /^gatehouse-\d{8}-\d{6}\.backup$/;
const DAY = 86_400_000;
const LOOK_EVERY_MS = 10 * 60_000;
const FIRST_AFTER_MS = 2 * 60_000;
/** Of the copy; what is sealed does not shrink. */
const PACKED_SHARE = 0.5;
/** For what is written meanwhile. */
const SPARE_BYTES = 16 * 1024 * 1024;
/** So many pages of 4 KB are copied at a time, with requests in between. */
const PAGES = 250;

/** Of our own backups. A folder that is not there or cannot be read (a drive that was pulled out, rights that were taken away) has none: making one says why. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((entry) => NAME.test(entry));
  } catch {
    return [];
  }
}

export function createBackups({ store, vault, clock, application, keyFile, settings, log, firstAfterMs = FIRST_AFTER_MS }: BackupOptions): Backups {
  let last: BackupStatus['last'] = null;
  let running: Promise<unknown> = Promise.resolve();
  let closed = false;
  const folder = (): string => settings().folder ?? join(dirname(store.path), 'backups');
  /** One at a time: they share their temporary files. */
  function alone<T>(work: () => Promise<T>): Promise<T> {
    const result = running.then(work);
    running = result.catch(() => {});
    return result;
  }

  const recoveryRow = (): WrappedRow | undefined => store.db.prepare<[], WrappedRow>("SELECT salt, nonce, wrapped FROM wrapped_keys WHERE way = 'recovery'").get();

  async function files(): Promise<BackupFile[]> {
    const found: BackupFile[] = [];
    const salt = recoveryRow()?.salt.toString('base64');
    for (const name of namesIn(folder())) {
      const path = join(folder(), name);
      const read = await readHeader(path).catch(() => undefined);
      const bytes = statSync(path, { throwIfNoEntry: false })?.size;
      if (read && bytes !== undefined) found.push({ name, createdAt: read.header.createdAt, application: read.header.application, bytes, earlierKey: read.header.recovery.salt !== salt });
    }
    return found.sort((a, b) => b.createdAt - a.createdAt);
  }

  /** A copy that fills the disk would take the room of every request meanwhile. Throws `storage_unavailable`. */
  function checkRoom(): void {
    const beside = dirname(store.path);
    const bytes = statSync(store.path).size;
    const packed = statSync(folder()).dev === statSync(beside).dev ? bytes * PACKED_SHARE : 0;
    const needed = bytes + packed + SPARE_BYTES;
    const { bavail, bsize } = statfsSync(beside);
    if (bavail * bsize >= needed) return;
    const megabytes = (value: number): string => `${Math.round(value / 1e6)} MB`;
    throw new GatehouseError('storage_unavailable', `A backup needs ${megabytes(needed)} on the disk of ${beside}, and ${megabytes(bavail * bsize)} are free.`, { hint: 'Free some space on that disk: the copy that becomes the backup is made beside the database.' });
  }

  async function create(): Promise<BackupFile> {
    const recovery = recoveryRow();
    if (!recovery) throw new GatehouseError('conflict', 'There is no recovery key, and a backup opens with nothing else.', { hint: 'Print a recovery key first.' });
    const createdAt = clock.now();
    const to = join(folder(), `gatehouse-${new Date(createdAt).toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15)}.backup`);
    const copy = `${store.path}.backup-copy`;
    try {
      if (!existsSync(folder())) mkdirSync(folder(), { mode: 0o700 });
      rmSync(copy, { force: true });
      checkRoom();
      // Made here, so that others never can read it.
      closeSync(openSync(copy, 'wx', 0o600));
      await store.db.backup(copy, {
        progress: () => {
          if (closed) throw new GatehouseError('shutting_down', 'The appliance is being stopped.');
          return PAGES;
        },
      });
      await removeContents(copy);
      // A page that is damaged is copied as it is: such a backup cannot be restored, and would push the good ones out.
      await checkFileBeside(copy);
      await writeBackup(copy, to, { vault, recovery, createdAt, application });
      last = { at: createdAt, error: null };
      for (const old of (await files()).slice(settings().keep)) rmSync(join(folder(), old.name), { force: true });
      return { name: to.slice(folder().length + 1), createdAt, application, bytes: statSync(to).size, earlierKey: false };
    } catch (error) {
      const told = storageError(folderError(error, folder()), store.path);
      last = { at: createdAt, error: (told as Error).message };
      throw told;
    } finally {
      for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(copy + suffix, { force: true });
    }
  }

  async function open(path: string, recoveryKey: string, to: string): Promise<{ contents: BackupContents; dataKey: Buffer }> {
    if (!isAbsolute(path)) throw new GatehouseError('invalid_request', `"${path}" is not a full path.`, { param: 'path' });
    const { header, dataKey } = await readBackup(path, recoveryKey, to);
    const opened = openStore({ path: to });
    try {
      opened.check();
      const count = (table: string): number => opened.db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get()!;
      const contents: BackupContents = {
        createdAt: header.createdAt,
        application: header.application,
        sameOffice: deriveFrom(dataKey, BACKUP_LABEL).equals(vault.derive(BACKUP_LABEL)),
        keys: opened.db.prepare<[], number>("SELECT count(*) FROM virtual_keys WHERE purpose = 'tool'").pluck().get()!,
        providers: count('providers'),
        aliases: count('aliases'),
        policyVersion: opened.db.prepare<[], number | null>('SELECT max(version) FROM policies').pluck().get() ?? 0,
        traces: count('traces'),
        auditRecords: count('audit'),
      };
      return { contents, dataKey };
    } finally {
      opened.close();
    }
  }

  function clean(): void {
    discardRestore(store.path);
    mkdirSync(restoreFolder(store.path), { recursive: true, mode: 0o700 });
  }

  async function daily(): Promise<void> {
    const { enabled } = settings();
    if (!enabled || closed || !vault.hasRecoveryKey()) return;
    const newest = (await files())[0]?.createdAt ?? 0;
    if (clock.now() - newest < DAY) return;
    await alone(create).catch((error: unknown) => log(`The backup failed: ${(error as Error).message}`));
  }
  const timers = [setTimeout(() => void daily(), firstAfterMs), setInterval(() => void daily(), LOOK_EVERY_MS)];
  for (const timer of timers) timer.unref();

  return {
    async status() {
      const staged = stagedRestore(store.path);
      return { folder: folder(), backups: await files(), last, staged: staged ? { createdAt: staged.createdAt, by: staged.by } : null };
    },
    problem: () => last?.error ?? undefined,
    create: () => alone(create),
    check: (path, recoveryKey) =>
      alone(async () => {
        if (stagedRestore(store.path)) throw new GatehouseError('conflict', 'A backup waits to be restored at the next start.', { hint: 'Start again, or cancel it first.' });
        clean();
        try {
          return (await open(path, recoveryKey, stagedPath(store.path))).contents;
        } finally {
          discardRestore(store.path);
        }
      }),
    stage: (path, recoveryKey, { by, keysOn }) =>
      alone(async () => {
        clean();
        try {
          const { contents, dataKey } = await open(path, recoveryKey, stagedPath(store.path));
          if (!contents.sameOffice) giveWayIn(dataKey);
          stage(store.path, { by, createdAt: contents.createdAt, sameOffice: contents.sameOffice, keysOn, phase: 'staged' });
          return contents;
        } catch (error) {
          discardRestore(store.path);
          throw error;
        }
      }),
    discard: () => discardRestore(store.path),
    pathOf(name) {
      const path = join(folder(), name);
      if (!NAME.test(name) || !existsSync(path)) throw new GatehouseError('not_found', `There is no backup "${name}".`);
      return path;
    },
    async close() {
      closed = true;
      clearTimeout(timers[0]);
      clearInterval(timers[1]);
      await Promise.race([running, sleep(5_000, undefined, { ref: false })]);
    },
  };

  /** On another computer its own key file opens the restored database; without one the desktop application asks for the recovery key. */
  function giveWayIn(dataKey: Buffer): void {
    const staged = openStore({ path: stagedPath(store.path) });
    try {
      staged.db.exec("DELETE FROM wrapped_keys WHERE way <> 'recovery'");
      const secret = vault.ways().includes('key-file') ? readKeyFile(keyFile) : undefined;
      if (secret) addWay(staged, { way: 'key-file', secret }, dataKey, clock.now());
    } finally {
      staged.close();
    }
  }
}
