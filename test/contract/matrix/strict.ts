import type { Mock } from '../../support/mock-server.ts';
import { SIGNATURE } from '../../support/mock-scenario.ts';

type Fields = Record<string, unknown>;
type Fault = string | undefined;

interface Turn { role: string; calls: string[]; results: string[] }

/** Each call has its result, and each result its call: in the message behind it. */
function pairing(turns: readonly Turn[]): Fault {
  for (const [at, { calls, results }] of turns.entries()) {
    const answered = turns[at + 1]?.results ?? [];
    const asked = turns[at - 1]?.calls ?? [];
    const [open] = calls.filter((id) => !answered.includes(id));
    if (open !== undefined) return `messages.${at}: the call ${open} has no result behind it`;
    const [stray] = results.filter((id) => !asked.includes(id));
    if (stray !== undefined) return `messages.${at}: the result ${stray} has no call before it`;
    if (new Set(calls).size !== calls.length) return `messages.${at}: two calls of one id`;
    if (new Set(results).size !== results.length) return `messages.${at}: two results of one call`;
  }
  return undefined;
}

const blocksOf = (content: unknown): Fields[] => (typeof content === 'string' ? [{ type: 'text', text: content }] : ((content ?? []) as Fields[]));
const isBlank = (text: unknown): boolean => typeof text === 'string' && text.trim() === '';

/** Messages of one role that follow each other are one to the API. */
function merged(messages: readonly Fields[]): { role: string; blocks: Fields[] }[] {
  const out: { role: string; blocks: Fields[] }[] = [];
  for (const { role, content } of messages) {
    const last = out.at(-1);
    if (last !== undefined && last.role === role) last.blocks.push(...blocksOf(content));
    else out.push({ role: String(role), blocks: [...blocksOf(content)] });
  }
  return out;
}

function anthropic({ messages, thinking, system }: Fields): Fault {
  for (const [at, { role, content }] of (messages as Fields[]).entries()) {
    const blocks = blocksOf(content);
    if (blocks.length === 0) return `messages.${at}: ${String(role)} messages must have non-empty content`;
    for (const inner of blocks.flatMap((block) => [block, ...(Array.isArray(block['content']) ? (block['content'] as Fields[]) : [])])) {
      if (inner['type'] === 'text' && isBlank(inner['text'])) return `messages.${at}: text content blocks must contain non-whitespace text`;
    }
    if (blocks.some(({ type, signature, data }) => (type === 'thinking' && signature !== SIGNATURE) || (type === 'redacted_thinking' && data !== 'c2VhbGVk'))) return `messages.${at}: Invalid signature in thinking block`;
  }
  if (blocksOf(system).some(({ text }) => isBlank(text))) return 'system: text content blocks must be non-empty';
  const turns = merged(messages as Fields[]);
  if (turns[0]!.role !== 'user') return 'messages: first message must use the "user" role';
  const last = turns.at(-1)!;
  const before = turns.at(-2);
  if ((thinking as Fields | undefined)?.['type'] === 'enabled' && last.blocks.some(({ type }) => type === 'tool_result') && !/thinking/.test(String(before?.blocks[0]?.['type']))) return 'messages: Expected `thinking` or `redacted_thinking`, but found `tool_use`';
  return pairing(turns.map(({ role, blocks }) => ({ role, calls: blocks.filter(({ type }) => type === 'tool_use').map(({ id }) => String(id)), results: blocks.filter(({ type }) => type === 'tool_result').map((block) => String(block['tool_use_id'])) })));
}

function bedrock({ messages }: Fields): Fault {
  const turns = (messages as { role: string; content: Fields[] }[]).map(({ role, content }) => ({ role, blocks: content }));
  for (const [at, { role, blocks }] of turns.entries()) {
    if (role === turns[at + 1]?.role) return 'roles must alternate';
    if (blocks.length === 0) return `messages.${at}: the content field is empty`;
    for (const inner of blocks.flatMap((block) => [block, ...(((block['toolResult'] as Fields | undefined)?.['content'] ?? []) as Fields[])])) if (isBlank(inner['text'])) return `messages.${at}: text content blocks must contain non-whitespace text`;
    if (blocks.some((block) => { const thought = (block['reasoningContent'] as { reasoningText?: Fields } | undefined)?.reasoningText; return thought && thought['signature'] !== SIGNATURE; })) return `messages.${at}: Invalid signature`;
  }
  const of = (blocks: Fields[], kind: string): string[] => blocks.flatMap((block) => ((block[kind] as Fields | undefined)?.['toolUseId'] as string | undefined) ?? []);
  return pairing(turns.map(({ role, blocks }) => ({ role, calls: of(blocks, 'toolUse'), results: of(blocks, 'toolResult') })));
}

/** OpenAI's chat completions, and what is made after them. */
function shaped({ messages }: Fields): Fault {
  const turns: Turn[] = [];
  for (const [at, message] of (messages as Fields[]).entries()) {
    const { role, content, tool_calls: calls, tool_call_id: id } = message;
    if (role === 'assistant' && content == null && !(calls as unknown[] | undefined)?.length && message['refusal'] == null) return `messages.${at}: content or tool_calls must be there`;
    if (role !== 'tool') turns.push({ role: String(role), calls: ((calls ?? []) as { id: string }[]).map((call) => call.id), results: [] });
    else if (turns.at(-1)?.role === 'tool') turns.at(-1)!.results.push(String(id));
    else turns.push({ role: 'tool', calls: [], results: [String(id)] });
  }
  return pairing(turns);
}

const AFTER: Record<string, readonly string[]> = { system: ['user', 'assistant', 'system'], user: ['assistant', 'system', 'user'], assistant: ['assistant', 'user', 'tool'], tool: ['assistant', 'tool'] };

/** As its own library checks a request (`MistralRequestValidator` of mistral-common). */
function mistral(body: Fields): Fault {
  const messages = body['messages'] as (Fields & { role: string })[];
  for (const [at, { role, content, tool_calls: calls }] of messages.entries()) {
    const before = messages[at - 1]?.role;
    if (before !== undefined && !AFTER[before]!.includes(role)) return `Unexpected role '${role}' after role '${before}'`;
    if (role === 'assistant' && !(content as string | unknown[] | null | undefined)?.length && !(calls as unknown[] | undefined)?.length) return 'Assistant message must have either content or tool_calls, but not none.';
    for (const { type, signature } of Array.isArray(content) ? (content as Fields[]) : []) if (type === 'thinking' && signature !== SIGNATURE) return 'the signature is not ours';
  }
  if (messages.at(-1)!.role !== 'user' && messages.at(-1)!.role !== 'tool') return `Expected last role User or Tool, but got ${messages.at(-1)!.role}`;
  return shaped(body);
}

function responses({ input }: Fields): Fault {
  const turns: Turn[] = [];
  for (const item of typeof input === 'string' ? [] : (input as Fields[])) {
    const { type = 'message', call_id: id } = item;
    if (type === 'reasoning' && item['encrypted_content'] !== SIGNATURE) return 'The encrypted content could not be verified.';
    const kind = type === 'function_call' ? 'calls' : type === 'function_call_output' ? 'results' : undefined;
    if (!kind) turns.push({ role: String(type), calls: [], results: [] });
    else if (turns.at(-1)?.role === type) turns.at(-1)![kind].push(String(id));
    else turns.push({ role: String(type), calls: [], results: [], [kind]: [String(id)] });
  }
  return pairing(turns);
}

function google({ contents }: Fields): Fault {
  const turns = contents as { role: string; parts: Fields[] }[];
  for (const [at, { role, parts }] of turns.entries()) {
    if (parts.some(({ text, thoughtSignature: signature }) => (text === '' && signature === undefined) || (signature !== undefined && signature !== SIGNATURE && signature !== 'skip_thought_signature_validator'))) return `contents.${at}: an empty part, or a signature of somebody else's`;
    const calls = parts.filter((part) => part['functionCall']).length;
    const results = parts.filter((part) => part['functionResponse']).length;
    if (calls > 0 && (role !== 'model' || turns[at + 1]?.parts.filter((part) => part['functionResponse']).length !== calls)) return `contents.${at}: a response for each call must follow`;
    if (calls > 0 && turns[at - 1]?.role !== 'user') return `contents.${at}: function call turn comes immediately after a user turn or after a function response turn`;
    if (results > 0 && !turns[at - 1]?.parts.some((part) => part['functionCall'])) return `contents.${at}: a response to no call`;
  }
  return undefined;
}

const CHECKS: Readonly<Record<string, (body: Fields) => Fault>> = { anthropic, bedrock, mistral, google, vertex: google, 'openai-responses': responses, ollama: () => undefined };

/** What the real API would refuse in what a mock was sent last, beyond what the mocks refuse themselves. */
export function faultOf(provider: string, mock: Mock): Fault {
  const { json } = mock.requests.at(-1)!;
  return 'input' in json ? responses(json) : (CHECKS[provider] ?? shaped)(json);
}
