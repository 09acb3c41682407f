/** Tokens of a `chunks` stream. */
export const CHUNKS = 400;

export type Kind = 'plain' | 'chunks' | 'first' | 'open';

/** Which dialect comes in, and which goes out: OpenAI's on both sides; OpenAI's in, another one out; Anthropic's on both sides. */
export const WAYS = ['same', 'to-anthropic', 'to-google', 'anthropic'] as const;
export type Way = (typeof WAYS)[number];

/** The alias that leads this way to a model of this kind. */
export function modelOf(kind: Kind, way: Way = 'same'): string {
  return way === 'same' ? `bench-${kind}` : `bench-${way}-${kind}`;
}

/** What the load generator speaks to. */
export interface Target {
  name: string;
  /** Origin, `http://127.0.0.1:PORT`. */
  url: string;
  key: string;
  pid: number;
}

export interface Job {
  target: Pick<Target, 'url' | 'key'>;
  kind: Kind;
  way?: Way;
  connections: number;
  /** Milliseconds; requests under way at the end are waited for (those of kind `open` are cut). */
  duration: number;
}

export interface JobResult {
  requests: number;
  errors: number;
  firstError?: string;
  /** Milliseconds, until the whole answer. */
  p50: number;
  p99: number;
  /** Milliseconds, until the first event of a stream. */
  firstTokenP50: number;
}

/** About 2 KB, as a chat of some turns is. */
export function chatBody(kind: Kind, way: Way = 'same'): string {
  const sentence = 'The tenant asks whether the notice of the fourth of March is valid although it came by ordinary mail. ';
  const system = 'You are a helpful assistant.';
  return JSON.stringify({
    model: modelOf(kind, way),
    ...(way === 'anthropic' && { system }),
    messages: [
      ...(way === 'anthropic' ? [] : [{ role: 'system', content: system }]),
      { role: 'user', content: sentence.repeat(6) },
      { role: 'assistant', content: sentence.repeat(5) },
      { role: 'user', content: sentence.repeat(7) },
    ],
    temperature: 0.2,
    max_tokens: 500,
    ...(kind === 'plain' ? {} : { stream: true, ...(way !== 'anthropic' && { stream_options: { include_usage: true } }) }),
  });
}

export function median(values: number[]): number {
  return quantile(values, 0.5);
}

export function quantile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
