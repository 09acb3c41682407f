import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { approveMock, type ErrorBody, makeKey, post } from '../support/office.ts';
import { chat, embeddings, json } from './requests.ts';
import { settings } from './settings.ts';

const SETTINGS = { ...settings(500), endOnFailure: true };
const RUNS = SETTINGS.numRuns;
const WITHIN_MS = 2_000;

let gateway: Gateway;
let mock: Mock;
let key: string;

beforeAll(async () => {
  [gateway, mock] = await Promise.all([startGateway(), startMock()]);
  await approveMock(gateway, mock, { fast: ['mock/gpt-4o-mini'], vectors: ['mock/text-embedding-3-small'] });
  key = await makeKey(gateway, 'tool', '--floor', 'internal', '--ceiling', 'internal');
});
afterAll(() => Promise.all([gateway?.stop(), mock?.stop()]));

/** Sends it; gives the status. Everything that must hold of any body is asserted here. */
async function check(path: string, sent: string): Promise<number> {
  const before = mock.requests.length;
  const started = performance.now();
  const answer = await post(gateway, key, path, sent);
  const told = await answer.text();
  expect(performance.now() - started).toBeLessThan(WITHIN_MS);
  expect(answer.headers.get('x-gatehouse-trace-id')).toMatch(/^trc_/);
  if (answer.status === 200) {
    expect(told).not.toContain('"error"');
    expect(mock.requests).toHaveLength(before + 1);
    const { model: _alias, stream_options: _asked, encoding_format: _format, ...rest } = JSON.parse(sent) as Record<string, unknown>;
    const { model, stream_options: asks, encoding_format: _sent, ...arrived } = mock.requests.at(-1)!.json;
    expect(arrived).toEqual(asProvidersTakeIt(rest));
    expect(['gpt-4o-mini', 'text-embedding-3-small']).toContain(model);
    if (rest['stream'] === true) expect(asks).toEqual({ ...(_asked as object | undefined), include_usage: true });
    else expect(asks).toEqual(_asked);
  } else {
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    const { error, gatehouse } = JSON.parse(told) as ErrorBody;
    expect([typeof error.message, typeof error.code, gatehouse.trace_id]).toEqual(['string', 'string', answer.headers.get('x-gatehouse-trace-id')]);
    expect(mock.requests).toHaveLength(before);
  }
  return answer.status;
}

/** What is said on purpose in other words: no number of dimensions by leaving it out, an assistant that said nothing by an empty text, and what a developer instructs as the system's. */
function asProvidersTakeIt({ dimensions, ...body }: Record<string, unknown>): Record<string, unknown> {
  if (dimensions != null) body['dimensions'] = dimensions;
  if (!Array.isArray(body['messages'])) return body;
  const silent = ({ role, content, tool_calls: calls, refusal, function_call: call }: Record<string, unknown>): boolean => role === 'assistant' && content == null && !(calls as [] | undefined)?.length && !refusal && call == null;
  return { ...body, messages: instructed(body['messages'] as Record<string, unknown>[]).map((message) => (silent(message) ? { ...message, content: '' } : message)) };
}

/** Where a developer speaks, neighbouring instructions are one message. */
function instructed(messages: Record<string, unknown>[]): Record<string, unknown>[] {
  if (!messages.some(({ role }) => role === 'developer')) return messages;
  const parts = (content: unknown): object[] => (Array.isArray(content) ? (content as object[]) : [{ type: 'text', text: content ?? '' }]);
  const out: Record<string, unknown>[] = [];
  for (const message of messages) {
    const { role, content } = message;
    const last = out.at(-1);
    const follows = last?.['role'] === 'system' && last['name'] === message['name'];
    if (role !== 'system' && role !== 'developer') out.push(message);
    else if (!follows) out.push({ ...message, role: 'system' });
    else {
      const texts = [last['content'] ?? '', content ?? ''];
      out[out.length - 1] = { ...message, ...last, content: texts.every((text) => typeof text === 'string') ? texts.join('\n\n') : texts.flatMap(parts) };
    }
  }
  return out;
}

it(`${RUNS} chat bodies: each is answered or refused, and what reaches the provider is what was sent`, async () => {
  const seen = new Map<number, number>();
  await fc.assert(fc.asyncProperty(chat, async (body) => {
    const status = await check('/v1/chat/completions', JSON.stringify(body));
    seen.set(status, (seen.get(status) ?? 0) + 1);
  }), SETTINGS);
  // Both kinds must have come up, or the property says little.
  expect(seen.get(200)).toBeGreaterThan(RUNS / 10);
  expect(seen.get(400)).toBeGreaterThan(RUNS / 10);
});

it(`${RUNS} embeddings bodies, the same`, async () => {
  const seen = new Map<number, number>();
  await fc.assert(fc.asyncProperty(embeddings, async (body) => {
    const status = await check('/v1/embeddings', JSON.stringify(body));
    seen.set(status, (seen.get(status) ?? 0) + 1);
  }), SETTINGS);
  expect(seen.get(200)).toBeGreaterThan(RUNS / 10);
  expect(seen.get(400)).toBeGreaterThan(RUNS / 10);
});

it('any JSON at all is refused, on every endpoint', async () => {
  await fc.assert(fc.asyncProperty(json, fc.constantFrom('/v1/chat/completions', '/v1/embeddings'), async (body, path) => {
    expect(await check(path, JSON.stringify(body))).toBe(400);
  }), { ...settings(200), endOnFailure: true });
});

it(`${RUNS} bodies with one character changed: what any parser makes of them is what the provider gets, or they are refused`, async () => {
  const CHARACTERS = ['"', '\\', '{', '}', '[', ']', ':', ',', '0', '-', 'e', '.', ' ', '\n', '\u0000', '\ufeff', '\u00e9', '/'];
  const changed = fc.tuple(chat, fc.nat(), fc.constantFrom('insert', 'delete', 'replace', 'repeat'), fc.constantFrom(...CHARACTERS)).map(([body, seed, how, character]) => {
    const text = JSON.stringify(body);
    const at = seed % text.length;
    const middle = { insert: character + text[at]!, delete: '', replace: character, repeat: text[at]! + text[at]! }[how];
    return text.slice(0, at) + middle + text.slice(at + 1);
  });
  await fc.assert(fc.asyncProperty(changed.filter((text) => text.isWellFormed() && !/"model":"(?!fast)/.test(text)), async (text) => {
    await check('/v1/chat/completions', text);
  }), SETTINGS);
});

it('no request is left without its ending', async () => {
  await expect.poll(async () => (await gateway.cliJson<{ outcome: string | null }[]>(['traces', 'list', '--limit', '1000'])).filter((trace) => !trace.outcome)).toEqual([]);
});
