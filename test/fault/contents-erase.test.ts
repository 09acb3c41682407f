import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readBackup } from '../../gateway/store/backup-file.ts';
import { createBackups } from '../../gateway/store/backups.ts';
import type { ContentScope } from '../../gateway/store/contents.ts';
import { createPseudonyms } from '../../gateway/store/pseudonyms.ts';
import { createResponses } from '../../gateway/store/responses.ts';
import { createContents } from '../../gateway/trace/contents/contents.ts';
import { temporaryOffice } from '../support/temporary-office.ts';
import { filesHolding } from '../support/temporary-store.ts';

const MARK = 'kanarienvogel im dritten stock';
const OTHER = 'ein anderer vogel bleibt sitzen';
const KEPT = { mode: 'encrypted', days: 30 } as const;

/** The files under `folder` that hold these very bytes. */
function filesWith(folder: string, bytes: Buffer): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile() && readFileSync(join(folder, name)).includes(bytes));
}

it.each<[string, ContentScope]>([
  ['one key', { by: 'key', keyId: 'key_gone' }],
  ['one person', { by: 'owner', owner: 'person:Berta Gone' }],
  ['one conversation', { by: 'session', keyId: 'key_gone', session: 's_gone' }],
  ['one request', { by: 'trace', trace: 'trc_gone' }],
])('erasing the contents of %s leaves nothing of them in any file: neither text nor ciphertext nor key nor mark', (_, scope) => {
  const { folder, store, vault, audit, clock } = temporaryOffice();
  const contents = createContents({ store, vault, audit, clock, rules: () => ({ public: KEPT, internal: KEPT, confidential: KEPT, secret: KEPT }) });
  onTestFinished(() => contents.close());
  const keep = (traceId: string, keyId: string, owner: string, session: string, text: string): void =>
    contents.keep({ traceId, keyId, owner, session, time: clock.now(), started: performance.now(), dataClass: 'confidential', request: { messages: [{ role: 'user', content: `${text} ${'und mehr '.repeat(2_000)}` }] }, requestBytes: 20_000, answer: text });
  keep('trc_gone', 'key_gone', 'person:Berta Gone', 's_gone', MARK);
  for (let index = 0; index < 40; index++) keep(`trc_stays_${index}`, 'key_stays', 'Anna', 's_stays', OTHER);
  const pseudonyms = createPseudonyms({ store, vault, clock });
  for (const [keyId, session] of [['key_gone', 's_gone'], ['key_stays', 's_stays']] as const) pseudonyms.keeper(keyId, session).write({} as never);
  contents.flush();
  expect(contents.read('trc_gone', 'test').answer).toBe(MARK);

  const bytesOf = (sql: string): Buffer[] => store.db.prepare<[], Buffer>(sql).pluck().all();
  const gone = {
    ciphertext: bytesOf("SELECT substr(sealed, 20, 64) FROM contents WHERE trace = 'trc_gone'"),
    'end of the ciphertext': bytesOf("SELECT substr(sealed, -64) FROM contents WHERE trace = 'trc_gone'"),
    key: bytesOf("SELECT wrapped FROM content_keys WHERE trace = 'trc_gone'"),
    marks: bytesOf("SELECT mark FROM content_marks WHERE trace = 'trc_gone'"),
  };
  for (const [what, all] of Object.entries(gone)) for (const bytes of all) expect(filesWith(folder, bytes), `${what}, before`).not.toEqual([]);
  expect(gone.marks).toHaveLength(2);
  const remaining = bytesOf("SELECT wrapped FROM content_keys WHERE trace = 'trc_stays_7'")[0]!;

  expect(contents.erase(scope, 'Anna')).toEqual({ erased: 1, scrubbed: true });
  for (const [what, all] of Object.entries(gone)) for (const bytes of all) expect(filesWith(folder, bytes), what).toEqual([]);
  expect(filesHolding(folder, MARK)).toEqual([]);
  expect(store.db.prepare('SELECT key_id FROM pseudonyms ORDER BY key_id').pluck().all()).toEqual(scope.by === 'trace' ? ['key_gone', 'key_stays'] : ['key_stays']);
  expect(filesWith(folder, remaining)).not.toEqual([]);
  expect(contents.read('trc_stays_7', 'test').answer).toBe(OTHER);
  expect(() => contents.read('trc_gone', 'test')).toThrow('Nothing of this request is kept');
  expect(audit.list({ action: 'content.erase' })[0]).toMatchObject({ actor: 'Anna', detail: { ...scope, erased: 1 } });
});

it('a backup holds no contents, so that what is erased does not live on in it', async () => {
  const { folder, store, vault, audit, clock, keyFile, recoveryKey } = temporaryOffice();
  const contents = createContents({ store, vault, audit, clock, rules: () => ({ public: KEPT, internal: KEPT, confidential: KEPT, secret: KEPT }) });
  const backups = createBackups({ store, vault, clock, application: '1', keyFile, settings: () => ({ enabled: false, folder: null, keep: 3 }), log: () => {} });
  onTestFinished(async () => {
    await backups.close();
    contents.close();
  });
  for (let index = 0; index < 30; index++) contents.keep({ traceId: `trc_${index}`, keyId: 'key_1', owner: 'Anna', time: clock.now(), started: performance.now(), dataClass: 'public', request: MARK, requestBytes: 100, answer: 'ja' });
  contents.flush();
  const keys = store.db.prepare<[], Buffer>('SELECT wrapped FROM content_keys').pluck().all();
  const marks = store.db.prepare<[], Buffer>('SELECT DISTINCT mark FROM content_marks').pluck().all();
  createPseudonyms({ store, vault, clock }).keeper('key_1', 's').write({} as never);
  const answers = createResponses({ store, vault, clock, limit: 1_000_000 });
  for (let index = 0; index < 50; index++) answers.keep('key_1', `trc_${index}`, { id: `resp_${index}`, previous: null, dataClass: 'public', input: [], response: { output: [{ id: `msg_${index}`, text: `${MARK} ${'ja '.repeat(3_000)}` }] } });
  const values = store.db.prepare<[], Buffer>('SELECT substr(sealed, -64) FROM responses UNION ALL SELECT sealed FROM pseudonyms').pluck().all();
  const { name } = await backups.create();
  const opened = join(folder, 'opened', 'gatehouse.db');
  mkdirSync(join(folder, 'opened'));
  await readBackup(backups.pathOf(name), recoveryKey!, opened);
  const bytes = readFileSync(opened);
  expect([...keys, ...marks, ...values].filter((each) => bytes.includes(each))).toEqual([]);
  const { default: Database } = await import('better-sqlite3');
  const restored = new Database(opened);
  for (const table of ['contents', 'content_keys', 'content_marks', 'responses', 'response_items', 'pseudonyms']) expect(restored.prepare(`SELECT count(*) FROM ${table}`).pluck().get(), table).toBe(0);
  expect(restored.pragma('integrity_check', { simple: true })).toBe('ok');
  restored.close();
  expect(contents.read('trc_7', 'Anna').answer).toBe('ja');
  expect(answers.get('key_1', 'resp_7')).toBeDefined();
});

it('says where a reader keeps the log from being emptied, and empties it later', async () => {
  const { folder, store, vault, audit, clock } = temporaryOffice();
  const contents = createContents({ store, vault, audit, clock, rules: () => ({ public: KEPT, internal: KEPT, confidential: KEPT, secret: KEPT }) });
  contents.keep({ traceId: 'trc_1', keyId: 'key_1', owner: 'Anna', time: clock.now(), started: performance.now(), dataClass: 'public', request: MARK, requestBytes: 100, answer: 'ja' });
  contents.flush();
  const key = store.db.prepare<[], Buffer>('SELECT wrapped FROM content_keys').pluck().get()!;
  const { default: Database } = await import('better-sqlite3');
  const reader = new Database(store.path, { readonly: true });
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM contents').get();
  expect(contents.erase({ by: 'key', keyId: 'key_1' }, 'Anna')).toEqual({ erased: 1, scrubbed: false });
  expect(filesWith(folder, key)).not.toEqual([]);
  reader.close();
  expect(contents.erase({ by: 'key', keyId: 'key_1' }, 'Anna')).toEqual({ erased: 0, scrubbed: true });
  expect(filesWith(folder, key)).toEqual([]);
  contents.close();
});
