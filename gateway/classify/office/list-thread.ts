import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { type ErrorCode, type ErrorDetails, GatehouseError } from '../../core/errors.ts';
import { doListJob, type ListJob, type ListResult } from './list-work.ts';

/** Characters, of all lists together: fewer are done within a few milliseconds, a thread takes longer to start. */
const SMALL = 64 * 1024;
const MAX_HEAP_MB = 512;

type Said<J extends ListJob> = { result: ListResult<J> } | { refused: { code: ErrorCode; message: string; details: ErrorDetails } };

/** Does a job without holding up anybody: small ones here, others in a thread of their own. Rejects with `invalid_request`, and with `internal_error` where the thread dies. */
export async function runListJob<J extends ListJob>(job: J, { resourcesDir, everyday }: { resourcesDir: string; everyday: (word: string) => boolean }): Promise<ListResult<J>> {
  if (sizeOf(job) <= SMALL) return doListJob(job, everyday);
  const thread = new Worker(fileURLToPath(new URL('./list-worker.ts', import.meta.url)), { workerData: { job, resourcesDir }, resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB }, env: {}, stdout: true, stderr: true, execArgv: [] });
  const said = await new Promise<Said<J> | undefined>((resolve) => {
    thread.once('message', resolve).once('error', () => resolve(undefined)).once('exit', () => resolve(undefined));
  });
  if (!said) throw new GatehouseError('internal_error', 'The word list could not be read.');
  if ('result' in said) return said.result;
  throw new GatehouseError(said.refused.code, said.refused.message, said.refused.details);
}

function sizeOf(job: ListJob): number {
  const source = 'source' in job && job.source ? ('text' in job.source ? job.source.text : job.source.data).length : 0;
  const lists = job.task === 'index' ? job.lists : job.task === 'change' ? [...job.others, { text: job.before }] : [];
  return lists.reduce((sum, { text }) => sum + text.length, source);
}
