import { expect, it } from 'vitest';
import { systemClock } from '../core/clock.ts';
import { createJobs } from './jobs.ts';
import { createProgress } from './progress.ts';

it('one name, one job: a second download is the first, an import beside it is told so and not passed over', async () => {
  const jobs = createJobs(createProgress(systemClock, () => {}));
  const begun: string[] = [];
  const start = (kind: 'download' | 'import', what: string) => jobs.start('model:a:1b', 'Model a:1b', kind, (_step, signal) => {
    begun.push(what);
    return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
  });
  const first = start('download', 'a download');
  await expect.poll(() => begun).toEqual(['a download']);
  expect(start('download', 'the same download')).toBe(first);
  expect(() => start('import', 'a file')).toThrow(expect.objectContaining({ code: 'conflict', details: { hint: expect.stringContaining('models cancel model:a:1b') as string } }) as Error);
  jobs.cancel('model:a:1b');
  await expect(first.finished).rejects.toMatchObject({ code: 'client_closed' });
  const second = start('import', 'a file');
  expect(() => start('import', 'another file')).toThrow(expect.objectContaining({ code: 'conflict' }) as Error);
  expect(() => start('download', 'a download')).toThrow(expect.objectContaining({ code: 'conflict' }) as Error);
  await jobs.stop();
  await expect(second.finished).rejects.toThrow();
  expect(begun).toEqual(['a download', 'a file']);
});
