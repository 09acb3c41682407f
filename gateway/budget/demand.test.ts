import { describe, expect, it } from 'vitest';
import type { ChatRequest, ContentPart } from '../core/chat.ts';
import { chatDemand, embeddingsDemand } from './demand.ts';

describe('how many tokens a body can have', () => {
  const chat = (content: string | ContentPart[], more: object = {}): ChatRequest => ({ model: 'm', messages: [{ role: 'user', content }], ...more });
  const bound = (request: ChatRequest, body = JSON.stringify(request)): number => chatDemand(request, Buffer.byteLength(body)).promptTokens;

  it.each([
    ['one letter that becomes eighteen in a normal form', '\u{fdfa}', 33],
    ['a note of music, which NFC takes apart', '\u{1d160}', 12],
    ['a fraction', '\u00bd', 5],
    ['emoji, rare letters and single surrogates, which stay as they are', '\u{1f9d1}\u200d\u{1f9b0}\u{2a6df}\ud800', 4 + 3 + 4 + 4 + 3],
  ])('%s: never less than the bytes of any form that a tokeniser takes', (_name, letter, bytes) => {
    const text = letter.repeat(1_000);
    expect(bound(chat(text))).toBeGreaterThanOrEqual(1_000 * bytes);
    expect(bound(chat([{ type: 'text', text }]))).toBeGreaterThanOrEqual(1_000 * bytes);
    expect(bound(chat('x', { tools: [{ type: 'function', function: { name: 'f', parameters: { [text]: text } } }] }))).toBeGreaterThanOrEqual(2_000 * bytes);
    expect(embeddingsDemand({ model: 'm', input: [text] }, Buffer.byteLength(JSON.stringify(text))).promptTokens).toBeGreaterThanOrEqual(1_000 * bytes);
  });

  it('numbers count as they are sent on, and escapes as they came', () => {
    const numbers = chat('x', { tools: [{ type: 'function', function: { name: 'f', parameters: { enum: Array.from({ length: 1_000 }, () => 1e20) } } }] });
    const body = JSON.stringify(numbers).replaceAll('100000000000000000000', '1e20');
    expect(bound(numbers, body)).toBeGreaterThanOrEqual(Buffer.byteLength(JSON.stringify(numbers)));
    expect(bound(chat('\u0000'.repeat(100)))).toBeGreaterThanOrEqual(600);
  });

  it('plain text counts its bytes, and nothing more', () => {
    const request = chat('Grüezi, ein Brief an die Gemeinde Zürich über 1 234 Franken. '.repeat(50));
    expect(bound(request)).toBe(Buffer.byteLength(JSON.stringify(request)));
  });

  it('takes a time that grows with the length, and no more', () => {
    const text = '\u{fdfa}'.repeat(1_000_000);
    const began = performance.now();
    bound(chat(text), '');
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});
