import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type ErrorBody, makeKey, post, USER } from '../support/office.ts';

let gateway: Gateway;
let key: string;

beforeAll(async () => {
  gateway = await startGateway();
  key = await makeKey(gateway, 'a new tool', '--floor', 'internal', '--ceiling', 'confidential');
});
afterAll(() => gateway?.stop());

interface Listed { id: string; streamed: boolean; endpoint: string; dataClass: string; decision: string; outcome: string; errorCode: string; httpStatus: number; requestedModel: string; keyName: string; evidence: { recogniser: string }[]; cost: number | null }

const traces = () => gateway.cliJson<Listed[]>(['traces', 'list']);
const traceOf = async (answer: Response): Promise<Listed | undefined> => (await traces()).find(({ id }) => id === answer.headers.get('x-gatehouse-trace-id'));

it.each<[string, string, unknown, Record<string, string>, Partial<Listed>]>([
  ['broken JSON', '/v1/chat/completions', '{"model": "fast", ', {}, { endpoint: 'chat.completions', errorCode: 'invalid_json', httpStatus: 400, requestedModel: '' }],
  ['a hosted tool', '/v1/responses', { model: 'fast', input: 'x', stream: true, tools: [{ type: 'mcp' }] }, {}, { endpoint: 'responses', streamed: true, errorCode: 'hosted_tool', httpStatus: 400, requestedModel: 'fast' }],
  ['content by reference', '/v1/messages', { model: 'fast', max_tokens: 5, messages: [{ role: 'user', content: [{ type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } }] }] }, {}, { endpoint: 'messages', errorCode: 'content_by_reference', requestedModel: 'fast' }],
  ['a type that is not read', '/v1/embeddings', 'model=x', { 'content-type': 'text/plain' }, { endpoint: 'embeddings', errorCode: 'unsupported_media_type', httpStatus: 415 }],
  ['a tag that states no class', '/v1/chat/completions', { model: 'fast', messages: USER }, { 'x-gatehouse-tags': 'class:geheim' }, { endpoint: 'chat.completions', errorCode: 'invalid_request' }],
  ['a field of Ollama’s that is none', '/api/chat', { model: 'fast', messages: 7 }, {}, { endpoint: 'ollama.chat', errorCode: 'invalid_request' }],
  ['a path that is not there', '/v1/v1/chat/completions', { model: 'fast', messages: USER }, {}, { endpoint: 'unknown', errorCode: 'not_found', httpStatus: 404 }],
])('%s shows among the requests, with what the tool was told', async (_name, path, body, headers, expected) => {
  const answer = await post(gateway, key, path, body, headers);
  expect(answer.status).toBeGreaterThanOrEqual(400);
  await answer.arrayBuffer();
  await expect.poll(() => traceOf(answer)).toMatchObject({ ...expected, keyName: 'a new tool', dataClass: 'confidential', decision: 'refuse', outcome: 'refused', cost: 0, evidence: [{ recogniser: 'unread' }] });
  const records = await gateway.cliJson<{ action: string; detail: { trace: string } }[]>(['audit', 'list']);
  expect(records.filter(({ action, detail }) => action === 'request.refused' && detail.trace === answer.headers.get('x-gatehouse-trace-id'))).toMatchObject([{ detail: { code: expected.errorCode, class: 'confidential' } }]);
});

it('is recorded once where its class was known, and not at all without a good key or where no model is asked', async () => {
  const before = (await traces()).length;
  const known = await post(gateway, key, '/v1/chat/completions', { model: 'nobody/knows', messages: USER });
  expect(((await known.json()) as ErrorBody).error.code).toBe('model_not_found');
  for (const answer of [
    await post(gateway, 'sk-gh-wrong', '/v1/chat/completions', '{'),
    await fetch(`${gateway.url}/v1/chat/completions`, { method: 'POST' }),
    await post(gateway, key, '/v1/messages/count_tokens', '{'),
    await post(gateway, key, '/api/show', { model: 'nobody' }),
    await post(gateway, key, '/api/pull', { model: 'nobody' }),
    await fetch(`${gateway.url}/v1/responses/resp_1`, { headers: { authorization: `Bearer ${key}` } }),
  ]) {
    expect(answer.status).toBeGreaterThanOrEqual(400);
    await answer.arrayBuffer();
  }
  await expect.poll(() => traceOf(known)).toMatchObject({ errorCode: 'model_not_found', outcome: 'refused' });
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(await traces()).toHaveLength(before + 1);
});
