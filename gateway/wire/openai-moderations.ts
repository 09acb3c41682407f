import { isObject, type Json } from '../core/json.ts';
import type { ModerationRequest } from '../core/moderation.ts';
import { type Unreadable, unreadableBase64, worse } from '../core/unreadable.ts';
import { invalid, reference, unknownField } from './faults.ts';
import { checkModelName, checkSpelling } from './one-reading.ts';

const MAX_INPUTS = 2048;

/** A body of OpenAI's `/moderations`, and the bytes of images in it: they are not looked at as text. */
export interface DecodedModeration {
  request: ModerationRequest;
  payloads: ReadonlyMap<object, string>;
  unreadable: Unreadable;
}

/** Checks a body of OpenAI's `/moderations` (openai-node 7.55). Throws `invalid_request` with the path at fault, `content_by_reference` and `unsupported_parameter`. */
export function decodeModeration(body: Json): DecodedModeration {
  if (!isObject(body)) throw invalid('input', 'The body must be a JSON object.');
  checkSpelling(body, '');
  for (const [name, value] of Object.entries(body)) {
    if (name !== 'model' && name !== 'input' && value !== null) throw unknownField(name);
  }
  const { model, input } = body;
  if (typeof model !== 'string' || model === '') throw invalid('model', 'model is missing: which one judges is decided here by its name.');
  checkModelName(model);
  const payloads = new Map<object, string>();
  if (Array.isArray(input) && input.length > 0) {
    if (input.length > MAX_INPUTS) throw invalid('input', `input may hold ${MAX_INPUTS} entries at the most.`);
    if (input.every(isObject)) input.forEach((part, index) => checkPart(part, `input[${index}]`, payloads));
    else if (!input.every((entry) => typeof entry === 'string')) throw invalid('input', 'input must be a text, a list of texts, or a list of parts.');
  } else if (typeof input !== 'string' || input === '') throw invalid('input', 'input must be a text, a list of texts, or a list of parts; none may be empty.');
  const unreadable = [...payloads.keys()].reduce<Unreadable>((sum, image) => worse(sum, unreadableBase64((image as { url: string }).url)), false);
  return { request: body as unknown as ModerationRequest, payloads, unreadable };
}

function checkPart(part: { [name: string]: Json }, at: string, payloads: Map<object, string>): void {
  checkSpelling(part, at);
  const { type, text, image_url: image, ...more } = part;
  for (const name of Object.keys(more)) throw unknownField(`${at}.${name}`);
  if (type === 'text') {
    if (typeof text !== 'string') throw invalid(`${at}.text`, `${at}.text must be a string.`);
    if (image !== undefined) throw invalid(`${at}.image_url`, `${at}.image_url does not belong into a part of type text.`);
  } else if (type === 'image_url') {
    if (text !== undefined) throw invalid(`${at}.text`, `${at}.text does not belong into a part of type image_url.`);
    const url = isObject(image) ? image.url : undefined;
    if (!isObject(image) || typeof url !== 'string') throw invalid(`${at}.image_url.url`, `${at}.image_url.url must be a string.`);
    for (const name of Object.keys(image)) if (name !== 'url') throw unknownField(`${at}.image_url.${name}`);
    if (!IMAGE.test(url)) throw reference(`${at}.image_url.url`);
    payloads.set(image, 'url');
  } else throw invalid(`${at}.type`, `${at}.type must be text or image_url.`);
}

/** All of it, so that no text goes by as an image. */
const IMAGE = /^data:image\/[\w.+-]+;base64,[A-Za-z0-9+/\r\n]+(?:={1,2}[\r\n]*)?$/i;
