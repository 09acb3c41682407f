import { Mistral } from '@mistralai/mistralai';
import Groq from 'groq-sdk';
import OpenAI, { AzureOpenAI, toFile } from 'openai';
import Together from 'together-ai';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SpeechRequest, TranscriptRequest } from '../../../gateway/core/sound.ts';
import { FormBody } from '../../../gateway/execute/form-body.ts';
import { fileOf } from '../../../gateway/execute/sound.ts';
import { providerOfKind } from '../../../gateway/providers/registry.ts';
import { type SoundMock, soundOf, SPOKEN, startSoundMock } from '../../support/mocks/audio.ts';
import { startMistralSound } from '../../support/mocks/mistral-audio.ts';

const bytes = Buffer.from(Array.from({ length: 600 }, (_zero, index) => index % 256));
const target = { model: 'm' };
let mock: SoundMock;

beforeAll(async () => {
  mock = await startSoundMock();
});
afterAll(() => mock.stop());
beforeEach(() => mock.reset());

/** What an adapter sends, as it reached the server. */
async function ours(kind: string, task: 'transcriptions' | 'translations', request: TranscriptRequest, at: SoundMock = mock, model = 'm') {
  const { path, encode } = providerOfKind(kind)![task]!;
  const form = new FormBody(encode(request, { model }).fields, [fileOf({ bytes, extension: 'mp3' })]);
  const answer = await fetch(at.url + path, { method: 'POST', headers: { 'content-type': form.type }, body: new Uint8Array(form.bytes()) });
  return { ...at.requests.at(-1)!, answered: { text: await answer.text(), status: answer.status, type: answer.headers.get('content-type') ?? '' } };
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

describe('Mistral’s transcriptions, driven by its own client', () => {
  let server: SoundMock;
  let client: Mistral;
  beforeAll(async () => {
    server = await startMistralSound();
    client = new Mistral({ serverURL: server.url.replace(/\/v1$/, ''), apiKey: 'k', retryConfig: { strategy: 'none' } });
  });
  afterAll(() => server.stop());
  const theirFile = { fileName: 'recording.mp3', content: new Uint8Array(bytes) };
  /** Without what its client says to say nothing. */
  const said = (fields: [string, string][]): string[] => sorted(fields).filter((field) => field !== 'stream=false' && field !== 'diarize=false');
  const heard = async (request: Omit<TranscriptRequest, 'model'>, model = 'm') => {
    const { answered: { text, type } } = await ours('mistral', 'transcriptions', { model: 'x', ...request }, server, model);
    return providerOfKind('mistral')!.transcriptions!.decode(text, type, { model: 'x', ...request });
  };

  it.each<[string, Omit<Parameters<Mistral['audio']['transcriptions']['complete']>[0], 'model' | 'file'>, Omit<TranscriptRequest, 'model'>]>([
    ['alone', {}, {}],
    ['with a language, a temperature and words to know', { language: 'de', temperature: 0.5, contextBias: ['Termin', 'Dr._Meier'] }, { language: 'de', temperature: 0.5, keywords: ['Termin', 'Dr. Meier'], response_format: 'json' }],
    ['with times', { timestampGranularities: ['segment'] }, { response_format: 'verbose_json', timestamp_granularities: ['segment'] }],
    ['with speakers', { timestampGranularities: ['segment'], diarize: true }, { response_format: 'diarized_json', chunking_strategy: 'auto' }],
  ])('the adapter sends what that client sends: %s', async (_name, params, request) => {
    expect(await client.audio.transcriptions.complete({ model: 'm', file: theirFile, ...params })).toMatchObject({ text: SPOKEN, usage: { promptAudioSeconds: 3, completionTokens: 12 } });
    const theirs = server.requests.at(-1)!;
    const sent = await ours('mistral', 'transcriptions', { model: 'x', ...request }, server);
    expect([sent.path, sent.answered.status, said(sent.fields), sent.file]).toEqual([theirs.path, 200, said(theirs.fields), theirs.file]);
  });

  it('its answer is given in OpenAI’s formats, with what is billed', async () => {
    const counted = { text: SPOKEN, seconds: 3, usage: { promptTokens: 42, audioInTokens: 38, completionTokens: 12 } };
    const usage = { type: 'duration', seconds: 3 };
    expect(await heard({})).toEqual({ ...counted, answer: { text: SPOKEN, usage } });
    expect(await heard({ response_format: 'text' })).toEqual({ ...counted, answer: SPOKEN });
    const [first, second] = [SPOKEN.slice(0, 20), SPOKEN.slice(20)];
    expect(await heard({ response_format: 'verbose_json' })).toEqual({ ...counted, answer: { task: 'transcribe', duration: 3, text: SPOKEN, segments: [{ id: 0, start: 0, end: 1.2, text: first }, { id: 1, start: 1.2, end: 2.5, text: second }], usage } });
    const spoken = { type: 'transcript.text.segment' };
    expect(await heard({ response_format: 'diarized_json' })).toEqual({ ...counted, answer: { task: 'transcribe', duration: 3, text: SPOKEN, segments: [{ ...spoken, id: 'seg_0', speaker: 'speaker_1', start: 0, end: 1.2, text: first }, { ...spoken, id: 'seg_1', speaker: 'speaker_2', start: 1.2, end: 2.5, text: second }], usage } });
    // Numbers that cannot be are nobody's.
    expect(await heard({}, 'absurd')).toEqual({ text: SPOKEN, answer: { text: SPOKEN } });
  });

  it('speaks in JSON, asked as that client asks', async () => {
    for (const format of ['mp3', 'wav', 'flac', 'opus', 'pcm'] as const) {
      const spokenByThem = await client.audio.speech.complete({ model: 'm', input: 'Hi', voiceId: 'paul', responseFormat: format });
      expect(Buffer.from((spokenByThem as { audioData: string }).audioData, 'base64')).toEqual(soundOf(format, 'Hi'));
      const { stream: _false, ...theirs } = server.requests.at(-1)!.json;
      expect(spoken('mistral', { model: 'x', input: 'Hi', voice: 'paul', response_format: format })).toEqual(theirs);
    }
    expect(spoken('mistral', { model: 'x', input: 'Hi', voice: 'paul' })).toMatchObject({ response_format: 'mp3' });
    for (const over of [{ speed: 2 }, { instructions: 'Warmly.' }, { response_format: 'aac' }]) expect(() => spoken('mistral', { model: 'x', input: 'Hi', voice: 'paul', ...over })).toThrow(expect.objectContaining({ code: 'unsupported_parameter' }));
    const { decode } = providerOfKind('mistral')!.speech!;
    for (const text of ['', 'sound', '{}', '{"audio_data":""}', '{"audio_data":"AAA"}', '{"audio_data":"A*=="}', '{"audio_data":5}', '{"object":"error","message":"Overloaded."}']) expect(() => decode!(text)).toThrow(expect.objectContaining({ code: 'provider_error' }));
  });

  it('what is a hint there is left out, and said', () => {
    const encode = (request: Omit<TranscriptRequest, 'model'>) => providerOfKind('mistral')!.transcriptions!.encode({ model: 'x', ...request }, target);
    expect(encode({ language: 'de', response_format: 'verbose_json', chunking_strategy: 'auto' })).toEqual({ fields: [['model', 'm'], ['timestamp_granularities', 'segment']], warnings: [expect.stringMatching(/^language is ignored/), expect.stringMatching(/^chunking_strategy is ignored/)] });
  });

  it.each<[Omit<TranscriptRequest, 'model'>, string]>([
    [{ response_format: 'srt' }, 'response_format'], [{ response_format: 'vtt' }, 'response_format'], [{ prompt: 'Termin' }, 'prompt'], [{ include: ['logprobs'] }, 'include'], [{ languages: ['de', 'fr'] }, 'languages'],
    [{ response_format: 'verbose_json', timestamp_granularities: ['word'] }, 'timestamp_granularities'], [{ timestamp_granularities: ['segment'] }, 'timestamp_granularities'], [{ keywords: ['a,b'] }, 'keywords'], [{ keywords: [' '] }, 'keywords'],
  ])('what it has no word for is refused: %j', (request, param) => {
    expect(() => providerOfKind('mistral')!.transcriptions!.encode({ model: 'x', ...request }, target)).toThrow(expect.objectContaining({ code: 'unsupported_parameter', details: expect.objectContaining({ param }) as object }));
  });

  it.each(['', '<html>', '[]', '{}', '{"text":5}', '{"object":"error","message":"The model is overloaded."}'])('%j is no transcript', (text) => {
    expect(() => providerOfKind('mistral')!.transcriptions!.decode(text, 'application/json', { model: 'x' })).toThrow(expect.objectContaining({ code: 'provider_error' }));
  });
});
