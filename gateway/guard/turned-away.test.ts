import { expect, it } from 'vitest';
import { TurnedAwayPrograms } from './turned-away.ts';

it('counts each program, the most recent first, and forgets it after a day or once it has a key', () => {
  let now = 1_000;
  const programs = new TurnedAwayPrograms({ now: () => now, monotonic: () => 0 });
  programs.refused('OpenAI/Python 1.102.0');
  programs.refused(undefined);
  now = 2_000;
  programs.refused('OpenAI/Python 1.102.0');
  expect(programs.recent()).toEqual([{ program: 'OpenAI/Python 1.102.0', count: 2, at: 2_000 }, { program: '', count: 1, at: 1_000 }]);
  programs.accepted('curl/8.5.0');
  programs.accepted(undefined);
  expect(programs.recent().map(({ program }) => program)).toEqual(['OpenAI/Python 1.102.0']);
  now += 86_400_000;
  expect(programs.recent()).toEqual([]);
});

it('keeps no more than twenty, whatever they call themselves', () => {
  const programs = new TurnedAwayPrograms({ now: () => 1, monotonic: () => 0 });
  for (let i = 0; i < 1_000; i++) programs.refused(`scanner ${i} \u0007${'x'.repeat(5_000)}`);
  expect(programs.recent()).toHaveLength(20);
  expect(programs.recent()[0]!.program).toBe(`scanner 999 ${'x'.repeat(48)}`);
});
