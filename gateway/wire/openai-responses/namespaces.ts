import type { Tool } from '../../core/chat.ts';
import { isObject, type Json, type JsonObject, spelt } from '../../core/json.ts';

/** A function of a group, as the client calls it. */
export interface InNamespace { namespace: string; name: string }

const flat = ({ namespace, name }: InNamespace): string => `${namespace}__${name}`;

/** Groups of functions (`NamespaceTool` of openai-node 7.55), for dialects without: each function by its group's name and its own, and what the group is for. */
export function outOfNamespace({ name: namespace, description }: JsonObject, { function: inner }: Tool): Tool {
  const about = [description, inner.description].filter((text) => typeof text === 'string' && text !== '').join('\n');
  return { type: 'function', function: { ...inner, name: flat({ namespace: spelt(namespace), name: inner.name }), ...(about !== '' && { description: about }) } };
}

/** The name of the function that was called, for those dialects. */
export function flatName(name: string, namespace: Json | undefined): string {
  return typeof namespace === 'string' ? flat({ namespace, name }) : name;
}

/** Whom the flat names of a request's tools stand for. */
export function namespacesOf(tools: Json | undefined): ReadonlyMap<string, InNamespace> {
  const found = new Map<string, InNamespace>();
  for (const tool of Array.isArray(tools) ? tools : []) {
    if (!isObject(tool) || tool.type !== 'namespace' || typeof tool.name !== 'string') continue;
    for (const inner of Array.isArray(tool.tools) ? tool.tools : []) {
      if (!isObject(inner) || typeof inner.name !== 'string') continue;
      const one = { namespace: tool.name, name: inner.name };
      found.set(flat(one), one);
    }
  }
  return found;
}
