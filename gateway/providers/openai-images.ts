import { GatehouseError, unsupported } from '../core/errors.ts';
import type { Drawing, ImageRequest } from '../core/image.ts';
import { isObject, type Json, type JsonObject } from '../core/json.ts';
import type { EditsEndpoint, ImagesEndpoint } from './define.ts';
import { isBase64, isCount } from './values.ts';

interface ImageQuirks {
  name: string;
  /** Models that must be told to put the image into the answer; the others do nothing else, and some refuse to be told. */
  told?: RegExp;
  /** What they are told. */
  format?: 'b64_json' | 'base64';
  /** It takes `width` and `height` in place of `size`. */
  sides?: boolean;
  /** Parameters that it does not have. */
  refused?: readonly string[];
  /** Hints that it does not know. */
  hints?: readonly string[];
}

const SIZE = /^(\d{1,5})x(\d{1,5})$/;
/** What of the answer goes to the client beside the images. */
const TOLD = ['background', 'output_format', 'quality', 'size', 'usage'];

/** `/images/generations` of OpenAI's shape (openai-node 7.55). Throws `unsupported_parameter`, and `provider_error` for an answer whose images are not all in it. */
export function shapeImages({ name, told, format = 'b64_json', sides = false, refused = [], hints = [] }: ImageQuirks): ImagesEndpoint {
  return {
    path: '/images/generations',
    encode(request, { model }) {
      const foreign = refused.find((parameter) => request[parameter] !== undefined);
      if (foreign !== undefined) throw unsupported(foreign, `${name} does not know ${foreign} for images.`);
      const ignored = hints.filter((hint) => request[hint] !== undefined);
      const kept: JsonObject = Object.fromEntries(Object.entries(request as JsonObject).filter(([parameter]) => !ignored.includes(parameter)));
      const { size: _size, ...rest } = kept;
      const body = { ...(sides ? { ...rest, ...sidesOf(request, name) } : kept), model, ...(told?.test(model) && { response_format: format }) };
      return { body, warnings: ignored.map((hint) => `${hint} is ignored by ${name}`) };
    },
    decode,
  };
}

/** `/images/edits` of the same shape. */
export function shapeEdits({ told }: Pick<ImageQuirks, 'told'>): EditsEndpoint {
  return {
    path: '/images/edits',
    encode(request, { model }) {
      const { model: _alias, ...rest } = request as JsonObject;
      const fields = Object.entries(rest).flatMap(([name, value]): [string, string][] => (typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : []));
      return { fields: [['model', model], ...fields, ...(told?.test(model) ? [['response_format', 'b64_json'] satisfies [string, string]] : [])], warnings: [] };
    },
    decode,
  };
}

function sidesOf({ size }: ImageRequest, name: string): { width?: number; height?: number } {
  if (size == null || size === 'auto') return {};
  const [, width, height] = SIZE.exec(size) ?? [];
  if (width === undefined) throw unsupported('size', `${name} takes a size such as 1024x768.`);
  return { width: Number(width), height: Number(height) };
}

function decode(body: Json): Drawing {
  const answer = isObject(body) ? body : {};
  const rows = Array.isArray(answer.data) ? answer.data : [];
  const data = rows.map((row) => {
    // Attack: an address in an image's place, which the client would fetch past the gateway.
    if (!isObject(row) || !isBase64(row.b64_json)) throw new GatehouseError('provider_error', 'The provider sent something that is not an image within the answer.');
    return { b64_json: row.b64_json, ...(typeof row.revised_prompt === 'string' && { revised_prompt: row.revised_prompt }) };
  });
  if (data.length === 0) throw new GatehouseError('provider_error', 'The provider sent no image.');
  const usage = isObject(answer.usage) ? answer.usage : {};
  const { input_tokens: prompt, output_tokens: completion } = usage;
  const more = Object.fromEntries(TOLD.flatMap((name) => (answer[name] === undefined ? [] : [[name, answer[name]]])));
  return {
    answer: { created: isCount(answer.created) ? answer.created : Math.floor(Date.now() / 1000), data, ...more },
    tokens: isCount(prompt) && isCount(completion) && completion > 0 ? { prompt, completion } : undefined,
  };
}
