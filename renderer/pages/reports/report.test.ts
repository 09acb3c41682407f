import fc from 'fast-check';
import { expect, it } from 'vitest';
import { NOTHING, type Row } from '../usage/sums.ts';
import { departmentCsv, departmentsOf, tagCsv, tagKindsOf } from './report.ts';

const row = (groups: Record<string, string>, sums: Partial<Row>): Row => ({ ...NOTHING, time: null, groups, names: groups, ...sums });
const WORDS = { head: ['Month', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K'], month: '2026-11', rate: { code: 'CHF' as const, perUsd: '0.89' }, costCentre: (id: string) => (id === 'Notary' ? '210' : ''), text: (_: string, id: string, name: string) => (id === '' ? '–' : name) };

const ROWS = [
  row({ team: '', owner: '', model: 'a' }, { cost: 9_000, requests: 1 }),
  row({ team: 'Notary', owner: 'person:Anna', model: 'a' }, { cost: 1_000_000_000, requests: 2, promptTokens: 10, completionTokens: 20 }),
  row({ team: 'Notary', owner: 'person:Anna', model: 'b' }, { cost: 3_000_000_000, requests: 1, unpriced: 1, estimated: 1 }),
  row({ team: 'Front desk', owner: '', model: 'b' }, { cost: 5, requests: 1 }),
];

it('nests departments, people and models, what belongs to no department last', () => {
  const nested = departmentsOf({ rows: ROWS }).map(({ name, sums, people }) => [name, sums.cost, people.map((person) => [person.id, person.models.map(({ id, sums: { cost } }) => [id, cost])])]);
  expect(nested).toEqual([
    ['Front desk', 5, [['', [['b', 5]]]]],
    ['Notary', 4_000_000_000, [['person:Anna', [['b', 3_000_000_000], ['a', 1_000_000_000]]]]],
    ['', 9_000, [['', [['a', 9_000]]]]],
  ]);
});

it('writes amounts in both currencies with all digits', () => {
  expect(departmentCsv(departmentsOf({ rows: ROWS.slice(1, 3) }), WORDS).split('\r\n')).toEqual([
    'Month,A,B,C,D,E,F,G,H,I,J,K',
    '2026-11,Notary,210,person:Anna,b,1,0,0,2.670000000,3000000000,1,1',
    '2026-11,Notary,210,person:Anna,a,2,10,20,0.890000000,1000000000,0,0',
    '',
  ]);
});

it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx'])('takes the sting out of a name like %j', (name) => {
  const csv = departmentCsv(departmentsOf({ rows: [row({ team: name, owner: name, model: `${name},"` }, { cost: 1 })] }), WORDS);
  const text = /[\r"]/.test(name) ? `"'${name}"` : `'${name}`;
  expect(csv).toContain(`2026-11,${text},,${text},"'${name},""",0`);
});

it('loses and adds nothing, whatever the groups', () => {
  const some = fc.record({ team: fc.constantFrom('', 'a', 'b'), owner: fc.constantFrom('', 'x', 'y'), model: fc.constantFrom('m', 'n', ''), cost: fc.integer({ min: 0, max: 1e12 }) });
  fc.assert(
    fc.property(fc.uniqueArray(some, { selector: ({ team, owner, model }) => `${team}|${owner}|${model}`, maxLength: 20 }), (lines) => {
      const whole = lines.reduce((sum, { cost }) => sum + cost, 0);
      const departments = departmentsOf({ rows: lines.map(({ cost, ...groups }) => row(groups, { cost })) });
      const written = departmentCsv(departments, WORDS).trimEnd().split('\r\n').slice(1).reduce((sum, line) => sum + Number(line.split(',')[9]), 0);
      expect([departments.reduce((sum, { sums }) => sum + sums.cost, 0), written]).toEqual([whole, whole]);
    }),
    { seed: 6, numRuns: 200 },
  );
});

it('puts tags of one kind together', () => {
  const rows = [row({ tag: 'feature:letters' }, { cost: 2 }), row({ tag: 'urgent' }, { cost: 9 }), row({ tag: 'customer:Keller AG' }, { cost: 1 }), row({ tag: 'feature:search' }, { cost: 5 }), row({ tag: '' }, { cost: 3 })];
  expect(tagKindsOf({ rows }).map(({ kind, tags }) => [kind, tags.map(({ name }) => name)])).toEqual([['customer', ['Keller AG']], ['feature', ['search', 'letters']], ['', ['urgent', '']]]);
  expect(tagCsv({ rows: rows.slice(0, 1) }, { ...WORDS, head: ['h'] })).toBe('h\r\n2026-11,feature:letters,0,0,0,0.000000002,2,0,0\r\n');
});
