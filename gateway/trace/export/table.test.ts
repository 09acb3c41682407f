import { describe, expect, it } from 'vitest';
import type { Trace, TraceFilter, TracePage } from '../types.ts';
import { exampleTrace } from './fixture.ts';
import { tableOf } from './table.ts';

function recorderOf(traces: Trace[]) {
  const asked: TraceFilter[] = [];
  const ordered = [...traces].sort((a, b) => (a.id < b.id ? 1 : -1));
  return {
    asked,
    search: (filter: TraceFilter = {}) => {
      asked.push(filter);
      const left = ordered.filter(({ id }) => filter.before === undefined || id < filter.before);
      const traces = left.slice(0, filter.limit);
      return { traces, ...(left.length > traces.length && { next: traces.at(-1)!.id }) };
    },
  };
}

/** A strict reader of RFC 4180: quotes only around whole cells, CR LF after each row; behind the mark by which spreadsheets know UTF-8. */
function cells(file: string): string[][] {
  expect(file.startsWith('\uFEFF')).toBe(true);
  const text = file.slice(1);
  const rows: string[][] = [];
  let row: string[] = [];
  for (let at = 0; at < text.length; ) {
    let cell = '';
    if (text[at] === '"') {
      at++;
      for (; text[at] !== '"' || text[at + 1] === '"'; at++) {
        if (text[at] === '"') at++;
        cell += text[at];
      }
      at++;
    } else {
      while (at < text.length && text[at] !== ',' && text[at] !== '\r') cell += text[at++];
      expect(cell).not.toMatch(/["\n]/);
    }
    row.push(cell);
    if (text[at] === ',') at++;
    else {
      expect(text.slice(at, at + 2)).toBe('\r\n');
      at += 2;
      rows.push(row);
      row = [];
    }
  }
  return rows;
}

describe('a table of traces', () => {
  it('is CSV as RFC 4180 has it, with money to the nano-dollar', () => {
    const [head, row] = cells([...tableOf(recorderOf([exampleTrace({ keyName: 'a "b", c\r\nd' })]), {}, 'csv')].join('')) as [string[], string[]];
    const record = Object.fromEntries(head.map((name, index) => [name, row[index]]));
    expect(record).toMatchObject({ id: 'trc_0mb2k1x9q0123456789abcd', time: '2026-11-21T09:30:00.250Z', key_name: 'a "b", c\r\nd', tags: 'tax client-7', cost_usd: '0.001234567', prompt_tokens: '120', cache_write_tokens: '', streamed: '1', outcome: 'ok' });
    expect(cells([...tableOf(recorderOf([exampleTrace({ cost: 12_000_000_001 }), exampleTrace({ id: 'trc_0', cost: null })]), {}, 'csv')].join('')).slice(1).map((each) => each[head.indexOf('cost_usd')])).toEqual(['12.000000001', '']);
  });

  it.each(['=cmd|\' /C calc\'!A0', '+1', '-1+1', '@SUM(A1)', '\tx', '\rx', '=HYPERLINK("http://a.example","b")', '＝1+1', ' =1+1', '\n=1+1', '\u200b=1+1', ';=1+1'])('has no cell that a spreadsheet takes for a formula: %j', (hostile) => {
    const trace = exampleTrace({ keyName: hostile, requestedModel: hostile, session: hostile, tags: [hostile], model: hostile, owner: hostile, provider: hostile });
    const [, row] = cells([...tableOf(recorderOf([trace]), {}, 'csv')].join('')) as [string[], string[]];
    const plain = (text: string): string => text.replaceAll("'", '');
    expect(row.filter((cell) => plain(cell).includes(plain(hostile)))).toHaveLength(7);
    expect(row.filter((cell) => /(?:^|;)[\s\u200b]*[=+\-@＝＋－＠]|^[\t\r\n]/.test(cell))).toEqual([]);
  });

  it('is read a page at a time, as it is taken', () => {
    const recorder = recorderOf(Array.from({ length: 450 }, (_, index) => exampleTrace({ id: `trc_${String(index).padStart(4, '0')}` })));
    const table = tableOf(recorder, { dataClass: 'internal' }, 'jsonl');
    table.next();
    expect(recorder.asked).toEqual([{ dataClass: 'internal', limit: 200 }]);
    const rest = [...table].join('').trimEnd().split('\n').map((line) => (JSON.parse(line) as Trace).id);
    expect(recorder.asked.map(({ before }) => before)).toEqual([undefined, 'trc_0250', 'trc_0050']);
    expect([rest.length, rest[0], rest.at(-1)]).toEqual([250, 'trc_0249', 'trc_0000']);
    expect([...tableOf(recorderOf([]), {}, 'jsonl')].join('')).toBe('');
  });

  it('lets requests in between also while a search finds nothing, and goes on', () => {
    const pages: TracePage[] = [{ traces: [], next: 'trc_2' }, { traces: [], next: 'trc_1' }, { traces: [exampleTrace({ id: 'trc_0' })] }];
    const asked: (string | undefined)[] = [];
    const search = ({ before }: TraceFilter = {}): TracePage => {
      asked.push(before);
      return pages.shift()!;
    };
    const table = tableOf({ search }, { minCost: 5 }, 'jsonl');
    expect([table.next().value, asked.length, table.next().value, asked.length]).toEqual(['', 1, '', 2]);
    expect([...table].join('')).toContain('"trc_0"');
    expect(asked).toEqual([undefined, 'trc_2', 'trc_1']);
  });
});
