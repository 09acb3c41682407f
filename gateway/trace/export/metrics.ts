import { performance } from 'node:perf_hooks';
import { NANO } from '../../core/money.ts';
import type { Recorder } from '../recorder.ts';
import type { Trace } from '../types.ts';
import { billedBy } from '../attempts.ts';
import { exposed, exposedHistogram, type Labels, type Sample } from './exposition.ts';

/** Numbers of ended requests for Prometheus. No key, person, session, tag or text of a client ever becomes a label. */
export interface Metrics {
  /** Counts from now on, or stops; what was counted stays. */
  enable(on: boolean): void;
  /** Adds a metric that is asked for at each reading; its labels must be bounded. */
  register(name: string, help: string, type: 'counter' | 'gauge', collect: () => Iterable<Sample>): void;
  /** Counts one ended request. */
  observe(trace: Trace): void;
  text(): string;
}

export interface MetricsOptions {
  recorder: Recorder;
  /** True where people of the office, and no client, gave the model its name; others are counted as `other`. */
  knownModel(provider: string, model: string): boolean;
  version: string;
}

interface Series {
  labels: Labels;
  requests: number;
  unpriced: number;
  estimated: number;
  nanoUsd: number;
  tokens: Record<(typeof TOKENS)[number], number>;
  duration: Histogram;
  firstToken: Histogram;
}

interface Histogram { counts: number[]; sum: number }

const TOKENS = ['input', 'output', 'cached', 'cache_write', 'reasoning'] as const;
/** Seconds. */
const DURATIONS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 160, 320] as const;
const FIRST_TOKENS = [0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 60] as const;
/** Provider and model; whatever comes later is `other`. */
const MAX_PAIRS = 200;

export function createMetrics({ recorder, knownModel, version }: MetricsOptions): Metrics {
  const series = new Map<string, Series>();
  const pairs = new Set<string>();
  const registered: (() => string)[] = [];
  let unsubscribe: (() => void) | undefined;

  function pairOf({ provider, model }: Pick<Trace, 'provider' | 'model'>): [string, string] {
    if (provider === null) return ['none', 'none'];
    const name = model !== null && knownModel(provider, model) ? model : 'other';
    const pair = `${provider}/${name}`;
    if (pairs.has(pair)) return [provider, name];
    if (pairs.size >= MAX_PAIRS) return ['other', 'other'];
    pairs.add(pair);
    return [provider, name];
  }

  function seriesOf({ dataClass, outcome }: Trace, of: Pick<Trace, 'provider' | 'model'>): Series {
    const [provider, model] = pairOf(of);
    const id = `${provider}\0${model}\0${dataClass}\0${outcome}`;
    let found = series.get(id);
    if (!found) {
      found = {
        labels: { provider, model, class: dataClass, outcome: outcome ?? 'running' },
        requests: 0, unpriced: 0, estimated: 0, nanoUsd: 0,
        tokens: { input: 0, output: 0, cached: 0, cache_write: 0, reasoning: 0 },
        duration: histogram(DURATIONS), firstToken: histogram(FIRST_TOKENS),
      };
      series.set(id, found);
    }
    return found;
  }

  function observe(trace: Trace): void {
    if (trace.outcome === null) return;
    const one = seriesOf(trace, trace);
    one.requests++;
    if (trace.usageEstimated === true) one.estimated++;
    if (trace.cost !== null) seriesOf(trace, billedBy(trace)).nanoUsd += trace.cost;
    else if (trace.outcome !== 'refused') one.unpriced++;
    const { tokens } = one;
    tokens.input += trace.promptTokens ?? 0;
    tokens.output += trace.completionTokens ?? 0;
    tokens.cached += trace.cachedTokens ?? 0;
    tokens.cache_write += trace.cacheWriteTokens ?? 0;
    tokens.reasoning += trace.reasoningTokens ?? 0;
    if (trace.totalMs !== null) add(one.duration, DURATIONS, trace.totalMs / 1000);
    if (trace.firstTokenMs !== null) add(one.firstToken, FIRST_TOKENS, trace.firstTokenMs / 1000);
  }

  const all = (): Series[] => [...series.values()];
  const perSeries = (value: (one: Series) => number): Sample[] => all().map((one) => ({ labels: one.labels, value: value(one) }));

  function requests(): string[] {
    return [
      exposed('gatehouse_requests_total', 'Requests that ended.', 'counter', perSeries(({ requests: count }) => count)),
      exposed('gatehouse_tokens_total', 'Tokens by kind; cached and cache_write are part of input, reasoning of output.', 'counter', all().flatMap(({ labels, tokens }) => TOKENS.map((kind) => ({ labels: { ...labels, kind }, value: tokens[kind] })))),
      exposed('gatehouse_cost_usd_total', 'Cost in US dollars of requests with a known price.', 'counter', perSeries(({ nanoUsd }) => nanoUsd / NANO)),
      exposed('gatehouse_unpriced_requests_total', 'Requests answered by a model whose price is not known.', 'counter', perSeries(({ unpriced }) => unpriced)),
      exposed('gatehouse_estimated_requests_total', 'Requests whose tokens were estimated.', 'counter', perSeries(({ estimated }) => estimated)),
      exposedHistogram('gatehouse_request_duration_seconds', 'From the arrival of a request to its ending.', DURATIONS, all().map(({ labels, duration }) => ({ labels, ...duration }))),
      exposedHistogram('gatehouse_first_token_seconds', 'From the arrival of a streamed request to its first token.', FIRST_TOKENS, all().filter(({ firstToken }) => firstToken.counts.some((count) => count > 0)).map(({ labels, firstToken }) => ({ labels, ...firstToken }))),
    ];
  }

  function ofProcess(): string[] {
    const memory = process.memoryUsage();
    const { user, system } = process.cpuUsage();
    const { waiting, lost } = recorder.backlog();
    const gauge = (name: string, help: string, value: number): string => exposed(name, help, 'gauge', [{ value }]);
    return [
      exposed('gatehouse_info', 'Version of the application.', 'gauge', [{ labels: { version }, value: 1 }]),
      gauge('gatehouse_traces_waiting', 'Rows that wait for the database.', waiting),
      exposed('gatehouse_traces_lost_total', 'Endings that the database refused for what they hold.', 'counter', [{ value: lost }]),
      exposed('process_cpu_seconds_total', 'CPU time of the gateway.', 'counter', [{ value: (user + system) / 1e6 }]),
      gauge('process_resident_memory_bytes', 'Memory of the gateway.', memory.rss),
      gauge('process_start_time_seconds', 'When the gateway started, in seconds since 1970.', Math.round(performance.timeOrigin) / 1000),
      gauge('nodejs_heap_size_used_bytes', 'Memory that JavaScript uses.', memory.heapUsed),
      gauge('nodejs_eventloop_utilization', 'Share of time in which the main thread was busy, since the start.', performance.eventLoopUtilization().utilization),
    ];
  }

  return {
    enable(on) {
      if (on === (unsubscribe !== undefined)) return;
      unsubscribe?.();
      unsubscribe = on ? recorder.subscribe(observe) : undefined;
    },
    register: (name, help, type, collect) => void registered.push(() => exposed(name, help, type, collect())),
    observe,
    text: () => [...requests(), ...registered.map((collect) => collect()), ...ofProcess()].join(''),
  };
}

const histogram = (bounds: readonly number[]): Histogram => ({ counts: Array.from({ length: bounds.length + 1 }, () => 0), sum: 0 });

function add(to: Histogram, bounds: readonly number[], value: number): void {
  let index = 0;
  while (index < bounds.length && value > bounds[index]!) index++;
  to.counts[index]!++;
  to.sum += value;
}
