import type { ImageRequest } from '../core/image.ts';
import { unsupported } from '../core/errors.ts';
import { isObject, type Json } from '../core/json.ts';
import { invalid, unknownField } from './faults.ts';
import { checkModelName, checkSpelling } from './one-reading.ts';

const MAX_IMAGES = 10;
const TEXTS = ['size', 'quality', 'style', 'background', 'moderation', 'output_format', 'complexity', 'user', 'safety_identifier'];
const NUMBERS = ['output_compression', 'frame_count', 'frame_duration_ms'];
const OTHERS = ['model', 'prompt', 'n', 'response_format', 'stream', 'partial_images'];
const KNOWN = new Set([...TEXTS, ...NUMBERS, ...OTHERS]);

/** Checks a body of OpenAI's `/images/generations` (openai-node 7.55). Throws `invalid_request` with the field at fault, and `unsupported_parameter`. */
export function decodeImages(body: Json): ImageRequest {
  if (!isObject(body)) throw invalid('prompt', 'The body must be a JSON object.');
  checkSpelling(body, '');
  for (const [name, value] of Object.entries(body)) if (!KNOWN.has(name) && value !== null) throw unknownField(name);
  const { model, prompt, n, response_format: format, stream, partial_images: partial, ...rest } = body;
  if (typeof model !== 'string' || model === '') throw invalid('model', 'model is missing.');
  checkModelName(model);
  if (typeof prompt !== 'string' || prompt === '') throw invalid('prompt', 'prompt must be a text.');
  if (n !== undefined && n !== null && !(Number.isInteger(n) && (n as number) >= 1 && (n as number) <= MAX_IMAGES)) throw invalid('n', `n must be a whole number from 1 to ${MAX_IMAGES}.`);
  for (const name of TEXTS) if (rest[name] !== undefined && rest[name] !== null && typeof rest[name] !== 'string') throw invalid(name, `${name} must be a text.`);
  for (const name of NUMBERS) if (rest[name] !== undefined && rest[name] !== null && typeof rest[name] !== 'number') throw invalid(name, `${name} must be a number.`);
  // The client would fetch it past the gateway, and the provider would keep it for everybody who knows the address.
  if (format === 'url') throw unsupported('response_format', 'Images come within the answer, not as addresses at the provider.', 'Ask for b64_json.');
  if (format !== undefined && format !== null && format !== 'b64_json') throw invalid('response_format', 'response_format must be b64_json.');
  if (stream === true || (partial !== undefined && partial !== null && partial !== 0)) throw unsupported(stream === true ? 'stream' : 'partial_images', 'Images come whole, not in pieces.', 'Leave stream and partial_images out.');
  if (stream !== undefined && stream !== null && stream !== false) throw invalid('stream', 'stream must be true or false.');
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null));
  return { model, prompt, ...(n !== undefined && n !== null && { n: n as number }), ...given };
}
