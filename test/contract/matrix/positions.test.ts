import { afterAll, beforeAll, expect, it } from 'vitest';
import { askAdmin } from '../../support/admin-socket.ts';
import { type Mock, startMockServer } from '../../support/mock-server.ts';
import { makeKey } from '../../support/office.ts';
import { CLIENTS } from './clients/clients.ts';
import { meets } from './pairs.ts';
import { useOffice } from './office.ts';
import { type Json, plantedIn, type Value } from './positions.ts';
import { PROVIDERS } from './providers.ts';

/** A number with check digits, and a client of the office's list whom nothing else would find. */
const VALUES: readonly Value[] = [{ text: '756.9217.0769.85', number: 7_569_217_076_985 }, { text: 'Zquorl Vexelbrot' }];
const TRACES = VALUES.flatMap(({ text, number }) => [text, text.split(' ').at(-1)!, ...[0, 1, 2].map((shift) => Buffer.from(`${' '.repeat(shift)}${text}`).toString('base64').slice(4, -6)), ...(number === undefined ? [] : [`${number}`])]);
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const AT_ONCE = 8;

const office = useOffice();
let recorder: Mock;
/** By path: what the clients sent, as they sent it. */
const bodies = new Map<string, Json[]>();
let key: string;

beforeAll(async () => {
  const { gateway } = office;
  recorder = await startMockServer({
    async answer({ method, path, headers, text, json }, response) {
      if (method === 'POST' && path !== '/api/show') bodies.set(path, [...(bodies.get(path) ?? []), json as Json]);
      const sent = Object.fromEntries(Object.entries(headers).filter((one): one is [string, string] => typeof one[1] === 'string' && !/^(?:host|connection|content-length|transfer-encoding|accept-encoding)$/.test(one[0])));
      const answer = await fetch(gateway.url + path, { method, headers: sent, ...(text !== '' && { body: text }) });
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(Buffer.from(await answer.arrayBuffer()));
    },
  });
  key = await makeKey(gateway, 'positions', '--floor', 'internal', '--ceiling', 'confidential', '--media-class', 'internal');
  await askAdmin(gateway.home, 'POST', '/recognition/lists', { name: 'clients', kind: 'person', dataClass: 'confidential', text: 'Zquorl Vexelbrot' });
});
afterAll(() => recorder?.stop());

/** What reached any provider of a request with a planted value in it. */
async function seen(path: string, body: Json | undefined, headers: Record<string, string> = {}): Promise<number> {
  const answer = await fetch(office.gateway.url + path, { method: 'POST', headers: { authorization: `Bearer ${key}`, 'anthropic-version': '2023-06-01', ...(body !== undefined && { 'content-type': 'application/json' }), ...headers }, body: JSON.stringify(body) });
  await answer.arrayBuffer();
  return answer.status;
}

function leaked(traces = TRACES): string[] {
  return PROVIDERS.flatMap(({ id }) => office.mock(id).requests.flatMap(({ path, headers, text }) => {
    const whole = `${path}\n${JSON.stringify(headers)}\n${text}`;
    return traces.filter((trace) => whole.includes(trace) || decodeURIComponent(path.replaceAll('+', ' ')).includes(trace)).map((trace) => `${id}: ${trace} in ${whole.slice(Math.max(0, whole.indexOf(trace) - 80), whole.indexOf(trace) + 40)}`);
  }));
}

async function inTurns<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  await Promise.all(Array.from({ length: AT_ONCE }, async () => { for (const item of queue) await act(item); }));
}

const withModel = (body: Json, model: string): Json => ({ ...(body as { [name: string]: Json }), model });

/** Sends each once to every second provider or so, and always to `own`; tells which places were seen. */
async function tryAll(path: string, samples: readonly Json[], providers: readonly string[], values = VALUES, traces = TRACES): Promise<{ leaks: string[]; places: number; sent: number }> {
  const leaks: string[] = [];
  let places = 0;
  let sent = 0;
  for (const value of values) {
    const known = new Set<string>();
    const planted = samples.flatMap((sample) => plantedIn(sample, value, known));
    places += planted.length;
    await inTurns(planted.flatMap((one, index) => providers.filter((_, at) => at === 0 || at === 1 + (index % (providers.length - 1 || 1))).map((provider) => ({ ...one, provider }))), async ({ body, provider }) => {
      sent += 1;
      await seen(path, withModel(body, `${provider}/the-model`));
    });
    const found = leaked(traces);
    if (found.length > 0) leaks.push(...found);
    for (const { id } of PROVIDERS) office.mock(id).reset();
  }
  return { leaks: [...new Set(leaks)], places, sent };
}

it('nothing that stands anywhere in a body of the real clients passes by unseen', async () => {
  for (const client of CLIENTS) {
    const provider = PROVIDERS.find((one) => one.id === (client.dialect === 'anthropic-messages' ? 'anthropic' : client.dialect === 'openai-responses' ? 'openai-responses' : client.dialect === 'ollama-chat' ? 'ollama' : 'vllm'))!;
    if (!meets(client, provider)) throw new Error(`${client.name} does not meet ${provider.id}`);
    const open = client.open(recorder.url, office.key);
    const model = `${provider.id}/the-model`;
    const asked = async (more: object) => open.ask({ model, ...more }).catch(() => undefined);
    await asked({});
    await asked({ stream: true, json: true, think: true, bound: 2_000, marked: true, tier: 'auto' });
    await asked({ image: PNG });
    const said = await asked({ tools: true, single: true });
    if (said) await asked({ tools: true, before: [{ said, results: ['sunny', 'noon'], image: PNG, failed: true }] });
    await open.embed?.(model, ['one', 'two']).catch(() => undefined);
  }
  expect([...bodies.keys()].sort()).toEqual(expect.arrayContaining(['/v1/chat/completions', '/v1/messages', '/v1/responses', '/api/chat']));
  const others = PROVIDERS.map(({ id }) => id);
  for (const [path, samples] of bodies) {
    const own = path.includes('messages') ? 'anthropic' : path.includes('responses') ? 'openai-responses' : path.startsWith('/api') ? 'ollama' : 'vllm';
    const { leaks, places, sent } = await tryAll(path, samples, [own, ...others.filter((id) => id !== own)]);
    expect(leaks, path).toEqual([]);
    expect([path, places > 10, sent > places]).toEqual([path, true, true]);
  }
}, 300_000);

/** Fields that the clients above do not send. */
const MORE: Readonly<Record<string, Json>> = {
  '/v1/chat/completions': {
    model: 'x', user: 'u1', metadata: { a: 'b' }, stop: ['END'], logit_bias: { 50256: -100 }, seed: 1, n: 1, safety_identifier: 's', prompt_cache_key: 'p', prediction: { type: 'content', content: 'x' }, stream_options: { include_usage: true }, modalities: ['text'],
    response_format: { type: 'json_schema', json_schema: { name: 'a', description: 'd', schema: { type: 'object', title: 't', description: 'd', properties: { p: { type: 'string', enum: ['e'], const: 'c', default: 'f', examples: ['x'], pattern: '^x$', $comment: 'c' } }, required: ['p'] } } },
    tools: [{ type: 'function', function: { name: 'f', description: 'd', parameters: { type: 'object', properties: { p: { type: 'string', description: 'd', enum: ['e'], pattern: 'x' } }, $defs: { q: { const: 'c' } } } } }], tool_choice: { type: 'function', function: { name: 'f' } },
    messages: [{ role: 'system', name: 'n', content: 'x' }, { role: 'user', name: 'anna', content: [{ type: 'text', text: 'x' }, { type: 'file', file: { filename: 'a.txt', file_data: 'data:text/plain;base64,aGVsbG8gd29ybGQ=' } }, { type: 'image_url', image_url: { url: `data:image/png;base64,${PNG}`, detail: 'low' } }] },
      { role: 'assistant', refusal: 'r', content: null, tool_calls: [{ id: 'c1', type: 'function', function: { name: 'f', arguments: '{"p":{"q":"x"}}' } }] }, { role: 'tool', tool_call_id: 'c1', content: 'ok' }, { role: 'user', content: 'x' }],
  },
  '/v1/messages': {
    model: 'x', max_tokens: 9, metadata: { user_id: 'u' }, stop_sequences: ['END'], system: [{ type: 'text', text: 's', cache_control: { type: 'ephemeral' } }], tools: [{ name: 'f', description: 'd', input_schema: { type: 'object', properties: { p: { enum: ['e'] } } }, input_examples: [{ p: 'x' }] }], tool_choice: { type: 'tool', name: 'f' },
    messages: [{ role: 'user', content: [{ type: 'text', text: 'x' }, { type: 'document', title: 't', context: 'c', source: { type: 'text', media_type: 'text/plain', data: 'x' }, citations: { enabled: true } }] }, { role: 'assistant', content: [{ type: 'tool_use', id: 't1', name: 'f', input: { p: 'x', k: 1 } }] }, { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', content: [{ type: 'text', text: 'ok' }] }] }],
  },
  '/v1/responses': {
    model: 'x', instructions: 'i', user: 'u', metadata: { a: 'b' }, safety_identifier: 's', prompt_cache_key: 'p', text: { format: { type: 'json_schema', name: 'a', description: 'd', schema: { type: 'object' } }, verbosity: 'low' }, tools: [{ type: 'function', name: 'f', description: 'd', parameters: { type: 'object', properties: { p: { enum: ['e'] } } } }],
    input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'x' }, { type: 'input_file', filename: 'a.txt', file_data: 'data:text/plain;base64,aGVsbG8gd29ybGQ=' }] }, { type: 'function_call', call_id: 'c1', name: 'f', arguments: '{"p":"x"}' }, { type: 'function_call_output', call_id: 'c1', output: 'ok' }],
  },
  '/api/chat': { model: 'x', messages: [{ role: 'user', content: 'x', images: [PNG] }, { role: 'assistant', content: '', thinking: 't', tool_calls: [{ function: { name: 'f', arguments: { p: 'x' } } }] }, { role: 'tool', tool_name: 'f', content: 'ok' }], format: { type: 'object', properties: { p: { enum: ['e'] } } }, options: { stop: ['END'], temperature: 1, seed: 1 }, keep_alive: '5m' },
  '/api/generate': { model: 'x', prompt: 'p', suffix: 's', system: 's', template: 't', context: [1, 2], images: [PNG], format: 'json', options: { stop: ['END'] } },
  '/api/embed': { model: 'x', input: ['a', 'b'], truncate: true, options: { seed: 1 } },
  '/v1/embeddings': { model: 'x', input: ['a', 'b'], user: 'u', dimensions: 4 },
  '/v1/completions': { model: 'x', prompt: 'p', suffix: 's', user: 'u', stop: ['END'], logit_bias: { 1: 1 } },
  '/v1/moderations': { model: 'x', input: ['a', { type: 'text', text: 'b' }] },
  '/v1/images/generations': { model: 'x', prompt: 'p', user: 'u', style: 'vivid' },
  '/v1/audio/speech': { model: 'x', input: 'i', voice: 'alloy', instructions: 's' },
  '/v1/messages/count_tokens': { model: 'x', messages: [{ role: 'user', content: 'x' }] },
};

it.each(Object.entries(MORE))('nor in any other field of %s', async (path, body) => {
  const { leaks } = await tryAll(path, [body], ['vllm', ...PROVIDERS.map(({ id }) => id).filter((id) => id !== 'vllm')]);
  expect(leaks).toEqual([]);
}, 120_000);

it('a word that nobody minds arrives from the same places', async () => {
  const path = '/v1/chat/completions';
  const { leaks } = await tryAll(path, [MORE[path]!], ['vllm', 'anthropic'], [{ text: 'quorlwind' }], ['quorlwind']);
  expect(leaks.length).toBeGreaterThan(30);
}, 120_000);

const HEADERS = ['user-agent', 'openai-organization', 'openai-project', 'anthropic-beta', 'anthropic-version', 'x-api-key', 'x-stainless-lang', 'idempotency-key', 'x-request-id', 'x-client-request-id', 'traceparent', 'tracestate', 'baggage', 'cookie', 'referer', 'accept-language', 'x-forwarded-for', 'from', 'x-title', 'http-referer', 'x-gatehouse-session', 'x-gatehouse-tags', 'x-goog-api-client', 'helicone-auth'];

it('nor in headers, the address or the parts of a form', async () => {
  const [value] = VALUES;
  const ask = { messages: [{ role: 'user', content: 'x' }], max_tokens: 9, input: 'x' };
  for (const [path, provider] of [['/v1/chat/completions', 'vllm'], ['/v1/messages', 'anthropic'], ['/v1/responses', 'openai-responses'], ['/v1/chat/completions', 'google'], ['/v1/chat/completions', 'bedrock']] as const) {
    const { input, messages, max_tokens } = ask;
    const body: Record<string, Json> = path.includes('responses') ? { model: `${provider}/m`, input } : { model: `${provider}/m`, messages, max_tokens };
    for (const header of HEADERS) await seen(path, body, { [header]: value!.text });
    await seen(`${path}?user=${value!.text}&x=${value!.number}`, body);
    await seen(path, { ...body, model: `${provider}/${value!.text}` });
  }
  for (const [name, content] of [['prompt', value!.text], ['language', value!.text], ['x_unknown', value!.text], [value!.text, 'x'], ['filename', '']] as const) {
    for (const path of ['/v1/audio/transcriptions', '/v1/audio/translations', '/v1/images/edits']) {
      const form = new FormData();
      form.append('model', 'openai/whisper-1');
      if (path.endsWith('edits')) form.append('prompt', 'x');
      form.append(path.endsWith('edits') ? 'image' : 'file', new Blob([Buffer.from(path.endsWith('edits') ? PNG : 'UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQAAAAA=', 'base64')], { type: path.endsWith('edits') ? 'image/png' : 'audio/wav' }), name === 'filename' ? `${value!.text}.wav` : 'a.wav');
      if (name !== 'filename') form.append(name, content);
      const answer = await fetch(office.gateway.url + path, { method: 'POST', headers: { authorization: `Bearer ${key}` }, body: form });
      await answer.arrayBuffer();
    }
  }
  expect(leaked()).toEqual([]);
}, 120_000);
