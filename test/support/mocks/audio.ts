import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What reached the server, a form taken apart by Node's own parser. */
export interface HeardRequest {
  path: string;
  headers: IncomingMessage['headers'];
  bytes: Buffer;
  json: Record<string, unknown>;
  fields: [name: string, value: string][];
  file?: { name: string; type: string; bytes: Buffer };
  aborted: boolean;
  /** Bytes of an endless answer that have left. */
  sent: number;
}

export interface SoundMock {
  url: string;
  requests: HeardRequest[];
  reset(): void;
  stop(): Promise<void>;
}

export interface SoundMockOptions {
  /** Speaks; default: as OpenAI does. */
  speech?(model: string, heard: HeardRequest, response: ServerResponse): void | Promise<void>;
  /** Answers what is to be written down; default: as OpenAI does. */
  transcript?(model: string, heard: HeardRequest, response: ServerResponse): void;
}

export const SPOKEN = 'Der Termin ist am Montag um neun Uhr.';
const TYPES: Record<string, string> = { mp3: 'audio/mpeg', opus: 'audio/opus', aac: 'audio/aac', flac: 'audio/flac', wav: 'audio/wav', pcm: 'audio/pcm' };
const SRT = `1\n00:00:00,000 --> 00:00:02,500\n${SPOKEN}\n\n`;

/** Of a format and a text, always the same, each byte value among them. */
export function soundOf(format: string, input: string): Buffer {
  return Buffer.concat([Buffer.from(`${format}:${input}:`), Buffer.from(Array.from({ length: 256 }, (_zero, byte) => byte))]);
}

/**
 * A provider that speaks OpenAI's `/audio/…` over real sockets. The model's name says what happens: `error-429`, `html`, `error-in-200`, `empty`, `untyped` (sound as
 * octet-stream), `cut` (the connection ends after the first piece), `silent` (nothing after the first piece), `endless`, `tokens`, `seconds` (that usage), `absurd`, `flaky` (503 for the first request),
 * `error-in-stream`, `no-end`, `no-base64` and `whole` (JSON) of what is asked for in events; every other name answers.
 */
export async function startSoundMock({ speech = say, transcript = write }: SoundMockOptions = {}): Promise<SoundMock> {
  const requests: HeardRequest[] = [];

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const bytes = Buffer.concat(pieces);
    const heard: HeardRequest = { path: request.url ?? '', headers: request.headers, bytes, json: {}, fields: [], aborted: false, sent: 0 };
    response.on('close', () => { heard.aborted = !response.writableFinished; });
    const type = request.headers['content-type'] ?? '';
    if (type.startsWith('multipart/')) {
      for (const [name, value] of await new Response(bytes, { headers: { 'content-type': type } }).formData()) {
        if (typeof value === 'string') heard.fields.push([name, value]);
        else heard.file = { name: value.name, type: value.type, bytes: Buffer.from(await value.arrayBuffer()) };
      }
    } else heard.json = JSON.parse(bytes.toString()) as Record<string, unknown>;
    requests.push(heard);
    const field = (name: string): string | undefined => heard.fields.find(([key]) => key === name)?.[1];
    const model = String(heard.json['model'] ?? field('model'));
    if (model === 'flaky' && requests.length === 1) return json(response, 503, { error: { message: 'Too busy.' } });
    if (misbehave(model, response)) return;
    if (heard.path.includes('/audio/speech')) await speech(model, heard, response);
    else transcript(model, heard, response);
  }

  const server = createServer((request, response) => void take(request, response).catch(() => response.destroy()));
  await new Promise<void>((done) => { server.listen(0, '127.0.0.1', done); });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    reset: () => { requests.length = 0; },
    async stop() {
      server.closeAllConnections();
      await new Promise<void>((done) => { server.close(() => done()); });
    },
  };
}

function misbehave(model: string, response: ServerResponse): boolean {
  if (model === 'error-429') json(response, 429, { error: { message: 'Slow down.', type: 'rate_limit', code: 'rate_limit' } });
  else if (model === 'html') response.writeHead(200, { 'content-type': 'text/html' }).end('<html>captive portal</html>');
  else if (model === 'error-in-200') json(response, 200, { error: { message: 'The model is overloaded.' } });
  else if (model === 'empty') response.writeHead(200, { 'content-type': 'audio/mpeg' }).end();
  else return false;
  return true;
}

async function say(model: string, heard: HeardRequest, response: ServerResponse): Promise<void> {
  if (heard.json['stream_format'] === 'sse') return sayInEvents(model, heard, response);
  const { input, response_format: format = 'mp3' } = heard.json;
  const sound = soundOf(String(format), String(input));
  response.writeHead(200, { 'content-type': model === 'untyped' ? 'application/octet-stream' : (TYPES[String(format)] ?? 'application/octet-stream') });
  const half = Math.floor(sound.length / 2);
  await new Promise<void>((next) => { response.write(sound.subarray(0, half), () => next()); });
  if (model === 'silent') return;
  if (model === 'cut') {
    await sleep(100);
    response.destroy();
    return;
  }
  const more = Buffer.alloc(64 * 1024);
  const closed = once(response, 'close');
  if (model === 'endless') {
    while (!response.destroyed) {
      heard.sent += more.length;
      if (!response.write(more)) await Promise.race([once(response, 'drain'), closed]);
    }
  }
  response.end(sound.subarray(half));
}

/** As OpenAI's API description has it: `data:` lines alone, and no `[DONE]`. */
async function stream(model: string, events: object[], response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  const told = ['no-end', 'cut', 'silent'].includes(model) ? events.slice(0, -1) : model === 'error-in-stream' ? [...events.slice(0, 2), { type: 'error', error: { message: 'The voice is gone.', code: 'server_error' } }] : events;
  for (const event of told) await new Promise<void>((next) => { response.write(`data: ${JSON.stringify(event)}\n\n`, () => next()); });
  if (model === 'silent') return;
  if (model === 'cut') response.destroy();
  else response.end();
}

function sayInEvents(model: string, { json: { input, response_format: format = 'mp3' } }: HeardRequest, response: ServerResponse): Promise<void> {
  const sound = soundOf(String(format), String(input));
  const pieces = Array.from({ length: Math.ceil(sound.length / 100) }, (_none, at) => sound.subarray(at * 100, at * 100 + 100).toString('base64'));
  const usage = model === 'absurd' ? { input_tokens: -1, output_tokens: 'many' } : { input_tokens: 5, output_tokens: 40, total_tokens: 45 };
  const audio = model === 'no-base64' ? ['<script>'] : pieces;
  return stream(model, [...audio.map((piece) => ({ type: 'speech.audio.delta', audio: piece })), { type: 'speech.audio.done', usage }], response);
}

function write(model: string, { path, fields }: HeardRequest, response: ServerResponse): void {
  if (fields.some(([name, value]) => name === 'stream' && value === 'true') && model !== 'whole') {
    if (model.startsWith('vllm')) return writeInChunks(model, response);
    const usage = USAGES[model] ?? USAGES['tokens'];
    const pieces = SPOKEN.match(/\S+\s*/g)!.map((delta) => ({ type: 'transcript.text.delta', delta, vendor_field: 'kept' }));
    return void stream(model, [...pieces, { type: 'transcript.text.done', text: SPOKEN, ...(model !== 'uncounted' && { usage }) }], response);
  }
  const format = fields.find(([name]) => name === 'response_format')?.[1] ?? 'json';
  const translated = path.includes('translations');
  const text = translated ? 'The appointment is on Monday at nine.' : SPOKEN;
  if (format === 'text' || format === 'srt' || format === 'vtt') {
    response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end(format === 'srt' ? SRT : format === 'vtt' ? `WEBVTT\n\n00:00:00.000 --> 00:00:02.500\n${text}\n\n` : `${text}\n`);
    return;
  }
  const usage = USAGES[model];
  if (format === 'json') return json(response, 200, { text, ...(usage && { usage }) });
  json(response, 200, { task: translated ? 'translate' : 'transcribe', language: 'german', duration: 2.5, text, segments: [{ id: 0, seek: 0, start: 0, end: 2.5, text, tokens: [50364], temperature: 0, avg_logprob: -0.2, compression_ratio: 1.1, no_speech_prob: 0.01 }], ...(usage && { usage }) });
}

/** As vLLM has it: chunks as of a chat, a reason to end for each half minute, and `[DONE]` behind an error too. */
function writeInChunks(model: string, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  const words = SPOKEN.match(/\S+\s*/g)!;
  const chunk = (content: string, end?: string): string => `data: ${JSON.stringify({ id: 'trsc-1', object: 'transcription.chunk', created: 1_760_000_000, model, choices: [{ delta: { content }, ...(end && { finish_reason: end, stop_reason: null }) }] })}\n\n`;
  for (const [at, word] of words.entries()) response.write(chunk(word, at === 1 || at === words.length - 1 ? (model === 'vllm-long' ? 'length' : 'stop') : undefined));
  if (model === 'vllm-broken') response.write(`data: ${JSON.stringify({ error: { message: 'CUDA is out of memory.', type: 'InternalServerError', param: null, code: 500 } })}\n\n`);
  response.end(model === 'vllm-cut' ? '' : 'data: [DONE]\n\n');
}

const USAGES: Record<string, object> = {
  tokens: { type: 'tokens', input_tokens: 30, output_tokens: 12, total_tokens: 42, input_token_details: { text_tokens: 5, audio_tokens: 25 } },
  seconds: { type: 'duration', seconds: 3 },
  absurd: { type: 'tokens', input_tokens: -5, output_tokens: 1e300, total_tokens: 'many' },
};

export function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
