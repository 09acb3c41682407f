import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Answer, ask, closeClient } from './client.ts';
import { FAULTS, type Fault } from './faults.ts';
import { accessOf, leastRank, valuesIn } from './oracle.ts';
import type { Arrival, Behaviour } from './places.ts';
import { makePlants } from './plants.ts';
import { Random } from './random.ts';
import { makeCase } from './requests.ts';
import { type Case, type Circumstances, type Class, CLASSES, type Plant } from './types.ts';
import { MODELS, newPolicy, PLACES, startWorld, type World } from './world.ts';

export interface Report {
  cases: number;
  violations: string[];
  /** How often what happened, so that a run that tests nothing is seen. */
  counts: Record<string, number>;
}

interface Running extends Circumstances { made: Case }

const PER_WORLD = 1_250;
const FAULT_SHARE = 0.25;
/** The one that matters only where a connection is made just then comes more often. */
const FAULT_NAMES = [...Object.keys(FAULTS), ...Array.from({ length: 5 }, () => 'DNS answers change')];
/** These cost a second or more each, or end the local model for a while. */
const RARE = new Set(['the database is locked', 'the local model is killed']);
const REMEMBERED = 200;

/** Generates cases until so many are done, or until bytes were seen where they must not be. */
export async function run({ sources, seed, cases, untilFirst }: { sources: string; seed: number; cases: number; untilFirst: boolean }): Promise<Report> {
  const report: Report = { cases: 0, violations: [], counts: {} };
  const { plants, missed } = makePlants(seed);
  report.counts['plants'] = plants.length;
  report.counts['plants not recognised by themselves'] = missed;
  const enough = (): boolean => untilFirst && report.violations.length > 0;
  while (report.cases < cases && !enough()) {
    await inOneWorld(sources, new Random(seed * 1_000 + report.cases), Math.min(PER_WORLD, cases - report.cases), plants, report, enough);
  }
  closeClient();
  return report;
}

async function inOneWorld(sources: string, random: Random, cases: number, plants: readonly Plant[], report: Report, enough: () => boolean): Promise<void> {
  const world = await startWorld(sources, random);
  const known = new Map<string, Running>();
  let active: Running[] = [];
  let recent: Running[] = [];
  /** What each conversation has reached, by key and session. */
  const reached = new Map<string, number>();
  const count = (what: string): void => void (report.counts[what] = (report.counts[what] ?? 0) + 1);
  const violated = (what: string): void => {
    if (report.violations.length < 20) report.violations.push(what);
  };
  let faultName = 'none';
  let misled = false;

  world.onState = (state) => {
    for (const one of active) one.states.push(state);
  };
  world.sniffer.behave = () => behaviour(world, random);
  world.sniffer.onLookup = (name) => {
    const place = PLACES.find(({ host }) => host === name);
    if (![...active, ...recent].some((one) => place && accessOf(one.made, one, place.id, Date.now()) !== 'no')) violated(`${name} was looked up, and no request may go there (fault: ${faultName})`);
  };
  world.sniffer.onConnection = (place) => {
    if (!misled && ![...active, ...recent].some((one) => accessOf(one.made, one, place, Date.now()) !== 'no')) violated(`${place} was connected to, and no request may go there (fault: ${faultName})`);
  };
  world.sniffer.onArrival = (arrival) => {
    const told = judge(arrival, known);
    count(told.seen);
    if (told.endpoint !== undefined) count(`sent: ${told.endpoint}`);
    if (told.violation !== undefined) violated(`${told.violation} (fault: ${faultName})`);
  };

  try {
    let done = 0;
    while (done < cases && !enough()) {
      if (random.chance(0.12) || done === 0) world.change((app, state) => newPolicy(app, state, random));
      if (world.state.lockdown && random.chance(0.3)) world.change((app) => (app.office.setLockdown(false, 'test'), { lockdown: false }));
      faultName = random.chance(FAULT_SHARE) ? random.pick(FAULT_NAMES) : 'none';
      // Never left out altogether: the first is taken whatever it costs.
      if (RARE.has(faultName) && report.counts[`fault: ${faultName}`] && !random.chance(0.08)) faultName = 'none';
      misled = faultName === 'DNS answers change';
      const choice = { keys: [...world.state.keys.keys()], models: MODELS, plants, sessions: [`s${done}`, 's1', 's2', 's3'] };
      const batch = Array.from({ length: 1 + random.below(4) }, (_, index) => makeCase(report.cases + done + index, random, choice));
      for (const [index, made] of batch.entries()) if (batch.slice(0, index).some((other) => other.session === made.session)) made.session = undefined;
      let fault: Fault = {};
      recent = active;
      active = batch.map((made) => ({ made, states: [world.state], blind: false, reached: reached.get(`${made.key} ${made.session}`) ?? 0 }));
      if (faultName !== 'none') {
        count(`fault: ${faultName}`);
        fault = FAULTS[faultName]!(world, random);
        for (const one of active) one.blind = fault.blind === true;
      }
      for (const one of active) known.set(one.made.marker, one);
      const keys = world.state.keys;
      const answers = await Promise.all(active.map(({ made }) => ask(world.url, made, keys.get(made.key)!)));
      if (faultName !== 'none') await sleep(5);
      fault.end?.();
      for (const [index, one] of active.entries()) {
        note(answers[index]!, one, reached, count);
        const told = tooLow(answers[index]!, one);
        if (told !== undefined) violated(`${told} (fault: ${faultName})`);
      }
      done += batch.length;
      while (known.size > REMEMBERED) known.delete(known.keys().next().value!);
    }
    report.cases += done;
  } finally {
    await world.stop();
  }
}

function judge({ place, text }: Arrival, known: ReadonlyMap<string, Running>): { seen: string; endpoint?: string; violation?: string } {
  const one = [...known.values()].find(({ made }) => text.includes(made.marker));
  if (!one) return { seen: 'unknown bytes', violation: `${place} was sent bytes of no request: ${text.slice(0, 200)}` };
  const access = accessOf(one.made, one, place, Date.now());
  const told = (what: string) => `${place} ${what}: request ${one.made.number}, class ${JSON.stringify(leastRank(one.made, one))}, ${JSON.stringify({ ...one.made, body: undefined, plants: one.made.plants.map(({ recogniser }) => recogniser) })} ${text.slice(0, 1500)}`;
  if (access === 'no') return { seen: 'bytes without permission', violation: told('was sent a request that it may not see') };
  if (/sk-gh-|x-gatehouse/i.test(text)) return { seen: 'bytes of our own', violation: told('was sent a key or a header of ours') };
  const may = new Set(one.states.flatMap(({ providers }) => [...providers].filter(([, provider]) => provider.place === place).map(([id]) => id)));
  const foreign = PLACES.find(({ id, credential }) => credential !== '' && !may.has(id) && text.includes(credential));
  if (foreign) return { seen: 'a foreign credential', violation: told(`was sent the credential of ${foreign.id}`) };
  const { endpoint, unsent } = one.made;
  if (unsent !== undefined && text.includes(unsent)) return { seen: 'what goes to nobody', violation: told('was sent the name of a file') };
  if (access === 'clear') return { seen: 'seen in clear', endpoint };
  const values = valuesIn(text, one.made.plants);
  return values.length > 0 ? { seen: 'real values', violation: told(`may see stand-ins only, and was sent a real ${values.join(', ')}`) } : { seen: one.made.plants.length > 0 ? 'seen with stand-ins' : 'seen without anything to replace', endpoint };
}

/** The class that the client is told must never be below what was stated and planted. */
function tooLow({ headers }: Answer, one: Running): string | undefined {
  const told = headers['x-gatehouse-class'];
  const { rank } = leastRank(one.made, one);
  const known = CLASSES.indexOf(told as Class);
  if (typeof told !== 'string' || known === -1 || known >= rank) return undefined;
  return `request ${one.made.number} was given the class ${told}, and has at least rank ${rank}: ${JSON.stringify(one.made)}`;
}

function note({ status, headers, text }: Answer, one: Running, reached: Map<string, number>, count: (what: string) => void): void {
  count(`status ${status}`);
  const decision = headers['x-gatehouse-decision'];
  if (typeof decision === 'string') count(`decision ${decision}`);
  if (decision === 'pseudonymise' && status === 200 && one.made.plants.some(({ value }) => text.includes(value))) count('restored');
  if (one.made.session !== undefined && headers['x-gatehouse-class'] !== undefined && status !== 503) {
    const id = `${one.made.key} ${one.made.session}`;
    reached.set(id, Math.max(reached.get(id) ?? 0, leastRank(one.made, one).rank));
  }
}

function behaviour(world: World, random: Random): Behaviour {
  if (random.chance(0.7)) return { kind: 'answer' };
  const status = () => random.pick([500, 503, 429, 400, 401]);
  const elsewhere = () => random.pick([`${world.addressOf('elsewhere')}/chat/completions`, `http://127.0.0.14:${world.sniffer.port}/v1/chat/completions`, `${world.url}/v1/chat/completions`, '//elsewhere.test/v1']);
  return random.pick<() => Behaviour>([
    () => ({ kind: 'status', status: status(), ...(random.chance(0.3) && { headers: { 'retry-after': '0' } }) }),
    () => ({ kind: 'status', status: random.pick([301, 302, 303, 307, 308]), headers: { location: elsewhere() } }),
    () => ({ kind: 'status', status: random.pick([301, 302, 307, 308]), headers: { location: elsewhere(), connection: 'close' } }),
    () => ({ kind: 'close' }),
    () => ({ kind: 'cut' }),
    () => ({ kind: 'not-json' }),
  ])();
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { sources: { type: 'string' }, seed: { type: 'string' }, cases: { type: 'string' }, first: { type: 'boolean' } } });
  const started = performance.now();
  const report = await run({ sources: values.sources!, seed: Number(values.seed), cases: Number(values.cases), untilFirst: values.first === true });
  process.stdout.write(`${JSON.stringify({ ...report, seconds: (performance.now() - started) / 1000 })}\n`);
  process.exit(0);
}
