import { expect, it } from 'vitest';
import { csvRows } from './csv.ts';

it('quotes what must be quoted, keeps numbers as numbers, and leaves no formula', () => {
  expect(csvRows([['a', null, -1.5, 'b,c', 'd"e', 'f\ng', 'h\ri', ''], ['=1', '-1', ' +1', '@x', '\t', '1-1', 'a=b']])).toBe('a,,-1.5,"b,c","d""e","f\ng","h\ri",\r\n\'=1,\'-1,\' +1,\'@x,\'\t,1-1,a=b\r\n');
});

it.each([['a;=1+1', "a;'=1+1"], ['a; =1', "a;' =1"], ['a\n=1+1', '"a\n\'=1+1"'], ['a\r\n@x', '"a\r\n\'@x"'], ['a\t+1', "a\t'+1"], ['Keller; Meier', 'Keller; Meier'], ['a\nb', '"a\nb"']])('leaves no formula where a spreadsheet cuts lines at semicolons and does not see our quotes: %j', (text, written) => {
  expect(csvRows([['x', text]])).toBe(`x,${written}\r\n`);
  for (const line of csvRows([[text, text]]).split(/[\r\n;\t]/)) expect(line).not.toMatch(/^"?[\s]*[=+\-@]/);
});
