/** What it costs to look at a request, in this process: with the recognisers that ship, and with the word list of a large office. */
import { join } from 'node:path';
import { builtIn } from '../../gateway/classify/detectors.ts';
import { createInspector, type Inspector } from '../../gateway/classify/engine.ts';
import { officeWords } from '../../gateway/classify/office/office-words.ts';
import { buildWordIndex, type WordIndex } from '../../gateway/classify/office/word-index.ts';
import type { Json } from '../../gateway/core/json.ts';
import { pseudonymise } from '../../gateway/pseudonymise/pseudonymise.ts';
import { createRestorer } from '../../gateway/pseudonymise/restorer.ts';
import type { ChatRequest } from '../../gateway/core/chat.ts';
import { median, quantile } from './scenario.ts';
import { ATTACKS, clean, type Text } from './texts.ts';

export interface Figure {
  what: string;
  figure: string;
  bound?: string;
  met?: boolean;
}

const KB = 1024;
const MB = 1024 * KB;
const PROMPT = 2 * KB;
const LONG = 4 * MB;
/** In one round. */
const PROMPTS = 3_000;
const ENTRIES = 100_000;
const SLICE_MAX_MS = 20;
const PROMPT_MAX_US = 30;
const SPEED_MIN = 30;
const INDEX_MAX_MB = 32;
/** Of a body with one message. */
const ask = (content: string): Json => ({ model: 'auto', messages: [{ role: 'user', content }] });

/** Milliseconds that this thread has worked, in steps of some milliseconds: what else the machine does is no matter. */
function worked(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** Milliseconds of one call: medians of rounds that take a hundred milliseconds or so each. `prepare` is not counted. */
function time<T>(rounds: number, prepare: () => readonly T[], call: (input: T) => unknown): number {
  const taken = Array.from({ length: rounds }, () => {
    const inputs = prepare();
    const begun = worked();
    for (const input of inputs) call(input);
    return (worked() - begun) / inputs.length;
  });
  return median(taken);
}

/** The stretches, in milliseconds, for which nobody else is served while a long text is looked at; of two runs that with the shorter longest one, as the machine does other things too. */
async function stretches(inspector: Inspector, text: string): Promise<number[]> {
  const runs = [await stretchesOnce(inspector, text), await stretchesOnce(inspector, text)];
  return runs.toSorted((a, b) => Math.max(...a) - Math.max(...b))[0]!;
}

async function stretchesOnce(inspector: Inspector, text: string): Promise<number[]> {
  const held: number[] = [];
  let last = performance.now();
  await inspector.inspectSliced(ask(text), async () => {
    held.push(performance.now() - last);
    await new Promise(setImmediate);
    last = performance.now();
  });
  return [...held, performance.now() - last];
}

/** A number written with letters. */
function letters(number: number): string {
  return number.toString(26).replace(/\d/g, (digit) => 'qrstuvwxyz'[Number(digit)]!);
}

let made = 0;
/** Prompts that are all different: the inspector remembers what was clean. */
function prompts(kind: Text): Json[] {
  const text = clean(kind, PROMPT);
  // Through a buffer, as a body comes: what was put together of two strings is read more slowly.
  return Array.from({ length: PROMPTS }, () => ask(Buffer.from(`${letters(made++)} ${text}`).toString()));
}

/** Microseconds for a prompt; the first rounds are warm-up. */
function micros(inspector: Inspector, kind: Text, rounds: number): number {
  time(rounds, () => prompts(kind), (body) => inspector.inspect(body));
  return time(rounds, () => prompts(kind), (body) => inspector.inspect(body)) * 1000;
}

function prompt(inspector: Inspector, kind: Text, rounds: number): Figure {
  const took = micros(inspector, kind, rounds);
  return { what: `a clean prompt of 2 KB, ${kind}`, figure: `${took.toFixed(1)} µs`, ...(kind !== 'numbers' && { bound: `≤ ${PROMPT_MAX_US} µs`, met: took <= PROMPT_MAX_US }) };
}

function speed(inspector: Inspector, kind: Text, rounds: number): Figure {
  const text = clean(kind, LONG);
  inspector.inspectText(text);
  const perSecond = LONG / MB / (time(rounds, () => [text], () => inspector.inspectText(text)) / 1000);
  return { what: `clean text of 4 MB, ${kind}`, figure: `${perSecond.toFixed(0)} MB/s`, ...(kind !== 'numbers' && { bound: `≥ ${SPEED_MIN} MB/s`, met: perSecond >= SPEED_MIN }) };
}

async function slices(inspector: Inspector, kind: Text): Promise<Figure> {
  const held = await stretches(inspector, clean(kind, MB));
  const most = Math.max(...held);
  return { what: `a document of 1 MB, ${kind}: how long others wait`, figure: `p99 ${quantile(held, 0.99).toFixed(1)} ms, at most ${most.toFixed(1)} ms`, bound: `≤ ${SLICE_MAX_MS} ms`, met: most <= SLICE_MAX_MS };
}

/** The worst few of the attacks, and whether ten times the length takes ten times as long. */
async function attacks(inspector: Inspector, quick: boolean): Promise<Figure[]> {
  const short = quick ? MB / 4 : MB;
  const measured: { name: string; unit: string; rate: number; held: number }[] = [];
  for (const [name, unit] of ATTACKS) {
    const text = unit.repeat(short / unit.length);
    const held = await stretches(inspector, text);
    measured.push({ name, unit, rate: text.length / MB / (held.reduce((sum, one) => sum + one, 0) / 1000), held: Math.max(...held) });
  }
  const figures: Figure[] = [];
  const longest = measured.toSorted((a, b) => b.held - a.held)[0]!;
  figures.push({ what: `the longest wait in ${measured.length} adversarial texts (${longest.name})`, figure: `${longest.held.toFixed(1)} ms`, bound: `≤ ${SLICE_MAX_MS} ms`, met: longest.held <= SLICE_MAX_MS });
  for (const { name, unit, rate, held } of measured.toSorted((a, b) => a.rate - b.rate).slice(0, quick ? 2 : 4)) {
    const long = await stretches(inspector, unit.repeat((10 * short) / unit.length));
    const longRate = (10 * short) / MB / (long.reduce((sum, one) => sum + one, 0) / 1000);
    const most = Math.max(held, ...long);
    figures.push({ what: `among the slowest: ${name}, ${short / MB} and ${(10 * short) / MB} MB`, figure: `${rate.toFixed(1)} and ${longRate.toFixed(1)} MB/s, waits ≤ ${most.toFixed(1)} ms`, bound: 'in proportion', met: longRate >= rate / 2 });
  }
  return figures;
}

function bytesOf({ words, codes, phrases, prefixes }: WordIndex): number {
  return [words, codes].reduce((sum, table) => sum + table.keys.byteLength + table.values.byteLength + table.filter.byteLength, phrases.byteLength + prefixes.byteLength);
}

/** Names that no language has, so that nothing of the clean text is among them. */
function names(): string[] {
  return Array.from({ length: ENTRIES }, (_, i) => `${letters(((i * 7919) % 90_001) + 5_000)}a ${letters(i + 500_000)}o`);
}

async function office(shipped: ReturnType<typeof builtIn>, plain: Inspector, rounds: number): Promise<Figure[]> {
  const entries = names().map((text) => ({ text, kind: 'person' as const }));
  const begun = performance.now();
  const index = buildWordIndex(entries);
  const built = performance.now() - begun;
  const size = bytesOf(index) / MB;
  const inspector = createInspector([...shipped.detectors, officeWords(index)]);
  const [without, with_] = [plain, inspector].map((one) => micros(one, 'de', rounds)) as [number, number];
  const attack = `${entries[0]!.text} ${entries[1]!.text} `;
  const held = await stretches(inspector, attack.repeat((10 * MB) / attack.length));
  const most = Math.max(...held);
  return [
    { what: `a word list of ${ENTRIES.toLocaleString('en')} names: made ready in`, figure: `${built.toFixed(0)} ms` },
    { what: '… in memory', figure: `${size.toFixed(1)} MB`, bound: `≤ ${INDEX_MAX_MB} MB`, met: size <= INDEX_MAX_MB },
    { what: '… a clean prompt of 2 KB, de, without and with it', figure: `${without.toFixed(1)} and ${with_.toFixed(1)} µs` },
    { what: '… 10 MB of its own names: how long others wait', figure: `${(10 / (held.reduce((sum, one) => sum + one, 0) / 1000)).toFixed(1)} MB/s, at most ${most.toFixed(1)} ms`, bound: `≤ ${SLICE_MAX_MS} ms`, met: most <= SLICE_MAX_MS },
  ];
}

const TEN = 'Frau Anna Müller, Bahnhofstrasse 12, 8001 Zürich, AHV 756.9217.0769.85, IBAN CH66 0076 2011 6238 5295 8, anna.mueller@kanzlei-muster.ch, Tel. 079 555 12 34, Karte 4111 1111 1111 1111. Herr Beat Meier, beat.meier@kanzlei-muster.ch, geboren am 12.03.1970. ';

async function standIns(inspector: Inspector, rounds: number): Promise<Figure[]> {
  const request: ChatRequest = { model: 'auto', messages: [{ role: 'user', content: TEN + clean('de', PROMPT - TEN.length) }] };
  const found = inspector.inspect(request as unknown as Json);
  const run = async () => {
    const done = await pseudonymise(request, { found, unreadable: false, inspect: (value) => inspector.inspect(value) });
    if ('refused' in done) throw new Error(`refused: ${done.refused}`);
    const answer = createRestorer(done.restore).answer({ id: '', object: 'chat.completion', created: 0, model: '', choices: [{ index: 0, message: { role: 'assistant', content: done.request.messages[0]!.content as string }, finish_reason: 'stop' }] });
    return answer.choices[0]!.message.content!;
  };
  const back = await run();
  if (!back.includes('756.9217.0769.85')) throw new Error('the answer was not restored');
  const times = rounds * 60;
  for (let warm = 0; warm < times; warm++) await run();
  const begun = worked();
  for (let round = 0; round < times; round++) await run();
  const took = (worked() - begun) / times;
  return [
    { what: `a prompt of 2 KB with ${found.findings.length} findings: looked at`, figure: `${(time(rounds, () => Array.from({ length: 500 }, () => request as unknown as Json), (body) => inspector.inspect(body)) * 1000).toFixed(0)} µs` },
    { what: '… given stand-ins, looked at again, and the answer restored', figure: `${(took * 1000).toFixed(0)} µs` },
  ];
}

/** All figures; `quick` with fewer rounds and shorter attacks. */
export async function measureClassify(quick: boolean): Promise<Figure[]> {
  const rounds = quick ? 3 : 9;
  const shipped = builtIn(join(import.meta.dirname, '../../resources'));
  const inspector = createInspector(shipped.detectors);
  const kinds: readonly Text[] = ['en', 'de', 'numbers'];
  const figures = [...kinds.map((kind) => prompt(inspector, kind, rounds)), ...kinds.map((kind) => speed(inspector, kind, Math.min(rounds, 7)))];
  for (const kind of kinds) figures.push(await slices(inspector, kind));
  figures.push(...(await attacks(inspector, quick)), ...(await office(shipped, inspector, rounds)), ...(await standIns(inspector, rounds)));
  return figures;
}
