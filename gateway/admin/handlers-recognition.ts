import type { Inspector } from '../classify/engine.ts';
import type { Finding } from '../classify/inspection.ts';
import { checkPattern, officePattern, PatternRefused } from '../classify/office/patterns.ts';
import { listTexts } from '../classify/detectors.ts';
import { runListJob } from '../classify/office/list-thread.ts';
import type { WordSource } from '../classify/office/list-work.ts';
import { offerIndex } from '../classify/office/word-indexes.ts';
import type { Recogniser } from '../classify/recogniser.ts';
import { wordsIn } from '../config/word-change.ts';
import { GatehouseError } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import { worse } from '../core/unreadable.ts';
import { pseudonymise } from '../pseudonymise/pseudonymise.ts';
import type { Input } from './contract.ts';
import type { Handlers } from './handler.ts';
import type { RecogniserInfo } from './schemas-recognition.ts';
import type { AdminServices } from './services.ts';

type Part = Pick<
  Handlers,
  | 'recognition.get' | 'recognition.set' | 'recognition.try' | 'recognition.listPreview' | 'recognition.listSave' | 'recognition.words' | 'recognition.listRemove'
  | 'recognition.patternCheck' | 'recognition.patternSave' | 'recognition.patternRemove'
>;

/** A text as a provider would get it with stand-ins; nothing where it would not be sent so. */
async function asSent(text: string, inspector: Inspector): Promise<{ pseudonymised?: string }> {
  const body = { messages: [{ role: 'user', content: text }] };
  const look = (value: Json) => inspector.inspectSliced(value, () => new Promise(setImmediate));
  const found = await look(body);
  const result = await pseudonymise(body, { found, unreadable: found.unreadable, inspect: look });
  return 'refused' in result ? {} : { pseudonymised: result.request.messages[0]!.content };
}

const OK = { ok: true } as const;
const SHOWN = 100;
const FINDINGS_SHOWN = 2_000;

export function recognitionHandlers({ office, recognition, classifier, resourcesDir }: AdminServices): Part {
  const info = (recogniser: Recogniser): RecogniserInfo => ({
    id: recogniser.id,
    group: recogniser.group,
    entity: recogniser.entity ?? null,
    dataClass: classifier.classOf(recogniser),
    ownClass: recogniser.dataClass,
    weight: recogniser.weight,
    alone: recogniser.alone ?? (recogniser.weight >= 1 ? classifier.classOf(recogniser) : null),
    enabled: office.setting('recognisers')[recogniser.id]?.enabled ?? true,
    examples: { found: [...recogniser.examples.found], passed: [...recogniser.examples.passed] },
  });

  function sourceOf({ text, data }: Input<'recognition.listPreview'>['body']): WordSource {
    if ((text === undefined) === (data === undefined)) throw new GatehouseError('invalid_request', 'Send the words as text, or a file as data.', { param: 'text' });
    return text === undefined ? { data: data! } : { text };
  }

  const thread = { resourcesDir, everyday: (word: string) => classifier.isEveryday(word) };
  let changes: Promise<unknown> = Promise.resolve();
  /** One change of the lists after the other: each is made ready, in a thread where it is large, from what the one before has left. */
  function inTurn<T>(change: () => Promise<T>): Promise<T> {
    const next = changes.then(change);
    changes = next.catch(() => undefined);
    return next;
  }

  /** None where one cannot be opened, which may be the one that is to go. */
  function remaining(without: string): ReturnType<typeof listTexts> {
    try {
      return listTexts(recognition, without);
    } catch {
      return [];
    }
  }

  return {
    'recognition.get': () => {
      const problem = classifier.problem();
      return {
        recognisers: classifier.recognisers().filter(({ group }) => group !== 'office').map(info),
        lists: recognition.lists(),
        patterns: recognition.patterns(),
        allowed: recognition.allowed(),
        problems: problem === undefined ? [] : [problem],
      };
    },
    'recognition.set': ({ params, body }, { principal }) => {
      const recogniser = classifier.recognisers().find(({ id, group }) => id === params.id && group !== 'office');
      if (!recogniser) throw new GatehouseError('not_found', `There is no recogniser "${params.id}".`);
      const all = office.setting('recognisers');
      const { dataClass = all[recogniser.id]?.dataClass ?? null, enabled = all[recogniser.id]?.enabled ?? true } = body;
      office.setSetting('recognisers', { ...all, [recogniser.id]: { enabled, ...(dataClass !== null && dataClass !== recogniser.dataClass && { dataClass }) } }, principal.name);
      return info(recogniser);
    },
    'recognition.try': async ({ body: { text, file, pattern } }) => {
      const read = file === undefined ? { texts: [text ?? ''], unreadable: false as const } : await classifier.readFile(Buffer.from(file, 'base64'));
      const inspector = pattern ? classifier.inspectorWith(officePattern({ id: 'pattern', name: 'pattern', ...pattern })) : classifier.inspector();
      const { dataClass, findings, more, unreadable } = await inspector.inspectSliced(read.texts, () => new Promise(setImmediate));
      // What is found only in several texts together has no place in one.
      const placed = findings.filter(({ keys }) => keys.length > 0);
      const shown = placed.slice(0, FINDINGS_SHOWN);
      return {
        dataClass,
        texts: read.texts,
        unreadable: worse(read.unreadable, unreadable && 'unknown') || null,
        findings: shown.map(({ recogniser, keys, start, end, certain }: Finding) => ({ recogniser: recogniser.id, dataClass: classifier.classOf(recogniser), text: Number(keys[0]), start, end, certain })),
        more: more || placed.length > shown.length,
        ...(file === undefined && (await asSent(read.texts[0]!, inspector))),
      };
    },
    'recognition.listPreview': ({ body }) => runListJob({ task: 'preview', source: sourceOf(body), shown: SHOWN }, thread),
    'recognition.listSave': ({ body: { id, name, kind, dataClass, add = false, remove = [], text, data } }, { principal }) => {
      const same = text === undefined && data === undefined && id !== undefined;
      const source = same ? {} : { source: sourceOf({ ...(text !== undefined && { text }), ...(data !== undefined && { data }) }) };
      return inTurn(async () => {
        const before = id === undefined ? '' : recognition.list(id).text;
        const { change, index } = await runListJob({ task: 'change', ...source, before, add, remove, kind, dataClass, others: listTexts(recognition, id) }, thread);
        if (change.count === 0) throw new GatehouseError('invalid_request', 'There is no word in the list that could be used.', { param: 'text', hint: 'The preview says what is wrong with each line.' });
        if (index) offerIndex(index);
        return recognition.saveList({ ...(id !== undefined && { id }), name, kind, dataClass, before, change }, principal.name);
      });
    },
    'recognition.words': ({ params }) => {
      const { info: list, text } = recognition.list(params.id);
      return { list, words: wordsIn(text) };
    },
    'recognition.listRemove': ({ params }, { principal }) =>
      inTurn(async () => {
        const rest = remaining(params.id);
        if (rest.length > 0) offerIndex(await runListJob({ task: 'index', lists: rest }, thread));
        recognition.removeList(params.id, principal.name);
        return OK;
      }),
    'recognition.patternCheck': ({ body }) => {
      try {
        checkPattern(body.source);
        return OK;
      } catch (error) {
        if (!(error instanceof PatternRefused)) throw error;
        return { ok: false, code: error.problem, problem: error.message, ...(error.part !== undefined && { part: error.part }) };
      }
    },
    'recognition.patternSave': ({ body: { id, ...pattern } }, { principal }) => {
      checkPattern(pattern.source);
      return recognition.savePattern({ ...pattern, ...(id !== undefined && { id }) }, principal.name);
    },
    'recognition.patternRemove': ({ params }, { principal }) => {
      recognition.removePattern(params.id, principal.name);
      return OK;
    },
  };
}
