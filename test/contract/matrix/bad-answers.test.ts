import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { askAdmin } from '../../support/admin-socket.ts';
import { ANSWER } from '../../support/mock-scenario.ts';
import { post } from '../../support/office.ts';
import { QUESTION, TOOLS } from './clients/client.ts';
import { useOffice } from './office.ts';
import { PROVIDERS } from './providers.ts';
import { eachText, frames, type Spoil, type Spoiler, startSpoiler, type Whole } from './spoiler.ts';

const MB = 1024 * 1024;
const providers = PROVIDERS.map((provider) => ({ ...provider, start: async (options: { apiKey?: string }) => startSpoiler(await provider.start(options)) }));
const office = useOffice(providers);
const messages = [{ role: 'user', content: QUESTION }];
const parameters = { type: 'object', properties: { city: { type: 'string' } } };

/** How clients ask, and what they take for an answer's end. */
const DIALECTS = {
  'openai-chat': { path: '/v1/chat/completions', body: { messages, stream_options: { include_usage: true } }, tools: TOOLS.map((tool) => ({ type: 'function', function: { ...tool, parameters } })), end: /^data: \[DONE\]$/gm, error: /^\{"error":\{"message":"[^"]+.*"code":"provider_error"\},"gatehouse":/ },
  'anthropic-messages': { path: '/v1/messages', body: { messages, max_tokens: 100 }, tools: TOOLS.map((tool) => ({ ...tool, input_schema: parameters })), end: /^event: message_stop$/gm, error: /^\{"type":"error","error":\{"type":"api_error","message":"[^"]+.*"code":"provider_error"/ },
  'openai-responses': { path: '/v1/responses', body: { input: QUESTION, store: false }, tools: TOOLS.map((tool) => ({ type: 'function', strict: false, ...tool, parameters })), end: /^event: response\.(completed|incomplete)$/gm, error: /^\{("error":\{"message":"[^"]+.*"code":"provider_error"|"type":"error","sequence_number":\d+,"code":"provider_error")/ },
} as const;
type Dialect = keyof typeof DIALECTS;

interface Answered { status: number; text: string; whole: boolean; ends: number; trace: Trace }
interface Trace { outcome: string | null; errorCode: string | null; usageEstimated: boolean | null; promptTokens: number | null; completionTokens: number | null }

async function ask(id: string, dialect: Dialect, stream: boolean, spoil: Spoil, over: object = {}): Promise<Answered> {
  (office.mock(id) as Spoiler).spoil = spoil;
  const { path, body, end } = DIALECTS[dialect];
  const { stream_options: options, ...rest } = body as { stream_options?: object };
  const answer = await post(office.gateway, office.key, path, { model: `${id}/the-model`, ...rest, stream, ...(stream && options && { stream_options: options }), ...over });
  const text = await answer.text();
  let trace: Trace | undefined;
  await expect.poll(async () => (trace = (await askAdmin(office.gateway.home, 'GET', `/traces/${answer.headers.get('x-gatehouse-trace-id')}`)) as Trace).outcome, { interval: 10 }).not.toBeNull();
  const ends = stream ? (text.match(end)?.length ?? 0) : 1;
  return { status: answer.status, text, ends, whole: answer.status === 200 && ends > 0, trace: trace! };
}

/** The client is told, in its own dialect; the trace says the same. */
function expectError({ status, text, whole, trace }: Answered, dialect: Dialect): void {
  expect(whole, text.slice(0, 300)).toBe(false);
  expect(trace).toMatchObject({ outcome: 'error', errorCode: 'provider_error' });
  if (status !== 200) expect(status).toBe(502);
  const error = status === 200 ? /(?:^|\n)data: (\{(?:"error"|"type":"error").*)\n/.exec(text)?.[1] : text;
  expect(error).toMatch(DIALECTS[dialect].error);
}

const json = (value: unknown): Spoil => () => ({ status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)) });
const swap = (from: RegExp, to: string): Spoil => (whole) => eachText(whole, (text) => text.replaceAll(from, to));
/** Where providers say how many tokens there were. */
const COUNTS = /("(?:input_tokens|prompt_tokens|promptTokenCount|inputTokens|prompt_eval_count|output_tokens|completion_tokens|candidatesTokenCount|outputTokens|eval_count)":)\d+/g;
/** Writes until the other side has had enough. */
const flood = (head: string, piece: Buffer, most: number) => async (_whole: Whole, response: ServerResponse): Promise<void> => {
  response.writeHead(200, { 'content-type': 'text/event-stream' }).write(head);
  for (let sent = 0; sent < most && !response.destroyed; sent += piece.length) await new Promise<void>((next) => { response.write(piece, () => next()); response.once('close', () => next()); });
  response.end();
};

/** One of each framing, and of each reader of whole answers: the others' are the same code. */
const FLOODED = ['anthropic', 'bedrock', 'google', 'ollama', 'vllm'];

/** Nothing of these is an answer, plain or streamed. */
const NO_ANSWERS: Record<string, Spoil> = {
  'HTML': () => ({ status: 200, headers: { 'content-type': 'text/html' }, body: Buffer.from('<html><body>captive portal</body></html>') }),
  'an empty body': json(''),
  'an error object with status 200': json({ error: { message: 'Overloaded', type: 'overloaded_error' } }),
  'an error of Anthropic’s with status 200': json({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }),
  'a message of Cohere’s with status 200': json({ id: 'x', message: 'Overloaded' }),
  'status 204': () => ({ status: 204, headers: {}, body: Buffer.alloc(0) }),
  'a list': json([]),
  'null': json(null),
  'a number': json(7),
  'an object of nothing': json({}),
  'JSON that is cut': json('{"id":"x","choices":[{"message":{"content":"Th'),
  'a redirect': () => ({ status: 307, headers: { location: `${(office.mock('vllm') as Spoiler).origin}/elsewhere` }, body: Buffer.alloc(0) }),
  'a redirect with an answer': (whole) => ({ ...whole, status: 302, headers: { ...whole.headers, location: '/elsewhere' } }),
  'gzip that nobody asked for': (whole) => ({ ...whole, headers: { ...whole.headers, 'content-encoding': 'gzip' }, body: gzipSync(whole.body) }),
  'a text that is a number': swap(/"(The capital of France is Paris\.|The |The capit)"/g, '7'),
  'a text that is an object': swap(/"(The capital of France is Paris\.|The |The capit)"/g, '{"a":[1]}'),
};

describe.each(PROVIDERS)('$id sends', ({ id, dialects }) => {
  const asking: Dialect[] = dialects && 'only' in dialects ? ['openai-responses'] : ['openai-chat', 'anthropic-messages'];

  beforeAll(() => office.mock(id).reset());

  it.each(Object.entries(NO_ANSWERS))('%s: an error, whoever asks', async (_name, spoil) => {
    for (const dialect of asking) for (const stream of [false, true]) expectError(await ask(id, dialect, stream, spoil), dialect);
    expect(office.mock('vllm').requests.some(({ path }) => path === '/elsewhere')).toBe(false);
  });

  // An Ollama's answer and a stream of one line are the same.
  if (id !== 'ollama') it('a whole answer where a stream was asked for, and a stream where an answer was', async () => {
    for (const dialect of asking) {
      let other: Whole | undefined;
      for (const stream of [true, false, true]) {
        const now = other;
        const result = await ask(id, dialect, stream, (whole) => {
          other = whole;
          return now ? { ...now, headers: whole.headers } : whole;
        });
        if (now) expectError(result, dialect);
      }
    }
  });

  it.each<[string, string]>([['negative', '-5'], ['beyond all numbers', '1e308'], ['a text', '"12"'], ['a fraction', '1.5'], ['null', 'null'], ['a list', '[12]']])('usage that is %s: an answer, with an estimate that says so', async (_name, count) => {
    const spoil = swap(COUNTS, `$1${count}`);
    for (const dialect of asking) {
      for (const stream of [false, true]) {
        const { whole, text, trace } = await ask(id, dialect, stream, spoil);
        expect(whole, text.slice(0, 300)).toBe(true);
        expect(trace).toMatchObject({ outcome: 'ok', usageEstimated: true });
        expect(trace.promptTokens! > 0 && trace.promptTokens! < 100 && trace.completionTokens! > 0 && trace.completionTokens! < 100).toBe(true);
        // A client of the provider's own dialect reads the provider's own words.
        if (id !== 'openai-responses' && !(id === 'anthropic' && dialect === 'anthropic-messages')) expect(text).toContain('"gatehouse_estimated":true');
      }
    }
  });

  it('usage that no prompt could have had: the trace does not believe it, and counts the worst case', async () => {
    const spoil = swap(COUNTS, '$1900000000');
    for (const dialect of asking) {
      for (const stream of [false, true]) {
        const { whole, trace } = await ask(id, dialect, stream, spoil);
        expect([whole, trace.outcome, trace.usageEstimated, trace.promptTokens]).toEqual([true, 'ok', true, null]);
      }
    }
  });

  it('an answer under a wrong content type: it is read for what it is', async () => {
    for (const type of ['text/plain', 'application/octet-stream', 'nonsense']) {
      for (const dialect of asking) {
        for (const stream of [false, true]) {
          const { whole, trace } = await ask(id, dialect, stream, (answer) => ({ ...answer, headers: { 'content-type': type } }));
          expect([whole, trace.outcome]).toEqual([true, 'ok']);
        }
      }
    }
  });

  it('invalid UTF-8: the client gets valid text, or an error', async () => {
    const broken: Spoil = (whole) => {
      const bytes = Buffer.from(whole.body);
      const at = bytes.indexOf('Paris');
      bytes[at] = 0xff;
      bytes[at + 1] = 0xc0;
      return { ...whole, body: bytes };
    };
    for (const dialect of asking) {
      for (const stream of [false, true]) {
        const answered = await ask(id, dialect, stream, broken);
        // A frame of AWS's has a checksum, which tells.
        if (id === 'bedrock' && stream) expectError(answered, dialect);
        else expect([answered.whole, answered.text.includes('\uFFFD\uFFFDris')]).toEqual([true, true]);
      }
    }
  });

  it('its end twice, and a second answer behind it: one answer, one end', async () => {
    const twice: Spoil = (whole) => ({ ...whole, body: Buffer.concat([whole.body, whole.body]) });
    const end: Spoil = (whole) => {
      const parts = id === 'bedrock' ? frames(whole.body) : whole.body.toString('utf8').split(/(?<=\n\r?\n)|(?<=\}\n)/).map((part) => Buffer.from(part));
      return { ...whole, body: Buffer.concat([...parts, ...parts.slice(-2)]) };
    };
    for (const dialect of asking) {
      for (const spoil of [twice, end]) {
        const answered = await ask(id, dialect, true, spoil);
        // Google has no mark for the end: what comes behind it belongs to the answer, which is then no longer what was meant.
        if (id === 'google' || id === 'vertex') continue;
        expect([answered.whole, answered.ends, answered.trace.outcome], answered.text.slice(0, 200)).toEqual([true, 1, 'ok']);
        if (id !== 'openai-responses') expect(answered.text.match(/"The "?/g)).toHaveLength(1);
      }
    }
  });

  it('calls of tools whose arguments are no JSON, or no object: told as they are, or an error, and the gateway stands', async () => {
    for (const dialect of asking) {
      for (const stream of [false, true]) {
        for (const spoil of [swap(/\\"days\\":2\}|\\"days\\":|"days":2\}/g, '\\"da'), swap(/"(arguments|input|args)":(\{[^}]*\}|"[^"]*(\\"[^"]*)*")/g, '"$1":7')]) {
          const answered = await ask(id, dialect, stream, spoil, { tools: DIALECTS[dialect].tools });
          if (answered.whole) expect(answered.trace.outcome).toBe('ok');
          else expectError(answered, dialect);
        }
      }
    }
  });

  if (FLOODED.includes(id)) it('10 MB and more without a newline, or bytes that would be a gigabyte: given up in time, in bounded memory', async () => {
    const memory = () => (process.platform === 'linux' ? Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${office.gateway.pid}/status`, 'utf8'))?.[1]) * 1024 : 0);
    const before = memory();
    const piece = Buffer.alloc(MB, 'x');
    const bomb = gzipSync(Buffer.alloc(256 * MB));
    const [dialect] = asking as [Dialect];
    expectError(await ask(id, dialect, true, flood('data: {"a":"', piece, 10 * MB)), dialect);
    expectError(await ask(id, dialect, true, flood('data: {"a":"', piece, 400 * MB)), dialect);
    expectError(await ask(id, dialect, false, flood('{"a":"', piece, 400 * MB)), dialect);
    for (const stream of [false, true]) expectError(await ask(id, dialect, stream, (whole) => ({ ...whole, headers: { ...whole.headers, 'content-encoding': 'gzip' }, body: bomb })), dialect);
    expect(memory() - before).toBeLessThan(450 * MB);
    const { text } = await ask(id, dialect, false, (whole) => whole);
    expect(text).toContain(ANSWER);
  });
});
