import { expect, it } from 'vitest';
import { csvRows } from './csv.ts';

it('quotes what must be quoted, keeps numbers as numbers, and leaves no formula', () => {
  expect(csvRows([['a', null, -1.5, 'b,c', 'd"e', 'f\ng', 'h\ri', ''], ['=1', '-1', ' +1', '@x', '\t', '1-1', 'a=b']])).toBe('a,,-1.5,"b,c","d""e","f\ng","h\ri",\r\n\'=1,\'-1,\' +1,\'@x,\'\t,1-1,a=b\r\n');
});
