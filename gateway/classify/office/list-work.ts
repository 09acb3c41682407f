import type { WordKind } from '../../config/recognition.ts';
import { type WordChange, wordChange, wordsIn } from '../../config/word-change.ts';
import type { DataClass } from '../../core/data-class.ts';
import { type ListText, type PreparedIndex, prepareIndex } from './word-indexes.ts';
import { decodeWordList, type ParsedWordList, parseWordList } from './word-list.ts';

/** Words as they were pasted, or a file in base64. */
export type WordSource = { text: string } | { data: string };

/** What there is to do with a list, which may have 200,000 words. */
export interface ListJobs {
  preview: { job: { task: 'preview'; source: WordSource; shown: number }; result: ListPreview };
  change: { job: ChangeJob; result: { change: WordChange; index?: PreparedIndex } };
  index: { job: { task: 'index'; lists: ListText[] }; result: PreparedIndex };
}
export type ListJob = ListJobs[keyof ListJobs]['job'];
export type ListResult<J extends ListJob> = ListJobs[J['task']]['result'];

export interface ListPreview {
  count: number;
  sample: string[];
  rejected: number;
  rejections: ParsedWordList['rejected'];
}

export interface ChangeJob {
  task: 'change';
  /** Absent: the words stay, but for those to be removed. */
  source?: WordSource;
  /** The list's words, one per line. */
  before: string;
  /** True: the source comes beside the words that are there, else in their place. */
  add: boolean;
  remove: string[];
  kind: WordKind;
  dataClass: DataClass;
  /** All other lists. */
  others: ListText[];
}

/** Does it here and now. Throws `invalid_request`. @param everyday true for a word that everybody uses */
export function doListJob<J extends ListJob>(job: J, everyday: (word: string) => boolean): ListResult<J>;
export function doListJob(job: ListJob, everyday: (word: string) => boolean): ListResult<ListJob> {
  if (job.task === 'preview') {
    const { entries, rejected } = parsed(job.source, everyday);
    return { count: entries.length, sample: entries.slice(0, job.shown), rejected: rejected.length, rejections: rejected.slice(0, job.shown) };
  }
  if (job.task === 'index') return prepareIndex(job.lists);
  const change = wordChange(job.before, wordsAfter(job, everyday));
  return { change, ...prepare([...job.others, { kind: job.kind, dataClass: job.dataClass, text: change.text }]) };
}

function parsed(source: WordSource, common: (word: string) => boolean): ParsedWordList {
  return parseWordList('text' in source ? source.text : decodeWordList(Buffer.from(source.data, 'base64')), { common });
}

function* wordsAfter({ source, before, add, remove }: ChangeJob, everyday: (word: string) => boolean): Generator<string> {
  const gone = new Set(remove);
  const given = source && parsed(source, everyday).entries;
  for (const words of given === undefined ? [wordsIn(before)] : add ? [wordsIn(before), given] : [given]) for (const word of words) if (!gone.has(word)) yield word;
}

/** Nothing where there are too many words: who saves them says so. */
function prepare(lists: readonly ListText[]): { index?: PreparedIndex } {
  try {
    return { index: prepareIndex(lists) };
  } catch {
    return {};
  }
}
