import { expect } from 'vitest';
import type { Failure } from './clients/client.ts';
import type { Feature } from './features.ts';
import type { Check, Pair } from './office.ts';

/** What the mocks say when they break off. */
const OWN_WORDS = /[Oo]verloaded|Too many requests|internal generation failure|asked for status 500|an error was encountered|The mock broke off/;

async function failureOf({ open, model }: Pair, name: string, stream: boolean): Promise<Failure> {
  const said = await open.ask({ model: model(name), stream }).then((answer) => JSON.stringify(answer), (error: unknown) => ({ error }));
  if (typeof said === 'string') throw new Error(`${name} was answered: ${said}`);
  return open.failure(said.error);
}

const errors: Check = async (pair) => {
  for (const stream of [false, true]) {
    const limited = await failureOf(pair, 'error-429-retry-after-1', stream);
    expect(limited).toMatchObject({ typed: true, status: 429 });
    expect(limited.message).toMatch(/limits the rate/);
    // Ollama's client has no place for headers.
    if (pair.client.dialect !== 'ollama-chat') expect(limited.retryAfter).toBe('1');
    const broken = await failureOf(pair, 'error-500', stream);
    expect(broken).toMatchObject({ typed: true, status: 502 });
    expect(broken.message).toMatch(/answered 500/);
    const rejected = await failureOf(pair, 'error-400', stream);
    expect(rejected).toMatchObject({ typed: true, status: 400 });
    expect(rejected.message).toMatch(/rejected the request \(400\): .*400/);
  }
};

const brokenStreams: Check = async (pair) => {
  expect((await failureOf(pair, 'error-in-stream', true)).message).toMatch(OWN_WORDS);
  expect((await failureOf(pair, 'cut-stream', true)).message).toMatch(/broke off|ended its stream/);
  expect((await failureOf(pair, 'no-end', true)).message).toMatch(/ended its stream/);
};

/** What a client is told when there is no answer. */
export const ERRORS: Partial<Record<Feature, Check>> = { errors, 'broken streams': brokenStreams };
