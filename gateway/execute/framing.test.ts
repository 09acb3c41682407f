import { expect, it } from 'vitest';
import type { Framing } from '../providers/define.ts';
import { createFraming } from './framing.ts';

function read(kind: Framing, text: string, size = text.length): string[] {
  const payloads: string[] = [];
  const framing = createFraming(kind, (payload) => payloads.push(payload));
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) framing.feed(bytes.subarray(at, at + size));
  framing.end();
  return payloads;
}

it.each(['\n', '\r\n', '\r'])('events with lines that end in %j read the same in pieces of any size, letters cut in two included', (line) => {
  const text = `\uFEFF: a comment${line}${line}event: x${line}data: Zürich 😀${line}${line}data:a${line}data: b${line}id: 7${line}${line}${line}data: [DONE]${line}${line}`;
  for (const size of [1, 2, 3, 5, 7, 1000]) expect([size, read('sse', text, size)]).toEqual([size, ['Zürich 😀', 'a\nb', '[DONE]']]);
});

it.each(['', '\n', '\r\n', '\r'])('the last event counts also where %j is all that follows it', (end) => {
  expect(read('sse', `data: a\n\ndata: [DONE]${end}`)).toEqual(['a', '[DONE]']);
});

it.each(['', '\n', '\r\n'])('so does the last line of JSON, before %j', (end) => {
  for (const size of [1, 3, 1000]) expect(read('ndjson', `{"a":"ü😀"}\r\n\n{"b":1}${end}`, size)).toEqual(['{"a":"ü😀"}', '{"b":1}']);
});
