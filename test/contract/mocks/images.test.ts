import OpenAI, { AzureOpenAI, toFile } from 'openai';
import Together from 'together-ai';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ImageRequest } from '../../../gateway/core/image.ts';
import { providerOfKind } from '../../../gateway/providers/registry.ts';
import type { Mock } from '../../support/mock-server.ts';
import { formOf, PNG, startImagesMock } from '../../support/mocks/images.ts';

let mock: Mock;
let together: Mock;
beforeAll(async () => {
  [mock, together] = await Promise.all([startImagesMock(), startImagesMock({ like: 'together' })]);
});
afterAll(() => Promise.all([mock.stop(), together.stop()]));
beforeEach(() => mock.reset());

const encoded = (kind: string, request: Omit<ImageRequest, 'model'>, model: string) => providerOfKind(kind)!.images!.encode({ ...request, model: 'alias' } as ImageRequest, { model });

describe('the server of images, driven by each maker’s own client, which sends what our adapter sends', () => {
  it('openai, of the models that put images into the answer', async () => {
    const client = new OpenAI({ baseURL: mock.url, apiKey: 'sk', maxRetries: 0 });
    const asked = { prompt: 'A lighthouse.', n: 2, size: '1024x1024' as const, quality: 'medium' as const, background: 'opaque' as const, output_format: 'png' as const, output_compression: 90, moderation: 'low' as const, user: 'anna' };
    const answer = await client.images.generate({ model: 'gpt-image-1', ...asked });
    expect([answer.data!.map((image) => image.b64_json), answer.usage!.output_tokens]).toEqual([[PNG, PNG], 1056]);
    expect(encoded('openai', asked, 'gpt-image-1')).toEqual({ body: mock.requests[0]!.json, warnings: [] });
    await expect(client.images.generate({ model: 'gpt-image-1', prompt: 'x', response_format: 'b64_json' })).rejects.toThrow(/Unknown parameter/);
  });

  it('openai, of those that must be told', async () => {
    const client = new OpenAI({ baseURL: mock.url, apiKey: 'sk', maxRetries: 0 });
    expect((await client.images.generate({ model: 'dall-e-3', prompt: 'A lighthouse.' })).data![0]!.url).toMatch(/^https:/);
    const told = await client.images.generate({ model: 'dall-e-3', prompt: 'A lighthouse.', style: 'natural', response_format: 'b64_json' });
    expect(told.data).toEqual([{ b64_json: PNG, revised_prompt: 'In oil: A lighthouse.' }]);
    for (const kind of ['openai', 'openai-compatible']) expect(encoded(kind, { prompt: 'A lighthouse.', style: 'natural' }, 'dall-e-3').body).toEqual(mock.requests[1]!.json);
  });

  it('openai, changing pictures', async () => {
    const client = new OpenAI({ baseURL: mock.url, apiKey: 'sk', maxRetries: 0 });
    const picture = () => toFile(Buffer.from(PNG, 'base64'), 'a.png', { type: 'image/png' });
    const asked = { prompt: 'Make it night.', n: 2, size: '1024x1024' as const, quality: 'high' as const, background: 'auto' as const, output_format: 'webp' as const, output_compression: 90, input_fidelity: 'high' as const, user: 'u' };
    expect((await client.images.edit({ model: 'gpt-image-1', image: [await picture(), await picture()], mask: await picture(), ...asked })).data).toHaveLength(2);
    const theirs = await formOf(mock.requests[0]!);
    for (const kind of ['openai', 'azure-openai', 'openai-compatible']) {
      const { path, encode } = providerOfKind(kind)!.edits!;
      const encoded = encode({ model: 'alias', ...asked }, { model: 'gpt-image-1' }, []);
      expect([path, 'fields' in encoded && Object.fromEntries(encoded.fields)]).toEqual(['/images/edits', Object.fromEntries(theirs.fields)]);
    }
    expect(theirs.files.map(({ field }) => field).sort()).toEqual(['image[]', 'image[]', 'mask']);
    await client.images.edit({ model: 'gpt-image-1', image: await picture(), prompt: 'x' });
    expect((await formOf(mock.requests[1]!)).files.map(({ field }) => field)).toEqual(['image']);
  });

  it('azure', async () => {
    const client = new AzureOpenAI({ baseURL: mock.url, apiKey: 'k', apiVersion: 'preview', maxRetries: 0 });
    await client.images.generate({ model: 'gpt-image-1', prompt: 'A lighthouse.' }).catch(() => {});
    expect(encoded('azure-openai', { prompt: 'A lighthouse.' }, 'gpt-image-1').body).toEqual(mock.requests[0]!.json);
  });

  it('together', async () => {
    const client = new Together({ baseURL: together.url, apiKey: 'k', maxRetries: 0 });
    const model = 'black-forest-labs/FLUX.1-schnell';
    const answer = await client.images.generate({ model, prompt: 'A lighthouse.', n: 2, width: 1024, height: 768, output_format: 'png', response_format: 'base64' });
    expect(answer.data.map((image) => image.b64_json)).toEqual([PNG, PNG]);
    expect(encoded('together', { prompt: 'A lighthouse.', n: 2, size: '1024x768', output_format: 'png', user: 'anna' }, model)).toEqual({ body: together.requests[0]!.json, warnings: ['user is ignored by Together AI'] });
    expect(encoded('together', { prompt: 'A lighthouse.', size: 'auto' }, model).body).toEqual({ model, prompt: 'A lighthouse.', response_format: 'base64' });
    expect(() => encoded('together', { prompt: 'x', size: 'square' }, model)).toThrow(expect.objectContaining({ code: 'unsupported_parameter', details: expect.objectContaining({ param: 'size' }) as object }) as Error);
    expect(() => encoded('together', { prompt: 'x', quality: 'high' }, model)).toThrow(expect.objectContaining({ code: 'unsupported_parameter' }) as Error);
  });
});

it('an answer whose images are not all in it is none', () => {
  const { decode } = providerOfKind('openai')!.images!;
  for (const body of [null, 7, {}, { data: [] }, { data: [{ url: 'https://x' }] }, { data: [{ b64_json: PNG }, { url: 'https://x' }] }, { data: [{ b64_json: 'https://x/y.png?' }] }, { data: [{ b64_json: 7 }] }]) {
    expect(() => decode(body as never), JSON.stringify(body)).toThrow(expect.objectContaining({ code: 'provider_error' }) as Error);
  }
  // Numbers that cannot be true are left out.
  for (const usage of [{ input_tokens: 3, output_tokens: -1 }, { input_tokens: 'many', output_tokens: 9 }, { input_tokens: 3, output_tokens: 0 }, 7]) expect(decode({ created: 1, data: [{ b64_json: PNG }], usage })).toMatchObject({ tokens: undefined });
});
