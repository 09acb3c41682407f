import { GatehouseError } from './errors.ts';

export interface ModelName {
  host: string;
  namespace: string;
  model: string;
  tag: string;
}

const DEFAULT_HOST = 'registry.ollama.ai';
const DEFAULT_NAMESPACE = 'library';
// No dots-only parts: a name becomes a path in the store.
const PART = /^[a-z0-9_][a-z0-9_.-]{0,79}$/i;

/**
 * Reads `[[host/]namespace/]model[:tag]`, as Ollama does. Throws `invalid_request` for what is not a name, and for models
 * that Ollama would forward to its vendor's cloud.
 */
export function parseModelName(text: string): ModelName {
  const parts = text.split('/');
  const last = parts.pop() ?? '';
  const colon = last.lastIndexOf(':');
  const name: ModelName = {
    model: colon < 0 ? last : last.slice(0, colon),
    tag: colon < 0 ? 'latest' : last.slice(colon + 1),
    namespace: parts.pop() ?? DEFAULT_NAMESPACE,
    host: parts.pop() ?? DEFAULT_HOST,
  };
  const badHost = !/^[a-z0-9][a-z0-9.-]{0,200}(:\d{1,5})?$/i.test(name.host);
  if (parts.length > 0 || badHost || ![name.model, name.tag, name.namespace].every((part) => PART.test(part))) {
    throw new GatehouseError('invalid_request', `"${text.slice(0, 100)}" is not the name of a local model.`, { hint: 'Write it as model:tag, for example smollm2:135m.' });
  }
  if (isCloudName(text)) {
    throw new GatehouseError('invalid_request', `"${text.slice(0, 100)}" runs in its vendor's cloud, not on this machine; the bundled Ollama refuses it.`);
  }
  return name;
}

/** Whether `parseModelName` would take it. */
export function isModelName(text: string): boolean {
  try {
    parseModelName(text);
    return true;
  } catch {
    return false;
  }
}

/** Whether a name is tagged as a cloud model: `gpt-oss:120b-cloud`, `x:cloud`. */
export function isCloudName(text: string): boolean {
  return /(:|-)cloud$/i.test(text.trim());
}

/** The name as Ollama lists it: the defaults left out, the tag always there. */
export function displayName(name: ModelName): string {
  const host = name.host === DEFAULT_HOST ? '' : `${name.host}/`;
  const namespace = host === '' && name.namespace === DEFAULT_NAMESPACE ? '' : `${name.namespace}/`;
  return `${host}${namespace}${name.model}:${name.tag}`;
}

export function normaliseModelName(text: string): string {
  return displayName(parseModelName(text));
}
