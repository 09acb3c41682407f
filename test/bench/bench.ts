/**
 * `npm run bench [-- --self] [--check] [--quick] [section …]`: the gateway against a bare pass-through, in alternating rounds of one run, and by itself
 * what it costs to look at requests (section `classify`), to keep books (`records`) and to open the window (`window`). A whole run writes docs/bench.md; `--self` measures the pass-through against itself (what the ratios are worth); `--check` fails where a figure misses its bound.
 */
import { writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Figure, measureClassify } from './classify.ts';
import { measureRecords } from './records.ts';
import { cpuMs, peakRss } from './process-figures.ts';
import { startStand, type Stand } from './processes.ts';
import { measureWindow } from './window.ts';
import { CHUNKS, type JobResult, type Kind, median, type Target, type Way } from './scenario.ts';

interface Row {
  what: string;
  gateway: string;
  reference: string;
  /** What is bounded: a ratio, a difference or the gateway's own figure. */
  figure: string;
  bound?: string;
  met?: boolean;
}

const { values, positionals } = parseArgs({ options: { self: { type: 'boolean' }, check: { type: 'boolean' }, quick: { type: 'boolean' } }, allowPositionals: true });
const ROUNDS = values.quick ? 3 : 7;
const ROUND_MS = values.quick ? 700 : 1_500;
const OPEN_STREAMS = 1_000;
/** Bounds: CPU of a request, of a streamed chunk. */
const TRANSLATED: [Way, string, number, number][] = [['to-anthropic', 'OpenAI in, Anthropic out', 2.2, 2.5], ['to-google', 'OpenAI in, Gemini out', 2.2, 2.5], ['anthropic', 'Anthropic on both sides', 1.6, 1.5]];
const MB = 1024 * 1024;
let errors = 0;

interface Measured { result: JobResult; cpuPerRequest: number }

async function measure(stand: Stand, target: Target, kind: Kind, connections: number, duration = ROUND_MS, way: Way = 'same'): Promise<Measured> {
  const before = cpuMs(target.pid);
  const result = await stand.load({ target, kind, way, connections, duration });
  errors += result.errors;
  if (result.firstError) process.stderr.write(`${target.name}, ${kind}: ${result.errors} errors, the first: ${result.firstError}\n`);
  return { result, cpuPerRequest: ((cpuMs(target.pid) - before) * 1000) / result.requests };
}

/** A B A B …: whatever else the machine does falls on both. */
async function alternate(stand: Stand, kind: Kind, connections: number, pick: (measured: Measured) => number, way: Way = 'same'): Promise<[gateway: number, reference: number]> {
  const { gateway, reference } = stand.targets;
  const of = (target: Target): Promise<Measured> => measure(stand, target, kind, connections, ROUND_MS, target === gateway ? way : 'same');
  for (const target of [gateway, reference]) await of(target);
  const rounds: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    // Who goes first alternates too.
    const order = round % 2 === 0 ? [0, 1] : [1, 0];
    for (const which of order) rounds[which as 0 | 1].push(pick(await of(which === 0 ? gateway : reference)));
  }
  return [median(rounds[0]), median(rounds[1])];
}

const SECTIONS: Record<string, (stand: Stand) => Promise<Row[]>> = {
  async cpu(stand) {
    const rows: Row[] = [];
    for (const connections of [1, 8, 64]) {
      const [a, b] = await alternate(stand, 'plain', connections, (measured) => measured.cpuPerRequest);
      rows.push(ratio(`CPU of a governed request, ${connections} connection${connections > 1 ? 's' : ''}`, a, b, connections > 1 ? 1.6 : undefined));
    }
    return rows;
  },
  async latency(stand) {
    const [a, b] = await alternate(stand, 'plain', 1, (measured) => measured.result.p50);
    const direct = (await measure(stand, stand.targets.direct, 'plain', 1)).result.p50;
    return [added('p50 at one connection', a, b, 1), { what: 'the same, straight to the upstream', gateway: '', reference: ms(direct), figure: `${signed(a - direct)} through the gateway` }];
  },
  async chunk(stand) {
    const [a, b] = await alternate(stand, 'chunks', 8, (measured) => measured.cpuPerRequest / CHUNKS);
    return [ratio(`CPU of a streamed chunk (streams of ${CHUNKS}, 8 connections)`, a, b, 1.5)];
  },
  async dialects(stand) {
    const rows: Row[] = [];
    for (const [way, name, request, chunk] of TRANSLATED) {
      const [a, b] = await alternate(stand, 'plain', 64, (measured) => measured.cpuPerRequest, way);
      rows.push(ratio(`CPU of a request, ${name}, 64 connections`, a, b, request));
      const [c, d] = await alternate(stand, 'chunks', 8, (measured) => measured.cpuPerRequest / CHUNKS, way);
      rows.push(ratio(`CPU of a streamed chunk, ${name}`, c, d, chunk));
      const [e, f] = await alternate(stand, 'first', 1, (measured) => measured.result.firstTokenP50, way);
      rows.push(added(`first token, ${name}`, e, f, 1));
    }
    return rows;
  },
  async first(stand) {
    const [a, b] = await alternate(stand, 'first', 1, (measured) => measured.result.firstTokenP50);
    return [added('first token of a stream, p50 at one connection', a, b, 1)];
  },
  async memory(stand) {
    const { gateway, reference } = stand.targets;
    const before = errors;
    for (const target of [gateway, reference]) await measure(stand, target, 'plain', 64, 3 * ROUND_MS);
    const load = memory('peak memory after 64 connections', peakRss(gateway.pid), peakRss(reference.pid));
    for (const target of [gateway, reference]) await measure(stand, target, 'open', OPEN_STREAMS, 8_000);
    const open = memory(`peak memory after ${OPEN_STREAMS} open streams`, peakRss(gateway.pid), peakRss(reference.pid));
    const failed = errors - before;
    return [load, open, { what: 'errors meanwhile', gateway: String(failed), reference: '', figure: String(failed), bound: '0', met: failed === 0 }];
  },
};

interface Own {
  title: string;
  how: string;
  measure: (quick: boolean) => Promise<Figure[]>;
}

/** Without the pass-through. */
const OWN: Record<string, Own> = {
  classify: {
    title: 'Looking at requests',
    how: `In one process, by the CPU time of its thread but for the waits; medians of several rounds, after a warm-up. "Wait" is the longest time for which nobody else is served: a long text is looked at in slices (of two runs the better, as the machine does other things too). Prompts differ from each
other, as what was clean is remembered. "numbers" are prompts of figures, amounts and dates, some 130 in 2 KB. Adversarial texts repeat one unit that makes a recogniser work.`,
    measure: measureClassify,
  },
  records: { title: 'Money, traces, audit log', how: 'In one process, by the CPU time of its thread, medians; searches by the clock.', measure: measureRecords },
  window: { title: 'The window', how: "The desktop application with a home that has been set up, on a virtual screen: from the start of the gateway's process, some 50 ms around which the window is shown, until the largest part of the first page is painted.", measure: measureWindow },
};

function ratio(what: string, a: number, b: number, bound?: number): Row {
  return { what, gateway: `${a.toFixed(1)} µs`, reference: `${b.toFixed(1)} µs`, figure: `${(a / b).toFixed(2)} ×`, ...(bound === undefined ? {} : { bound: `≤ ${bound} ×`, met: a / b <= bound }) };
}

function added(what: string, a: number, b: number, bound: number): Row {
  return { what, gateway: ms(a), reference: ms(b), figure: signed(a - b), bound: `≤ +${bound} ms`, met: a - b <= bound };
}

function memory(what: string, a: number, b: number): Row {
  return { what, gateway: `${Math.round(a / MB)} MB`, reference: `${Math.round(b / MB)} MB`, figure: `${Math.round(a / MB)} MB`, bound: '≤ 256 MB', met: a <= 256 * MB };
}

function ms(value: number): string {
  return `${value.toFixed(2)} ms`;
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${ms(Math.abs(value))}`;
}

const mark = (met: boolean | undefined): string => (met === undefined ? '' : met ? 'yes' : '**no**');

function figureTable(figures: Figure[]): string {
  const lines = figures.map(({ what, figure, bound, met }) => `| ${[what, figure, bound ?? '', mark(met)].join(' | ')} |`);
  return ['| what | figure | bound | met |', '| --- | --- | --- | --- |', ...lines].join('\n');
}

function table(rows: Row[]): string {
  const lines = rows.map((row) => `| ${[row.what, row.gateway, row.reference, row.figure, row.bound ?? '', mark(row.met)].join(' | ')} |`);
  return ['| what | gateway | pass-through | figure | bound | met |', '| --- | --- | --- | --- | --- | --- |', ...lines].join('\n');
}

function report(rows: Row[], figures: Record<string, Figure[]>): string {
  const [cpu] = cpus();
  return `# Benchmark

Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}: ${cpu?.model.trim() ?? 'unknown CPU'}, ${cpus().length} cores, ${Math.round(totalmem() / 1024 ** 3)} GiB, Linux ${release().split('-')[0]}, Node ${process.version}.

The gateway, built and with V8's heap bounded as by \`npm start\`, governs each request (key, class, policy, durable intent before the first byte goes upstream, trace). It is compared with a bare
Fastify + undici pass-through that parses the body, renames the model and reads the usage (of a stream: each event), started with the same bounds on V8's heap.
Upstream (answers at once), load generator and both servers are processes of their own; 2 KB chat bodies. ${ROUNDS} alternating rounds of ${ROUND_MS / 1000} s each, medians;
CPU is the server process's with all its threads. Microseconds and milliseconds differ between machines: the ratios are what counts.

${table(rows)}

${Object.entries(OWN).map(([name, { title, how }]) => `## ${title}\n\n${how}\n\n${figureTable(figures[name] ?? [])}\n`).join('\n')}`;
}

if (process.platform !== 'linux') throw new Error('the benchmark reads /proc: it needs Linux');
const unknown = positionals.filter((name) => !Object.hasOwn(OWN, name) && !Object.hasOwn(SECTIONS, name));
if (unknown.length > 0) throw new Error(`no such section: ${unknown.join(', ')}; there are ${[...Object.keys(SECTIONS), ...Object.keys(OWN)].join(', ')}`);
const wanted = ([name]: [string, unknown]): boolean => positionals.length === 0 || positionals.includes(name);
const rows: Row[] = [];
const sections = Object.entries(SECTIONS).filter(wanted);
if (sections.length > 0) {
  const stand = await startStand(values.self === true);
  try {
    for (const [name, section] of sections) {
      process.stderr.write(`${name} …\n`);
      rows.push(...(await section(stand)));
    }
  } finally {
    await stand.stop();
  }
  process.stdout.write(`${table(rows)}\n`);
}
const figures: Record<string, Figure[]> = {};
for (const [name, { measure: measureOwn }] of values.self ? [] : Object.entries(OWN).filter(wanted)) {
  process.stderr.write(`${name} …\n`);
  figures[name] = await measureOwn(values.quick === true);
  process.stdout.write(`${figureTable(figures[name])}\n`);
}
if (positionals.length === 0 && !values.self && !values.quick) writeFileSync(join(import.meta.dirname, '../../docs/bench.md'), report(rows, figures));
if (values.check && [...rows, ...Object.values(figures).flat()].some(({ met }) => met === false)) process.exitCode = 1;
