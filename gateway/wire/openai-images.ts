import { GatehouseError, unsupported } from '../core/errors.ts';
import type { Form, FormFile } from '../core/form.ts';
import type { ImageRequest, Picture } from '../core/image.ts';
import { isObject, type Json, type JsonObject } from '../core/json.ts';
import { invalid, unknownField } from './faults.ts';
import { checkModelName, checkSpelling } from './one-reading.ts';

const MAX_IMAGES = 10;
/** Of one request (openai-node 7.55). */
const MAX_PICTURES = 16;
/** With what may lie over the first one. */
export const MAX_FILES = MAX_PICTURES + 1;
const BOTH = ['size', 'quality', 'background', 'output_format', 'complexity', 'user', 'safety_identifier'];
const TEXTS = { generations: [...BOTH, 'style', 'moderation'], edits: [...BOTH, 'input_fidelity'] };
const NUMBERS = ['output_compression', 'frame_count', 'frame_duration_ms'];
const COUNTS = [...NUMBERS, 'n', 'partial_images'];
const OTHERS = ['model', 'prompt', 'n', 'response_format', 'stream', 'partial_images'];

type Task = keyof typeof TEXTS;

/** Checks a body of OpenAI's `/images/generations` (openai-node 7.55). Throws `invalid_request` with the field at fault, and `unsupported_parameter`. */
export function decodeImages(body: Json): ImageRequest {
  if (!isObject(body)) throw invalid('prompt', 'The body must be a JSON object.');
  checkSpelling(body, '');
  return checked(body, 'generations');
}

/** The same of a form of `/images/edits`. */
export function decodeEdit({ fields, files }: Form): { request: ImageRequest; pictures: Picture[] } {
  const body: JsonObject = {};
  for (const { name, value } of fields) {
    if (isPicture(name)) throw invalid(name, `${name} must be a file, with a name of its own.`);
    if (Object.hasOwn(body, name)) throw invalid(name, `${name} is given more than once.`);
    // What official clients send for "not set".
    if (value !== '' || name === 'prompt' || name === 'model') body[name] = COUNTS.includes(name) ? numberOf(value) : name === 'stream' ? truthOf(value) : value;
  }
  checkSpelling(body, '');
  return { request: checked(body, 'edits'), pictures: picturesOf(files) };
}

function checked(body: JsonObject, task: Task): ImageRequest {
  const texts = TEXTS[task];
  for (const [name, value] of Object.entries(body)) if (![...texts, ...NUMBERS, ...OTHERS].includes(name) && value !== null) throw unknownField(name);
  const { model, prompt, n, response_format: format, stream, partial_images: partial, ...rest } = body;
  if (typeof model !== 'string' || model === '') throw invalid('model', 'model is missing.');
  checkModelName(model);
  if (typeof prompt !== 'string' || prompt === '') throw invalid('prompt', 'prompt must be a text.');
  if (n !== undefined && n !== null && !(Number.isInteger(n) && (n as number) >= 1 && (n as number) <= MAX_IMAGES)) throw invalid('n', `n must be a whole number from 1 to ${MAX_IMAGES}.`);
  for (const name of texts) if (rest[name] !== undefined && rest[name] !== null && typeof rest[name] !== 'string') throw invalid(name, `${name} must be a text.`);
  for (const name of NUMBERS) if (rest[name] !== undefined && rest[name] !== null && typeof rest[name] !== 'number') throw invalid(name, `${name} must be a number.`);
  // The client would fetch it past the gateway, and the provider would keep it for everybody who knows the address.
  if (format === 'url') throw unsupported('response_format', 'Images come within the answer, not as addresses at the provider.', 'Ask for b64_json.');
  if (format !== undefined && format !== null && format !== 'b64_json') throw invalid('response_format', 'response_format must be b64_json.');
  if (stream === true || (partial !== undefined && partial !== null && partial !== 0)) throw unsupported(stream === true ? 'stream' : 'partial_images', 'Images come whole, not in pieces.', 'Leave stream and partial_images out.');
  if (stream !== undefined && stream !== null && stream !== false) throw invalid('stream', 'stream must be true or false.');
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null));
  return { model, prompt, ...(n !== undefined && n !== null && { n: n as number }), ...given };
}

function numberOf(text: string): Json {
  return /^\d{1,9}$/.test(text) ? Number(text) : text;
}

function truthOf(text: string): Json {
  return text === 'true' ? true : text === 'false' ? false : text;
}

function isPicture(field: string): boolean {
  return useOf(field) !== undefined;
}

function useOf(field: string): Picture['use'] | undefined {
  return field === 'image[]' || field === 'image' ? 'image' : field === 'mask' || field === 'markup' ? field : undefined;
}

function picturesOf(files: readonly FormFile[]): Picture[] {
  const pictures = files.map(({ field, bytes }): Picture => {
    const use = useOf(field);
    if (use === undefined) throw unknownField(field);
    if (bytes.length === 0) throw invalid(field, `${field} is empty.`);
    return { use, bytes };
  });
  const count = (use: Picture['use']): number => pictures.filter((picture) => picture.use === use).length;
  if (count('image') === 0) throw invalid('image', 'image is missing: send the picture that is to be changed as a file.');
  if (count('image') > MAX_PICTURES) throw invalid('image', `There are more than ${MAX_PICTURES} images.`);
  for (const use of ['mask', 'markup'] as const) if (count(use) > 1) throw invalid(use, `There is more than one ${use}.`);
  if (count('mask') > 0 && count('markup') > 0) throw new GatehouseError('invalid_request', 'A mask and a markup exclude each other.', { param: 'markup' });
  // Clients send them in any order; the first one is what a mask lies over.
  return pictures.sort((one, other) => Number(one.use !== 'image') - Number(other.use !== 'image'));
}
