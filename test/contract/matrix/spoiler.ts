import type { ServerResponse } from 'node:http';
import { EventStreamCodec } from '@smithy/core/event-streams';
import { type Mock, startMockServer } from '../../support/mock-server.ts';

/** What a provider would have answered. */
export interface Whole { status: number; headers: Record<string, string>; body: Buffer }

/** Answers in its place, or changes what it says. */
export type Spoil = (whole: Whole, response: ServerResponse) => Whole | undefined | Promise<void>;

export interface Spoiler extends Mock {
  spoil: Spoil;
}

/** Stands between the gateway and a mock, and spoils what that answers. */
export async function startSpoiler(mock: Mock): Promise<Spoiler> {
  const spoiler = { spoil: (whole: Whole) => whole } as unknown as Spoiler;
  const server = await startMockServer({
    path: mock.url.slice(mock.origin.length),
    async answer(record, response) {
      const headers = Object.fromEntries(Object.entries(record.headers).filter(([name]) => !/^(host|connection|content-length|transfer-encoding)$/.test(name))) as Record<string, string>;
      const answer = await fetch(mock.origin + record.path, { method: record.method, headers, ...(record.method === 'POST' && { body: record.text }) });
      const whole = { status: answer.status, headers: { 'content-type': answer.headers.get('content-type') ?? '' }, body: Buffer.from(await answer.arrayBuffer()) };
      const spoilt = await spoiler.spoil(whole, response);
      if (spoilt) response.writeHead(spoilt.status, spoilt.headers).end(spoilt.body);
    },
  });
  return Object.assign(spoiler, server, { stop: async () => void (await Promise.all([server.stop(), mock.stop()])) });
}

const codec = new EventStreamCodec((bytes) => (typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('utf8')), (text) => Buffer.from(text, 'utf8'));

/** Changes every JSON text of an answer, plain or of a stream, and leaves the framing in order. */
export function eachText(whole: Whole, change: (json: string) => string): Whole {
  const type = whole.headers['content-type'] ?? '';
  if (type.includes('amazon.eventstream')) return { ...whole, body: Buffer.concat(frames(whole.body).map((frame) => {
    const { headers, body } = codec.decode(frame);
    return Buffer.from(codec.encode({ headers, body: Buffer.from(change(Buffer.from(body).toString('utf8'))) }));
  })) };
  const text = whole.body.toString('utf8');
  return { ...whole, body: Buffer.from(type.includes('event-stream') ? text.replace(/^data: ([{[].*)$/gm, (_line, json: string) => `data: ${change(json)}`) : change(text)) };
}

/** The frames of AWS's event stream, each with its length in front. */
export function frames(body: Buffer): Buffer[] {
  const out: Buffer[] = [];
  for (let at = 0; at < body.length; at += body.readUInt32BE(at)) out.push(body.subarray(at, at + body.readUInt32BE(at)));
  return out;
}
