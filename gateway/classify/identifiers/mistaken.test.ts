import { describe, expect, it } from 'vitest';
import { createInspector } from '../engine.ts';
import { identifiers } from './identifiers.ts';

const inspector = createInspector([identifiers]);
const found = (text: string) => inspector.inspectText(text).findings.map(({ recogniser, start, end, certain }) => [recogniser.id, text.slice(start, end), certain]);

describe('letters for figures, as scanned pages have them', () => {
  it.each([
    ['ch-ahv', '756.92I7.O769.85'], ['ch-ahv', '756.9217.O769.85'], ['ch-ahv', '756.92l7.0769.85'], ['ch-ahv', '7S6.9217.0769.85'], ['ch-ahv', '756.9217.0769.8S'], ['ch-ahv', '7569217O76985'], ['ch-ahv', '756 92|7 0769 85'], ['ch-ahv', '7 5 6 . 9 2 l 7 . 0 7 6 9 . 8 5'],
    ['iban', 'CH66 OO76 2011 6238 5295 8'], ['iban', 'CH66 0076 20l1 6238 5295 8'], ['iban', 'CH66 0076 2011 6238 S295 8'], ['iban', 'CH660O76201l62385295B'], ['iban', 'DE05 3705 0299 1O71 2345 67'], ['iban', 'GB46 BARC 2032 5I48 6719 30'],
    ['payment-card', '4539 l488 0343 6467'], ['payment-card', '4539I488O3436467'], ['ch-insurance-card', '8O756 00080 0123456785'],
  ])('%s: %s', (id, value) => {
    expect(found(`Nummer ${value} gut`)).toEqual([[id, value, false]]);
  });

  it.each([
    '756.92I7.O769.84', '756 Seiten, 921 Bilder', '7569217 Solothurn 076985', '4539 l488 0343 6468', '4500 So 3200 Is 1200', 'CH66 OO76 2011 6238 5295 7', '7 Bilder, 5 Seiten', 'DE 05 Blatt', 'a756B9217S0769I85b', '756.92I7.O769.85x', '12 l Milch, 3 l Wasser, 5 l Öl',
  ])('none in %s', (text) => {
    expect(found(`Nummer ${text} gut`).filter(([id]) => id !== 'phone')).toEqual([]);
  });

  it.each([['7 5 6 l ', 20_000], ['CH66 OO76 ', 20_000], ['4539 l488 ', 20_000], ['756.92I7.O769.8', 10_000]])('take time in proportion: %j again and again', (unit, times) => {
    const started = performance.now();
    inspector.inspectText(unit.repeat(times));
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
