import Groq from 'groq-sdk';
import OpenAI, { AzureOpenAI, toFile } from 'openai';
import Together from 'together-ai';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SpeechRequest, TranscriptRequest } from '../../../gateway/core/sound.ts';
import { FormBody } from '../../../gateway/execute/form-body.ts';
import { providerOfKind } from '../../../gateway/providers/registry.ts';
import { type SoundMock, soundOf, SPOKEN, startSoundMock } from '../../support/mocks/audio.ts';

const bytes = Buffer.from(Array.from({ length: 600 }, (_zero, index) => index % 256));
const target = { model: 'm' };
let mock: SoundMock;

beforeAll(async () => {
  mock = await startSoundMock();
});
afterAll(() => mock.stop());
beforeEach(() => mock.reset());

/** What an adapter sends, as it reached the server. */
async function ours(kind: string, task: 'transcriptions' | 'translations', request: TranscriptRequest) {
  const { path, encode } = providerOfKind(kind)![task]!;
  const form = new FormBody(encode(request, target).fields, { bytes, extension: 'mp3' });
  await fetch(mock.url + path, { method: 'POST', headers: { 'content-type': form.type }, body: new Uint8Array(form.bytes()) });
  return mock.requests.at(-1)!;
}
const spoken = (kind: string, request: SpeechRequest) => providerOfKind(kind)!.speech!.encode(request, target).body;
const sorted = (fields: [string, string][]): string[] => fields.map(([name, value]) => `${name}=${value}`).sort();
const file = () => toFile(bytes, 'recording.mp3', { type: 'audio/mpeg' });

describe('the server of sound, driven by each maker’s own client, which sends what our adapter sends', () => {
  it('openai', async () => {
    const client = new OpenAI({ baseURL: mock.url, apiKey: 'sk', maxRetries: 0 });
    const speech = await client.audio.speech.create({ model: 'm', input: 'Hi', voice: 'alloy', response_format: 'opus', speed: 2, instructions: 'Warmly.' });
    expect([speech.headers.get('content-type'), Buffer.from(await speech.arrayBuffer())]).toEqual(['audio/opus', soundOf('opus', 'Hi')]);
    expect([mock.requests[0]!.path, mock.requests[0]!.json]).toEqual(['/v1/audio/speech', spoken('openai', { model: 'x', input: 'Hi', voice: 'alloy', response_format: 'opus', speed: 2, instructions: 'Warmly.' })]);
    const asked = { language: 'de', prompt: 'Termin', temperature: 0.5, response_format: 'verbose_json' as const, timestamp_granularities: ['word' as const, 'segment' as const], include: ['logprobs' as const], keywords: ['Termin'], languages: ['de', 'fr'], chunking_strategy: 'auto' as const };
    expect(await client.audio.transcriptions.create({ model: 'm', file: await file(), ...asked })).toMatchObject({ text: SPOKEN, duration: 2.5 });
    const theirs = mock.requests.at(-1)!;
    const sent = await ours('openai', 'transcriptions', { model: 'x', ...asked });
    expect([sorted(sent.fields), sent.file]).toEqual([sorted(theirs.fields), theirs.file]);
    expect(await client.audio.translations.create({ model: 'm', file: await file(), response_format: 'text', temperature: 1 })).toContain('Monday');
    const english = mock.requests.at(-1)!;
    const also = await ours('openai', 'translations', { model: 'x', response_format: 'text', temperature: 1 });
    expect([also.path, sorted(also.fields), also.file]).toEqual([english.path, sorted(english.fields), english.file]);
    await expect(client.audio.transcriptions.create({ model: 'error-429', file: await file() })).rejects.toMatchObject({ status: 429, code: 'rate_limit' });
  });

  it('groq', async () => {
    const client = new Groq({ baseURL: mock.url.replace('/v1', ''), apiKey: 'gsk', maxRetries: 0 });
    const speech = await client.audio.speech.create({ model: 'm', input: 'Hi', voice: 'v', response_format: 'wav', speed: 1.1 });
    expect(Buffer.from(await speech.arrayBuffer())).toEqual(soundOf('wav', 'Hi'));
    expect(mock.requests[0]!.json).toEqual(spoken('groq', { model: 'x', input: 'Hi', voice: 'v', response_format: 'wav', speed: 1.1 }));
    const asked = { language: 'de', prompt: 'Termin', temperature: 0.5, response_format: 'verbose_json' as const, timestamp_granularities: ['segment' as const] };
    expect(await client.audio.transcriptions.create({ model: 'm', file: await file(), ...asked })).toMatchObject({ text: SPOKEN });
    const theirs = mock.requests.at(-1)!;
    const sent = await ours('groq', 'transcriptions', { model: 'x', ...asked });
    expect([sorted(sent.fields), sent.file]).toEqual([sorted(theirs.fields), theirs.file]);
    expect(await client.audio.translations.create({ model: 'm', file: await file() })).toMatchObject({ text: expect.stringContaining('Monday') as string });
  });

  it('together', async () => {
    const client = new Together({ baseURL: mock.url, apiKey: 'k', maxRetries: 0 });
    const speech = await client.audio.speech.create({ model: 'm', input: 'Hi', voice: 'tara', response_format: 'raw', response_encoding: 'pcm_s16le', sample_rate: 24_000 });
    expect(Buffer.from(await speech.arrayBuffer())).toEqual(soundOf('raw', 'Hi'));
    expect(mock.requests[0]!.json).toEqual(spoken('together', { model: 'x', input: 'Hi', voice: 'tara', response_format: 'pcm' }));
    const asked = { language: 'de', prompt: 'Termin', response_format: 'verbose_json' as const, timestamp_granularities: ['word' as const, 'segment' as const] };
    expect(await client.audio.transcriptions.create({ model: 'm' as never, file: await file(), ...asked })).toMatchObject({ text: SPOKEN });
    const theirs = mock.requests.at(-1)!;
    const sent = await ours('together', 'transcriptions', { model: 'x', ...asked });
    expect([sorted(sent.fields), sent.file]).toEqual([sorted(theirs.fields), theirs.file]);
  });

  it('azure', async () => {
    const client = new AzureOpenAI({ baseURL: mock.url, apiKey: 'k', apiVersion: 'preview', maxRetries: 0 });
    await client.audio.transcriptions.create({ model: 'm', file: await file() });
    const sent = await ours('azure-openai', 'transcriptions', { model: 'x' });
    expect([mock.requests[0]!.path.replace(/\/deployments\/m/, ''), sorted(mock.requests[0]!.fields)]).toEqual([sent.path, sorted(sent.fields)]);
    expect(providerOfKind('azure-openai')!.speech!.path).toBe('/audio/speech?api-version=preview');
  });
});
