import { GatehouseError } from '../core/errors.ts';
import { isObject, type Json } from '../core/json.ts';
import type { SpeechRequest } from '../core/sound.ts';
import { invalid, unknownField } from './faults.ts';
import { checkModelName } from './one-reading.ts';

const KNOWN = new Set(['model', 'input', 'voice', 'instructions', 'response_format', 'speed', 'stream_format']);
const FORMAT = /^[a-z][a-z0-9_]{0,19}$/;
const SLOWEST = 0.25;
const FASTEST = 4;

/** Checks a body of OpenAI's `/audio/speech` (openai-node 7.55). Throws `invalid_request` with the field at fault, and `unsupported_parameter`. */
export function decodeSpeech(body: Json): SpeechRequest {
  if (!isObject(body)) throw invalid('input', 'The body must be a JSON object.');
  for (const [name, value] of Object.entries(body)) {
    if (!KNOWN.has(name) && value !== null) throw unknownField(name);
  }
  const { model, input, voice, instructions, response_format: format, speed, stream_format: stream } = body;
  if (typeof model !== 'string' || model === '') throw invalid('model', 'model is missing.');
  checkModelName(model);
  if (typeof input !== 'string' || input === '') throw invalid('input', 'input must be a text.');
  if (isObject(voice)) throw new GatehouseError('unsupported_parameter', 'A voice that a provider keeps is not in the request, so it cannot be asked for.', { param: 'voice', hint: 'Name one of the built-in voices.' });
  if (typeof voice !== 'string' || voice === '') throw invalid('voice', 'voice must name a voice.');
  if (instructions !== undefined && instructions !== null && typeof instructions !== 'string') throw invalid('instructions', 'instructions must be a text.');
  if (format !== undefined && format !== null && !(typeof format === 'string' && FORMAT.test(format))) throw invalid('response_format', 'response_format must name a format, such as mp3, opus, aac, flac, wav or pcm.');
  if (speed !== undefined && speed !== null && !(typeof speed === 'number' && speed >= SLOWEST && speed <= FASTEST)) throw invalid('speed', `speed must be a number from ${SLOWEST} to ${FASTEST}.`);
  if (stream !== undefined && stream !== null && stream !== 'audio' && stream !== 'sse') throw invalid('stream_format', 'stream_format must be audio or sse.');
  return body as unknown as SpeechRequest;
}
