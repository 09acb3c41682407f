import { type ChatRequest, type ImagePart, NO_THINKING } from '../../core/chat.ts';
import { isObject, type Json, type JsonObject } from '../../core/json.ts';
import { unreadableBase64, worse } from '../../core/unreadable.ts';
import type { ChatNeeds, DecodedChat } from '../dialect.ts';
import { invalid } from '../faults.ts';
import { checkBooleans, MAX_ANSWER_TOKENS } from '../parameters.ts';
import { checkModelName, checkNoOtherRoute, checkSpelling } from '../one-reading.ts';
import { unreadFields } from '../unread.ts';

/** Options that have a word in the canonical shape. */
const NUMBERS: Readonly<Record<string, { as: 'temperature' | 'top_p' | 'seed' | 'presence_penalty' | 'frequency_penalty'; min: number; max: number }>> = {
  temperature: { as: 'temperature', min: 0, max: 2 },
  top_p: { as: 'top_p', min: 0, max: 1 },
  seed: { as: 'seed', min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER },
  presence_penalty: { as: 'presence_penalty', min: -2, max: 2 },
  frequency_penalty: { as: 'frequency_penalty', min: -2, max: 2 },
};
/** For the gateway's own Ollama they are set here; elsewhere they mean nothing. */
const SERVERS_OWN = ['num_ctx', 'num_gpu', 'num_thread', 'num_batch', 'main_gpu', 'use_mmap', 'numa', 'low_vram'];
const KNOWN = new Set(['model', 'messages', 'prompt', 'system', 'images', 'stream', 'format', 'options', 'think', 'logprobs', 'top_logprobs', 'keep_alive', 'tools', 'suffix', 'template', 'raw', 'context']);
const BASE64 = /^[A-Za-z0-9+/\r\n]*(?:={1,2}\s*)?$/;

/** As Ollama 0.24 takes them. */
const EFFORTS: readonly Json[] = ['low', 'medium', 'high', 'max'];

/** Checks what every request of this dialect has. Throws `invalid_request`. */
export function checkBody(body: Json): JsonObject & { model: string } {
  if (!isObject(body)) throw invalid('', 'The body must be a JSON object.');
  checkSpelling(body, '');
  checkNoOtherRoute(body);
  const { model } = body;
  if (typeof model !== 'string' || model === '') throw invalid('model', 'model is missing: name a model or an alias, "local" for instance.');
  checkModelName(model);
  checkBooleans(body, ['stream']);
  return body as JsonObject & { model: string };
}

/** `options`, `format`, `think` and `logprobs`, as the canonical request has them; gives the names of what has no place there. */
export function readSettings(body: JsonObject, request: ChatRequest, needs: ChatNeeds): Pick<DecodedChat, 'hints' | 'ownOnly'> {
  // In this dialect a stream is what comes unasked.
  if (body.stream !== false) request.stream = true;
  readFormat(body.format, request, needs);
  const { think } = body;
  if (think != null && typeof think !== 'boolean' && !EFFORTS.includes(think)) throw invalid('think', `think must be true, false, ${EFFORTS.map((effort) => `"${String(effort)}"`).join(', ')}.`);
  if (typeof think === 'string') request.reasoning_effort = think;
  else if (think === true) request.reasoning_effort = 'medium';
  else if (think === false) request[NO_THINKING] = true;
  if (body.logprobs === true) request.logprobs = true;
  if (typeof body.top_logprobs === 'number' && body.top_logprobs > 0) request.top_logprobs = body.top_logprobs;
  const { ownOnly, hints } = unreadFields(body, KNOWN);
  return { ownOnly, hints: [...readOptions(body.options, request), ...(body.keep_alive === undefined ? [] : ['keep_alive']), ...hints] };
}

function readFormat(format: Json | undefined, request: ChatRequest, needs: ChatNeeds): void {
  if (format === undefined || format === null || format === '') return;
  if (format === 'json') request.response_format = { type: 'json_object' };
  else if (isObject(format)) {
    request.response_format = { type: 'json_schema', json_schema: { name: 'answer', schema: format } };
    needs.jsonSchema = true;
  } else throw invalid('format', 'format must be "json" or a JSON schema.');
}

function readOptions(options: Json | undefined, request: ChatRequest): string[] {
  if (options === undefined || options === null) return [];
  if (!isObject(options)) throw invalid('options', 'options must be an object.');
  const hints: string[] = [];
  for (const [name, value] of Object.entries(options)) {
    if (value === null || SERVERS_OWN.includes(name)) continue;
    const number = NUMBERS[name];
    if (number) {
      if (typeof value !== 'number' || value < number.min || value > number.max) throw invalid(`options.${name}`, `options.${name} must be a number from ${number.min} to ${number.max}.`);
      request[number.as] = value;
    } else if (name === 'num_predict') {
      if (typeof value !== 'number' || !Number.isInteger(value) || value > MAX_ANSWER_TOKENS) throw invalid('options.num_predict', `options.num_predict must be a whole number of at most ${MAX_ANSWER_TOKENS}.`);
      if (value > 0) request.max_tokens = value;
    } else if (name === 'stop') {
      if (typeof value !== 'string' && !(Array.isArray(value) && value.every((one) => typeof one === 'string'))) throw invalid('options.stop', 'options.stop must be a string or a list of strings.');
      request.stop = value;
    } else if (/^[\w.-]{1,40}$/.test(name)) hints.push(`options.${name}`);
  }
  return hints;
}

const BEGINNINGS: readonly [string, string][] = [['/9j/', 'jpeg'], ['iVBORw0KGgo', 'png'], ['R0lGOD', 'gif'], ['UklGR', 'webp']];

/** Images are plain base64 here; what kind they are is read from their first bytes. */
export function imageParts(images: Json | undefined, at: string, needs: ChatNeeds): ImagePart[] {
  if (images === undefined || images === null) return [];
  if (!Array.isArray(images)) throw invalid(`${at}images`, `${at}images must be a list of images in base64.`);
  return images.map((image, index) => {
    if (typeof image !== 'string' || !BASE64.test(image)) throw invalid(`${at}images[${index}]`, `${at}images[${index}] must be an image in base64.`);
    needs.images = true;
    needs.unreadable = worse(needs.unreadable, unreadableBase64(image));
    const kind = BEGINNINGS.find(([beginning]) => image.startsWith(beginning))?.[1] ?? 'png';
    return { type: 'image_url', image_url: { url: `data:image/${kind};base64,${image}` } };
  });
}
