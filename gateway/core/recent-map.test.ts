import { expect, it } from 'vitest';
import { RecentMap } from './recent-map.ts';

it('keeps the last ones, at most twice as many, and what is asked for', () => {
  const map = new RecentMap<number, string>(10);
  map.set(0, 'asked for');
  for (let key = 1; key <= 100; key++) {
    map.set(key, String(key));
    expect(map.get(0)).toBe('asked for');
  }
  const kept = Array.from({ length: 101 }, (_, key) => key).filter((key) => map.get(key) !== undefined);
  expect(kept.length).toBeLessThanOrEqual(21);
  expect(kept).toEqual(expect.arrayContaining([0, 92, 93, 94, 95, 96, 97, 98, 99, 100]));
});

it('gives the value that was set last', () => {
  const map = new RecentMap<string, number>(2);
  for (const value of [1, 2, 3]) {
    map.set('a', value);
    map.set('b', -value);
    map.set('c', 0);
  }
  map.set('a', 4);
  expect(map.get('a')).toBe(4);
  expect(map.get('nobody')).toBeUndefined();
});
