import type { Finding, Inspector } from '../classify/engine.ts';
import { compilePattern, officePattern, PatternRefused } from '../classify/office/patterns.ts';
import { decodeWordList, parseWordList, type ParsedWordList } from '../classify/office/word-list.ts';
import type { Recogniser } from '../classify/recogniser.ts';
import { GatehouseError } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import { pseudonymise } from '../pseudonymise/pseudonymise.ts';
import type { Input } from './contract.ts';
import type { Handlers } from './handler.ts';
import type { RecogniserInfo } from './schemas-recognition.ts';
import type { AdminServices } from './services.ts';

type Part = Pick<
  Handlers,
  | 'recognition.get' | 'recognition.set' | 'recognition.try' | 'recognition.listPreview' | 'recognition.listSave' | 'recognition.words' | 'recognition.listRemove'
  | 'recognition.patternCheck' | 'recognition.patternSave' | 'recognition.patternRemove' | 'recognition.falseAlarm' | 'recognition.falseAlarmRemove'
>;

/** A text as a provider would get it with stand-ins; nothing where it would not be sent so. */
async function asSent(text: string, inspector: Inspector): Promise<{ pseudonymised?: string }> {
  const body = { messages: [{ role: 'user', content: text }] };
  const look = (value: Json) => inspector.inspectSliced(value, () => new Promise(setImmediate));
  const result = await pseudonymise(body, { found: await look(body), unreadable: false, inspect: look });
  return 'refused' in result ? {} : { pseudonymised: result.request.messages[0]!.content };
}

const OK = { ok: true } as const;
const SHOWN = 100;
const FINDINGS_SHOWN = 2_000;

export function recognitionHandlers({ office, recognition, classifier, recorder }: AdminServices): Part {
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

  function parsed(source: Input<'recognition.listPreview'>['body']): ParsedWordList {
    if ((source.text === undefined) === (source.data === undefined)) throw new GatehouseError('invalid_request', 'Send the words as text, or a file as data.', { param: 'text' });
    return parseWordList(source.text ?? decodeWordList(Buffer.from(source.data!, 'base64')), { common: classifier.isEveryday });
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
      const read = file === undefined ? { texts: [text ?? ''], unreadable: false } : await classifier.readFile(Buffer.from(file, 'base64'));
      const inspector = pattern ? classifier.inspectorWith(officePattern({ id: 'pattern', name: 'pattern', ...pattern })) : classifier.inspector();
      const { dataClass, findings, more } = await inspector.inspectSliced(read.texts, () => new Promise(setImmediate));
      const shown = findings.slice(0, FINDINGS_SHOWN);
      return {
        dataClass,
        texts: read.texts,
        unreadable: read.unreadable,
        findings: shown.map(({ recogniser, keys, start, end, certain }: Finding) => ({ recogniser: recogniser.id, dataClass: classifier.classOf(recogniser), text: Number(keys[0]), start, end, certain })),
        more: more || findings.length > shown.length,
        ...(file === undefined && (await asSent(read.texts[0]!, inspector))),
      };
    },
    'recognition.listPreview': ({ body }) => {
      const { entries, rejected } = parsed(body);
      return { count: entries.length, sample: entries.slice(0, SHOWN), rejected: rejected.length, rejections: rejected.slice(0, SHOWN) };
    },
    'recognition.listSave': ({ body: { id, name, kind, dataClass, add, remove = [], ...source } }, { principal }) => {
      const given = source.text === undefined && source.data === undefined && id !== undefined ? undefined : parsed(source).entries;
      const before = id === undefined ? [] : recognition.list(id).words;
      const gone = new Set(remove);
      const words = (given === undefined ? before : add ? [...before, ...given] : given).filter((word) => !gone.has(word));
      if (words.length === 0) throw new GatehouseError('invalid_request', 'There is no word in the list that could be used.', { param: 'text', hint: 'The preview says what is wrong with each line.' });
      return recognition.saveList({ ...(id !== undefined && { id }), name, kind, dataClass, words }, principal.name);
    },
    'recognition.words': ({ params }) => {
      const { info: list, words } = recognition.list(params.id);
      return { list, words };
    },
    'recognition.listRemove': ({ params }, { principal }) => {
      recognition.removeList(params.id, principal.name);
      return OK;
    },
    'recognition.patternCheck': ({ body }) => {
      try {
        compilePattern(body.source);
        return OK;
      } catch (error) {
        if (!(error instanceof PatternRefused)) throw error;
        return { ok: false, code: error.problem, problem: error.message, ...(error.part !== undefined && { part: error.part }) };
      }
    },
    'recognition.patternSave': ({ body: { id, ...pattern } }, { principal }) => {
      compilePattern(pattern.source);
      return recognition.savePattern({ ...pattern, ...(id !== undefined && { id }) }, principal.name);
    },
    'recognition.patternRemove': ({ params }, { principal }) => {
      recognition.removePattern(params.id, principal.name);
      return OK;
    },
    'recognition.falseAlarm': ({ body }, { principal }) => {
      const trace = recorder.get(body.trace);
      const entry = trace?.evidence[body.evidence];
      if (!trace || !entry) throw new GatehouseError('not_found', 'This finding is no longer there.');
      if (entry.mark === undefined) throw new GatehouseError('invalid_request', 'This was stated, not recognised: there is no false alarm to report.', { param: 'evidence' });
      return recognition.allow({ recogniser: entry.recogniser, mark: entry.mark, trace: trace.id }, principal.name);
    },
    'recognition.falseAlarmRemove': ({ params }, { principal }) => {
      recognition.disallow(params.recogniser, params.mark, principal.name);
      return OK;
    },
  };
}
