import { describe, expect, it } from 'vitest';
import type { Match } from '../recogniser.ts';
import { identifiers } from './identifiers.ts';

function found(text: string): string[] {
  const all: string[] = [];
  identifiers.detect(text, ({ recogniser: { id }, start, end, half }: Match) => {
    if (half !== true && ['payment-card', 'social-security', 'phone'].includes(id)) all.push(`${id}: ${text.slice(start, end)}`);
  });
  return all;
}

describe('figures of a table', () => {
  it.each(["37'336\n10'656\t82'952", '3\t576\t1152\t1728\t2304', '34\n678.82\n182.46\n190', '374;50494;81205;47', '358, 174, 34\n178, 130, 282', '26977\t69789\n96265', '172.20\n348.40   852.36', '272.68 | 840.68 | 123.13', '4214\t1022\t1361\t6301', '5490;3146;4514;1525', '5136, 6768, 9808, 1776', '8248 | 2968 | 7384 | 4632', '808.09\t601.64\t752.10', "1'075\t57'700\t26'", '601.01 733.65 669.12'])('are no card, no social security number and no telephone: %j', (text) => {
    expect(found(text)).toEqual([]);
  });

  it('are one by chance in few tables', () => {
    let state = 7;
    const figure = (below: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
      return (state >> 8) % below;
    };
    const tables = Array.from({ length: 300 }, (_, table) => Array.from({ length: 10 }, () => Array.from({ length: 6 }, () => (table % 2 === 0 ? `${figure(90)}'${String(figure(1000)).padStart(3, '0')}` : `${figure(1000)}.${String(figure(100)).padStart(2, '0')}`)).join('\t')).join('\n'));
    // 194 of them, when any groups were taken.
    expect(tables.filter((table) => found(table).length > 0).length).toBeLessThan(15);
  });
});

describe('a card', () => {
  it.each(['4539148803436467', '4539 1488 0343 6467', '4539-1488-0343-6467', '4539 14\n88 0343 6467', '4539\n1488 0343 6467', '453\n9148803436467', '4 5 3 9 1 4 8 8 0 3 4 3 6 4 6 7', '45 39 14 88 03 43 64 67', '453 914 880 343 646 7', '45391 48803 43646 7', '453914 880343 6467', '45391488 03436467', '3782 194631 00586', '3782 194\n631 00586', '3782 1946\n31 00586'])('is found as it is written: %j', (text) => {
    expect(found(text)).toEqual([`payment-card: ${text}`]);
  });
});

describe('a French social security number', () => {
  it.each(['1 85 05 78 006 084 91', '185057800608491', '1850578006084 91', '1 850578 006084 91', '1 85 05 7\n8 006 084 91', '1 8 5 0 5 7 8 0 0 6 0 8 4 9 1', '18505\n7800608491'])('is found as it is written: %j', (text) => {
    expect(found(text)).toContain(`social-security: ${text}`);
  });
});

it.each(['079 555 12 34', '044.668.18.00', '(01) 42 68 53 00', '01\n42 68 53 00', '0.7.9.5.5.5.1.2.3.4'])('a telephone number is found as it is written: %j', (text) => {
  expect(found(`Zimmer 12: ${text}`)).toContain(`phone: ${text}`);
});
