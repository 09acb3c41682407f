import type { Message, ToolCall } from '../../core/chat.ts';
import { isObject, type Json, type JsonObject, spelt } from '../../core/json.ts';
import { invalid } from '../faults.ts';

/** Tools that this API describes and the client runs itself; no other dialect has them. */
const TOOLS: ReadonlySet<string> = new Set(['custom', 'local_shell', 'apply_patch']);
const CALLS: ReadonlySet<string> = new Set(['custom_tool_call', 'local_shell_call', 'apply_patch_call', 'shell_call']);
const RESULTS: ReadonlySet<string> = new Set([...CALLS].map((type) => `${type}_output`));

/** A shell is the client's own where it says so; otherwise it may be a container of the provider's. */
const isLocal = (environment: Json | undefined): boolean => isObject(environment) && environment.type === 'local';

export function isOwnTool({ type, environment }: JsonObject): boolean {
  return TOOLS.has(spelt(type)) || (type === 'shell' && isLocal(environment));
}

/** That such a tool be used, in `tool_choice`. */
export function isOwnChoice(choice: Json): boolean {
  return isObject(choice) && (TOOLS.has(spelt(choice.type)) || choice.type === 'shell');
}

/** The call of such a tool, as far as the canonical shape has words for it: it is measured by them, and sent as it is. */
export function ownCall({ type, environment, call_id: id, name, input, action, operation }: JsonObject, at: string): ToolCall | undefined {
  if (!CALLS.has(spelt(type)) || (environment != null && !isLocal(environment))) return undefined;
  if (typeof id !== 'string') throw invalid(`${at}.call_id`, `${at}.call_id is missing.`);
  return { id, type: 'function', function: { name: typeof name === 'string' ? name : spelt(type), arguments: typeof input === 'string' ? input : JSON.stringify(action ?? operation ?? {}) } };
}

/** Its result, whose parts `read` checks. */
export function ownResult({ type, call_id: call, id, output }: JsonObject, read: (parts: Json) => Message['content']): Message | undefined {
  if (!RESULTS.has(spelt(type))) return undefined;
  const own = type === 'custom_tool_call_output' ? output : typeof output === 'string' ? output : JSON.stringify(output ?? '');
  return { role: 'tool', tool_call_id: spelt(call ?? id ?? ''), content: typeof own === 'string' ? own : (read(own ?? null) ?? '') };
}
