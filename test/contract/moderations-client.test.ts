import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import OpenAI from 'openai';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type Mock, sendJson, startMockServer } from '../support/mock-server.ts';
import { approveMock, type ErrorBody, makeKey, post } from '../support/office.ts';

const PIXEL = 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
let gateway: Gateway;
let mock: Mock;
let key: string;
let client: OpenAI;

beforeAll(async () => {
  [gateway, mock] = await Promise.all([startGateway(), startJudge()]);
  await approveMock(gateway, mock, { judge: ['mock/omni-moderation-latest'] });
  key = await makeKey(gateway, 'a forum', '--floor', 'internal');
  client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: key, maxRetries: 0 });
});
afterAll(() => Promise.all([gateway?.stop(), mock?.stop()]));
beforeEach(() => mock.reset());

/** OpenAI's `/moderations`, as its client reads it: a text that speaks of a fight is flagged. `short`: one result too few; `silent`: results that do not say; `html`. */
function startJudge(): Promise<Mock> {
  return startMockServer({
    path: '/v1',
    answer({ json }, response) {
      const { input, model } = json as { input: string | unknown[]; model: string };
      const all = typeof input === 'string' || typeof input[0] === 'object' ? [JSON.stringify(input)] : (input as string[]);
      if (model === 'html') return void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>');
      const results = all.map((text) => ({ ...(model !== 'silent' && { flagged: text.includes('fight') }), categories: { violence: text.includes('fight') }, category_scores: { violence: 0.9 }, category_applied_input_types: { violence: ['text'] } }));
      return sendJson(response, 200, { id: 'modr-1', model, results: model === 'short' ? results.slice(1) : results });
    },
  });
}

describe('OpenAI’s client, asking for moderations', () => {
  it('gets one result for each text, and one for a list of parts', async () => {
    const one = await client.moderations.create({ model: 'judge', input: 'They fight.' });
    expect(one).toMatchObject({ id: 'modr-1', model: 'omni-moderation-latest', results: [{ flagged: true, categories: { violence: true } }] });
    expect((await client.moderations.create({ model: 'judge', input: ['They fight.', 'They sleep.'] })).results.map(({ flagged }) => flagged)).toEqual([true, false]);
    const seeing = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: await makeKey(gateway, 'with pictures', '--floor', 'internal', '--media-class', 'internal'), maxRetries: 0 });
    const parts: OpenAI.ModerationMultiModalInput[] = [{ type: 'text', text: 'A fight?' }, { type: 'image_url', image_url: { url: PIXEL } }];
    expect((await seeing.moderations.create({ model: 'judge', input: parts })).results).toHaveLength(1);
    expect(mock.requests.map(({ path, json }) => [path, json])).toEqual([['/v1/moderations', { model: 'omni-moderation-latest', input: 'They fight.' }], ['/v1/moderations', { model: 'omni-moderation-latest', input: ['They fight.', 'They sleep.'] }], ['/v1/moderations', { model: 'omni-moderation-latest', input: parts }]]);
    expect(await gateway.cliJson(['traces', 'list', '--limit', '1'])).toMatchObject([{ endpoint: 'moderations', outcome: 'ok', usageEstimated: true }]);
  });

  it.each(['short', 'silent', 'html'])('never takes an answer that says nothing (%s) for harmless', async (model) => {
    await expect(client.moderations.create({ model: `mock/${model}`, input: 'They fight.' })).rejects.toMatchObject({ status: 502, code: 'provider_error' });
  });

  it('has its texts classified; an image counts as the key’s ceiling; no local model does it', async () => {
    for (const input of ['Pay to CH66 0076 2011 6238 5295 8', [{ type: 'image_url' as const, image_url: { url: PIXEL } }]]) {
      await expect(client.moderations.create({ model: 'judge', input })).rejects.toMatchObject({ status: 422, code: 'no_local_model', message: expect.stringContaining('No local model can moderate') as string });
    }
    expect(mock.requests).toEqual([]);
  });

  it.each<[object, string, string]>([
    [{ input: '' }, 'invalid_request', 'input'], [{ input: [] }, 'invalid_request', 'input'], [{ input: [1] }, 'invalid_request', 'input'], [{ input: ['a', { type: 'text', text: 'b' }] }, 'invalid_request', 'input'], [{ model: undefined }, 'invalid_request', 'model'],
    [{ input: [{ type: 'text', text: 5 }] }, 'invalid_request', 'input[0].text'], [{ input: [{ type: 'text', text: 'a', image_url: { url: PIXEL } }] }, 'invalid_request', 'input[0].image_url'], [{ input: [{ type: 'audio' }] }, 'invalid_request', 'input[0].type'],
    [{ input: [{ type: 'image_url', image_url: { url: 'https://example.com/a.png' } }] }, 'content_by_reference', 'input[0].image_url.url'], [{ input: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,not a picture' } }] }, 'content_by_reference', 'input[0].image_url.url'],
    [{ input: [{ type: 'text', text: 'a', file_id: 'x' }] }, 'unsupported_parameter', 'input[0].file_id'], [{ user: 'Anna' }, 'unsupported_parameter', 'user'], [{ Input: 'x' }, 'invalid_request', 'input'],
  ])('is told what is wrong: %j', async (more, code, param) => {
    const answer = await post(gateway, key, '/v1/moderations', { model: 'judge', input: 'x', ...more });
    expect([answer.status, ((await answer.json()) as ErrorBody).error]).toMatchObject([400, { code, param }]);
    expect(mock.requests).toEqual([]);
  });
});
