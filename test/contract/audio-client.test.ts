import { randomBytes } from 'node:crypto';
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import OpenAI, { toFile } from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type SoundMock, soundOf, SPOKEN, startSoundMock } from '../support/mocks/audio.ts';
import { startMistralSound } from '../support/mocks/mistral-audio.ts';
import type { Mock } from '../support/mock.ts';
import { approveMock, type ErrorBody, makeKey, post } from '../support/office.ts';

const IBAN = 'CH66 0076 2011 6238 5295 8';
const home = mkdtempSync(join(tmpdir(), 'gh-'));
let gateway: Gateway;
let mock: SoundMock;
let key: string;
let client: OpenAI;
let strict: OpenAI;

beforeAll(async () => {
  writeFileSync(join(home, 'gatehouse.json'), JSON.stringify({ timeouts: { remoteIdleMs: 1_500 } }));
  [gateway, mock] = await Promise.all([startGateway({ home }), startSoundMock()]);
  await approveMock(gateway, mock as unknown as Mock, { voice: ['mock/tts-1'], ears: ['mock/whisper-1'] });
  key = await makeKey(gateway, 'dictation', '--floor', 'internal', '--media-class', 'internal');
  client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: key, maxRetries: 0 });
  strict = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: await makeKey(gateway, 'without a class for recordings', '--floor', 'internal'), maxRetries: 0 });
});
afterAll(async () => {
  await Promise.all([gateway?.stop(), mock?.stop()]);
  rmSync(home, { recursive: true, force: true });
});
beforeEach(() => mock.reset());

interface Traced { endpoint: string; outcome: string; errorCode: string | null; promptTokens: number | null; completionTokens: number | null; audioInTokens?: number | null; usageEstimated: boolean | null; dataClass: string; cost: number | null }
const lastTrace = async (): Promise<Traced> => (await gateway.cliJson<Traced[]>(['traces', 'list', '--limit', '1']))[0]!;
/** Begins as an MP3 file does. */
const mp3 = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from('ID3\x03'), bytes]);
const recording = (bytes: Buffer = mp3(Buffer.from(Array.from({ length: 512 }, (_zero, index) => index % 256))), name = 'Dictation Dr Meier.mp3', type = 'audio/mpeg') => toFile(bytes, name, { type });
const say = (body: Record<string, unknown>, headers?: Record<string, string>) => post(gateway, key, '/v1/audio/speech', { model: 'voice', voice: 'alloy', input: 'Good morning.', ...body }, headers);

describe('OpenAI’s client, having a text spoken', () => {
  it('gets the very bytes, with their type and the usual headers', async () => {
    const answer = await client.audio.speech.create({ model: 'voice', voice: 'alloy', input: 'Good morning.', response_format: 'wav', speed: 1.5, instructions: 'Warmly.' });
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(soundOf('wav', 'Good morning.'));
    expect([answer.headers.get('content-type'), answer.headers.get('x-gatehouse-provider'), answer.headers.get('x-gatehouse-model'), answer.headers.get('x-gatehouse-class')]).toEqual(['audio/wav', 'mock', 'tts-1', 'internal']);
    expect(mock.requests.map(({ path, json }) => [path, json])).toEqual([['/v1/audio/speech', { model: 'tts-1', voice: 'alloy', input: 'Good morning.', response_format: 'wav', speed: 1.5, instructions: 'Warmly.' }]]);
    expect(mock.requests[0]!.headers.authorization).toBe('Bearer sk-of-the-office');
    expect(await lastTrace()).toMatchObject({ endpoint: 'audio/speech', outcome: 'ok', usageEstimated: true, cost: null });
  });

  it('gets mp3 where nothing is said, and a server that names no type gets the one that was asked for', async () => {
    const answer = await client.audio.speech.create({ model: 'voice', voice: 'alloy', input: 'Hello' });
    expect([answer.headers.get('content-type'), mock.requests[0]!.json]).toEqual(['audio/mpeg', { model: 'tts-1', voice: 'alloy', input: 'Hello' }]);
    const untyped = await client.audio.speech.create({ model: 'mock/untyped', voice: 'alloy', input: 'Hello', response_format: 'flac' });
    expect([untyped.headers.get('content-type'), Buffer.from(await untyped.arrayBuffer())]).toEqual(['audio/flac', soundOf('flac', 'Hello')]);
    const odd = await say({ model: 'mock/untyped', response_format: 'constructor' });
    expect([odd.status, odd.headers.get('content-type')]).toEqual([200, 'audio/constructor']);
  });

  it.each([
    ['html', /text\/html in place of sound/], ['error-in-200', /application\/json in place of sound/], ['empty', /sent no sound/],
  ])('is told of %s in the sound’s place, and gets none of it', async (model, message) => {
    await expect(client.audio.speech.create({ model: `mock/${model}`, voice: 'alloy', input: 'Hello' })).rejects.toMatchObject({ status: 502, code: 'provider_error', message: expect.stringMatching(message) as string });
  });

  it('is told of a provider’s error as of any', async () => {
    await expect(client.audio.speech.create({ model: 'mock/error-429', voice: 'alloy', input: 'Hello' })).rejects.toMatchObject({ status: 429, code: 'rate_limit_exceeded' });
  });

  it.each(['cut', 'silent'])('never takes a %s answer for a whole one', async (model) => {
    const answer = await client.audio.speech.create({ model: `mock/${model}`, voice: 'alloy', input: 'Hello' });
    await expect(answer.arrayBuffer()).rejects.toThrow();
    await expect.poll(lastTrace).toMatchObject({ endpoint: 'audio/speech', outcome: 'error', errorCode: 'provider_error' });
  });

  it('is not waited for: where it breaks off, the provider’s call ends', async () => {
    const answer = await client.audio.speech.create({ model: 'mock/endless', voice: 'alloy', input: 'Hello' });
    const reader = answer.body!.getReader();
    for (let size = 0; size < 1024 * 1024;) size += (await reader.read()).value!.length;
    await reader.cancel();
    await expect.poll(() => mock.requests[0]!.aborted).toBe(true);
    await expect.poll(lastTrace).toMatchObject({ outcome: 'aborted' });
  });

  it('that never reads is cut off, and an endless answer is never held', async () => {
    const answer = await client.audio.speech.create({ model: 'mock/endless', voice: 'alloy', input: 'Hello' });
    await expect.poll(() => mock.requests[0]!.aborted).toBe(true);
    // What the sockets' buffers hold.
    expect(mock.requests[0]!.sent).toBeLessThan(32 * 1024 * 1024);
    await expect(answer.arrayBuffer()).rejects.toThrow();
    await expect.poll(lastTrace).toMatchObject({ outcome: 'aborted' });
  });

  it('has what it sends classified, the instructions too, and nothing above its class is sent', async () => {
    for (const body of [{ input: `Pay to ${IBAN}` }, { instructions: `As if you read ${IBAN}` }]) {
      const refused = await say(body);
      expect([refused.status, ((await refused.json()) as ErrorBody).error]).toMatchObject([422, { code: 'no_local_model', message: expect.stringMatching(/^No local model can speak a text/) as string }]);
    }
    expect((await post(gateway, key, '/confidential/v1/audio/speech', { model: 'voice', voice: 'alloy', input: 'Hello' })).status).toBe(422);
    expect(mock.requests).toEqual([]);
  });

  it.each([
    [{ input: '' }, 'input'], [{ input: ['a'] }, 'input'], [{ voice: undefined }, 'voice'], [{ model: 5 }, 'model'], [{ speed: 9 }, 'speed'], [{ speed: '1' }, 'speed'],
    [{ instructions: 5 }, 'instructions'], [{ response_format: 'MP3!' }, 'response_format'], [{ stream_format: 'x' }, 'stream_format'],
  ])('names what is wrong: %j', async (body, param) => {
    const answer = await say(body);
    expect([answer.status, ((await answer.json()) as ErrorBody).error]).toMatchObject([400, { code: 'invalid_request', param }]);
  });

  it.each([[{ stream_format: 'sse' }, 'stream_format'], [{ voice: { id: 'voice_1' } }, 'voice'], [{ ref_audio: 'https://example.com/a.wav' }, 'ref_audio'], [{ Input: 'x' }, 'Input']])('refuses what it cannot follow: %j', async (body, param) => {
    const answer = await say(body);
    expect([answer.status, ((await answer.json()) as ErrorBody).error]).toMatchObject([400, { code: 'unsupported_parameter', param }]);
    expect(mock.requests).toEqual([]);
  });
});

describe('OpenAI’s client, having a recording written down', () => {
  it('gets the text as an object, and the recording reaches the provider byte for byte under a name of ours', async () => {
    const bytes = mp3(Buffer.concat([Buffer.from('\r\n--boundary\r\n'), randomBytes(200_000)]));
    const { data, response } = await client.audio.transcriptions.create({ model: 'ears', file: await recording(bytes), language: 'de', prompt: 'Termin', temperature: 0.2 }).withResponse();
    expect(data).toEqual({ text: SPOKEN });
    expect([response.headers.get('x-gatehouse-provider'), response.headers.get('x-gatehouse-model'), response.headers.get('x-gatehouse-class')]).toEqual(['mock', 'whisper-1', 'internal']);
    const [sent] = mock.requests;
    expect([sent!.path, sent!.fields]).toEqual(['/v1/audio/transcriptions', [['model', 'whisper-1'], ['language', 'de'], ['prompt', 'Termin'], ['temperature', '0.2']]]);
    expect([sent!.file!.name, sent!.file!.type, sent!.file!.bytes.equals(bytes)]).toEqual(['recording.mp3', 'audio/mpeg', true]);
    expect(sent!.bytes.includes('Meier')).toBe(false);
    expect(await lastTrace()).toMatchObject({ endpoint: 'audio/transcriptions', outcome: 'ok', usageEstimated: true, cost: null });
  });

  it('may read it from a file, which comes in chunks', async () => {
    const bytes = mp3(randomBytes(2_000_000));
    const path = join(home, 'Frau Keller.wav');
    writeFileSync(path, bytes);
    expect(await client.audio.transcriptions.create({ model: 'ears', file: createReadStream(path) })).toEqual({ text: SPOKEN });
    const [sent] = mock.requests;
    expect([sent!.file!.name, sent!.file!.bytes.equals(bytes), sent!.bytes.includes('Keller')]).toEqual(['recording.wav', true, false]);
  });

  it('has the whole recording sent again where the first attempt fails, and sound asked of the next deployment', async () => {
    const bytes = mp3(randomBytes(1_000));
    expect(await client.audio.transcriptions.create({ model: 'mock/flaky', file: await recording(bytes) })).toEqual({ text: SPOKEN });
    expect(mock.requests.map(({ file }) => file!.bytes.equals(bytes))).toEqual([true, true]);
    await gateway.cliJson(['models', 'alias', 'spare', 'mock/html', 'mock/tts-1']);
    const answer = await client.audio.speech.create({ model: 'spare', voice: 'alloy', input: 'Hello' });
    expect([answer.headers.get('x-gatehouse-model'), Buffer.from(await answer.arrayBuffer())]).toEqual(['tts-1', soundOf('mp3', 'Hello')]);
  });

  it('gets text, subtitles and times', async () => {
    const file = await recording();
    expect(await client.audio.transcriptions.create({ model: 'ears', file, response_format: 'text' })).toBe(`${SPOKEN}\n`);
    expect(await client.audio.transcriptions.create({ model: 'ears', file, response_format: 'srt' })).toBe(`1\n00:00:00,000 --> 00:00:02,500\n${SPOKEN}\n\n`);
    expect(await client.audio.transcriptions.create({ model: 'ears', file, response_format: 'vtt' })).toContain('WEBVTT');
    expect(await lastTrace()).toMatchObject({ promptTokens: 30, usageEstimated: true });
    const verbose = await client.audio.transcriptions.create({ model: 'ears', file, response_format: 'verbose_json', timestamp_granularities: ['word', 'segment'] });
    expect(verbose).toMatchObject({ text: SPOKEN, duration: 2.5, language: 'german', segments: [{ id: 0, end: 2.5 }] });
    expect(mock.requests.at(-1)!.fields).toEqual([['model', 'whisper-1'], ['response_format', 'verbose_json'], ['timestamp_granularities[]', 'word'], ['timestamp_granularities[]', 'segment']]);
  });

  it('gets it in English', async () => {
    const file = await recording(undefined, 'Frau Keller', 'audio/webm;codecs=opus');
    expect(await client.audio.translations.create({ model: 'ears', file, prompt: 'Appointments' })).toEqual({ text: 'The appointment is on Monday at nine.' });
    expect(await client.audio.translations.create({ model: 'ears', file, response_format: 'verbose_json' })).toMatchObject({ text: 'The appointment is on Monday at nine.', duration: 2.5 });
    expect(mock.requests.map(({ path, file: sent }) => [path, sent!.name, sent!.type])).toEqual(Array.from({ length: 2 }, () => ['/v1/audio/translations', 'recording.webm', 'audio/webm']));
  });

  it.each([
    ['tokens', { promptTokens: 30, completionTokens: 12, usageEstimated: false }], ['seconds', { promptTokens: 30, usageEstimated: true }],
    ['absurd', { promptTokens: 3, usageEstimated: true }],
  ])('has its usage counted from %s', async (model, usage) => {
    const answer = await client.audio.transcriptions.create({ model: `mock/${model}`, file: await recording() });
    expect(answer.text).toBe(SPOKEN);
    expect(await lastTrace()).toMatchObject(usage);
  });

  it.each(['html', 'error-in-200', 'empty'])('is told of %s in the text’s place, in every format', async (model) => {
    for (const format of ['json', 'text'] as const) {
      await expect(client.audio.transcriptions.create({ model: `mock/${model}`, file: await recording(), response_format: format })).rejects.toMatchObject({ status: 502, code: 'provider_error' });
    }
  });

  it('counts as the key’s ceiling, unless the key states a class; and never leaves above what may be seen', async () => {
    await expect(strict.audio.transcriptions.create({ model: 'ears', file: await recording() })).rejects.toMatchObject({ status: 422, code: 'no_local_model', message: expect.stringMatching(/No local model can write down a recording/) as string });
    expect(await lastTrace()).toMatchObject({ dataClass: 'secret', outcome: 'refused' });
    await expect(client.audio.transcriptions.create({ model: 'ears', file: await recording(), prompt: `The account is ${IBAN}` })).rejects.toMatchObject({ status: 422 });
    await expect(client.audio.transcriptions.create({ model: 'local', file: await recording() })).rejects.toMatchObject({ status: 422, code: 'no_local_model' });
    // The class that the key states for sound is not that of a table.
    await expect(client.audio.transcriptions.create({ model: 'ears', file: await recording(Buffer.from('Name;Diagnosis')) })).rejects.toMatchObject({ status: 422, code: 'no_local_model' });
    expect(mock.requests).toEqual([]);
  });
});

describe('a form', () => {
  const form = (parts: [name: string, value: string | Blob, filename?: string][]): FormData => {
    const data = new FormData();
    for (const [name, value, filename] of parts) {
      if (typeof value === 'string') data.append(name, value);
      else data.append(name, value, filename);
    }
    return data;
  };
  const file = new Blob([Buffer.alloc(100, 1)]);
  const send = async (body: FormData | string, headers: Record<string, string> = {}, path = '/v1/audio/transcriptions') => {
    const answer = await fetch(`${gateway.url}${path}`, { method: 'POST', headers: { authorization: `Bearer ${key}`, ...headers }, body });
    return [answer.status, ((await answer.json()) as ErrorBody).error] as const;
  };
  const FULL: [string, string | Blob, string?][] = [['model', 'ears'], ['file', file, 'a.wav']];

  it.each<[string, [string, string | Blob, string?][], string, string]>([
    ['no file', [['model', 'ears']], 'invalid_request', 'file'],
    ['a file that is a text', [['model', 'ears'], ['file', 'abc']], 'invalid_request', 'file'],
    ['an empty file', [['model', 'ears'], ['file', new Blob([]), 'a.wav']], 'invalid_request', 'file'],
    ['two files', [...FULL, ['file', file, 'b.wav']], 'invalid_request', 'file'],
    ['three files', [...FULL, ['file', file, 'b.wav'], ['file', file, 'c.wav']], 'invalid_request', 'file'],
    ['a file elsewhere', [['model', 'ears'], ['known_speaker_references[]', file, 'a.wav']], 'unsupported_parameter', 'known_speaker_references[]'],
    ['no model', [['file', file, 'a.wav']], 'invalid_request', 'model'],
    ['a model as a file', [['model', file, 'x'], ['file', file, 'a.wav']], 'invalid_request', 'model'],
    ['two models', [...FULL, ['model', 'other']], 'invalid_request', 'model'],
    ['a temperature in words', [...FULL, ['temperature', 'hot']], 'invalid_request', 'temperature'],
    ['a temperature out of range', [...FULL, ['temperature', '2']], 'invalid_request', 'temperature'],
    ['an unknown format', [...FULL, ['response_format', 'docx']], 'invalid_request', 'response_format'],
    ['other times', [...FULL, ['timestamp_granularities[]', 'letter']], 'invalid_request', 'timestamp_granularities'],
    ['a stream of neither kind', [...FULL, ['stream', 'yes']], 'invalid_request', 'stream'],
    ['a field that nobody knows', [...FULL, ['url', 'https://example.com/a.mp3']], 'unsupported_parameter', 'url'],
    ['a value without end', [...FULL, ['prompt', 'x'.repeat(70_000)]], 'invalid_request', 'prompt'],
    ['chunks by a rule', [...FULL, ['chunking_strategy', '{"type":"server_vad"}']], 'unsupported_parameter', 'chunking_strategy'],
  ])('with %s is a 400 that names it', async (_name, parts, code, param) => {
    expect(await send(form(parts))).toMatchObject([400, { code, param }]);
    expect(mock.requests).toEqual([]);
  });

  it('with a language for a translation is a 400: it would be English', async () => {
    expect(await send(form([...FULL, ['language', 'fr']]), {}, '/v1/audio/translations')).toMatchObject([400, { code: 'unsupported_parameter', param: 'language' }]);
  });

  const type = { 'content-type': 'multipart/form-data; boundary=b' };
  const whole = '--b\r\ncontent-disposition: form-data; name="model"\r\n\r\nears\r\n--b\r\ncontent-disposition: form-data; name="file"; filename="a.wav"\r\n\r\nRIFF\r\n--b--\r\n';
  it('that is broken is a 400, at whichever byte it ends', async () => {
    expect(await (await fetch(`${gateway.url}/v1/audio/transcriptions`, { method: 'POST', headers: { authorization: `Bearer ${key}`, ...type }, body: whole })).json()).toEqual({ text: SPOKEN });
    mock.reset();
    for (let end = 0; end < whole.length - 4; end += 3) expect([end, await send(whole.slice(0, end), type)]).toMatchObject([end, [400, { code: 'invalid_request' }]]);
    expect(await send(whole, { 'content-type': 'multipart/form-data' })).toMatchObject([400, { code: 'invalid_request' }]);
    expect(await send(whole.replaceAll('name="model"', 'name="__proto__"'), type)).toMatchObject([400, { code: 'invalid_request' }]);
    expect(mock.requests).toEqual([]);
  });

  it('is read at these paths alone, and nothing else is read there', async () => {
    expect(await send(whole, type, '/v1/chat/completions')).toMatchObject([415, { code: 'unsupported_media_type' }]);
    expect(await send(whole, type, '/v1/audio/speech')).toMatchObject([415, { code: 'unsupported_media_type' }]);
    expect(await send('{"model":"ears"}', { 'content-type': 'application/json' })).toMatchObject([415, { code: 'unsupported_media_type' }]);
    expect(await send(whole, { ...type, 'content-encoding': 'gzip' })).toMatchObject([415, { code: 'unsupported_media_type' }]);
    expect(await send(whole, { ...type, authorization: 'Bearer sk-gh-nobody' })).toMatchObject([401, { code: 'invalid_api_key' }]);
  });

  it.each([[['keys', 'update', 'slow', '--floor', 'secret'], 422], [['keys', 'revoke', 'slow'], 401]] as const)('that is sent slowly goes by the key as it is when all of it is there: %j', async (change, expected) => {
    const slow = await makeKey(gateway, 'slow', '--floor', 'internal', '--media-class', 'internal');
    const status = new Promise<number>((done, fail) => {
      const sending = request(`${gateway.url}/v1/audio/transcriptions`, { method: 'POST', headers: { authorization: `Bearer ${slow}`, ...type, 'content-length': whole.length } }, (answer) => done(answer.resume().statusCode!));
      sending.on('error', fail);
      sending.write(whole.slice(0, 60), () => void gateway.cliJson([...change]).then(() => sending.end(whole.slice(60)), fail));
    });
    expect([await status, mock.requests]).toEqual([expected, []]);
    if (expected !== 401) await gateway.cliJson(['keys', 'revoke', 'slow']);
  });

  it('that is too large is a 413, also in chunks, and before its first part', async () => {
    const large = Buffer.alloc(21 * 1024 * 1024, 'a');
    expect(await send(form([['model', 'ears'], ['file', new Blob([large]), 'a.wav']]))).toMatchObject([413, { code: 'request_too_large' }]);
    const chunked = (start: string) => new Promise<number>((done, fail) => {
      const sending = request(`${gateway.url}/v1/audio/transcriptions`, { method: 'POST', headers: { authorization: `Bearer ${key}`, ...type, 'transfer-encoding': 'chunked' } }, (answer) => done(answer.resume().statusCode!));
      sending.on('error', fail);
      sending.write(start);
      for (let at = 0; at < 21; at++) sending.write(large.subarray(0, 1024 * 1024));
      sending.end();
    });
    expect(await chunked('--b\r\ncontent-disposition: form-data; name="file"; filename="a.wav"\r\n\r\n')).toBe(413);
    expect(await chunked('a long preamble ')).toBe(413);
    expect(mock.requests).toEqual([]);
  });
});

describe('the rules of the house', () => {
  it('send no stand-ins to be spoken, and none for a recording', async () => {
    await gateway.cliJson(['policy', 'pseudonymise', '--class', 'confidential', '--provider', 'mock']);
    try {
      const refused = await say({ input: `Pay to ${IBAN}` });
      expect([refused.status, mock.requests]).toEqual([422, []]);
      const [evidence] = (await gateway.cliJson<{ evidence: { recogniser: string }[] }[]>(['traces', 'list', '--limit', '1'])).map((trace) => trace.evidence);
      expect(evidence!.map(({ recogniser }) => recogniser)).toContain('no-stand-ins:spoken-answer');
      await expect(client.audio.transcriptions.create({ model: 'ears', file: await recording(), prompt: IBAN })).rejects.toMatchObject({ status: 422 });
      expect(mock.requests).toEqual([]);
    } finally {
      await gateway.cliJson(['policy', 'deny', '--class', 'confidential', '--provider', 'mock']);
    }
  });

  it('refuse an unpriced model under a money budget, and settle each request once', async () => {
    const team = await gateway.cliJson<{ id: string }>(['teams', 'create', '--name', 'Typists']);
    await gateway.cliJson(['budgets', 'set', '--money', '1', '--team', 'Typists']);
    const bounded = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: await makeKey(gateway, 'typist', '--floor', 'internal', '--media-class', 'internal', '--team', 'Typists'), maxRetries: 0 });
    await expect(bounded.audio.speech.create({ model: 'voice', voice: 'alloy', input: 'Hello' })).rejects.toMatchObject({ status: 403, code: 'model_unpriced' });
    await expect(bounded.audio.transcriptions.create({ model: 'ears', file: await recording() })).rejects.toMatchObject({ status: 403, code: 'model_unpriced' });
    expect(mock.requests).toEqual([]);
    await gateway.cliJson(['prices', 'set', 'mock/*', '--input', '1', '--output', '2']);
    await bounded.audio.transcriptions.create({ model: 'mock/tokens', file: await recording() });
    await (await bounded.audio.speech.create({ model: 'voice', voice: 'alloy', input: 'Hello' })).arrayBuffer();
    const cheap = await gateway.cliJson<{ key: string }>(['keys', 'create', '--name', 'a cheap one', '--floor', 'internal', '--media-class', 'internal', '--owner', 'Beat', '--for', 'person']);
    await gateway.cliJson(['budgets', 'set', '--money', '0.01', '--person', 'Beat']);
    // However small the recording is, it may hold as much silence as a model can hear.
    await expect(new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: cheap.key, maxRetries: 0 }).audio.transcriptions.create({ model: 'mock/tokens', file: await recording() })).rejects.toMatchObject({ status: 429, code: 'budget_exceeded' });
    const standings = await gateway.cliJson<{ budget: { scope: string }; used: number; reserved: number }[]>(['budgets', 'list']);
    // 30 tokens heard and 12 written; 2 read and 10 spoken.
    expect(standings.find(({ budget }) => budget.scope === `team:${team.id}`)).toMatchObject({ used: 30_000 + 24_000 + 2_000 + 20_000, reserved: 0 });
  });
});

describe('OpenAI’s client, in front of a provider whose transcripts have a shape of their own', () => {
  it('has a recording written down in OpenAI’s formats, and the provider’s count in the trace', async () => {
    const mistral = await startMistralSound();
    try {
      await gateway.cliJson(['providers', 'add', '--name', 'mistral', '--kind', 'mistral', '--base-url', mistral.url, '--region', 'eu'], 'sk-mistral');
      await gateway.cliJson(['policy', 'allow', '--class', 'internal', '--provider', 'mistral']);
      const model = 'mistral/voxtral-mini-latest';
      expect((await client.audio.transcriptions.create({ model, file: await recording(), language: 'de' })).text).toBe(SPOKEN);
      expect(mistral.requests[0]).toMatchObject({ path: '/v1/audio/transcriptions', fields: [['model', 'voxtral-mini-latest'], ['language', 'de']], file: { name: 'recording.mp3' } });
      await expect.poll(lastTrace).toMatchObject({ outcome: 'ok', promptTokens: 42, completionTokens: 12, usageEstimated: false });
      const { data, response } = await client.audio.transcriptions.create({ model, file: await recording(), response_format: 'diarized_json', language: 'de' }).withResponse();
      expect(data).toMatchObject({ duration: 3, text: SPOKEN, segments: [{ speaker: 'speaker_1', start: 0 }, { speaker: 'speaker_2', end: 2.5 }] });
      expect(response.headers.get('x-gatehouse-warning')).toMatch(/language/);
      await expect(client.audio.transcriptions.create({ model, file: await recording(), prompt: 'Termin' })).rejects.toMatchObject({ status: 400, code: 'unsupported_parameter', param: 'prompt' });
      const sound = await client.audio.speech.create({ model: 'mistral/voxtral-mini-tts-2603', voice: 'paul', input: 'Guten Morgen.', response_format: 'wav' });
      expect([sound.headers.get('content-type'), Buffer.from(await sound.arrayBuffer())]).toEqual(['audio/wav', soundOf('wav', 'Guten Morgen.')]);
      expect(mistral.requests.at(-1)!.json).toEqual({ model: 'voxtral-mini-tts-2603', input: 'Guten Morgen.', voice_id: 'paul', response_format: 'wav' });
      await expect(client.audio.speech.create({ model: 'mistral/broken', voice: 'paul', input: 'Guten Morgen.' })).rejects.toMatchObject({ status: 502, code: 'provider_error' });
      await expect(client.audio.speech.create({ model: 'mistral/voxtral-mini-tts-2603', voice: 'paul', input: 'Guten Morgen.', speed: 2 })).rejects.toMatchObject({ status: 400, code: 'unsupported_parameter', param: 'speed' });
      await expect(client.audio.translations.create({ model, file: await recording() })).rejects.toMatchObject({ status: 400, code: 'unsupported_parameter' });
    } finally {
      await mistral.stop();
    }
  });
});

describe('everything else under /v1 and /api', () => {
  it('answers 404 in the dialect’s envelope and says what is offered', async () => {
    const ask = async (path: string) => {
      const answer = await post(gateway, key, path, {});
      return [answer.status, await answer.json()] as const;
    };
    for (const path of ['/v1/images/variations', '/v1/audio/voices', '/v1']) {
      expect(await ask(path)).toMatchObject([404, { error: { code: 'not_found', message: expect.stringContaining('/v1/audio/transcriptions') as string }, gatehouse: { trace_id: expect.any(String) as string } }]);
    }
    expect(await ask('/v1/messages/batches')).toMatchObject([404, { type: 'error', error: { type: 'not_found_error', message: expect.stringContaining('/v1/messages') as string } }]);
    const [status, body] = await ask('/api/blobs');
    expect([status, body]).toMatchObject([404, { error: expect.stringContaining('/api/chat') as string }]);
    expect(JSON.stringify(body)).not.toContain('/api/pull');
    expect((await post(gateway, key, '/elsewhere', {})).status).toBe(404);
  });
});
