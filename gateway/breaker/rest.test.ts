import { beforeEach, describe, expect, it } from 'vitest';
import { RestingPlaces } from './rest.ts';

let now: number;
let places: RestingPlaces;

beforeEach(() => {
  now = 1_000;
  places = new RestingPlaces({ failures: 3, windowMs: 60_000, restMs: 30_000 }, { now: () => 0, monotonic: () => now });
});

function fail(name: string, times: number, apart = 0): void {
  for (let i = 0; i < times; i++) {
    places.failed(name);
    now += apart;
  }
}

describe('a deployment', () => {
  it('rests after three failures within the window, until the time is over, to the millisecond', () => {
    fail('a/x', 2);
    expect(places.rests('a/x')).toBe(false);
    fail('a/x', 1);
    expect(places.rests('a/x')).toBe(true);
    now += 29_999;
    expect(places.rests('a/x')).toBe(true);
    now += 1;
    expect(places.rests('a/x')).toBe(false);
  });

  it('does not rest for failures that are further apart than the window', () => {
    fail('a/x', 20, 30_001);
    expect(places.rests('a/x')).toBe(false);
  });

  it('counts the failures of the last window, not since the first', () => {
    fail('a/x', 2);
    now += 60_000;
    fail('a/x', 2);
    expect(places.rests('a/x')).toBe(false);
    fail('a/x', 1);
    expect(places.rests('a/x')).toBe(true);
  });

  it('starts afresh after a success, also while it rests', () => {
    fail('a/x', 2);
    places.succeeded('a/x');
    fail('a/x', 2);
    expect(places.rests('a/x')).toBe(false);
    fail('a/x', 1);
    places.succeeded('a/x');
    expect(places.rests('a/x')).toBe(false);
  });

  it('needs three new failures after its rest', () => {
    fail('a/x', 3);
    now += 30_000;
    fail('a/x', 2);
    expect(places.rests('a/x')).toBe(false);
  });

  it('is told while it rests, with the time of day at which that is over', () => {
    fail('a/x', 3);
    now += 10_000;
    fail('b/y', 3);
    expect(places.resting()).toEqual([{ deployment: 'a/x', until: 20_000 }, { deployment: 'b/y', until: 30_000 }]);
    now += 20_000;
    expect(places.resting()).toEqual([{ deployment: 'b/y', until: 10_000 }]);
    places.succeeded('b/y');
    expect(places.resting()).toEqual([]);
  });

  it('rests alone', () => {
    fail('a/x', 3);
    expect([places.rests('a/y'), places.rests('b/x')]).toEqual([false, false]);
  });
});
