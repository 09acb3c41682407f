import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import type { Mock } from '../support/mock-server.ts';
import { PNG, startImagesMock } from '../support/mocks/images.ts';
import { approveMock, type ErrorBody, makeKey, post } from '../support/office.ts';

const AHV = '756.9217.0769.85';
let gateway: Gateway;
let mock: Mock;
let key: string;
let client: OpenAI;

beforeAll(async () => {
  [gateway, mock] = await Promise.all([startGateway(), startImagesMock()]);
  await approveMock(gateway, mock, { draws: ['mock/gpt-image-1'], paints: ['mock/dall-e-3'], falls: ['mock/addresses', 'mock/gpt-image-1'] });
  key = await makeKey(gateway, 'a website', '--floor', 'internal');
  client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: key, maxRetries: 0 });
});
afterAll(() => Promise.all([gateway?.stop(), mock?.stop()]));
beforeEach(() => mock.reset());

describe('OpenAI’s client, asking for images', () => {
  it('gets them within the answer, whatever the model does by itself, with the provider’s numbers', async () => {
    const drawn = await client.images.generate({ model: 'draws', prompt: 'A lighthouse.', n: 2, size: '1024x1024' });
    expect(drawn).toMatchObject({ created: 1_760_000_000, data: [{ b64_json: PNG }, { b64_json: PNG }], size: '1024x1024', usage: { output_tokens: 1056 } });
    const [trace] = await gateway.cliJson<{ promptTokens: number; completionTokens: number }[]>(['traces', 'list', '--limit', '1']);
    expect(trace).toMatchObject({ endpoint: 'images/generations', outcome: 'ok', promptTokens: 12, completionTokens: 1056, usageEstimated: false });
    expect((await client.images.generate({ model: 'paints', prompt: 'A lighthouse.' })).data).toEqual([{ b64_json: PNG, revised_prompt: 'In oil: A lighthouse.' }]);
    expect(mock.requests.map(({ json }) => json)).toEqual([{ model: 'gpt-image-1', prompt: 'A lighthouse.', n: 2, size: '1024x1024' }, { model: 'dall-e-3', prompt: 'A lighthouse.', response_format: 'b64_json' }]);
  });

  it('never gets an address in an image’s place', async () => {
    await expect(client.images.generate({ model: 'mock/addresses', prompt: 'x' })).rejects.toMatchObject({ status: 502, code: 'provider_error' });
    await expect(client.images.generate({ model: 'mock/empty', prompt: 'x' })).rejects.toMatchObject({ status: 502, code: 'provider_error' });
    await expect(client.images.generate({ model: 'draws', prompt: 'x', response_format: 'url' })).rejects.toMatchObject({ status: 400, code: 'unsupported_parameter', param: 'response_format' });
  });

  it('has its prompt classified; no local model draws', async () => {
    await expect(client.images.generate({ model: 'draws', prompt: `A portrait of the holder of ${AHV}` })).rejects.toMatchObject({ status: 422, code: 'no_local_model', message: expect.stringContaining('No local model can draw') as string });
    expect(mock.requests).toEqual([]);
  });

  it('is not given stand-ins to draw', async () => {
    expect((await gateway.cli(['policy', 'pseudonymise', '--class', 'confidential', '--provider', 'mock'])).code).toBe(0);
    await expect(client.images.generate({ model: 'draws', prompt: `A portrait of the holder of ${AHV}` })).rejects.toMatchObject({ status: 422, code: 'no_local_model' });
    const [{ evidence }] = await gateway.cliJson<[{ evidence: { recogniser: string }[] }]>(['traces', 'list', '--limit', '1']);
    expect(evidence.map(({ recogniser }) => recogniser)).toContain('no-stand-ins:drawn-answer');
    expect(mock.requests).toEqual([]);
  });

  it('is told what the provider says of an error', async () => {
    await expect(client.images.generate({ model: 'mock/error-400', prompt: 'x' })).rejects.toMatchObject({ status: 400, message: expect.stringContaining('asked for status 400') as string });
    await expect(client.images.generate({ model: 'mock/error-500', prompt: 'x' })).rejects.toMatchObject({ status: 502 });
  });

  it.each<[object, string, string]>([
    [{ prompt: '' }, 'invalid_request', 'prompt'], [{ prompt: ['a'] }, 'invalid_request', 'prompt'], [{ model: undefined }, 'invalid_request', 'model'], [{ n: 0 }, 'invalid_request', 'n'], [{ n: 11 }, 'invalid_request', 'n'], [{ n: 1.5 }, 'invalid_request', 'n'],
    [{ size: 7 }, 'invalid_request', 'size'], [{ output_compression: 'much' }, 'invalid_request', 'output_compression'], [{ response_format: 'png' }, 'invalid_request', 'response_format'], [{ stream: true }, 'unsupported_parameter', 'stream'],
    [{ partial_images: 2 }, 'unsupported_parameter', 'partial_images'], [{ stream: 'yes' }, 'invalid_request', 'stream'], [{ image: 'https://x/y.png' }, 'unsupported_parameter', 'image'], [{ Model: 'other' }, 'invalid_request', 'model'],
  ])('is refused %j', async (change, code, param) => {
    const refused = await post(gateway, key, '/v1/images/generations', { model: 'draws', prompt: 'A lighthouse.', ...change });
    const { error } = (await refused.json()) as ErrorBody;
    expect([refused.status, error.code, error.param]).toEqual([400, code, param]);
    expect(mock.requests).toEqual([]);
  });

  it('pays by the provider’s numbers under a budget, and is not sent where no price is known', async () => {
    const { key: poor } = await gateway.cliJson<{ key: string }>(['keys', 'create', '--name', 'poor', '--floor', 'internal']);
    expect((await gateway.cli(['budgets', 'set', '--money', '1', '--key', 'poor'])).code).toBe(0);
    const ask = async () => (await post(gateway, poor, '/v1/images/generations', { model: 'draws', prompt: 'A lighthouse.' })).json() as Promise<ErrorBody & { data: object[] }>;
    expect((await ask()).error.code).toBe('model_unpriced');
    expect((await gateway.cli(['prices', 'set', 'mock/gpt-image-1', '--input', '5', '--output', '40'])).code).toBe(0);
    expect(mock.requests).toEqual([]);
    expect((await ask()).data).toHaveLength(1);
    const [trace] = await gateway.cliJson<{ cost: number }[]>(['traces', 'list', '--limit', '1']);
    // 12 tokens of prompt at 5 dollars a million, 1,056 of image at 40; in nano-dollars.
    expect(trace!.cost).toBe(12 * 5_000 + 1056 * 40_000);
  });
});
