import { GatehouseError, unsupported } from '../core/errors.ts';
import { type Drawing, type ImageRequest, type Picture, pictureType } from '../core/image.ts';
import { isObject, type Json, type JsonObject } from '../core/json.ts';
import type { EditsEndpoint, Encoded, ImagesEndpoint, Target } from './define.ts';
import { isBase64, isCount } from './values.ts';

/** What Google has no word for; at these values nothing is asked of it. */
const REFUSED: Readonly<Record<string, readonly Json[]>> = { style: [], background: ['auto', 'opaque'], output_format: ['png'], output_compression: [100], complexity: [], frame_count: [1], frame_duration_ms: [] };
const HINTS = ['quality', 'moderation', 'input_fidelity', 'user', 'safety_identifier'];
const RATIOS = ['1:1', '2:3', '3:2', '3:4', '4:3', '9:16', '16:9', '21:9'];
/** That can be sent to them (https://ai.google.dev/gemini-api/docs/image-understanding), of those that are known here. */
const TYPES = ['image/png', 'image/jpeg', 'image/webp'];
const SIZE = /^(\d{1,5})x(\d{1,5})$/;

/** Images that Gemini's models answer with, by `generateContent` (@google/genai 3.1). `path`: of that method. */
export function geminiImages(path: (target: Target) => string): { images: ImagesEndpoint; edits: EditsEndpoint } {
  return {
    images: { path, encode: (request, target) => encode(request, target, []), decode },
    edits: { path, encode: (request, target, pictures) => encode(request, target, pictures.map(partOf)), decode },
  };
}

function encode(request: ImageRequest, { outputBound }: Target, pictures: readonly JsonObject[]): Encoded {
  if ((request.n ?? 1) > 1) throw unsupported('n', 'Google makes one image per request.');
  for (const [name, neutral] of Object.entries(REFUSED)) if (request[name] !== undefined && !neutral.includes(request[name])) throw unsupported(name, `Google does not know this ${name} for images.`);
  const aspectRatio = ratioOf(request);
  const warnings = HINTS.filter((name) => request[name] !== undefined && request[name] !== 'auto').map((name) => `${name} is ignored by Google`);
  if (aspectRatio !== undefined) warnings.push('of the size Google follows the proportions alone');
  const generationConfig: JsonObject = { responseModalities: ['IMAGE'], ...(aspectRatio !== undefined && { imageConfig: { aspectRatio } }), ...(outputBound !== undefined && { maxOutputTokens: outputBound }) };
  return { body: { contents: [{ role: 'user', parts: [{ text: request.prompt }, ...pictures] }], generationConfig }, warnings };
}

function partOf({ use, bytes }: Picture): JsonObject {
  if (use !== 'image') throw unsupported(use, `Google knows no ${use} for images.`, 'Say in the prompt what is to be changed.');
  const type = pictureType(bytes)?.type;
  if (type === undefined || !TYPES.includes(type)) throw unsupported('image', 'Google changes pictures of the kinds PNG, JPEG and WebP.');
  return { inlineData: { mimeType: type, data: bytes.toString('base64') } };
}

function ratioOf({ size }: ImageRequest): string | undefined {
  if (size == null || size === 'auto') return undefined;
  const [, width = '0', height = '0'] = SIZE.exec(size) ?? [];
  const found = RATIOS.find((ratio) => {
    const [across, down] = ratio.split(':').map(Number) as [number, number];
    return Number(width) > 0 && Number(width) * down === Number(height) * across;
  });
  if (found === undefined) throw unsupported('size', `Google makes images of the proportions ${RATIOS.join(', ')}.`, 'Ask for 1024x1024 or 1536x1024, for instance.');
  return found;
}

/** Pictures that a model makes while it thinks are none of its answer. */
function decode(body: Json): Drawing {
  const answer = isObject(body) ? body : {};
  const candidates = Array.isArray(answer.candidates) ? answer.candidates : [];
  const first = isObject(candidates[0]) ? candidates[0] : {};
  const parts = isObject(first.content) && Array.isArray(first.content.parts) ? first.content.parts.filter(isObject) : [];
  const images = parts.flatMap(({ inlineData, thought }) => (isObject(inlineData) && thought !== true ? [inlineData] : []));
  const reason = isObject(answer.promptFeedback) ? answer.promptFeedback.blockReason : first.finishReason;
  if (images.length === 0) throw new GatehouseError('provider_error', `Google made no image${typeof reason === 'string' ? ` (${reason.slice(0, 60)})` : ''}.`);
  const data = images.map(({ mimeType, data: bytes }) => {
    if (!isBase64(bytes) || typeof mimeType !== 'string' || !/^image\/[\w.+-]{1,40}$/.test(mimeType)) throw new GatehouseError('provider_error', 'Google sent something that is not an image within the answer.');
    return { b64_json: bytes };
  });
  const tokens = tokensOf(answer.usageMetadata);
  const usage = tokens && { input_tokens: tokens.prompt, output_tokens: tokens.completion, total_tokens: tokens.prompt + tokens.completion, input_tokens_details: { text_tokens: tokens.prompt - tokens.pictures, image_tokens: tokens.pictures } };
  return { answer: { created: Math.floor(Date.now() / 1000), data, output_format: String(images[0]!.mimeType).slice('image/'.length), ...(usage && { usage }) }, tokens: tokens && { prompt: tokens.prompt, completion: tokens.completion } };
}

/** `pictures`: of the prompt's tokens. */
function tokensOf(usage: Json | undefined): { prompt: number; completion: number; pictures: number } | undefined {
  if (!isObject(usage)) return undefined;
  const { promptTokenCount: prompt, candidatesTokenCount: made, thoughtsTokenCount: thought = 0, promptTokensDetails: details } = usage;
  if (!isCount(prompt) || !isCount(made) || !isCount(thought) || made === 0) return undefined;
  const counted = (Array.isArray(details) ? details : []).flatMap((row) => (isObject(row) && row.modality === 'IMAGE' && isCount(row.tokenCount) ? [row.tokenCount] : []));
  return { prompt, completion: made + thought, pictures: Math.min(prompt, counted.reduce((sum, count) => sum + count, 0)) };
}
