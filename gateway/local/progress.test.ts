import { expect, it } from 'vitest';
import { createJobs } from './jobs.ts';
import { createProgress, describeStep } from './progress.ts';

function build() {
  let now = 0;
  let notices = 0;
  const progress = createProgress({ now: () => now, monotonic: () => now }, () => notices++);
  return { progress, pass: (ms: number) => (now += ms), notices: () => notices };
}

it('tells bytes, speed and time left', () => {
  const { progress, pass } = build();
  const step = progress.begin('model:x', 'Model x');
  for (let i = 0; i <= 10; i++) {
    step.bytes(i * 1_000_000, 98_000_000);
    pass(500);
  }
  expect(progress.list()[0]).toMatchObject({ state: 'running', done: 10_000_000, total: 98_000_000, bytesPerSecond: 2_000_000, secondsLeft: 44 });
  expect(describeStep(progress.list()[0]!)).toBe('Model x: 10.0 MB of 98.0 MB, 2.0 MB/s, 44 s left');
  step.done('98.0 MB, digests checked');
  expect(describeStep(progress.list()[0]!)).toBe('Model x: 98.0 MB, digests checked');
});

it('a thousand pieces a second are four notices a second', () => {
  const { progress, pass, notices } = build();
  const step = progress.begin('model:x', 'Model x');
  for (let i = 0; i < 2_000; i++) {
    step.bytes(i);
    pass(1);
  }
  expect(notices()).toBeLessThanOrEqual(10);
});

it('downloads wait for each other, imports do not; a waiting one can be cancelled', async () => {
  const { progress } = build();
  const jobs = createJobs(progress);
  let finish = (): void => {};
  const first = jobs.start('a', 'A', 'download', () => new Promise((resolve) => (finish = () => resolve('done'))));
  let began = false;
  const second = jobs.start('b', 'B', 'download', async () => ((began = true), 'done'));
  expect(jobs.start('b', 'B', 'download', async () => 'twice')).toBe(second);
  await jobs.start('c', 'C', 'import', async () => 'imported').finished;
  expect([began, progress.list().map((step) => step.state)]).toEqual([false, ['running', 'waiting', 'done']]);
  expect(jobs.cancel('b')).toBe(true);
  await expect(second.finished).rejects.toMatchObject({ code: 'client_closed' });
  const third = jobs.start('d', 'D', 'download', async () => 'done');
  finish();
  await Promise.all([first.finished, third.finished]);
  expect(progress.list().map((step) => step.state)).toEqual(['done', 'cancelled', 'done', 'done']);
  expect(jobs.cancel('a')).toBe(false);
  expect([jobs.cancel('b'), progress.list().map((step) => step.id)]).toEqual([true, ['a', 'c', 'd']]);
});

it('leaves what failed out of the list once that is asked, and counts it anew where it is tried again', async () => {
  const { progress } = build();
  const jobs = createJobs(progress);
  const fail = (kind: 'download' | 'import') => jobs.start('a', 'A', kind, () => Promise.reject(new Error('broken'))).finished.catch(() => {});
  await fail('import');
  expect(progress.list()).toEqual([expect.objectContaining({ id: 'a', state: 'failed', kind: 'import', message: 'broken' })]);
  await fail('download');
  expect(progress.list()).toEqual([expect.objectContaining({ id: 'a', state: 'failed', kind: 'download' })]);
  expect([jobs.cancel('a'), progress.list(), jobs.cancel('a')]).toEqual([true, [], false]);
  await jobs.start('a', 'A', 'download', async () => 'done').finished;
  expect(jobs.cancel('a')).toBe(false);
});
