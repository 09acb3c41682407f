import OpenAI, { toFile } from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import type { Mock } from '../support/mock-server.ts';
import { formOf, PNG, startImagesMock } from '../support/mocks/images.ts';
import { approveMock, type ErrorBody, makeKey } from '../support/office.ts';

const AHV = '756.9217.0769.85';
const BYTES = Buffer.from(PNG, 'base64');
const JPEG = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(200, 9), Buffer.from('\r\n--border--\r\n')]);
let gateway: Gateway;
let mock: Mock;
let key: string;
let client: OpenAI;
let strict: OpenAI;

beforeAll(async () => {
  [gateway, mock] = await Promise.all([startGateway(), startImagesMock()]);
  await approveMock(gateway, mock, { draws: ['mock/gpt-image-1'] });
  key = await makeKey(gateway, 'a website', '--floor', 'internal', '--media-class', 'internal');
  client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: key, maxRetries: 0 });
  strict = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: await makeKey(gateway, 'without a class for pictures', '--floor', 'internal'), maxRetries: 0 });
});
afterAll(() => Promise.all([gateway?.stop(), mock?.stop()]));
beforeEach(() => mock.reset());

interface Traced { endpoint: string; outcome: string; promptTokens: number; completionTokens: number; usageEstimated: boolean; dataClass: string; cost: number | null }
const lastTrace = async (): Promise<Traced> => (await gateway.cliJson<Traced[]>(['traces', 'list', '--limit', '1']))[0]!;
const picture = (bytes: Buffer = BYTES, name = 'Frau Keller.png') => toFile(bytes, name, { type: 'image/png' });
const sent = (at = 0) => formOf(mock.requests[at]!);

it('OpenAI’s client in front of the mock itself gets an image', async () => {
  const own = new OpenAI({ baseURL: mock.url, apiKey: 'sk-mock', maxRetries: 0 });
  expect((await own.images.edit({ model: 'gpt-image-1', image: [await picture(), await picture(JPEG)], mask: await picture(), prompt: 'x', n: 2 })).data).toHaveLength(2);
});

describe('OpenAI’s client, having a picture changed', () => {
  it('gets it within the answer; the picture goes out byte for byte under a name of ours, and the provider’s count is the bill', async () => {
    const made = await client.images.edit({ model: 'draws', image: await picture(), prompt: 'Make it night.', n: 2, size: '1024x1024', input_fidelity: 'high', output_compression: 80 });
    expect(made).toMatchObject({ created: 1_760_000_000, data: [{ b64_json: PNG }, { b64_json: PNG }], usage: { input_tokens: 1012 } });
    const { fields, files } = await sent();
    expect({ fields: Object.fromEntries(fields), files }).toEqual({
      fields: { model: 'gpt-image-1', prompt: 'Make it night.', n: '2', size: '1024x1024', input_fidelity: 'high', output_compression: '80' },
      files: [{ field: 'image', name: 'image-1.png', type: 'image/png', base64: PNG }],
    });
    expect(mock.requests[0]!.text).not.toContain('Keller');
    expect(await lastTrace()).toMatchObject({ endpoint: 'images/edits', outcome: 'ok', promptTokens: 1012, completionTokens: 1056, usageEstimated: false, dataClass: 'internal' });
  });

  it('may send several, and a mask; kinds are read from the bytes', async () => {
    await client.images.edit({ model: 'draws', image: [await picture(), await picture(JPEG)], mask: await picture(), prompt: 'Put one into the other.' });
    expect((await sent()).files).toEqual([
      { field: 'image[]', name: 'image-1.png', type: 'image/png', base64: PNG }, { field: 'image[]', name: 'image-2.jpg', type: 'image/jpeg', base64: JPEG.toString('base64') },
      { field: 'mask', name: 'mask-3.png', type: 'image/png', base64: PNG },
    ]);
  });

  it('never gets an address in an image’s place; a model that gives them unless told is told', async () => {
    expect((await client.images.edit({ model: 'mock/dall-e-2', image: await picture(), prompt: 'x' })).data).toEqual([{ b64_json: PNG }]);
    expect((await sent()).fields).toContainEqual(['response_format', 'b64_json']);
    expect(await lastTrace()).toMatchObject({ promptTokens: 16_385, completionTokens: 16_384, usageEstimated: true });
    for (const model of ['addresses', 'empty']) await expect(client.images.edit({ model: `mock/${model}`, image: await picture(), prompt: 'x' })).rejects.toMatchObject({ status: 502, code: 'provider_error' });
    await expect(client.images.edit({ model: 'draws', image: await picture(), prompt: 'x', response_format: 'url' })).rejects.toMatchObject({ status: 400, code: 'unsupported_parameter', param: 'response_format' });
    await expect(client.images.edit({ model: 'mock/error-400', image: await picture(), prompt: 'x' })).rejects.toMatchObject({ status: 400, message: expect.stringContaining('asked for status 400') as string });
  });

  it('has its prompt classified, and its pictures count as unreadable', async () => {
    await expect(client.images.edit({ model: 'draws', image: await picture(), prompt: `A portrait of the holder of ${AHV}` })).rejects.toMatchObject({ status: 422, code: 'no_local_model' });
    await expect(strict.images.edit({ model: 'draws', image: await picture(), prompt: 'x' })).rejects.toMatchObject({ status: 422, code: 'no_local_model' });
    expect(await lastTrace()).toMatchObject({ dataClass: 'secret', outcome: 'refused' });
    // The class that the key states for pictures is not that of a table, wherever among them it stands.
    const table = await picture(Buffer.from('Name;Diagnosis'));
    for (const body of [{ image: table }, { image: [await picture(), table] }, { image: await picture(), mask: table }]) await expect(client.images.edit({ model: 'draws', prompt: 'x', ...body })).rejects.toMatchObject({ status: 422, code: 'no_local_model' });
    expect(mock.requests).toEqual([]);
  });

  it('is given no stand-ins to draw', async () => {
    await gateway.cliJson(['policy', 'pseudonymise', '--class', 'confidential', '--provider', 'mock']);
    await expect(client.images.edit({ model: 'draws', image: await picture(), prompt: `A portrait of the holder of ${AHV}` })).rejects.toMatchObject({ status: 422 });
    expect(mock.requests).toEqual([]);
    await gateway.cliJson(['policy', 'deny', '--class', 'confidential', '--provider', 'mock']);
  });

  it('pays by the provider’s numbers; what pictures may cost at the most is set aside before anything is sent', async () => {
    await gateway.cliJson(['budgets', 'set', '--money', '1.80', '--key', 'a website']);
    await expect(client.images.edit({ model: 'draws', image: await picture(), prompt: 'x' })).rejects.toMatchObject({ status: 403, code: 'model_unpriced' });
    await gateway.cliJson(['prices', 'set', 'mock/gpt-image-1', '--input', '10', '--output', '40']);
    // 16,384 tokens of an image made at 40 dollars a million are 0.66, and of each picture at 10 dollars 0.16: eight do not fit, one does.
    await expect(client.images.edit({ model: 'draws', image: await Promise.all(Array.from({ length: 8 }, () => picture())), prompt: 'x' })).rejects.toMatchObject({ status: 429, code: 'budget_exceeded' });
    expect(mock.requests).toEqual([]);
    await client.images.edit({ model: 'draws', image: await picture(), prompt: 'x' });
    expect((await lastTrace()).cost).toBe(1012 * 10_000 + 1056 * 40_000);
  });
});

describe('a form', () => {
  const file = new Blob([BYTES]);
  const FULL: [string, string | Blob, string?][] = [['model', 'draws'], ['prompt', 'A lighthouse.'], ['image', file, 'a.png']];
  it.each<[string, [string, string | Blob, string?][], string, string]>([
    ['no picture', FULL.slice(0, 2), 'invalid_request', 'image'],
    ['a picture that is a text', [...FULL.slice(0, 2), ['image', 'https://example.com/a.png']], 'invalid_request', 'image'],
    ['an empty picture', [...FULL.slice(0, 2), ['image', new Blob([]), 'a.png']], 'invalid_request', 'image'],
    ['a file elsewhere', [...FULL, ['reference', file, 'b.png']], 'unsupported_parameter', 'reference'],
    ['two masks', [...FULL, ['mask', file, 'b.png'], ['mask', file, 'c.png']], 'invalid_request', 'mask'],
    ['mask and markup', [...FULL, ['mask', file, 'b.png'], ['markup', file, 'c.png']], 'invalid_request', 'markup'],
    ['seventeen pictures', [...FULL.slice(0, 2), ...Array.from({ length: 17 }, (): [string, Blob, string] => ['image[]', file, 'a.png'])], 'invalid_request', 'image'],
    ['eighteen files', [...FULL.slice(0, 2), ...Array.from({ length: 18 }, (): [string, Blob, string] => ['image[]', file, 'a.png'])], 'invalid_request', 'image'],
    ['no prompt', [FULL[0]!, FULL[2]!], 'invalid_request', 'prompt'],
    ['no model', FULL.slice(1), 'invalid_request', 'model'],
    ['two models', [...FULL, ['model', 'other']], 'invalid_request', 'model'],
    ['a number in words', [...FULL, ['n', 'two']], 'invalid_request', 'n'],
    ['too many', [...FULL, ['n', '11']], 'invalid_request', 'n'],
    ['a stream', [...FULL, ['stream', 'true']], 'unsupported_parameter', 'stream'],
    ['pieces', [...FULL, ['partial_images', '2']], 'unsupported_parameter', 'partial_images'],
    ['a field that nobody knows', [...FULL, ['image_url', 'https://example.com/a.png']], 'unsupported_parameter', 'image_url'],
    ['a field in other letters', [...FULL, ['Model', 'other']], 'invalid_request', 'model'],
  ])('with %s is a 400 that names it', async (_name, parts, code, param) => {
    const form = new FormData();
    for (const [name, value, filename] of parts) {
      if (typeof value === 'string') form.append(name, value);
      else form.append(name, value, filename);
    }
    const answer = await fetch(`${gateway.url}/v1/images/edits`, { method: 'POST', headers: { authorization: `Bearer ${key}` }, body: form });
    expect([answer.status, ((await answer.json()) as ErrorBody).error]).toMatchObject([400, { code, param }]);
    expect(mock.requests).toEqual([]);
  });
});

it('variations are a 404 that says what there is', async () => {
  await expect(client.images.createVariation({ model: 'draws', image: await picture() })).rejects.toMatchObject({ status: 404 });
});
