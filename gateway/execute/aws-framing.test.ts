import { EventStreamCodec } from '@smithy/core/event-streams';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../core/json.ts';
import { createFraming } from './framing.ts';

const codec = new EventStreamCodec((bytes) => (typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('utf8')), (text) => Buffer.from(text, 'utf8'));
const frame = (headers: Record<string, string>, body: string) => Buffer.from(codec.encode({ headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, { type: 'string' as const, value }])), body: Buffer.from(body) }));
const event = (type: string, body: Json) => frame({ ':message-type': 'event', ':event-type': type, ':content-type': 'application/json' }, JSON.stringify(body));
const providerError = (says: RegExp) => expect.objectContaining({ code: 'provider_error', message: expect.stringMatching(says) as string }) as Error;

function read(...pieces: Buffer[]): Json[] {
  const payloads: Json[] = [];
  const framing = createFraming('aws-event-stream', (payload) => payloads.push(JSON.parse(payload) as Json));
  for (const piece of pieces) framing.feed(piece);
  framing.end();
  return payloads;
}

const first = event('a', { text: 'Zürich – “hier”' });
const second = event('b', null);
const expected = [{ ':message-type': 'event', ':event-type': 'a', ':content-type': 'application/json', body: { text: 'Zürich – “hier”' } }, { ':message-type': 'event', ':event-type': 'b', ':content-type': 'application/json', body: null }];

describe('frames of AWS’s event stream', () => {
  it('in one piece, in any two, and byte by byte, read the same', () => {
    const bytes = Buffer.concat([first, second]);
    expect(read(bytes)).toEqual(expected);
    for (let at = 1; at < bytes.length; at++) expect(read(bytes.subarray(0, at), bytes.subarray(at))).toEqual(expected);
    expect(read(...Array.from(bytes, (byte) => Buffer.from([byte])))).toEqual(expected);
  });

  it('one that is cut short is never told', () => {
    for (let length = 0; length < first.length; length++) expect(read(first.subarray(0, length))).toEqual([]);
    expect(read(first, second.subarray(0, -1))).toEqual(expected.slice(0, 1));
  });

  it('one of which any bit is turned is the provider’s error, or waits for more than comes', () => {
    for (let at = 0; at < first.length; at++) {
      const damaged = Buffer.from(first);
      damaged[at]! ^= 1;
      // A length that grew: what it waits for does not come.
      if (at < 4 && damaged.readUInt32BE(0) > first.length && damaged.readUInt32BE(0) <= 16 * 1024 * 1024) expect(read(damaged)).toEqual([]);
      else expect(() => read(damaged)).toThrow(providerError(/damaged|length/));
    }
  });

  it('without a body it has none, and what a body smuggles in is not a header', () => {
    expect(read(frame({ ':message-type': 'exception', ':exception-type': 'x' }, ''))).toEqual([{ ':message-type': 'exception', ':exception-type': 'x', body: null }]);
    expect(read(frame({ ':message-type': 'event', ':event-type': 'a' }, '1,":event-type":"b"'))).toEqual([{ ':message-type': 'event', ':event-type': 'a', body: 1 }]);
    expect(() => read(frame({}, '{}'))).toThrow(providerError(/without a type/));
  });

  it('lengths that cannot be are refused before they are waited for', () => {
    for (const length of [0, 15, 16 * 1024 * 1024 + 1, 0xffffffff]) {
      const head = Buffer.alloc(4);
      head.writeUInt32BE(length);
      expect(() => read(head)).toThrow(providerError(/impossible length/));
    }
  });

  it('a large one in small pieces takes no longer than its size', () => {
    const large = event('a', 'x'.repeat(8 * 1024 * 1024));
    const pieces = Array.from({ length: Math.ceil(large.length / 1024) }, (_, at) => large.subarray(at * 1024, (at + 1) * 1024));
    const started = performance.now();
    expect(read(...pieces)).toHaveLength(1);
    // Put together anew for each piece it would copy 32 GB.
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('whatever comes, nothing else is thrown', () => {
    fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 4 }), (pieces) => {
      try {
        read(...pieces.map((piece) => Buffer.from(piece)));
      } catch (error) {
        expect(error).toMatchObject({ code: 'provider_error' });
      }
    }), { numRuns: 2000 });
  });
});
