import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GatehouseError } from '../core/errors.ts';
import type { Form } from '../core/form.ts';
import type { Json } from '../core/json.ts';
import { openaiCompletionsDialect } from './openai-completions.ts';
import { decodeModeration } from './openai-moderations.ts';
import { decodeSpeech } from './openai-speech.ts';
import { decodeTranscript } from './openai-transcripts.ts';

const NAMES = ['model', 'input', 'voice', 'instructions', 'response_format', 'speed', 'stream_format', 'prompt', 'suffix', 'echo', 'best_of', 'logprobs', 'max_tokens', 'stream', 'stop', 'Model', '__proto__', 'constructor', 'file', 'temperature', 'timestamp_granularities[]', 'language'];
const odd = fc.oneof(fc.jsonValue(), fc.constantFrom('', 'x', 0, 1, 1.5, true, null, [''], ['x', 'y'], [{ type: 'text', text: 'x' }], [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } }]));
const bodies = fc.oneof(fc.jsonValue(), fc.dictionary(fc.constantFrom(...NAMES), odd, { maxKeys: 6 })) as fc.Arbitrary<Json>;
const known = (decode: () => unknown): unknown => {
  try {
    return decode();
  } catch (error) {
    if (error instanceof GatehouseError && error.status === 400) return undefined;
    throw error;
  }
};

describe('whatever a client sends', () => {
  it.each<[string, (body: Json) => unknown]>([
    ['to be spoken', decodeSpeech], ['to be judged', decodeModeration], ['to be completed', (body) => openaiCompletionsDialect.decode(body, {}, 'key')],
  ])('%s is read or refused, and stays as it is', (_name, decode) => {
    fc.assert(fc.property(bodies, (body) => {
      const before = JSON.stringify(body);
      known(() => decode(body));
      expect(JSON.stringify(body)).toBe(before);
    }), { numRuns: 2_000 });
  });

  it('as a form is read or refused, and nothing of a recording but a known ending goes on', () => {
    const fields = fc.array(fc.record({ name: fc.oneof(fc.constantFrom(...NAMES), fc.string()), value: fc.oneof(fc.string(), fc.constantFrom('json', 'srt', '0.5', 'true', 'word')) }), { maxLength: 5 });
    const files = fc.array(fc.record({ field: fc.constantFrom('file', 'other'), name: fc.oneof(fc.string(), fc.string().map((name) => `${name}.mp3`)), type: fc.oneof(fc.string(), fc.constantFrom('constructor', '__proto__', 'audio/mpeg; x')), bytes: fc.constantFrom(Buffer.alloc(0), Buffer.from('RIFF')) }), { maxLength: 2 });
    fc.assert(fc.property(fc.record({ fields, files }), fc.constantFrom('transcriptions' as const, 'translations' as const), (form: Form, task) => {
      const read = known(() => decodeTranscript(form, task)) as ReturnType<typeof decodeTranscript> | undefined;
      if (read) expect(read.recording.extension).toMatch(/^(mp3)?$/);
    }), { numRuns: 2_000 });
  });

  it('a picture’s text takes a time that grows with its length, and no more', () => {
    const of = (n: number): number => {
      const started = performance.now();
      known(() => decodeModeration({ model: 'm', input: [{ type: 'image_url', image_url: { url: `data:image/png;base64,${'\n'.repeat(n)}!` } }] }));
      return performance.now() - started;
    };
    expect(of(4_000_000)).toBeLessThan(1_500);
  });
});
