import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../core/json.ts';
import { hashOf, START } from './record.ts';
import { newSigningKey, publicKeyOf } from './signature.ts';
import { temporaryLog, verdictOf } from './testing/fixture.ts';

/** Six records, a checkpoint after the third and the fifth; the lines without their ends. */
async function exported() {
  const log = temporaryLog();
  log.fill(3);
  log.checkpoints.make();
  log.fill(2);
  log.checkpoints.make();
  log.fill(1);
  const text = await log.export();
  const lines = text.trimEnd().split('\n');
  const head = log.audit.head();
  return { ...log, text, lines, head, hashes: log.audit.read(0, 9).map(({ hash }) => hash) };
}

const join = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

describe('an export of the audit log', () => {
  it('verifies by itself, in whatever pieces it is read', async () => {
    const { text, lines, head, checkpoints } = await exported();
    expect(lines.map((line) => line.slice(2, 10))).toEqual(['exported', 'action":', 'action":', 'action":', 'checkpoi', 'action":', 'action":', 'checkpoi', 'action":', 'head":{"']);
    for (const size of [1, 7, 100, 1 << 20]) {
      expect(verdictOf(text, {}, size)).toMatchObject({ intact: true, records: 6, first: 1, last: 6, head: head.hash, checkpoints: 2, problems: [], fingerprint: checkpoints.publicKey().fingerprint, keyGiven: false });
    }
  });

  it('fails after one byte is changed, whichever it is', async () => {
    const { fill, checkpoints, export: write } = temporaryLog();
    fill(2);
    checkpoints.make();
    const bytes = Buffer.from(await write());
    const passed: string[] = [];
    for (let at = 0; at < bytes.length; at++) {
      for (const change of [1, 0x20, 0x80]) {
        bytes[at]! ^= change;
        if (verdictOf(bytes).intact) passed.push(`${at}: ${bytes.subarray(at - 20, at + 20).toString('latin1')}`);
        bytes[at]! ^= change;
      }
    }
    expect(passed).toEqual([]);
  });

  it.each<[string, (lines: string[]) => string[], object]>([
    ['a changed record', (l) => l.with(2, l[2]!.replace('key 2', 'key 7')), { code: 'changed', record: 2, line: 3, message: 'record 2 was changed' }],
    ['a changed time', (l) => l.with(2, l[2]!.replace(/"time":\d/, '"time":2')), { code: 'changed', record: 2 }],
    ['a changed actor', (l) => l.with(1, l[1]!.replace('Anna', 'Ben')), { code: 'changed', record: 1 }],
    ['a changed hash', (l) => l.with(2, l[2]!.replace(/"hash":"./, '"hash":"z')), { code: 'damaged', line: 3, record: 1 }],
    ['a deleted record', (l) => l.toSpliced(2, 1), { code: 'missing', record: 2, message: 'record 2 is missing' }],
    ['a deleted run', (l) => l.toSpliced(1, 2), { code: 'missing', record: 1, message: 'records 1 to 2 are missing' }],
    ['a record twice', (l) => l.toSpliced(3, 0, l[2]!), { code: 'out-of-place', record: 2 }],
    ['two records exchanged', (l) => l.with(1, l[2]!).with(2, l[1]!), { code: 'missing', record: 1 }],
    ['the head cut off', (l) => l.slice(0, -1), { code: 'no-head', record: 6 }],
    ['the end cut off', (l) => l.slice(0, 3), { code: 'no-head', record: 2, message: 'the signed head is missing: the end of the export was cut off after record 2' }],
    ['the last record cut out', (l) => l.toSpliced(-2, 1), { code: 'missing', record: 5 }],
    ['a checkpoint taken out', (l) => l.toSpliced(4, 1), { code: 'head' }],
    ['a checkpoint moved', (l) => l.toSpliced(4, 1).toSpliced(3, 0, l[4]!), { code: 'checkpoint', record: 2 }],
    ['something after the head', (l) => [...l, l[1]!], { code: 'after-head' }],
    ['a line of nothing', (l) => l.toSpliced(3, 0, ''), { code: 'damaged', record: 2 }],
    ['a line with blanks', (l) => l.with(2, l[2]!.replace('","', '", "')), { code: 'damaged' }],
    ['another member order', (l) => l.with(4, `{"signature":${/"signature":(".*")\}$/.exec(l[4]!)![1]!},${l[4]!.slice(1).replace(/,"signature.*$/, '}')}`), { code: 'damaged' }],
    ['a checkpoint with a blank', (l) => l.with(4, l[4]!.replace('{"checkpoint":{', '{"checkpoint": {')), { code: 'damaged', record: 3 }],
    ['another first line', (l) => l.with(0, l[0]!.replace(/"exportedAt":\d/, '"exportedAt":2')), { code: 'head', message: 'the first line was changed: the signed head speaks of another one' }],
    ['no first line', (l) => l.slice(1), { code: 'not-an-export', line: 1, record: null }],
  ])('shows %s, and where', async (_, change, problem) => {
    const { lines } = await exported();
    const verdict = verdictOf(join(change(lines)));
    expect(verdict.intact).toBe(false);
    expect(verdict.problems[0]).toMatchObject(problem);
  });

  it('shows a record that was exchanged with its hash, by the one after it', async () => {
    const { lines } = await exported();
    const record = JSON.parse(lines[2]!) as { seq: number; time: number; actor: string; action: string; previous: string };
    const detail = '{"floor":"secret","name":"another"}';
    const line = `{"action":"key.create","actor":"Anna","detail":${detail},"hash":"${hashOf({ ...record, detail })}","previous":"${record.previous}","seq":2,"time":${record.time}}`;
    expect(verdictOf(join(lines.with(2, line)))).toMatchObject({ found: 1, problems: [{ code: 'does-not-follow', record: 3, line: 4 }] });
  });

  it('shows a log that was written anew from some record on, by the next signature', async () => {
    const { lines, hashes } = await exported();
    /** As somebody would who can compute hashes, but cannot sign. */
    const anew = (from: number): string[] => {
      let previous = from === 1 ? START : hashes[from - 2]!;
      return lines.map((line) => {
        if (!line.startsWith('{"action"')) return line;
        const record = JSON.parse(line) as { seq: number; time: number; actor: string; action: string; detail: JsonObject };
        if (record.seq < from) return line;
        const row = { ...record, detail: JSON.stringify({ floor: 'secret', name: 'another' }), previous };
        const hash = hashOf(row);
        const text = `{"action":${JSON.stringify(row.action)},"actor":${JSON.stringify(row.actor)},"detail":${row.detail},"hash":"${hash}","previous":"${previous}","seq":${row.seq},"time":${row.time}}`;
        previous = hash;
        return text;
      });
    };
    expect(verdictOf(join(anew(2))).problems[0]).toMatchObject({ code: 'checkpoint', record: 3, message: 'the signed checkpoint of record 3 speaks of another record: what comes after record 0 was written anew' });
    expect(verdictOf(join(anew(4))).problems[0]).toMatchObject({ code: 'checkpoint', record: 5, message: expect.stringContaining('after record 3 was written anew') });
    expect(verdictOf(join(anew(6))).problems[0]).toMatchObject({ code: 'head', record: 6, message: expect.stringContaining('after record 5 was written anew') });
  });

  it('is held against the key that the auditor has', async () => {
    const { text, checkpoints } = await exported();
    const { pem, fingerprint } = checkpoints.publicKey();
    for (const key of [publicKeyOf(pem)!, fingerprint, fingerprint.toUpperCase().replace(/(....)(?=.)/g, '$1 ')]) expect(verdictOf(text, { key })).toMatchObject({ intact: true, keyGiven: true });
    const other = publicKeyOf(newSigningKey().public)!;
    expect(verdictOf(text, { key: other }).problems.map(({ code }) => code)).toEqual(['wrong-key', 'checkpoint', 'checkpoint', 'head']);
    expect(verdictOf(text, { key: 'ab'.repeat(16) }).problems).toMatchObject([{ code: 'wrong-key', line: 1 }]);
    // Signed anew as a whole, with a key of the forger's own.
    const forged = await exported();
    expect(verdictOf(forged.text)).toMatchObject({ intact: true, fingerprint: forged.checkpoints.publicKey().fingerprint });
    expect(verdictOf(forged.text, { key: fingerprint }).problems[0]).toMatchObject({ code: 'wrong-key' });
  });

  it('is held against the head that the auditor kept', async () => {
    const { text, export: again, head, hashes, fill } = await exported();
    const kept = (seq: number, hash = hashes[seq - 1]!) => verdictOf(text, { head: { seq, hash } });
    expect([kept(1).intact, kept(6).intact, kept(0, START).intact]).toEqual([true, true, true]);
    expect(kept(4, hashes[4])).toMatchObject({ intact: false, problems: [{ code: 'expected-head', record: 4, line: 6 }] });
    expect(kept(9, hashes[4])).toMatchObject({ intact: false, problems: [{ code: 'expected-head', message: 'the export ends with record 6, but you kept record 9: what came after is not there' }] });
    fill(2);
    expect(verdictOf(await again(), { head })).toMatchObject({ intact: true, last: 8 });
  });

  it('of a log that was cut off before it was exported shows so', async () => {
    const { tamper, export: again } = await exported();
    tamper('DELETE FROM audit WHERE seq > 4');
    expect(verdictOf(await again())).toMatchObject({ intact: false, found: 1, problems: [{ code: 'checkpoint', record: 4, message: 'a signed checkpoint speaks of record 5, but the records after 4 are not there' }] });
  });

  it('of a part verifies from the record before it', async () => {
    const { export: part, audit, hashes } = await exported();
    const times = audit.read(0, 9).map(({ time }) => time);
    const middle = await part({ from: times[1], to: times[4] });
    expect(verdictOf(middle)).toMatchObject({ intact: true, first: 2, last: 4, records: 3, checkpoints: 1, head: hashes[3] });
    expect(verdictOf(middle, { head: { seq: 1, hash: hashes[0]! } }).intact).toBe(true);
    expect(verdictOf(middle, { head: { seq: 6, hash: hashes[5]! } }).problems[0]).toMatchObject({ code: 'expected-head' });
    expect(verdictOf(middle, { head: { seq: 0, hash: START } }).problems[0]).toMatchObject({ code: 'expected-head', message: expect.stringContaining('lies before this export') });
    expect(verdictOf(await part({ from: times[5]! + 1 }))).toMatchObject({ intact: true, first: null, last: null, records: 0, head: hashes[5] });
    expect(verdictOf(await part({ to: times[0] }))).toMatchObject({ intact: true, records: 0, head: START });
    const middleLines = middle.trimEnd().split('\n');
    expect(verdictOf(join(middleLines.toSpliced(1, 1))).problems[0]).toMatchObject({ code: 'missing', record: 2 });
  });

  it('holds names of every kind', async () => {
    const { audit, export: write } = temporaryLog();
    const names = ['new\nline', 'line\u2028and\u2029', 'half \ud800', 'zero \0', '</script>', '=1+1', '"},"hash":"', '\\', 'x","actor":"y', '\ufffd', '\ufeff', '{"head":', '🔒'];
    for (const name of names) audit.append(name, `act ${name}`, { [name]: [name, { seq: 1, time: 2 }] });
    const text = await write();
    expect(text.trimEnd().split('\n')).toHaveLength(names.length + 2);
    expect(verdictOf(text)).toMatchObject({ intact: true, records: names.length });
    expect(text.trimEnd().split('\n').slice(1, -1).map((line) => (JSON.parse(line) as { actor: string }).actor)).toEqual(names.map((name) => name.toWellFormed()));
  });

  it('counts bytes that are no letter as damage, not as the letter that stands for them', async () => {
    const { audit, export: write } = temporaryLog();
    audit.append('an \ufffd in a name', 'x', {});
    audit.append('Anna', 'x', {});
    const bytes = Buffer.from(await write());
    const at = bytes.indexOf('\ufffd');
    expect(verdictOf(bytes).intact).toBe(true);
    expect(verdictOf(Buffer.concat([bytes.subarray(0, at), Buffer.from([0xff]), bytes.subarray(at + 3)]))).toMatchObject({ intact: false, problems: [{ code: 'damaged', line: 2 }, { code: 'missing', record: 1 }, { code: 'head' }] });
  });

  it('of an empty log, an empty file and a foreign file', async () => {
    expect(verdictOf(await temporaryLog().export())).toMatchObject({ intact: true, records: 0 });
    expect(verdictOf('')).toMatchObject({ intact: false, problems: [{ code: 'not-an-export', message: 'the file is empty' }] });
    expect(verdictOf('a,b\n1,2\n')).toMatchObject({ intact: false, found: 1, problems: [{ code: 'not-an-export', line: 1 }] });
    expect(verdictOf(Buffer.alloc(70 * 1024 * 1024, 0x61))).toMatchObject({ intact: false });
  });

  it('shows whatever is done to its lines, at the place or before it', async () => {
    const { lines, text } = await exported();
    const place = fc.nat({ max: lines.length - 1 });
    const act = fc.oneof(
      fc.record({ kind: fc.constant('delete' as const), at: place, count: fc.integer({ min: 1, max: 3 }) }),
      fc.record({ kind: fc.constant('copy' as const), at: place, from: place }),
      fc.record({ kind: fc.constant('swap' as const), at: place, from: place }),
      fc.record({ kind: fc.constant('cut' as const), at: fc.nat({ max: text.length - 1 }) }),
      fc.record({ kind: fc.constant('edit' as const), at: place, column: fc.nat(), by: fc.constantFrom('0', '1', 'a', '"', '\\', ' ', '', '\u2028', '}') }),
    );
    fc.assert(fc.property(act, (one) => {
      const changed = [...lines];
      let touched: number;
      if (one.kind === 'cut') {
        touched = text.slice(0, one.at).split('\n').length - 1;
        changed.splice(0, changed.length, ...text.slice(0, one.at).split('\n'));
        if (changed.at(-1) === '') changed.pop();
      } else {
        touched = one.at;
        if (one.kind === 'delete') changed.splice(one.at, one.count);
        else if (one.kind === 'copy') changed.splice(one.at, 0, changed[one.from]!);
        else if (one.kind === 'swap') {
          touched = Math.min(one.at, one.from);
          [changed[one.at], changed[one.from]] = [changed[one.from]!, changed[one.at]!];
        } else {
          const line = changed[one.at]!;
          const column = one.column % line.length;
          changed[one.at] = line.slice(0, column) + one.by + line.slice(column + 1);
        }
      }
      const after = one.kind === 'cut' ? text.slice(0, one.at) : join(changed);
      const verdict = verdictOf(after);
      expect(verdict.intact).toBe(after === text);
      if (verdict.intact) return;
      // A checkpoint that is missing or there twice and another first line are only known by the signed head.
      const last = lines.length - 1;
      const isCheckpoint = (line: string): boolean => line.startsWith('{"checkpoint"');
      const late = touched === 0 || lines.slice(touched, touched + 3).some(isCheckpoint) || (one.kind === 'copy' && isCheckpoint(lines[one.from]!));
      expect(verdict.problems[0]!.line - 1).toBeLessThanOrEqual(late ? last + 1 : touched + 1);
    }), { seed: 20260806, numRuns: 600 });
  });
});
