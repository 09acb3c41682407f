import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import OpenAI, { toFile } from 'openai';
import { Stream } from 'openai/streaming';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type SoundMock, soundOf, SPOKEN, startSoundMock } from '../support/mocks/audio.ts';
import { needs, pythonClients } from '../support/needs.ts';
import { makeKey } from '../support/office.ts';
import { PythonProcess } from './matrix/clients/python-process.ts';

const IBAN = 'CH66 0076 2011 6238 5295 8';
const home = mkdtempSync(join(tmpdir(), 'gh-'));
let gateway: Gateway;
let mock: SoundMock;
let client: OpenAI;

beforeAll(async () => {
  writeFileSync(join(home, 'gatehouse.json'), JSON.stringify({ retry: { retries: 0 }, timeouts: { remoteIdleMs: 1_500 } }));
  [gateway, mock] = await Promise.all([startGateway({ home }), startSoundMock()]);
  for (const [name, kind] of [['openai', 'openai'], ['azure', 'azure-openai'], ['server', 'openai-compatible'], ['mistral', 'mistral']] as const) {
    await gateway.cliJson(['providers', 'add', '--name', name, '--kind', kind, '--base-url', mock.url, '--region', 'eu'], 'sk-of-the-office');
    await gateway.cliJson(['policy', 'allow', '--class', 'internal', '--provider', name]);
  }
  client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: await makeKey(gateway, 'dictation', '--floor', 'internal', '--media-class', 'internal'), maxRetries: 0 });
});
afterAll(async () => {
  await Promise.all([gateway?.stop(), mock?.stop()]);
  rmSync(home, { recursive: true, force: true });
});
beforeEach(() => mock.reset());

interface Spoken { type: string; audio?: string; usage?: object }
interface Traced { endpoint: string; outcome: string; streamed: boolean; errorCode: string | null; promptTokens: number | null; completionTokens: number | null; usageEstimated: boolean | null; cost: number | null }
const lastTrace = async (): Promise<Traced> => (await gateway.cliJson<Traced[]>(['traces', 'list', '--limit', '1']))[0]!;
const recording = () => toFile(Buffer.concat([Buffer.from('ID3\x03'), Buffer.alloc(500, 7)]), 'Dictation.mp3', { type: 'audio/mpeg' });

/** The client gives speech as an answer of the network, and reads its events with its own reader. */
async function spoken(at: OpenAI, model: string, input = 'Good morning.'): Promise<{ events: Spoken[]; sound: Buffer }> {
  const answer = await at.audio.speech.create({ model, voice: 'alloy', input, stream_format: 'sse' });
  expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  const events: Spoken[] = [];
  for await (const event of Stream.fromSSEResponse<Spoken>(answer as never, new AbortController())) events.push(event);
  return { events, sound: Buffer.concat(events.map(({ audio = '' }) => Buffer.from(audio, 'base64'))) };
}

async function written(at: OpenAI, model: string, more: object = {}): Promise<OpenAI.Audio.TranscriptionStreamEvent[]> {
  const events: OpenAI.Audio.TranscriptionStreamEvent[] = [];
  for await (const event of await at.audio.transcriptions.create({ model, file: await recording(), ...more, stream: true })) events.push(event);
  return events;
}

const USAGE = { type: 'tokens', input_tokens: 30, output_tokens: 12, total_tokens: 42, input_token_details: { text_tokens: 5, audio_tokens: 25 } };
const told = (events: OpenAI.Audio.TranscriptionStreamEvent[]) => events.map((event) => (event.type === 'transcript.text.delta' ? event.delta : '')).join('');

it('OpenAI’s client in front of the mock itself gets the events that it has types for', async () => {
  const own = new OpenAI({ baseURL: mock.url, apiKey: 'sk-mock', maxRetries: 0 });
  expect((await spoken(own, 'gpt-4o-mini-tts')).sound).toEqual(soundOf('mp3', 'Good morning.'));
  expect(told(await written(own, 'gpt-4o-transcribe'))).toBe(SPOKEN);
});

describe.each(['openai', 'azure'])('OpenAI’s client, in front of %s', (provider) => {
  it('hears a text in events, and the provider’s count is the bill', async () => {
    const { events, sound } = await spoken(client, `${provider}/gpt-4o-mini-tts`);
    expect(sound).toEqual(soundOf('mp3', 'Good morning.'));
    expect(events.length).toBeGreaterThan(3);
    expect(events.at(-1)).toEqual({ type: 'speech.audio.done', usage: { input_tokens: 5, output_tokens: 40, total_tokens: 45 } });
    expect(mock.requests.map(({ json }) => json)).toEqual([{ model: 'gpt-4o-mini-tts', voice: 'alloy', input: 'Good morning.', stream_format: 'sse' }]);
    expect(await lastTrace()).toMatchObject({ endpoint: 'audio/speech', outcome: 'ok', streamed: true, promptTokens: 5, completionTokens: 40, usageEstimated: false });
  });

  it('reads a recording piece by piece, fields that nobody knows included', async () => {
    const events = await written(client, `${provider}/gpt-4o-transcribe`, { language: 'de' });
    expect(told(events)).toBe(SPOKEN);
    expect(events[0]).toEqual({ type: 'transcript.text.delta', delta: 'Der ', vendor_field: 'kept' });
    expect(events.at(-1)).toEqual({ type: 'transcript.text.done', text: SPOKEN, usage: USAGE });
    expect(mock.requests[0]!.fields).toEqual([['model', 'gpt-4o-transcribe'], ['language', 'de'], ['stream', 'true']]);
    expect(await lastTrace()).toMatchObject({ endpoint: 'audio/transcriptions', outcome: 'ok', streamed: true, promptTokens: 30, completionTokens: 12, usageEstimated: false });
  });
});

needs('python')('OpenAI’s client of PyPI', () => {
  const python = new PythonProcess(join(import.meta.dirname, 'matrix', 'clients', 'clients.py'), pythonClients());
  afterAll(() => python.stop());
  const ask = (call: string, body: object) => python.ask<Spoken[]>({ call, url: client.baseURL, key: client.apiKey, body, stream: true });

  it('hears and reads in events', async () => {
    const heard = await ask('speech', { model: 'openai/gpt-4o-mini-tts', voice: 'alloy', input: 'Good morning.' });
    expect(Buffer.concat(heard.map(({ audio = '' }) => Buffer.from(audio, 'base64')))).toEqual(soundOf('mp3', 'Good morning.'));
    const read = await ask('transcript', { model: 'openai/gpt-4o-transcribe', file: Buffer.concat([Buffer.from('ID3\x03'), Buffer.alloc(500, 7)]).toString('base64') });
    expect([read.map((event) => (event as { delta?: string }).delta ?? '').join(''), read.at(-1)]).toMatchObject([SPOKEN, { type: 'transcript.text.done', text: SPOKEN, usage: USAGE }]);
  });
});

it('a model that knows no events (whisper-1) answers whole, and the client gets events all the same', async () => {
  expect((await written(client, 'openai/whole')).map((event) => ({ ...event }))).toEqual([{ type: 'transcript.text.delta', delta: SPOKEN }, { type: 'transcript.text.done', text: SPOKEN }]);
  expect(await lastTrace()).toMatchObject({ outcome: 'ok', usageEstimated: true });
});

describe('numbers that are not there, or cannot be,', () => {
  it('are estimated as of an answer that is whole', async () => {
    expect((await spoken(client, 'openai/absurd')).events.at(-1)).toMatchObject({ type: 'speech.audio.done' });
    expect(await lastTrace()).toMatchObject({ outcome: 'ok', promptTokens: 4, completionTokens: 26, usageEstimated: true });
    expect(told(await written(client, 'openai/uncounted'))).toBe(SPOKEN);
    expect(await lastTrace()).toMatchObject({ outcome: 'ok', promptTokens: 3, usageEstimated: true });
  });
});

describe('a stream that breaks off', () => {
  it.each(['error-in-stream', 'no-end', 'cut', 'silent'])('is an error to the client, and none that is told as whole: %s', async (model) => {
    await expect(spoken(client, `openai/${model}`)).rejects.toThrow();
    await expect.poll(lastTrace).toMatchObject({ endpoint: 'audio/speech', outcome: 'error', errorCode: 'provider_error', usageEstimated: true });
  });

  it.each(['error-in-stream', 'no-end', 'cut'])('of a recording costs all that was set aside: %s', async (model) => {
    await expect(written(client, `openai/${model}`)).rejects.toThrow();
    await expect.poll(lastTrace).toMatchObject({ endpoint: 'audio/transcriptions', outcome: 'error', errorCode: 'provider_error', usageEstimated: true, promptTokens: null });
  });

  it('ends the provider’s call where the client goes away', async () => {
    const stream = await client.audio.transcriptions.create({ model: 'openai/silent', file: await recording(), stream: true });
    for await (const event of stream) if (event.type === 'transcript.text.delta') break;
    await expect.poll(lastTrace).toMatchObject({ outcome: 'aborted' });
    expect(mock.requests[0]!.aborted).toBe(true);
  });
});

it.each(['html', 'error-in-200', 'empty'])('%s in the events’ place is a 502', async (model) => {
  await expect(spoken(client, `openai/${model}`)).rejects.toMatchObject({ status: 502, code: 'provider_error' });
  await expect(written(client, `openai/${model}`)).rejects.toMatchObject({ status: 502, code: 'provider_error' });
});

it('sound that is not base64 reaches nobody', async () => {
  await expect(spoken(client, 'openai/no-base64')).rejects.toMatchObject({ status: 502, message: expect.stringMatching(/not base64/) as string });
});

it('a transcript comes piece by piece from a server of the office’s own, in vLLM’s words or in OpenAI’s', async () => {
  const events = (await written(client, 'server/vllm')).map((event) => ({ ...event }));
  expect(events).toEqual([...SPOKEN.match(/\S+\s*/g)!.map((delta) => ({ type: 'transcript.text.delta', delta })), { type: 'transcript.text.done', text: SPOKEN }]);
  expect(await lastTrace()).toMatchObject({ endpoint: 'audio/transcriptions', outcome: 'ok', usageEstimated: true });
  expect(told(await written(client, 'server/whisper-1'))).toBe(SPOKEN);
  expect(told(await written(client, 'server/whole'))).toBe(SPOKEN);
  for (const model of ['vllm-cut', 'vllm-broken', 'vllm-long']) {
    await expect(written(client, `server/${model}`), model).rejects.toThrow();
    await expect.poll(lastTrace).toMatchObject({ outcome: 'error', errorCode: 'provider_error', usageEstimated: true });
  }
});

it.each(['server', 'mistral'])('%s, which has no speech in events, is not asked, and the error says what to leave out', async (provider) => {
  await expect(spoken(client, `${provider}/tts-1`)).rejects.toMatchObject({ status: 400, code: 'unsupported_parameter', param: 'stream_format', message: expect.stringMatching(/leave stream_format out/) as string });
  expect(mock.requests).toEqual([]);
});

it.each(['mistral'])('%s, which has no transcripts in events, is not asked either', async (provider) => {
  await expect(written(client, `${provider}/whisper-1`)).rejects.toMatchObject({ status: 400, code: 'unsupported_parameter', param: 'stream', message: expect.stringMatching(/Leave stream out/) as string });
  expect(mock.requests).toEqual([]);
  await gateway.cliJson(['models', 'alias', `any-${provider}`, `${provider}/whisper-1`, 'openai/gpt-4o-transcribe']);
  expect(told(await written(client, `any-${provider}`))).toBe(SPOKEN);
});

it('translations, and subtitles in pieces, are refused', async () => {
  await expect(written(client, 'openai/gpt-4o-transcribe', { response_format: 'srt' })).rejects.toMatchObject({ status: 400, code: 'unsupported_parameter', param: 'response_format' });
  await expect(client.audio.translations.create({ model: 'openai/whisper-1', file: await recording(), stream: true } as never)).rejects.toMatchObject({ status: 400, param: 'stream' });
  expect(mock.requests).toEqual([]);
});

it('is classified, bounded and settled as ever', async () => {
  await expect(spoken(client, 'openai/gpt-4o-mini-tts', `Pay to ${IBAN}`)).rejects.toMatchObject({ status: 422, code: 'no_local_model' });
  await gateway.cliJson(['prices', 'set', 'openai/*', '--input', '1', '--output', '2']);
  const team = await gateway.cliJson<{ id: string }>(['teams', 'create', '--name', 'Typists']);
  await gateway.cliJson(['budgets', 'set', '--money', '1', '--team', 'Typists']);
  const bounded = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: await makeKey(gateway, 'typist', '--floor', 'internal', '--media-class', 'internal', '--team', 'Typists'), maxRetries: 0 });
  mock.reset();
  await spoken(bounded, 'openai/gpt-4o-mini-tts');
  await written(bounded, 'openai/gpt-4o-transcribe');
  const used = async () => (await gateway.cliJson<{ budget: { scope: string }; used: number; reserved: number }[]>(['budgets', 'list'])).find(({ budget }) => budget.scope === `team:${team.id}`)!;
  expect(await used()).toMatchObject({ used: 5_000 + 80_000 + 30_000 + 24_000, reserved: 0 });
  await expect(written(bounded, 'openai/cut')).rejects.toThrow();
  // As much as the recording may have held, heard and written: 16,384 tokens of each.
  await expect.poll(async () => (await used()).used).toBeGreaterThan(139_000 + 16_384_000 * 3);
});
