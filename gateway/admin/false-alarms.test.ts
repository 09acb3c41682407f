import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { filesHolding } from '../../test/support/temporary-store.ts';
import { TEST_CASES_MAX } from '../config/false-alarms.ts';
import { readBackup } from '../store/backup-file.ts';
import { api } from './testing/api.ts';

const AHV = '756.9217.0769.85';
const OTHER = '756.1234.5678.97';
const SENTENCE = `Kanarienvogel sehen ${AHV} in die Ausstellung.`;
const TEXT = `Liebe Anna.\n${SENTENCE}\nBis bald.`;
const KEPT = { mode: 'encrypted', days: 30 } as const;
const BODY = { model: 'fast', messages: [{ role: 'system', content: 'Antworte kurz.' }, { role: 'user', content: TEXT }] };

/** An office with a request of class confidential, in which a number was found. */
async function office() {
  const fixture = await api();
  const { services } = fixture;
  const token = await fixture.login('admin');
  const call = async (method: string, path: string, body?: object) => {
    const answer = await fixture.send(method, `/recognition${path}`, { token, ...(body && { body }) });
    return answer.status === 200 ? answer.body : { status: answer.status, ...answer.body.error };
  };
  const looked = await services.classifier.look(BODY, [], 100);
  const evidence = looked.evidence();
  await services.recorder.begin({ id: 'trc_1', time: services.clock.now(), keyId: 'key_1', owner: 'person:Berta', session: 's_1', endpoint: 'chat.completions', dataClass: 'confidential', decision: 'local', policyVersion: 1, requestedModel: 'm', streamed: false, evidence });
  services.recorder.flush();
  const finding = { trace: 'trc_1', evidence: evidence.findIndex(({ recogniser }) => recogniser === 'ch-ahv') };
  const keep = (): void => {
    services.office.setSetting('contents', { public: KEPT, internal: KEPT, confidential: KEPT, secret: KEPT }, 'test');
    services.contents.keep({ traceId: 'trc_1', keyId: 'key_1', owner: 'person:Berta', session: 's_1', time: services.clock.now(), started: performance.now(), dataClass: 'confidential', request: BODY, requestBytes: 1_000, answer: 'ja' });
  };
  const alarms = async () => (await call('GET', '/false-alarms')).alarms;
  const actions = (action: string) => fixture.audit.list({ action: `recognition.${action}` });
  /** Ciphertext of all test cases, as it lies in the database. */
  const ciphertext = (): Buffer[] => fixture.store.db.prepare<[], Buffer>('SELECT substr(test_case, 20, 40) FROM false_alarms WHERE test_case IS NOT NULL').pluck().all();
  const onDisk = (bytes: Buffer): boolean => ['', '-wal'].some((suffix) => readFileSync(fixture.store.path + suffix).includes(bytes));
  return { ...fixture, token, call, finding, keep, alarms, actions, ciphertext, onDisk };
}

describe('the words of a false alarm', () => {
  it('are taken from the kept request without a further question, which the log says', async () => {
    const { call, finding, keep, alarms, actions, audit, folder } = await office();
    keep();
    const reported = await call('POST', '/false-alarms', finding);
    expect(reported).toMatchObject({ recogniser: 'ch-ahv', trace: 'trc_1', reportedBy: 'Anna', tested: true });
    expect(await alarms()).toMatchObject([{ recogniser: 'ch-ahv', trace: 'trc_1', test: { result: 'silent' } }]);
    expect(audit.list({ action: 'content.read' })).toMatchObject([{ actor: 'Anna', detail: { trace: 'trc_1' } }]);
    expect(actions('falseAlarm')).toMatchObject([{ actor: 'Anna', detail: { recogniser: 'ch-ahv', testCase: true } }]);
    expect(await call('POST', `/false-alarms/ch-ahv/${reported.mark}/words/read`)).toEqual({ text: `${SENTENCE}\n`, start: SENTENCE.indexOf(AHV), end: SENTENCE.indexOf(AHV) + AHV.length });
    expect(actions('falseAlarmRead')).toMatchObject([{ actor: 'Anna', detail: { recogniser: 'ch-ahv', mark: reported.mark } }]);
    expect(filesHolding(folder, 'Kanarienvogel')).toEqual([]);
    expect(JSON.stringify(audit.list({ limit: 100 }))).not.toContain('Kanarienvogel');
  });

  it('are found by the value where a dialect keeps the request in another shape than it was looked at', async () => {
    const { call, finding, services } = await office();
    services.office.setSetting('contents', { public: KEPT, internal: KEPT, confidential: KEPT, secret: KEPT }, 'test');
    const request = { system: 'Antworte kurz.', messages: [{ role: 'user', content: [{ type: 'text', text: 'Guten Tag.' }, { type: 'text', text: TEXT }] }] };
    services.contents.keep({ traceId: 'trc_1', keyId: 'key_1', owner: '', time: services.clock.now(), started: performance.now(), dataClass: 'confidential', request, requestBytes: 1_000, answer: 'ja' });
    const { mark, tested } = await call('POST', '/false-alarms', finding);
    expect(tested).toBe(true);
    expect((await call('POST', `/false-alarms/ch-ahv/${mark}/words/read`)).text).toBe(`${SENTENCE}\n`);
  });

  it.each(['hash', 'cut', 'damaged'] as const)('are not known where of the request only this is kept: %s; it is reported all the same', async (how) => {
    const { call, finding, keep, alarms, services, store } = await office();
    if (how === 'hash') {
      const marks = { mode: 'hash', days: 30 } as const;
      services.office.setSetting('contents', { public: marks, internal: marks, confidential: marks, secret: marks }, 'test');
      services.contents.keep({ traceId: 'trc_1', keyId: 'key_1', owner: '', time: 1, started: performance.now(), dataClass: 'confidential', request: BODY, requestBytes: 1_000, answer: 'ja' });
    } else if (how === 'cut') {
      services.office.setSetting('contents', { public: KEPT, internal: KEPT, confidential: KEPT, secret: KEPT }, 'test');
      services.contents.keep({ traceId: 'trc_1', keyId: 'key_1', owner: '', time: services.clock.now(), started: performance.now(), dataClass: 'confidential', request: { ...BODY, more: 'x'.repeat(1_100_000) }, requestBytes: 1_200_000, answer: 'ja' });
    } else {
      keep();
      services.contents.flush();
      store.db.exec("UPDATE contents SET sealed = x'00'");
    }
    expect(await call('POST', '/false-alarms', finding)).toMatchObject({ recogniser: 'ch-ahv', tested: false });
    expect(await alarms()).toMatchObject([{ test: null }]);
  });

  it('are pasted when it is reported or later, and must hold what was found', async () => {
    const { call, finding, alarms, actions, ciphertext, onDisk } = await office();
    expect(await call('POST', '/false-alarms', { ...finding, words: `The number ${OTHER}.` })).toMatchObject({ status: 400, code: 'invalid_request', param: 'words' });
    expect(await alarms()).toEqual([]);
    const { mark, tested } = await call('POST', '/false-alarms', finding);
    expect(tested).toBe(false);
    const words = `/false-alarms/ch-ahv/${mark}/words`;
    expect(await call('POST', `${words}/read`)).toMatchObject({ status: 404 });
    expect(await call('PUT', words, { words: 'Something else.' })).toMatchObject({ status: 400, param: 'words' });
    expect(await call('PUT', words, { words: '' })).toMatchObject({ status: 400 });
    expect(await call('PUT', '/false-alarms/ch-ahv/nobody/words', { words: TEXT })).toMatchObject({ status: 404 });
    expect(await call('PUT', words, { words: TEXT })).toEqual({ ok: true });
    expect(await alarms()).toMatchObject([{ test: { result: 'silent' } }]);
    const [first] = ciphertext();
    expect(onDisk(first!)).toBe(true);
    // Written in another way it is the same value.
    expect(await call('PUT', words, { words: 'It says 756 9217 0769 85 here.' })).toEqual({ ok: true });
    expect((await call('POST', `${words}/read`)).text).toBe('It says 756 9217 0769 85 here.');
    expect(onDisk(first!)).toBe(false);
    expect(actions('falseAlarmWords')).toHaveLength(2);
  });

  it('come with a finding of a text that is tried out', async () => {
    const { call, alarms } = await office();
    const { findings } = await call('POST', '/try', { text: TEXT });
    const { recogniser, start, end } = findings.find((one: { recogniser: string }) => one.recogniser === 'ch-ahv');
    expect(await call('POST', '/false-alarms', { text: TEXT, recogniser, start: start + 1, end })).toMatchObject({ status: 404 });
    expect(await call('POST', '/false-alarms', { text: TEXT, recogniser, start, end })).toMatchObject({ recogniser: 'ch-ahv', trace: null, tested: true });
    expect((await call('POST', '/try', { text: TEXT })).dataClass).not.toBe('confidential');
    expect(await alarms()).toMatchObject([{ trace: null, test: { result: 'silent' } }]);
  });

  it('go with the exception, the contents of their request, and into no backup', async () => {
    const { call, finding, keep, alarms, services, ciphertext, onDisk, folder, recoveryKey } = await office();
    keep();
    const report = async (): Promise<{ mark: string; bytes: Buffer }> => {
      const { mark } = await call('POST', '/false-alarms', finding);
      const [bytes] = ciphertext();
      expect(onDisk(bytes!)).toBe(true);
      return { mark, bytes: bytes! };
    };
    const { mark, bytes } = await report();
    const { name } = await services.backups.create();
    mkdirSync(join(folder, 'opened'));
    const opened = join(folder, 'opened', 'gatehouse.db');
    await readBackup(services.backups.pathOf(name), recoveryKey!, opened);
    expect(readFileSync(opened).includes(bytes)).toBe(false);
    const copy = new Database(opened);
    expect(copy.prepare('SELECT recogniser, test_case FROM false_alarms').all()).toEqual([{ recogniser: 'ch-ahv', test_case: null }]);
    copy.close();
    expect(await call('DELETE', `/false-alarms/ch-ahv/${mark}`)).toEqual({ ok: true });
    expect([onDisk(bytes), await alarms()]).toEqual([false, []]);

    for (const scope of [{ by: 'key', keyId: 'key_1' }, { by: 'owner', owner: 'person:Berta' }, { by: 'session', keyId: 'key_1', session: 's_1' }, { by: 'trace', trace: 'trc_1' }] as const) {
      keep();
      const { mark, bytes } = await report();
      expect(services.contents.erase({ by: 'key', keyId: 'key_other' }, 'Anna').erased).toBe(0);
      expect(onDisk(bytes)).toBe(true);
      services.contents.erase(scope, 'Anna');
      expect([scope.by, onDisk(bytes), (await alarms())[0].test]).toEqual([scope.by, false, null]);
      await call('DELETE', `/false-alarms/ch-ahv/${mark}`);
    }
  });

  it('are for administrators', async () => {
    const { call, finding, send, login } = await office();
    const { mark } = await call('POST', '/false-alarms', { ...finding, words: TEXT });
    const token = await login('auditor', 'Ben');
    for (const [method, path, body] of [['GET', ''], ['POST', `/ch-ahv/${mark}/words/read`], ['PUT', `/ch-ahv/${mark}/words`, { words: TEXT }], ['POST', '', finding]] as const) {
      expect([path, (await send(method, `/recognition/false-alarms${path}`, { token, ...(body && { body }) })).status]).toEqual([path, 403]);
    }
  });
});

describe('the test cases', () => {
  it('say what became of each since', async () => {
    const { call, finding, alarms } = await office();
    const { mark } = await call('POST', '/false-alarms', { ...finding, words: TEXT });
    const { id } = await call('POST', '/lists', { name: 'Matters', kind: 'matter', dataClass: 'secret', text: AHV });
    expect(await alarms()).toMatchObject([{ test: { result: 'found', recogniser: 'office-matter-secret', dataClass: 'secret' } }]);
    const { findings } = await call('POST', '/try', { text: TEXT });
    const { recogniser, start, end } = findings.find((one: { recogniser: string }) => one.recogniser === 'office-matter-secret');
    await call('POST', '/false-alarms', { text: TEXT, recogniser, start, end });
    expect(await alarms()).toMatchObject([{ test: { result: 'silent' } }, { recogniser, test: { result: 'silent' } }]);
    await call('DELETE', `/lists/${id}`);
    expect(await alarms()).toMatchObject([{ test: { result: 'silent' } }, { recogniser, test: { result: 'unneeded' } }]);
    await call('DELETE', `/false-alarms/${recogniser}/${(await alarms())[1].mark}`);
    await call('PATCH', '/recognisers/ch-ahv', { enabled: false });
    expect(await alarms()).toMatchObject([{ test: { result: 'off' } }]);
    await call('PATCH', '/recognisers/ch-ahv', { enabled: true });
    expect(await alarms()).toMatchObject([{ mark, test: { result: 'silent' } }]);
  });

  it('have failed where words or recognisers cannot be read; the exceptions are listed all the same', async () => {
    const { call, finding, alarms, services, store } = await office();
    await call('POST', '/false-alarms', { ...finding, words: TEXT });
    await call('POST', '/lists', { name: 'Clients', kind: 'person', dataClass: 'secret', text: 'Ottokar Sebald' });
    store.db.exec("UPDATE word_lists SET sealed = x'00'");
    services.classifier.reload();
    expect(await alarms()).toMatchObject([{ test: { result: 'failed' } }]);
    store.db.exec("DELETE FROM word_lists; UPDATE false_alarms SET test_case = x'00'");
    services.classifier.reload();
    expect(await alarms()).toMatchObject([{ test: { result: 'failed' } }]);
  });

  it('are not more than can be run: beyond that it is reported without', async () => {
    const { call, finding, store } = await office();
    const insert = store.db.prepare("INSERT INTO false_alarms (recogniser, mark, trace, reported_by, reported_at, test_case) VALUES ('ch-ahv', ?, NULL, 'test', 1, x'00')");
    for (let index = 0; index < TEST_CASES_MAX; index++) insert.run(`mark-${index}`);
    const { mark, tested } = await call('POST', '/false-alarms', { ...finding, words: TEXT });
    expect(tested).toBe(false);
    expect(await call('PUT', `/false-alarms/ch-ahv/${mark}/words`, { words: TEXT })).toMatchObject({ status: 409 });
    store.db.exec("DELETE FROM false_alarms WHERE mark = 'mark-7'");
    expect(await call('PUT', `/false-alarms/ch-ahv/${mark}/words`, { words: TEXT })).toEqual({ ok: true });
  });
});
