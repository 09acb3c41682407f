import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { movableClock } from '../../test/support/temporary-office.ts';
import { temporaryStore } from '../../test/support/temporary-store.ts';
import type { Json, JsonObject } from '../core/json.ts';
import { canonicalJson } from './canonical.ts';
import { verifyChain } from './chain.ts';
import { type AuditLog, createAuditLog } from './log.ts';

function filled(): { audit: AuditLog; tamper(sql: string): void } {
  const { store } = temporaryStore();
  const audit = createAuditLog(store, movableClock());
  for (let n = 1; n <= 5; n++) audit.append('Anna', 'key.create', { id: `key_${n}`, nested: { b: [1, null, true], a: 'ü' } });
  return {
    audit,
    tamper(sql) {
      store.db.exec(`DROP TRIGGER audit_no_update; DROP TRIGGER audit_no_delete; ${sql}`);
    },
  };
}

describe('the audit log', () => {
  it('chains its records', async () => {
    const { audit } = filled();
    expect(await verifyChain(audit)).toEqual({ intact: true, records: 5, head: audit.list({ limit: 1 })[0]!.hash, checkpoints: 0 });
    const [newest, before] = audit.list({ limit: 2 });
    expect(newest!.previous).toBe(before!.hash);
    expect(audit.list({ before: 3 }).map(({ seq }) => seq)).toEqual([2, 1]);
    expect(audit.list({ actor: 'Ben' })).toEqual([]);
  });

  it.each([
    ["UPDATE audit SET detail = '{}' WHERE seq = 3", 3, 'its content was changed'],
    ["UPDATE audit SET actor = 'Ben' WHERE seq = 1", 1, 'its content was changed'],
    ['UPDATE audit SET time = time + 1 WHERE seq = 5', 5, 'its content was changed'],
    ['DELETE FROM audit WHERE seq = 2', 3, 'record 2 is missing'],
    ['DELETE FROM audit WHERE seq = 1', 2, 'record 1 is missing'],
    ["UPDATE audit SET hash = 'x' WHERE seq = 4", 4, 'its content was changed'],
    ['DELETE FROM audit WHERE seq = 2; UPDATE audit SET seq = seq - 1 WHERE seq > 2', 2, 'it does not follow the record before it'],
    ["UPDATE audit SET detail = (SELECT detail FROM audit WHERE seq = 2), hash = (SELECT hash FROM audit WHERE seq = 2) WHERE seq = 3", 3, 'its content was changed'],
    ["INSERT INTO audit SELECT 0, time, 'Ben', action, detail, previous, hash FROM audit WHERE seq = 1", 1, 'a record was inserted before it'],
    ["INSERT INTO audit SELECT -9223372036854775808, time, 'Ben', action, detail, previous, hash FROM audit WHERE seq = 1", 1, 'a record was inserted before it'],
  ])('shows that somebody ran: %s', async (sql, brokenAt, reason) => {
    const { audit, tamper } = filled();
    tamper(sql);
    expect(await verifyChain(audit)).toMatchObject({ intact: false, brokenAt, reason });
  });

  it('lists no record that stands before the first, which is in no chain and no export', () => {
    const { audit, tamper } = filled();
    tamper("INSERT INTO audit SELECT 0, time, 'Ben', action, detail, previous, hash FROM audit WHERE seq = 1; INSERT INTO audit SELECT -7, time, 'Ben', action, detail, previous, hash FROM audit WHERE seq = 1");
    for (const filter of [{}, { from: -5_000 }, { acts: true }, { actor: 'Ben' }]) expect(audit.list(filter).filter(({ actor }) => actor === 'Ben')).toEqual([]);
  });

  it('can only be added to', () => {
    const { store } = temporaryStore();
    createAuditLog(store, movableClock()).append('Anna', 'x', {});
    expect(() => store.db.exec("UPDATE audit SET actor = 'Ben'")).toThrow('append-only');
    expect(() => store.db.exec('DELETE FROM audit')).toThrow('append-only');
  });

  it('keeps the format of the logs that offices have', async () => {
    const { store } = temporaryStore();
    const clock = movableClock();
    const audit = createAuditLog(store, clock);
    audit.append('Anna "A" Müller\n\u2028', 'key.create', { id: 'key_1', nested: { b: [1, null, true, { z: 1, a: 'ü' }], a: 'ü' }, 10: 1, 9: 2, n: 1.5e21, m: -0 });
    clock.move(1);
    audit.append('system', 'policy.change', { version: 2, diff: [{ op: 'add', cell: { dataClass: 'internal', provider: 'x' } }] });
    expect(audit.read(0, 9).map(({ hash }) => hash)).toEqual(['e9fea53013a39aa5a177ce1d73616db167a186f404593ead8dd65e2fe98b4c02', '518af9c97ae0cc1ec80d35bf0f2fc367a73f746b3b84494e29f594bdf2a1f287']);
  });

  it('goes on whole after transactions that were rolled back, whole or in part', async () => {
    const { store } = temporaryStore();
    const audit = createAuditLog(store, movableClock());
    const records = (name: string) => [1, 2, 3].map((n) => ({ time: n, actor: name, action: 'request.sent', detail: { n } }));
    const failing = (work: () => void) => expect(() => store.transaction(() => {
      work();
      throw new Error('rolled back');
    })).toThrow('rolled back');
    audit.appendAll(records('kept 1'));
    failing(() => audit.appendAll(records('lost 1')));
    store.transaction(() => {
      audit.appendAll(records('kept 2'));
      failing(() => audit.appendAll(records('lost 2')));
      audit.append('kept 3', 'x', {});
    });
    failing(() => audit.append('lost 3', 'x', {}));
    audit.appendAll(records('kept 4'));
    expect(audit.list().map(({ seq, actor }) => `${seq} ${actor}`).reverse()).toEqual(['1 kept 1', '2 kept 1', '3 kept 1', '4 kept 2', '5 kept 2', '6 kept 2', '7 kept 3', '8 kept 4', '9 kept 4', '10 kept 4']);
    expect(await verifyChain(audit)).toMatchObject({ intact: true, records: 10 });
  });

  it('tells once of each record of sent bytes that is there for good', () => {
    const { store } = temporaryStore();
    const audit = createAuditLog(store, movableClock());
    const sent = (trace: string) => ({ time: 1, actor: 'a', action: 'request.sent', detail: { trace, origin: 'https://x', bytes: 5 } });
    audit.appendAll([sent('before')]);
    const following = audit.followSent();
    audit.appendAll([sent('one'), { time: 1, actor: 'a', action: 'request.refused', detail: {} }, sent('two')]);
    const rolledBack = (trace: string) => expect(() => store.transaction(() => {
      audit.appendAll([sent(trace), sent(trace)]);
      throw new Error('no');
    })).toThrow('no');
    rolledBack('lost');
    audit.appendAll([sent('three')]);
    rolledBack('lost too');
    expect(following.take().map(({ seq, trace }) => `${seq} ${trace}`)).toEqual(['2 one', '4 two', '5 three']);
    expect(following.take()).toEqual([]);
  });

  it('takes any name as a name', async () => {
    const { store } = temporaryStore();
    const audit = createAuditLog(store, movableClock());
    const names = ['new\nline', 'line\u2028separator', 'half \ud800 of a pair', '\udc00', 'zero \0 byte', '</script>', '=1+1', '"\\', 'constructor', ''];
    for (const name of names) audit.append(name, 'x', { [name]: name, __proto__: null } as JsonObject);
    expect(await verifyChain(audit)).toMatchObject({ intact: true, records: names.length });
    expect(audit.list({ actor: 'zero \0 byte' })).toHaveLength(1);
    expect(audit.list().map(({ detail }) => Object.keys(detail)[0]).reverse()).toEqual(names);
  });

  it.each([
    [{ b: 1, a: { d: [2, { z: null, y: 'x' }], c: false } }, '{"a":{"c":false,"d":[2,{"y":"x","z":null}]},"b":1}'],
    [{ a: 1, b: { d: 1, c: 2 } }, '{"a":1,"b":{"c":2,"d":1}}'],
    [{ 9: 1, 10: 2 }, '{"10":2,"9":1}'],
    [{ a: undefined, b: [undefined, { b: 1, a: undefined }] }, '{"b":[null,{"b":1}]}'],
    [undefined, 'null'],
  ])('says the same content always the same way: %j', (value, text) => {
    expect(canonicalJson(value as Json)).toBe(text);
  });

  it('does so of every value, in whatever order its members came', () => {
    const shuffled = (value: unknown): unknown => Array.isArray(value) ? value.map(shuffled) : typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).reverse().map(([name, member]) => [name, shuffled(member)])) : value;
    fc.assert(fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value as Json);
      expect(canonicalJson(shuffled(value) as Json)).toBe(text);
      expect(canonicalJson(JSON.parse(text) as Json)).toBe(text);
    }), { seed: 6, numRuns: 300 });
  });
});
