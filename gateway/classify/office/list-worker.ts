/** Reads one word list, and makes the index of all, apart from everything else: a large one takes most of a second. */
import { parentPort, workerData } from 'node:worker_threads';
import { isEveryday, readLexicon } from '../persons/lexicon.ts';
import { GatehouseError } from '../../core/errors.ts';
import { doListJob, type ListJob } from './list-work.ts';

const { job, resourcesDir } = workerData as { job: ListJob; resourcesDir: string };
const lexicon = readLexicon(resourcesDir);
try {
  parentPort!.postMessage({ result: doListJob(job, (word) => isEveryday(lexicon, word)) });
} catch (error) {
  if (!(error instanceof GatehouseError)) throw error;
  const { code, message, details } = error;
  parentPort!.postMessage({ refused: { code, message, details } });
}
