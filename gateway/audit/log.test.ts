import { describe, expect, it } from 'vitest';
import { movableClock } from '../../test/support/temporary-office.ts';
import { temporaryStore } from '../../test/support/temporary-store.ts';
import { type AuditLog, canonicalJson, createAuditLog } from './log.ts';

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
  it('chains its records', () => {
    const { audit } = filled();
    expect(audit.verify()).toEqual({ intact: true, records: 5, head: audit.list({ limit: 1 })[0]!.hash });
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
  ])('shows that somebody ran: %s', (sql, brokenAt, reason) => {
    const { audit, tamper } = filled();
    tamper(sql);
    expect(audit.verify()).toMatchObject({ intact: false, brokenAt, reason });
  });

  it('can only be added to', () => {
    const { store } = temporaryStore();
    createAuditLog(store, movableClock()).append('Anna', 'x', {});
    expect(() => store.db.exec("UPDATE audit SET actor = 'Ben'")).toThrow('append-only');
    expect(() => store.db.exec('DELETE FROM audit')).toThrow('append-only');
  });

  it('says the same content always the same way', () => {
    expect(canonicalJson({ b: 1, a: { d: [2, { z: null, y: 'x' }], c: false } })).toBe('{"a":{"c":false,"d":[2,{"y":"x","z":null}]},"b":1}');
  });
});
