/** Measures recognition on the corpus: `node test/quality/measure.ts` prints the figures, `--errors` what was missed or wrong in the tuned split. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInspector, type Inspector } from '../../gateway/classify/engine.ts';
import { identifiers } from '../../gateway/classify/identifiers/identifiers.ts';
import { readLexicon } from '../../gateway/classify/persons/lexicon.ts';
import { createPersonDetector } from '../../gateway/classify/persons/persons.ts';
import { secrets } from '../../gateway/classify/secrets/secrets.ts';
import { LANGUAGES, type Labelled, type Language, type Split } from './types.ts';

export function readCorpus(): Labelled[] {
  return readFileSync(join(import.meta.dirname, 'corpus.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Labelled);
}

export function createMeasured(): Inspector {
  const lexicon = readLexicon(join(import.meta.dirname, '../../resources'));
  return createInspector([identifiers, secrets, createPersonDetector(() => lexicon)]);
}

/** Values that are checked: everything labelled but people and addresses. */
export const CHECKED = (type: string): boolean => type !== 'PERSON' && type !== 'ADDRESS';

export interface Counts {
  found: number;
  missed: number;
  wrong: number;
}

export const recall = ({ found, missed }: Counts): number => found / Math.max(1, found + missed);
export const precision = ({ found, wrong }: Counts): number => found / Math.max(1, found + wrong);
export const f1 = (counts: Counts): number => (2 * counts.found) / Math.max(1, 2 * counts.found + counts.missed + counts.wrong);

export interface Figures {
  messages: number;
  /** Identifiers and secrets, by value. */
  checked: Counts;
  /** Names of people, by character. */
  names: Counts;
  /** Messages by expected class: how many came out lower, as expected, higher. */
  lower: number;
  exact: number;
  higher: number;
  /** Public prompts that were raised to confidential. */
  falseAlarms: number;
  publicPrompts: number;
}

const RANK = { public: 0, internal: 1, confidential: 2, secret: 3 } as const;

/** @param told each miss (`-`) and each wrong finding (`+`) with its text. */
export function measure(inspector: Inspector, messages: readonly Labelled[], told?: (message: Labelled, what: string) => void): Figures {
  const figures: Figures = { messages: messages.length, checked: none(), names: none(), lower: 0, exact: 0, higher: 0, falseAlarms: 0, publicPrompts: 0 };
  for (const message of messages) {
    const { findings, dataClass } = inspector.inspectText(message.text);
    const checked = findings.filter(({ recogniser }) => recogniser.group === 'identifier' || recogniser.group === 'secret');
    const values = message.spans.filter(([, , type]) => CHECKED(type));
    for (const [start, end, type] of values) {
      if (checked.some((finding) => overlap(finding, start, end) * 2 >= end - start)) figures.checked.found++;
      else {
        figures.checked.missed++;
        told?.(message, `- ${type} ${message.text.slice(start, end)}`);
      }
    }
    for (const finding of checked) {
      if (values.some(([start, end]) => overlap(finding, start, end) > 0)) continue;
      figures.checked.wrong++;
      told?.(message, `+ ${finding.recogniser.id} ${message.text.slice(finding.start, finding.end)}`);
    }
    countNames(message, findings.filter(({ recogniser }) => recogniser.entity === 'PERSON'), figures.names, told);
    const difference = RANK[dataClass] - RANK[message.expected];
    figures[difference < 0 ? 'lower' : difference > 0 ? 'higher' : 'exact']++;
    if (difference !== 0) told?.(message, `class ${dataClass} for ${message.expected}`);
    if (message.kind === 'public') {
      figures.publicPrompts++;
      if (RANK[dataClass] >= RANK.confidential) figures.falseAlarms++;
    }
  }
  return figures;
}

export function countNames(message: Labelled, findings: readonly { start: number; end: number }[], names: Counts, told?: (message: Labelled, what: string) => void): void {
  const labelled = new Uint8Array(message.text.length);
  const seen = new Uint8Array(message.text.length);
  for (const [start, end, type] of message.spans) if (type === 'PERSON') labelled.fill(1, start, end);
  for (const { start, end } of findings) seen.fill(1, start, end);
  for (let at = 0; at < labelled.length; at++) {
    if (labelled[at] && seen[at]) names.found++;
    else if (labelled[at]) names.missed++;
    else if (seen[at]) names.wrong++;
  }
  if (!told) return;
  for (const [start, end, type] of message.spans) if (type === 'PERSON' && !seen.subarray(start, end).every(Boolean)) told(message, `- PERSON ${message.text.slice(start, end)}`);
  for (const { start, end } of findings) if (!labelled.subarray(start, end).every(Boolean)) told(message, `+ PERSON ${message.text.slice(start, end)}`);
}

const overlap = (finding: { start: number; end: number }, start: number, end: number): number => Math.max(0, Math.min(finding.end, end) - Math.max(finding.start, start));
const none = (): Counts => ({ found: 0, missed: 0, wrong: 0 });

export function select(corpus: readonly Labelled[], split: Split, language: Language): Labelled[] {
  return corpus.filter((message) => message.split === split && message.language === language);
}

function print(errors: boolean): void {
  const inspector = createMeasured();
  const corpus = readCorpus();
  const percent = (value: number) => `${(value * 100).toFixed(1)} %`.padStart(8);
  console.log('split lang  msgs | checked recall precision | names P        R       F1 | class lower  exact higher | public raised');
  for (const split of ['tune', 'held'] as const) {
    for (const language of LANGUAGES) {
      const { messages, checked, names, lower, exact, higher, falseAlarms, publicPrompts } = measure(inspector, select(corpus, split, language));
      console.log(`${split}  ${language} ${String(messages).padStart(7)} | ${percent(recall(checked))}       ${percent(precision(checked))} | ${percent(precision(names))} ${percent(recall(names))} ${f1(names).toFixed(3)} | ${String(lower).padStart(9)} ${String(exact).padStart(6)} ${String(higher).padStart(6)} | ${falseAlarms}/${publicPrompts}`);
    }
  }
  if (!errors) return;
  const counts = new Map<string, number>();
  measure(inspector, corpus.filter(({ split }) => split === 'tune'), (message, what) => {
    const key = `${message.id.split('-').slice(0, 3).join('-')} ${what}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  });
  for (const [what, count] of [...counts].sort((a, b) => b[1] - a[1])) console.log(count, what);
}

if (import.meta.main) print(process.argv.includes('--errors'));
