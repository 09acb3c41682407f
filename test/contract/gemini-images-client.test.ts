import OpenAI, { toFile } from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import type { Mock } from '../support/mock-server.ts';
import { DRAWN, startGoogleMock } from '../support/mocks/google.ts';
import { startVertexMock } from '../support/mocks/vertex.ts';
import { makeKey } from '../support/office.ts';
import { KEY_FILE } from '../support/service-account.ts';

const AHV = '756.9217.0769.85';
const PICTURE = Buffer.from(DRAWN, 'base64');
const JPEG = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(200, 9)]);
let gateway: Gateway;
let mocks: { google: Mock; vertex: Mock };
let client: OpenAI;

beforeAll(async () => {
  const [started, google, vertex] = await Promise.all([startGateway(), startGoogleMock({ apiKey: 'google-mock' }), startVertexMock({ apiKey: KEY_FILE })]);
  gateway = started;
  mocks = { google, vertex };
  for (const [name, secret] of [['google', 'google-mock'], ['vertex', KEY_FILE]] as const) {
    await gateway.cliJson(['providers', 'add', '--name', name, '--kind', name, '--base-url', mocks[name].url, '--region', 'eu'], secret);
    await gateway.cliJson(['policy', 'allow', '--class', 'internal', '--provider', name]);
  }
  client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: await makeKey(gateway, 'a website', '--floor', 'internal', '--media-class', 'internal'), maxRetries: 0 });
});
afterAll(() => Promise.all([gateway?.stop(), mocks?.google.stop(), mocks?.vertex.stop()]));
beforeEach(() => Object.values(mocks).forEach((mock) => mock.reset()));

const lastTrace = async () => (await gateway.cliJson<{ promptTokens: number; completionTokens: number; cost: number | null }[]>(['traces', 'list', '--limit', '1']))[0]!;

describe.each(['google', 'vertex'] as const)('OpenAI’s client, having Gemini draw at %s', (provider) => {
  const drawing = () => mocks[provider].requests.filter(({ path }) => path.includes(':generateContent'));

  it('gets the image within the answer, with the provider’s numbers, and no more tokens may be made than were set aside', async () => {
    const { data, response } = await client.images.generate({ model: `${provider}/gemini-3-pro-image`, prompt: 'A lighthouse.', size: '1536x1024', quality: 'high' }).withResponse();
    expect(data).toMatchObject({ data: [{ b64_json: DRAWN }], output_format: 'png', usage: { input_tokens: 7, input_tokens_details: { text_tokens: 7, image_tokens: 0 }, output_tokens: 1290, total_tokens: 1297 } });
    expect(response.headers.get('x-gatehouse-warning')).toBe('quality is ignored by Google; of the size Google follows the proportions alone');
    expect(drawing().map(({ json }) => json)).toEqual([{ contents: [{ role: 'user', parts: [{ text: 'A lighthouse.' }] }], generationConfig: { responseModalities: ['IMAGE'], imageConfig: { aspectRatio: '3:2' }, maxOutputTokens: 16_384 } }]);
    expect(await lastTrace()).toMatchObject({ endpoint: 'images/generations', outcome: 'ok', promptTokens: 7, completionTokens: 1290, usageEstimated: false });
  });

  it('gets no picture of its thoughts, and pays for them', async () => {
    expect((await client.images.generate({ model: `${provider}/thinks-image`, prompt: 'A lighthouse.' })).data).toEqual([{ b64_json: DRAWN }]);
    expect(await lastTrace()).toMatchObject({ promptTokens: 7, completionTokens: 1490 });
  });

  it('is told why there is none', async () => {
    await expect(client.images.generate({ model: `${provider}/not-drawn`, prompt: 'x' })).rejects.toMatchObject({ status: 502, code: 'provider_error', message: expect.stringMatching(/made no image \(IMAGE_SAFETY\)/) as string });
    await expect(client.images.generate({ model: `${provider}/error-429`, prompt: 'x' })).rejects.toMatchObject({ status: 429 });
  });

  it.each<[object, string]>([[{ n: 2 }, 'n'], [{ size: '1792x1024' }, 'size'], [{ background: 'transparent' }, 'background'], [{ output_format: 'webp' }, 'output_format'], [{ style: 'vivid' }, 'style']])('is refused what Google cannot do: %j', async (body, param) => {
    await expect(client.images.generate({ model: `${provider}/gemini-3-pro-image`, prompt: 'x', ...body })).rejects.toMatchObject({ status: 400, code: 'unsupported_parameter', param });
    expect(drawing()).toEqual([]);
  });

  it('has pictures changed: they go out as they are, and count as the provider says', async () => {
    const made = await client.images.edit({ model: `${provider}/gemini-3-pro-image`, image: [await toFile(PICTURE, 'Frau Keller.png'), await toFile(JPEG, 'b.png')], prompt: 'Make it night.', size: '1024x1024', input_fidelity: 'high' }).withResponse();
    expect(made.data).toMatchObject({ data: [{ b64_json: DRAWN }], usage: { input_tokens: 523, input_tokens_details: { text_tokens: 7, image_tokens: 516 }, output_tokens: 1290, total_tokens: 1813 } });
    expect(made.response.headers.get('x-gatehouse-warning')).toBe('input_fidelity is ignored by Google; of the size Google follows the proportions alone');
    const parts = [{ text: 'Make it night.' }, { inlineData: { mimeType: 'image/png', data: DRAWN } }, { inlineData: { mimeType: 'image/jpeg', data: JPEG.toString('base64') } }];
    expect(drawing().map(({ json }) => json)).toEqual([{ contents: [{ role: 'user', parts }], generationConfig: { responseModalities: ['IMAGE'], imageConfig: { aspectRatio: '1:1' }, maxOutputTokens: 16_384 } }]);
    expect(await lastTrace()).toMatchObject({ endpoint: 'images/edits', outcome: 'ok', promptTokens: 523, completionTokens: 1290, usageEstimated: false });
  });

  it('is refused a mask, and pictures of other kinds', async () => {
    const edit = async (more: object) => client.images.edit({ model: `${provider}/gemini-3-pro-image`, image: await toFile(PICTURE, 'a.png'), prompt: 'x', ...more });
    await expect(edit({ mask: await toFile(PICTURE, 'mask.png') })).rejects.toMatchObject({ status: 400, code: 'unsupported_parameter', param: 'mask' });
    await expect(edit({ image: await toFile(Buffer.from('GIF89a, and more'), 'a.gif') })).rejects.toMatchObject({ status: 400, code: 'unsupported_parameter', param: 'image' });
    expect(drawing()).toEqual([]);
  });

  it('has its prompt classified', async () => {
    await expect(client.images.generate({ model: `${provider}/gemini-3-pro-image`, prompt: `A portrait of the holder of ${AHV}` })).rejects.toMatchObject({ status: 422, code: 'no_local_model' });
    expect(drawing()).toEqual([]);
  });
});

it('is not asked where no price is known, and settled by the numbers where one is', async () => {
  await gateway.cliJson(['budgets', 'set', '--money', '1', '--key', 'a website']);
  const ask = () => client.images.generate({ model: 'google/gemini-3-pro-image', prompt: 'x' });
  await expect(ask()).rejects.toMatchObject({ status: 403, code: 'model_unpriced' });
  expect(mocks.google.requests).toEqual([]);
  await gateway.cliJson(['prices', 'set', 'google/gemini-3-pro-image', '--input', '2', '--output', '30']);
  expect((await ask()).data).toHaveLength(1);
  expect((await lastTrace()).cost).toBe(7 * 2_000 + 1290 * 30_000);
});
