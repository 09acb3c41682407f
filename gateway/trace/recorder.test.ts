import { spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { newId } from '../core/ids.ts';
import { openStore } from '../store/open.ts';
import { temporaryFolder, temporaryStore } from '../../test/support/temporary-store.ts';
import { type AuditNote, createRecorder, type Recorder } from './recorder.ts';
import type { Trace, TraceEnding, TraceIntent } from './types.ts';


function intent(change: Partial<TraceIntent> = {}): TraceIntent {
  return {
    id: newId('trc'), time: Date.UTC(2026, 7, 1), keyId: 'key_1', keyName: 'crm', endpoint: 'chat.completions', dataClass: 'internal', decision: 'allow',
    why: { code: 'allowed', provider: 'mock', dataClass: 'internal' }, evidence: [{ recogniser: 'ch-ahv', dataClass: 'confidential', path: 'messages[0].content', start: 3, end: 19 }], policyVersion: 3, requestedModel: 'fast', session: null, streamed: true, ...change,
  };
}
const DONE: TraceEnding = { outcome: 'ok', provider: 'mock', model: 'm', promptTokens: 5, completionTokens: 7, usageEstimated: false, firstTokenMs: 1.5, totalMs: 20.25, httpStatus: 200 };

function recorderOn(store = temporaryStore().store): Recorder {
  const recorder = createRecorder({ store });
  onTestFinished(() => {
    if (store.db.open) recorder.close();
  });
  return recorder;
}

const UNSPENT = { team: null, owner: null, plan: [], traceparent: null, reserved: null, reservedTokens: null, cost: null, price: null, cacheWriteTokens: null, reasoningTokens: null };

describe('the recorder', () => {
  it('keeps one row per request, from its intent to its ending', async () => {
    const recorder = recorderOn();
    const attempts = [{ deployment: 'mock/m', status: 503, startedAt: 1, ms: 2, error: 'provider_error' }, { deployment: 'mock/m', status: 200, startedAt: 4, ms: 5 }];
    const one = intent({ tags: ['client-data'], session: 's1', why: { code: 'otherwise-local', dataClass: 'confidential' } });
    await recorder.begin(one);
    expect(recorder.get(one.id)).toMatchObject({ id: one.id, outcome: null, provider: null, tags: ['client-data'], session: 's1', streamed: true, attempts: [] });
    recorder.end(one.id, { ...DONE, attempts, cachedTokens: 2 });
    recorder.flush();
    expect(recorder.get(one.id)).toEqual({ ...one, ...DONE, rule: 'confidential data that no asked-for provider may see is answered locally', attempts: [attempts[0], { ...attempts[1], promptTokens: 5, completionTokens: 7, cachedTokens: 2 }], cachedTokens: 2, errorCode: null, standIns: null, ...UNSPENT });
  });

  it('has made the intent durable for another process before begin resolves, and the row soon after', async () => {
    const { store } = temporaryStore();
    const recorder = recorderOn(store);
    const one = intent();
    const journal = (): string => readFileSync(`${store.path}-intents`, 'utf8');
    const begun = recorder.begin(one);
    expect(journal()).toBe('');
    await begun;
    expect(JSON.parse(journal())).toEqual(one);
    expect(statSync(`${store.path}-intents`).mode & 0o777).toBe(0o600);
    const reader = new Database(store.path, { readonly: true });
    await expect.poll(() => reader.prepare('SELECT id FROM traces').pluck().all(), { timeout: 60, interval: 5 }).toEqual([one.id]);
    reader.close();
    expect(journal()).toBe('');
  });

  it('writes what came together in one transaction, a request that ended meanwhile as one row', async () => {
    const { store } = temporaryStore();
    const recorder = recorderOn(store);
    const reader = new Database(store.path, { readonly: true });
    const commits = (): number => reader.pragma('data_version', { simple: true }) as number;
    const before = commits();
    const many = Array.from({ length: 50 }, () => intent());
    await Promise.all(many.map((one) => recorder.begin(one)));
    for (const { id } of many) recorder.end(id, DONE);
    recorder.flush();
    expect(commits()).toBe(before + 1);
    expect(reader.prepare("SELECT count(*) FROM traces WHERE outcome = 'ok'").pluck().get()).toBe(50);
    reader.close();
  });

  it('writes endings within 50 ms by itself', async () => {
    const recorder = recorderOn();
    const one = intent();
    await recorder.begin(one);
    const ended = new Promise<Trace>((resolve) => recorder.subscribe(resolve));
    const started = performance.now();
    recorder.end(one.id, DONE);
    expect((await ended).outcome).toBe('ok');
    expect(performance.now() - started).toBeLessThan(60);
  });

  it('gives a request exactly one ending: the first', async () => {
    const recorder = recorderOn();
    const one = intent();
    await recorder.begin(one);
    recorder.end(one.id, DONE);
    recorder.end(one.id, { outcome: 'aborted' });
    recorder.flush();
    recorder.end(one.id, { outcome: 'error', errorCode: 'internal_error' });
    recorder.flush();
    expect(recorder.get(one.id)?.outcome).toBe('ok');
    expect(recorder.list()).toHaveLength(1);
  });

  it('takes an ending in the turn of its intent', async () => {
    const recorder = recorderOn();
    const one = intent({ decision: 'refuse' });
    const begun = recorder.begin(one);
    recorder.end(one.id, { outcome: 'refused', errorCode: 'data_class_denied', httpStatus: 403 });
    recorder.flush();
    await begun;
    expect(recorder.get(one.id)).toMatchObject({ outcome: 'refused', errorCode: 'data_class_denied', httpStatus: 403 });
  });

  it('admits nothing while the disk is full, keeps what runs and how it ended, and goes on when there is room again', async () => {
    const { store } = temporaryStore();
    const recorder = recorderOn(store);
    const early = intent();
    await recorder.begin(early);
    recorder.flush();
    store.scrub();
    store.db.pragma(`max_page_count = ${String(store.db.pragma('page_count', { simple: true }))}`);
    recorder.end(early.id, { ...DONE, attempts: [{ deployment: 'y'.repeat(20_000), startedAt: 1, ms: 1 }] });
    expect(() => recorder.flush()).toThrow('disk is full');
    await expect(recorder.begin(intent())).rejects.toMatchObject({ code: 'storage_unavailable' });
    expect(recorder.backlog()).toEqual({ waiting: 1, lost: 0 });
    store.db.pragma('max_page_count = 100000');
    const written = new Promise<Trace>((resolve) => recorder.subscribe(resolve));
    await recorder.begin(intent());
    expect(await written).toMatchObject({ id: early.id, outcome: 'ok' });
    expect(recorder.list()).toHaveLength(2);
    expect(recorder.backlog()).toEqual({ waiting: 0, lost: 0 });
  });

  it('takes whatever a client or a provider sends for a name or a number', async () => {
    const recorder = recorderOn();
    const [strange, poisoned, good] = [intent({ requestedModel: 'm'.repeat(1_000_000), session: 's'.repeat(1000), tags: Array.from({ length: 80 }, () => 't'.repeat(600)) }), intent(), intent()];
    await Promise.all([strange, poisoned, good].map((one) => recorder.begin(one)));
    recorder.end(strange.id, { ...DONE, model: 'x'.repeat(600), promptTokens: 1.5, completionTokens: -1, cachedTokens: Number.NaN, totalMs: Number.POSITIVE_INFINITY });
    recorder.end(poisoned.id, { ...DONE, attempts: [{ deployment: 'mock/m', startedAt: 1n as unknown as number, ms: 1 }] });
    recorder.end(good.id, DONE);
    recorder.flush();
    const row = recorder.get(strange.id)!;
    expect([row.requestedModel.length, row.session?.length, row.tags.length, row.tags[0]?.length, row.model?.length]).toEqual([512, 512, 50, 512, 512]);
    expect(row).toMatchObject({ outcome: 'ok', promptTokens: 2, completionTokens: null, cachedTokens: null });
    expect(recorder.get(good.id)?.outcome).toBe('ok');
    expect(recorder.get(poisoned.id)?.outcome).toBeNull();
    expect(recorder.backlog()).toEqual({ waiting: 0, lost: 1 });
  });

  it('a row that no table takes ends nothing: neither the process nor the others’ rows', async () => {
    const recorder = recorderOn();
    const [impossible, good] = [intent({ reservedTokens: 1e308 }), intent()];
    await Promise.all([impossible, good].map((one) => recorder.begin(one)));
    recorder.end(impossible.id, DONE);
    recorder.end(good.id, DONE);
    recorder.flush();
    expect([recorder.get(impossible.id), recorder.get(good.id)?.outcome]).toEqual([undefined, 'ok']);
    expect(recorder.backlog()).toEqual({ waiting: 0, lost: 1 });
  });

  it('rejects once another process holds the lock, and works after', async () => {
    const { store } = temporaryStore();
    const recorder = recorderOn(store);
    const blocker = new Database(store.path);
    blocker.exec('BEGIN IMMEDIATE');
    const durable = intent();
    await recorder.begin(durable);
    expect(() => recorder.flush()).toThrow('locked');
    await expect(recorder.begin(intent())).rejects.toMatchObject({ code: 'storage_unavailable', message: expect.stringContaining('locked') });
    blocker.exec('ROLLBACK');
    blocker.close();
    await recorder.begin(intent());
    expect(recorder.list()).toHaveLength(2);
  });

  it('closes exactly once, as interrupted and estimated, what a killed process left open', () => {
    const path = join(temporaryFolder(), 'gatehouse.db');
    const script = `
      const { openStore } = await import('${new URL('../store/open.ts', import.meta.url).href}');
      const { createRecorder } = await import('${new URL('./recorder.ts', import.meta.url).href}');
      const recorder = createRecorder({ store: openStore({ path: process.argv[1] }) });
      const intent = (id) => ({ ...${JSON.stringify({ ...intent(), keyId: 'key_a', team: 'team_a', owner: 'person:Anna', why: { code: 'local-asked' }, plan: ['mock/m'] })}, id });
      await Promise.all([recorder.begin(intent('trc_a')), recorder.begin(intent('trc_b')), recorder.begin(intent('trc_c'))]);
      recorder.end('trc_b', ${JSON.stringify(DONE)});
      recorder.flush();
      await recorder.begin(intent('trc_d'));
      recorder.end('trc_d', ${JSON.stringify(DONE)});
      process.kill(process.pid, 'SIGKILL');`;
    const child = spawnSync(process.execPath, ['--input-type=module', '-e', script, path], { encoding: 'utf8' });
    expect([child.signal, child.stderr]).toEqual(['SIGKILL', '']);
    appendFileSync(`${path}-intents`, '{"id":"trc_e","time":1');
    const first = openStore({ path });
    const notes: AuditNote[] = [];
    const recorder = createRecorder({ store: first, audit: (written) => void notes.push(...written) });
    expect(recorder.interrupted).toBe(3);
    // An auditor sees whose it was and why it could go, as of every other request.
    expect(notes[0]).toMatchObject({ actor: 'key_a', action: 'request.interrupted', detail: { key: 'key_a', owner: 'person:Anna', team: 'team_a', why: { code: 'local-asked' }, plan: ['mock/m'] } });
    expect(recorder.list().map(({ id, outcome, usageEstimated }) => [id, outcome, usageEstimated])).toEqual([
      ['trc_d', 'interrupted', true],
      ['trc_c', 'interrupted', true],
      ['trc_b', 'ok', false],
      ['trc_a', 'interrupted', true],
    ]);
    recorder.end('trc_a', DONE);
    recorder.close();
    expect(recorder.get('trc_a')?.outcome).toBe('interrupted');
    first.close();
    const second = openStore({ path });
    expect(recorderOn(second).interrupted).toBe(0);
    second.close();
  });

  it('lists the newest first, filtered and in pages', async () => {
    const recorder = recorderOn();
    for (let n = 0; n < 6; n++) await recorder.begin(intent({ id: `trc_${n}`, keyId: `key_${n % 2}`, dataClass: n < 3 ? 'internal' : 'secret', time: n }));
    recorder.end('trc_5', DONE);
    recorder.flush();
    const ids = (filter: Parameters<Recorder['list']>[0]): string[] => recorder.list(filter).map(({ id }) => id);
    expect(ids({ limit: 2 })).toEqual(['trc_5', 'trc_4']);
    expect(ids({ limit: 2, before: 'trc_4' })).toEqual(['trc_3', 'trc_2']);
    expect(ids({ keyId: 'key_1', dataClass: 'secret' })).toEqual(['trc_5', 'trc_3']);
    expect(ids({ outcome: 'ok' })).toEqual(['trc_5']);
    expect(ids({ provider: 'mock' })).toEqual(['trc_5']);
    expect(ids({ since: 4 })).toEqual(['trc_5', 'trc_4']);
  });
});
