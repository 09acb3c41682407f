import { GatehouseError } from '../core/errors.ts';
import { isObject, type JsonObject, parseJson } from '../core/json.ts';
import type { SoundEvent, SpeechRequest, Transcript, TranscriptFormat, TranscriptObject, TranscriptRequest } from '../core/sound.ts';
import type { SpeechEndpoint, TranscriptsEndpoint } from './define.ts';
import { isCount, notKnown, numberOf } from './values.ts';

interface SpeechQuirks {
  name: string;
  path?: string;
  /** What it calls each format, or the parameters that make one; undefined: any format goes as it is. */
  formats?: Readonly<Record<string, string | JsonObject>>;
  /** It makes mp3 of its own accord, as OpenAI does; otherwise it is asked for. */
  mp3?: boolean;
  /** What changes the meaning and is not known there. */
  refused?: readonly ('instructions' | 'speed')[];
  /** It has `stream_format: "sse"`. */
  events?: true;
}

/** `/audio/speech` of OpenAI's shape (openai-node 7.55). Throws `unsupported_parameter`. */
export function shapeSpeech({ name, path = '/audio/speech', formats, mp3 = true, refused = [], events }: SpeechQuirks): SpeechEndpoint {
  return {
    path,
    encode({ input, voice, response_format: format, instructions, speed, stream_format: stream }: SpeechRequest, { model }) {
      for (const [param, value] of Object.entries({ instructions, speed })) {
        if (value !== undefined && value !== null && (refused as readonly string[]).includes(param)) throw notKnown(name, param);
      }
      const wanted = format ?? (mp3 ? undefined : 'mp3');
      if (wanted !== undefined && formats && !Object.hasOwn(formats, wanted)) throw notKnown(name, 'response_format', `It makes ${Object.keys(formats).join(', ')}.`);
      const asked = wanted === undefined ? {} : (formats?.[wanted] ?? wanted);
      const body: JsonObject = { model, input, voice, ...(typeof asked === 'string' ? { response_format: asked } : asked) };
      if (instructions !== undefined && instructions !== null) body.instructions = instructions;
      if (speed !== undefined && speed !== null) body.speed = speed;
      if (stream === 'sse') body.stream_format = 'sse';
      return { body, warnings: [] };
    },
    ...(events && { event: readEvent }),
  };
}

interface TranscriptQuirks {
  name: string;
  path: string;
  formats?: readonly TranscriptFormat[];
  /** Sent where the client names no language: there, no language means a certain one. */
  language?: string;
  /** What is not known there. */
  refused?: readonly ('include' | 'keywords' | 'languages' | 'chunking_strategy')[];
  /** It has `stream: true`, in OpenAI's events, or in chunks as of a chat. */
  events?: true | 'chunks';
}

/** `/audio/transcriptions` and `/audio/translations` of OpenAI's shape (openai-node 7.55; lists are sent as `name[]`). Throws `unsupported_parameter`. */
export function shapeTranscripts({ name, path, formats, language, refused = [], events }: TranscriptQuirks): TranscriptsEndpoint {
  return {
    path,
    encode(request, { model }) {
      const { response_format: format } = request;
      if (format !== undefined && formats && !formats.includes(format)) throw notKnown(name, 'response_format', `It gives ${formats.join(', ')}.`);
      const out = refused.find((param) => request[param] !== undefined);
      if (out !== undefined) throw notKnown(name, out);
      const fields: [string, string][] = [['model', model]];
      const add = (field: string, value: string | number | readonly string[] | undefined): void => {
        if (typeof value === 'string' || typeof value === 'number') fields.push([field, String(value)]);
        else for (const entry of value ?? []) fields.push([`${field}[]`, entry]);
      };
      add('language', request.language ?? language);
      for (const field of ['prompt', 'response_format', 'temperature', 'timestamp_granularities', 'include', 'keywords', 'languages', 'chunking_strategy'] as const) add(field, request[field]);
      if (request.stream) fields.push(['stream', 'true']);
      return { fields, warnings: [] };
    },
    decode: decodeTranscript,
    ...(events && { events: events === 'chunks' ? readChunks : () => (payload: string) => (payload === DONE ? [] : [readEvent(payload)]) }),
  };
}

/** The same two of a provider, where it has both. */
export function shapeHearing({ at = '', ...quirks }: Omit<TranscriptQuirks, 'path'> & { /** Behind each path. */ at?: string }): { transcriptions: TranscriptsEndpoint; translations: TranscriptsEndpoint } {
  const { language: _language, events: _events, ...plain } = quirks;
  return { transcriptions: shapeTranscripts({ ...quirks, path: `/audio/transcriptions${at}` }), translations: shapeTranscripts({ ...plain, path: `/audio/translations${at}` }) };
}

/** One event of either (`SpeechAudioDeltaEvent` and `SpeechAudioDoneEvent` of OpenAI's API description, `TranscriptionStreamEvent` of openai-node 7.55). */
function readEvent(payload: string): SoundEvent {
  const event = parseJson(payload);
  if (!isObject(event) || typeof event.type !== 'string' || event.type === 'error' || event.error !== undefined) {
    const said = isObject(event) ? (isObject(event.error) ? event.error.message : event.message) : undefined;
    throw new GatehouseError('provider_error', `The provider sent something that is no event of sound${typeof said === 'string' ? `: ${said}` : '.'}`);
  }
  const { type, delta, text, audio } = event;
  // Attack: the client decodes it, and plays what comes out.
  if (type === 'speech.audio.delta' && !(typeof audio === 'string' && BASE64.test(audio))) throw new GatehouseError('provider_error', 'The provider sent sound that is not base64.');
  const last = type === 'speech.audio.done' || type === 'transcript.text.done';
  const piece = type === 'transcript.text.delta' ? delta : type === 'transcript.text.done' ? text : undefined;
  return { event, last, ...(typeof piece === 'string' && { text: piece }), ...(last && countsOf(event)) };
}

/** Behind the last chunk, whether all went well or not; behind OpenAI's events some servers have it too. */
const DONE = '[DONE]';

/** vLLM's chunks of a transcript (`transcription.chunk`, one reason to end for each half minute), as OpenAI's events; a server that speaks those itself is read as it is. */
function readChunks(): (payload: string) => SoundEvent[] {
  let text = '';
  let over = false;
  return (payload) => {
    if (over) return [];
    if (payload === DONE) {
      over = true;
      return [{ event: { type: 'transcript.text.done', text }, text, last: true }];
    }
    const chunk = parseJson(payload);
    if (!isObject(chunk) || chunk.object !== 'transcription.chunk' || !Array.isArray(chunk.choices)) {
      const event = readEvent(payload);
      over = event.last;
      return [event];
    }
    return chunk.choices.flatMap((choice): SoundEvent[] => {
      const delta = isObject(choice) && isObject(choice.delta) ? choice.delta.content : undefined;
      // What was not written down any more would pass for silence.
      if (isObject(choice) && choice.finish_reason === 'length') throw new GatehouseError('provider_error', 'The provider broke off: what was said is longer than its model can write down.');
      if (typeof delta !== 'string' || delta === '') return [];
      text += delta;
      return [{ event: { type: 'transcript.text.delta', delta }, text: delta, last: false }];
    });
  };
}

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
const PLAIN: readonly (TranscriptFormat | undefined)[] = ['text', 'srt', 'vtt'];

function decodeTranscript(text: string, type: string, { response_format: format }: TranscriptRequest): Transcript {
  if (PLAIN.includes(format)) {
    // Attack: a captive portal's page, or an error, would pass for what was said.
    if (type !== 'text/plain' && type !== 'text/vtt' && type !== 'application/x-subrip') throw new GatehouseError('provider_error', `The provider sent ${type === '' ? 'something without a type' : type} in place of plain text.`);
    const seconds = lastTime(text);
    return { answer: text, text: format === 'text' ? text : withoutTimes(text), ...(seconds !== undefined && { seconds }) };
  }
  const body = parseJson(text);
  if (!isObject(body) || typeof body.text !== 'string') {
    const said = isObject(body) && isObject(body.error) && typeof body.error.message === 'string' ? `: ${body.error.message}` : '';
    throw new GatehouseError('provider_error', `The provider sent something that is not a transcript${said}`);
  }
  return { answer: body as TranscriptObject, text: body.text, ...countsOf(body) };
}

/** `usage` in tokens or seconds, else the length that stands beside the text. Numbers that cannot be are left out. */
function countsOf({ usage, duration }: JsonObject): Pick<Transcript, 'usage' | 'seconds'> {
  if (isObject(usage) && isCount(usage.input_tokens) && isCount(usage.output_tokens)) {
    const details = usage.input_token_details;
    const audio = isObject(details) && isCount(details.audio_tokens) && details.audio_tokens <= usage.input_tokens ? details.audio_tokens : undefined;
    return { usage: { promptTokens: usage.input_tokens, completionTokens: usage.output_tokens, ...(audio !== undefined && { audioInTokens: audio }) } };
  }
  const seconds = [isObject(usage) ? usage.seconds : undefined, duration].map(numberOf).find((value) => Number.isFinite(value) && value > 0 && value < MAX_SECONDS);
  return seconds === undefined ? {} : { seconds };
}

const MAX_SECONDS = 7 * 24 * 3600;
const TIME = /^(?:(\d{1,3}):)?(\d{2}):(\d{2})[.,]\d{3} --> (?:(\d{1,3}):)?(\d{2}):(\d{2})[.,]\d{3}/;

/** Of subtitles (SubRip, WebVTT), in seconds. */
function lastTime(text: string): number | undefined {
  const line = text.split('\n').findLast((one) => TIME.test(one));
  const [, , , , hours = '0', minutes = '0', seconds = '0'] = TIME.exec(line ?? '') ?? [];
  return line === undefined ? undefined : Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) + 1;
}

function withoutTimes(text: string): string {
  return text.split('\n').filter((line) => line.trim() !== '' && !TIME.test(line) && !/^\d+\s*$/.test(line) && !line.startsWith('WEBVTT')).join('\n');
}
