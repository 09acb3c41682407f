import type { ChatRequest, ContentPart, Message } from '../../core/chat.ts';
import { GatehouseError } from '../../core/errors.ts';
import { isObject, type Json, type JsonObject, spelt } from '../../core/json.ts';
import { unreadableBase64, worse } from '../../core/unreadable.ts';
import { hosted, invalid, reference } from '../faults.ts';
import { type ChatNeeds, type DecodedChat, noNeeds } from '../dialect.ts';
import { checkModelName, checkNoOtherRoute, checkSpelling } from '../one-reading.ts';
import { checkBooleans, checkNumbers, MAX_ANSWER_TOKENS, type NumberRule } from '../parameters.ts';
import { isPayload } from '../payload.ts';
import { opaqueOf } from './seal.ts';

const NO_HEADERS = {};
const ROLES = new Set(['system', 'developer', 'user', 'assistant', 'tool', 'function']);

/**
 * Checks an OpenAI chat-completions body (shapes of openai-node 7.55) and returns it as the canonical request.
 * Throws `invalid_request` with the path at fault, `content_by_reference` for content that the provider would fetch by itself
 * and `hosted_tool` for tools that the provider runs.
 */
export function decodeChat(body: Json): DecodedChat {
  if (!isObject(body)) throw invalid('', 'The body must be a JSON object.');
  checkSpelling(body, '');
  if (typeof body.model !== 'string' || body.model === '') throw invalid('model', 'model is missing: name a model or an alias, "local" for instance.');
  checkModelName(body.model);
  if (!Array.isArray(body.messages) || body.messages.length === 0) throw invalid('messages', 'messages must be a list with at least one message.');
  const needs = noNeeds();
  const opaque: string[] = [];
  const payloads = new Map<object, string>();
  body.messages.forEach((message, index) => {
    checkMessage(message, `messages[${index}]`, { needs, payloads });
    if (message.reasoning_details || message.tool_calls) opaqueOf(message, opaque);
  });
  checkTools(body, needs);
  checkResponseFormat(body, needs);
  checkParameters(body);
  checkReferences(body);
  return { body, request: body as unknown as ChatRequest, needs, opaque, payloads, ownOnly: [], hints: [], headers: NO_HEADERS };
}

type Reading = Pick<DecodedChat, 'needs'> & { payloads: Map<object, string> };

function checkMessage(message: Json, at: string, reading: Reading): asserts message is JsonObject & Message {
  if (!isObject(message)) throw invalid(at, `${at} must be an object with a role and content.`);
  checkSpelling(message, at);
  const { role, content } = message;
  if (typeof role !== 'string' || !ROLES.has(role)) throw invalid(`${at}.role`, `${at}.role must be one of ${[...ROLES].join(', ')}.`);
  if (Array.isArray(content)) {
    if (content.length === 0) throw invalid(`${at}.content`, `${at}.content must not be an empty list.`);
    content.forEach((part, index) => checkPart(part, `${at}.content[${index}]`, reading));
  } else if (typeof content !== 'string' && content !== null && content !== undefined) {
    throw invalid(`${at}.content`, `${at}.content must be a string or a list of parts.`);
  } else if (typeof content !== 'string' && role !== 'assistant') {
    throw invalid(`${at}.content`, `${at}.content is missing.`);
  }
  if (message.audio !== undefined && message.audio !== null) throw reference(`${at}.audio`);
  if (message.tool_calls !== undefined && message.tool_calls !== null) checkToolCalls(message.tool_calls, `${at}.tool_calls`);
  if (role === 'tool' && typeof message.tool_call_id !== 'string') throw invalid(`${at}.tool_call_id`, `${at}.tool_call_id is missing: it names the call that this is the result of.`);
}

function checkToolCalls(calls: Json, at: string): void {
  if (!Array.isArray(calls)) throw invalid(at, `${at} must be a list.`);
  calls.forEach((call, index) => {
    const { id, type, function: fn, custom } = isObject(call) ? call : {};
    const made = type === 'custom' ? isObject(custom) && typeof custom.name === 'string' && typeof custom.input === 'string' : isObject(fn) && typeof fn.name === 'string' && typeof fn.arguments === 'string';
    if (typeof id !== 'string' || !made) throw invalid(`${at}[${index}]`, `${at}[${index}] must have an id, and a function with a name and arguments as a string.`);
  });
}

/** Attack: a part says that it is text and carries an image's address too; some servers go by the field, not by the type. */
const FIELDS_WITH_CONTENT = ['image_url', 'input_audio', 'file', 'audio_url', 'video_url'];

function checkPart(part: Json, at: string, { needs, payloads }: Reading): asserts part is JsonObject & ContentPart {
  if (!isObject(part)) throw invalid(at, `${at} must be an object with a type.`);
  checkSpelling(part, at);
  for (const field of FIELDS_WITH_CONTENT) if (field !== part.type && part[field] !== undefined && part[field] !== null) throw invalid(`${at}.${field}`, `${at}.${field} does not belong into a part of type ${spelt(part.type)}.`);
  switch (part.type) {
    case 'text':
      if (typeof part.text !== 'string') throw invalid(`${at}.text`, `${at}.text must be a string.`);
      return;
    case 'refusal':
      if (typeof part.refusal !== 'string') throw invalid(`${at}.refusal`, `${at}.refusal must be a string.`);
      return;
    case 'image_url': {
      const image = part.image_url;
      if (isObject(image)) checkSpelling(image, `${at}.image_url`);
      const url = isObject(image) ? image.url : undefined;
      if (!isObject(image) || typeof url !== 'string') throw invalid(`${at}.image_url.url`, `${at}.image_url.url must be a string.`);
      if (!/^data:image\/[\w.+-]+;base64,/i.test(url)) throw reference(`${at}.image_url.url`);
      needs.images = true;
      needs.unreadable = worse(needs.unreadable, unreadableBase64(url));
      if (isPayload(url)) payloads.set(image, 'url');
      return;
    }
    case 'input_audio': {
      const audio = part.input_audio;
      if (!isObject(audio) || typeof audio.data !== 'string' || typeof audio.format !== 'string') throw invalid(`${at}.input_audio`, `${at}.input_audio must have data (base64) and format.`);
      needs.unreadable = worse(needs.unreadable, unreadableBase64(audio.data));
      if (isPayload(audio.data)) payloads.set(audio, 'data');
      return;
    }
    case 'file': {
      const file = part.file;
      if (!isObject(file)) throw invalid(`${at}.file`, `${at}.file must be an object.`);
      checkSpelling(file, `${at}.file`);
      for (const field of ['file_id', 'file_url']) if (file[field] !== undefined) throw reference(`${at}.file.${field}`);
      if (typeof file.file_data !== 'string') throw invalid(`${at}.file.file_data`, `${at}.file.file_data must be a string.`);
      if (!/^data:|^[A-Za-z0-9+/=\s]*$/.test(file.file_data.trimStart().slice(0, 100))) throw reference(`${at}.file.file_data`);
      needs.files.push({ path: `${at}.file`, data: file.file_data });
      if (isPayload(file.file_data)) payloads.set(file, 'file_data');
      return;
    }
    default:
      throw invalid(`${at}.type`, `${at}.type is not a content part that is known here (text, image_url, input_audio, file, refusal).`);
  }
}

function checkTools(body: JsonObject, needs: ChatNeeds): void {
  const { tools } = body;
  if (tools === undefined || tools === null) {
    if (body.tool_choice !== undefined && body.tool_choice !== null && body.tool_choice !== 'none' && body.tool_choice !== 'auto') throw invalid('tool_choice', 'tool_choice needs tools.');
    return;
  }
  if (!Array.isArray(tools)) throw invalid('tools', 'tools must be a list.');
  tools.forEach((tool, index) => {
    const at = `tools[${index}]`;
    if (!isObject(tool)) throw invalid(at, `${at} must be an object.`);
    checkSpelling(tool, at);
    if (tool.type !== 'function' && tool.type !== 'custom') throw hosted(`${at}.type`);
    const definition = tool.type === 'function' ? tool.function : tool.custom;
    if (!isObject(definition) || typeof definition.name !== 'string' || definition.name === '') throw invalid(`${at}.${tool.type}.name`, `${at}.${tool.type}.name is missing.`);
  });
  if (tools.length > 0 && body.tool_choice !== 'none') needs.tools = true;
}

function checkResponseFormat(body: JsonObject, needs: ChatNeeds): void {
  const format = body.response_format;
  if (format === undefined || format === null) return;
  if (!isObject(format) || (format.type !== 'text' && format.type !== 'json_object' && format.type !== 'json_schema')) {
    throw invalid('response_format.type', 'response_format.type must be text, json_object or json_schema.');
  }
  if (format.type === 'json_schema') {
    if (!isObject(format.json_schema) || typeof format.json_schema.name !== 'string') throw invalid('response_format.json_schema.name', 'response_format.json_schema.name is missing.');
    const { schema } = format.json_schema;
    if (schema !== undefined && schema !== null && !isObject(schema)) throw invalid('response_format.json_schema.schema', 'response_format.json_schema.schema must be an object.');
    needs.jsonSchema = true;
  }
}

const NUMBERS: Record<string, NumberRule> = {
  temperature: { min: 0, max: 2 },
  top_p: { min: 0, max: 1 },
  frequency_penalty: { min: -2, max: 2 },
  presence_penalty: { min: -2, max: 2 },
  max_tokens: { min: 1, max: MAX_ANSWER_TOKENS, integer: true },
  max_completion_tokens: { min: 1, max: MAX_ANSWER_TOKENS, integer: true },
  n: { min: 1, max: 128, integer: true },
  top_logprobs: { min: 0, max: 20, integer: true },
  seed: { min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER, integer: true },
};
const BOOLEANS = ['stream', 'logprobs', 'parallel_tool_calls', 'store'];

function checkParameters(body: JsonObject): void {
  checkNumbers(body, NUMBERS);
  checkBooleans(body, BOOLEANS);
  const { reasoning_effort: effort } = body;
  if (effort != null && typeof effort !== 'string') throw invalid('reasoning_effort', 'reasoning_effort must be a string.');
  const { stop, stream_options: options, metadata } = body;
  if (stop !== undefined && stop !== null && typeof stop !== 'string' && !(Array.isArray(stop) && stop.every((s) => typeof s === 'string'))) {
    throw invalid('stop', 'stop must be a string or a list of strings.');
  }
  if (options !== undefined && options !== null && !isObject(options)) throw invalid('stream_options', 'stream_options must be an object.');
  if (metadata !== undefined && metadata !== null && !isObject(metadata)) throw invalid('metadata', 'metadata must be an object.');
}

/** Fields by which a provider would add content of its own that nobody here has seen. */
const BY_REFERENCE = ['previous_response_id', 'conversation', 'file_ids', 'thread_id', 'assistant_id', 'prompt', 'attachments', 'vector_store_ids'];
/** Fields by which a provider would search the web, or run tools that are not the office's own. */
const HOSTED = ['web_search_options', 'web_search', 'enable_search', 'search_parameters', 'search_options', 'plugins', 'data_sources', 'mcp_servers', 'tool_resources'];

function checkReferences(body: JsonObject): void {
  for (const name of BY_REFERENCE) if (body[name] !== undefined && body[name] !== null) throw reference(name);
  for (const name of HOSTED) if (body[name] !== undefined && body[name] !== null) throw hosted(name);
  checkNoOtherRoute(body);
  if (body.functions !== undefined && body.functions !== null) {
    throw new GatehouseError('unsupported_parameter', 'functions is the form of 2023.', { param: 'functions', hint: 'Send tools and tool_choice.' });
  }
}
