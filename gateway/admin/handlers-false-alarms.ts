import { setImmediate as turn } from 'node:timers/promises';
import { runTestCases, testCaseIn } from '../classify/test-cases.ts';
import type { FoundValue, TestCase } from '../config/false-alarms.ts';
import { GatehouseError } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import type { Input } from './contract.ts';
import type { Handlers } from './handler.ts';
import type { AdminServices } from './services.ts';

type Part = Pick<Handlers, 'recognition.falseAlarms' | 'recognition.falseAlarm' | 'recognition.falseAlarmWords' | 'recognition.falseAlarmRead' | 'recognition.falseAlarmRemove'>;
type Report = Input<'recognition.falseAlarm'>['body'];
/** A value that is no finding, and its words as far as they are known. */
type Reported = FoundValue & { trace: string | null; test: TestCase | undefined };

const OK = { ok: true } as const;

/** Throws for a word that says what a text is about: it is no value, and an exception for it would silence its recogniser altogether. */
function isValue({ start, end }: { start?: number | undefined; end?: number | undefined }): void {
  if (start !== undefined && start === end) throw new GatehouseError('invalid_request', 'This speaks of an illness or a dispute. It is no single value, so it cannot be left out by itself.', { hint: 'Give its recogniser a lower class under Data rules, or switch it off there.' });
}

export function falseAlarmHandlers({ recognition, classifier, recorder, contents }: AdminServices): Part {
  /** Throws where these are not the words. */
  async function pasted(words: string, of: FoundValue): Promise<TestCase> {
    const test = await testCaseIn(words, of, classifier);
    if (!test) throw new GatehouseError('invalid_request', 'These are not the words: what was found then is not found in them.', { param: 'words', hint: 'Paste the sentence as it stood in the request, with what was found in it.' });
    return test;
  }

  /** From the request as it is kept, if it is, for which the log says that it was opened. What cannot be read for it keeps nobody from reporting. */
  async function kept(trace: string, of: FoundValue, by: string): Promise<TestCase | undefined> {
    try {
      return await testCaseIn(JSON.parse(contents.read(trace, by).request) as Json, of, classifier);
    } catch {
      return undefined;
    }
  }

  async function inTrace({ trace: id, evidence, words }: Extract<Report, { trace: string }>, by: string): Promise<Reported> {
    const trace = recorder.get(id);
    const entry = trace?.evidence[evidence];
    if (!trace || !entry) throw new GatehouseError('not_found', 'This finding is no longer there.');
    isValue(entry);
    const { recogniser, mark } = entry;
    if (mark === undefined) throw new GatehouseError('invalid_request', 'This was stated, not recognised: there is no false alarm to report.', { param: 'evidence' });
    const of = { recogniser, mark };
    return { ...of, trace: id, test: words === undefined ? await kept(id, of, by) : await pasted(words, of) };
  }

  async function inText({ text, recogniser, start, end }: Extract<Report, { text: string }>): Promise<Reported> {
    const { findings } = await classifier.inspector().inspectSliced(text, () => turn());
    const finding = findings.find((one) => one.recogniser.id === recogniser && one.start === start && one.end === end);
    if (!finding) throw new GatehouseError('not_found', 'This finding is no longer there.');
    isValue(finding);
    const of = { recogniser, mark: classifier.markOf(finding) };
    return { ...of, trace: null, test: await testCaseIn(text, of, classifier) };
  }

  function known(of: FoundValue): void {
    if (!recognition.isAllowed(of.recogniser, of.mark)) throw new GatehouseError('not_found', 'There is no such exception.');
  }

  return {
    'recognition.falseAlarms': async () => ({ alarms: await runTestCases(recognition.allowed(), recognition.testCase, classifier) }),
    'recognition.falseAlarm': async ({ body }, { principal }) => {
      const { test, ...finding } = 'trace' in body ? await inTrace(body, principal.name) : await inText(body);
      return { ...recognition.allow(finding, principal.name, test), tested: recognition.hasTestCase(finding) };
    },
    'recognition.falseAlarmWords': async ({ params, body }, { principal }) => {
      known(params);
      recognition.saveTestCase(params, await pasted(body.words, params), principal.name);
      return OK;
    },
    'recognition.falseAlarmRead': ({ params }, { principal }) => recognition.showTestCase(params, principal.name),
    'recognition.falseAlarmRemove': ({ params }, { principal }) => {
      recognition.disallow(params, principal.name);
      return OK;
    },
  };
}
