import { describe, expect, it } from 'vitest';
import { createInspector } from '../engine.ts';
import { identifiers } from '../identifiers/identifiers.ts';

const inspector = createInspector([identifiers]);
function found(text: string): string[] {
  return inspector.inspectText(text).findings.map(({ recogniser, start, end }) => `${recogniser.id}: ${text.slice(start, end)}`);
}

describe('signs in brackets', () => {
  it.each(['anna(at)firma.ch', 'anna [at] firma [punkt] ch', 'anna [AT] firma [DOT] ch', 'anna {at} firma {dot} ch', 'anna (ät) firma punkt ch', 'anna(at)mail punto firma punto ch', 'anna.meier[@]firma[.]ch', 'anna<chiocciola>firma.it', 'anna (arobase) firma (point) fr'])('%s is an address', (address) => {
    expect(found(`Schreib an ${address} bis morgen`)).toEqual([`email: ${address}`]);
  });

  it('part no number', () => {
    expect(found('AHV 756[.]9217[.]0769[.]85.')).toEqual(['ch-ahv: 756[.]9217[.]0769[.]85']);
    expect(found('hxxp://85[.]5[.]17[.]201/x')).toEqual(['ip-address: 85[.]5[.]17[.]201']);
  });

  it.each(['Treffpunkt (at) 8 Uhr', 'see f(a) and g(t).x', 'list[at].name', 'the meeting (at noon) is off', 'x<T>.y', 'Array<string>.of(a).map(t).ch', 'Er kam (rot) an.', 'vector<float>:begin'])('stay in %j', (text) => {
    expect(found(text)).toEqual([]);
  });
});

it.each(['756    9217    0769    85', 'CH66      0076      2011      6238      5295      8'])('a number in columns: %s', (number) => {
  expect(found(`Nr.  Wert\n1    ${number}\n2    756`)).toHaveLength(1);
  expect(found(`1    4539    1488    0343    6467\n2    ${number.replace('9217', '9218').replace('2011', '2012')}`)).toEqual([]);
});

describe('a number that goes on in the next line', () => {
  it.each([
    '> IBAN: CH66 0076\n> 2011 6238 5295 8 danke', '> > IBAN: CH66 0076 2011\r\n> > 6238 5295 8', '>IBAN CH66 0076\n>2011 6238 5295 8', '>> IBAN CH66 0076\n>>> 2011 6238 5295 8', 'Konto   CH66 0076 2011\n                6238 5295 8', 'Konto\tCH66 0076 2011\n\t\t\t\t6238 5295 8', 'IBAN CH66 0076 2011     \n     6238 5295 8',
  ])('%j', (text) => {
    expect(found(text).map((line) => line.slice(0, 10))).toEqual(['iban: CH66']);
  });

  it('behind the quote marks of a mail', () => {
    expect(found('> Meine Nummer ist 756.9217.\n> 0769.85, danke')).toEqual(['ch-ahv: 756.9217.\n> 0769.85']);
  });

  it.each(['> Total 7569\n> 217 076 984 km', '  x: 756,\n    y: 9217', '> 1\n> 2\n> 3'])('is none in %j', (text) => {
    expect(found(text)).toEqual([]);
  });
});

it.each([['(at)', 20_000], ['1\n> ', 20_000], ['1\n   ', 20_000], ['a(at)b punkt ', 20_000], ['1(.)', 20_000]])('takes time in proportion: %j again and again', (unit, times) => {
  const started = performance.now();
  inspector.inspectText(unit.repeat(times));
  expect(performance.now() - started).toBeLessThan(5_000);
});
