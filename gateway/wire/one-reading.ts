import { GatehouseError } from '../core/errors.ts';
import type { JsonObject } from '../core/json.ts';

const KNOWN = new Set([
  'model', 'messages', 'input', 'stream', 'stream_options', 'tools', 'tool_choice', 'metadata', 'store', 'prompt', 'role', 'content', 'tool_calls', 'tool_call_id', 'audio', 'type', 'text',
  'refusal', 'image_url', 'input_audio', 'file', 'file_data', 'file_id', 'file_url', 'file_ids', 'url', 'audio_url', 'video_url', 'function', 'functions', 'custom', 'n', 'max_tokens',
  'max_completion_tokens', 'previous_response_id', 'conversation', 'thread_id', 'assistant_id', 'attachments', 'vector_store_ids', 'web_search_options', 'web_search', 'enable_search',
  'search_parameters', 'search_options', 'plugins', 'data_sources', 'mcp_servers', 'tool_resources', 'models', 'fallbacks', 'route', 'provider', 'api_base', 'base_url', 'api_key',
  'api_version', 'user_config', 'model_list', 'kv_transfer_params', 'context_window_fallbacks', 'content_policy_fallbacks', 'extra_body', 'extra_headers',
]);
const PLAIN = /^[a-z0-9_]*$/;

/**
 * Attack: `Model` beside `model`. Go's encoding/json takes either, the last one wins, and folds `\u017f` and `\u212a` too: such a server would read
 * another model, other messages or tools than the ones that were decided on. Throws `invalid_request`.
 */
export function checkSpelling(object: JsonObject, at: string): void {
  for (const name of Object.keys(object)) {
    if (PLAIN.test(name)) continue;
    const folded = name.toUpperCase().toLowerCase();
    if (folded === name || !KNOWN.has(folded)) continue;
    const param = at === '' ? folded : `${at}.${folded}`;
    throw new GatehouseError('invalid_request', `A field is spelled like ${param}, in other letters: servers differ in how they read it.`, { param, hint: 'Field names are written in small letters.' });
  }
}

/** Fields by which a server that stands before other servers would choose another model, another address or another credential than the policy did. */
const OTHER_ROUTES = [
  'models', 'fallbacks', 'context_window_fallbacks', 'content_policy_fallbacks', 'route', 'provider', 'model_list', 'user_config',
  'api_base', 'base_url', 'api_key', 'api_version', 'extra_body', 'extra_headers', 'kv_transfer_params',
];

/** Throws `unsupported_parameter` for them: which model sees the request is decided here alone. */
export function checkNoOtherRoute(body: JsonObject): void {
  for (const name of OTHER_ROUTES) {
    if (body[name] === undefined || body[name] === null) continue;
    throw new GatehouseError('unsupported_parameter', `${name} would let the provider pass the request on elsewhere, which no policy has allowed.`, { param: name, hint: 'Fallbacks are set with a model alias.' });
  }
}

/** Attack: the name comes back in a header and in an administrator's terminal. Throws `invalid_request`. */
export function checkModelName(model: string): void {
  if (/\p{Cc}|\p{Zl}|\p{Zp}/u.test(model)) throw new GatehouseError('invalid_request', 'model holds a control character.', { param: 'model' });
}
