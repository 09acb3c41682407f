import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { docxOf, pdfOf } from '../support/documents.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { approveMock, type ErrorBody, makeKey, post } from '../support/office.ts';

const AHV = '756.9217.0769.85';
const LETTER = `Sehr geehrte Frau Keller\n\nIhre AHV-Nummer ${AHV} liegt uns vor.\n\nMit freundlichen Grüssen\nDr. Petra Huber`;

let gateway: Gateway;
let mock: Mock;
let key: string;
beforeAll(async () => {
  [gateway, mock] = await Promise.all([startGateway(), startMock()]);
  await approveMock(gateway, mock, { fast: ['mock/gpt-4o-mini'], echo: ['mock/echo'] });
  await gateway.cliJson(['policy', 'otherwise', '--class', 'confidential', 'refuse']);
  await gateway.cliJson(['policy', 'otherwise', '--class', 'secret', 'refuse']);
  key = await makeKey(gateway, 'tool', '--floor', 'internal');
});
afterAll(() => Promise.all([gateway?.stop(), mock?.stop()]));

interface TraceJson { dataClass: string; decision: string; evidence: { recogniser: string; path?: string }[]; standIns: Record<string, number> | null }
const traceOf = (response: Response): Promise<TraceJson> => gateway.cliJson(['traces', 'show', response.headers.get('x-gatehouse-trace-id')!]);
const chat = (content: unknown, more: object = {}): Promise<Response> => post(gateway, key, '/v1/chat/completions', { model: 'fast', messages: [{ role: 'user', content }], ...more });

describe('what is in a request decides', () => {
  it('a clean prompt goes to the provider', async () => {
    const response = await chat('How do I write a polite reminder?');
    expect([response.status, response.headers.get('x-gatehouse-class')]).toEqual([200, 'internal']);
    expect((await traceOf(response)).evidence).toEqual([]);
  });

  it('a letter with a social-security number does not, and the trace says why', async () => {
    const before = mock.connections();
    const response = await chat(LETTER);
    expect([response.status, response.headers.get('x-gatehouse-class')]).toEqual([403, 'confidential']);
    expect(((await response.json()) as ErrorBody).error.code).toBe('data_class_denied');
    expect(mock.connections()).toBe(before);
    const trace = await traceOf(response);
    expect(trace).toMatchObject({ dataClass: 'confidential', decision: 'refuse' });
    expect(trace.evidence).toContainEqual(expect.objectContaining({ recogniser: 'ch-ahv', path: 'messages[0].content' }));
    expect(JSON.stringify(trace)).not.toContain('756');
  });

  it.each<[string, object]>([
    ['in a tool result', { messages: [{ role: 'user', content: 'go' }, { role: 'assistant', content: null, tool_calls: [{ id: 'c1', type: 'function', function: { name: 'read', arguments: '{}' } }] }, { role: 'tool', tool_call_id: 'c1', content: AHV }] }],
    ['in the description of a tool', { tools: [{ type: 'function', function: { name: 'read', description: `for ${AHV}` } }] }],
    ['in metadata', { metadata: { note: AHV } }],
    ['in a field that nobody knows', { made_up: { deep: [AHV] } }],
    ['cut over two messages', { messages: [{ role: 'user', content: 'AHV 756.9217' }, { role: 'user', content: '.0769.85' }] }],
    ['in base64', { messages: [{ role: 'user', content: Buffer.from(`the number is ${AHV}`).toString('base64') }] }],
  ])('also where it stands %s', async (_name, body) => {
    const response = await post(gateway, key, '/v1/chat/completions', { model: 'fast', messages: [{ role: 'user', content: 'go' }], ...body });
    expect([response.status, response.headers.get('x-gatehouse-class')]).toEqual([403, 'confidential']);
  });

  it('documents are read, and what cannot be read counts as the highest class of the key', async () => {
    const file = (bytes: Buffer) => chat([{ type: 'text', text: 'Summarise.' }, { type: 'file', file: { filename: 'letter', file_data: `data:application/octet-stream;base64,${bytes.toString('base64')}` } }]);
    const classes = [];
    for (const bytes of [pdfOf(['A public brochure']), pdfOf([`AHV ${AHV}`]), await docxOf(`<w:p><w:r><w:t>${AHV}</w:t></w:r></w:p>`), await docxOf('<w:p><w:r><w:t>hello</w:t></w:r></w:p>'), Buffer.from([0, 1, 2])]) {
      classes.push((await file(bytes)).headers.get('x-gatehouse-class'));
    }
    expect(classes).toEqual(['internal', 'confidential', 'confidential', 'internal', 'secret']);
  });

  it('a packed file in the text of a tool result counts so too, and the trace says why', async () => {
    const blob = (await docxOf(`<w:p><w:r><w:t>${AHV}</w:t></w:r></w:p>`)).toString('base64');
    const call = { role: 'assistant', content: null, tool_calls: [{ id: 'c1', type: 'function', function: { name: 'read', arguments: '{}' } }] };
    const response = await post(gateway, key, '/v1/chat/completions', { model: 'fast', messages: [{ role: 'user', content: 'go' }, call, { role: 'tool', tool_call_id: 'c1', content: JSON.stringify({ resource: { blob } }) }] });
    expect([response.status, response.headers.get('x-gatehouse-class')]).toEqual([403, 'secret']);
    expect((await traceOf(response)).evidence).toEqual([{ recogniser: 'unreadable-part', dataClass: 'secret' }]);
  });

  it('embeddings are looked at too; those of token numbers cannot be read', async () => {
    const embed = async (input: unknown) => (await post(gateway, key, '/v1/embeddings', { model: 'fast', input })).headers.get('x-gatehouse-class');
    expect([await embed('hello'), await embed(['hello', AHV]), await embed([1, 2, 3])]).toEqual(['internal', 'confidential', 'secret']);
  });
});

describe('with stand-ins', () => {
  beforeAll(async () => {
    await gateway.cliJson(['policy', 'pseudonymise', '--class', 'confidential', '--provider', 'mock']);
  });

  it('the letter reaches the provider without one real identifier, and the answer comes back restored, streamed', async () => {
    const client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: key, maxRetries: 0 });
    const { data, response } = await client.chat.completions.create({ model: 'echo', messages: [{ role: 'user', content: LETTER }], stream: true }).withResponse();
    let text = '';
    for await (const chunk of data) text += chunk.choices[0]?.delta.content ?? '';
    expect(response.headers.get('x-gatehouse-decision')).toBe('pseudonymise');
    const sent = mock.requests.at(-1)!.text;
    for (const real of [AHV, '9217', 'Keller', 'Huber']) expect(sent).not.toContain(real);
    expect(sent).toMatch(/<AHV_1>/);
    expect(text).toBe(LETTER);
    const trace = await traceOf(response);
    expect(trace).toMatchObject({ decision: 'pseudonymise', standIns: { AHV: 1, PERSON: 2 } });
  });

  it('what was only stated is not sent', async () => {
    const response = await post(gateway, key, '/confidential/v1/chat/completions', { model: 'fast', messages: [{ role: 'user', content: 'hello' }] });
    expect(response.status).toBe(403);
    expect((await traceOf(response)).evidence.map(({ recogniser }) => recogniser)).toEqual(['prefix', 'no-stand-ins:only-stated']);
  });
});
