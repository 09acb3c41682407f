import type { ChatRequest, Message, Tool, ToolCall } from '../../core/chat.ts';
import { EVERY } from '../../core/sealed.ts';
import { isObject, type Json, type JsonObject } from '../../core/json.ts';
import { type ChatNeeds, type DecodedChat, noNeeds } from '../dialect.ts';
import { hosted, invalid } from '../faults.ts';
import { checkSpelling } from '../one-reading.ts';
import { checkBody, imageParts, readSettings } from './common.ts';

const ROLES = new Set(['system', 'user', 'assistant', 'tool']);

/** Checks a body of Ollama's `/api/chat` (docs/api.md of Ollama 0.24, ollama-js 0.6.4) and gives it in the canonical shape too. Throws `invalid_request`. */
export function decodeOllamaChat(raw: Json): DecodedChat {
  const body = checkBody(raw);
  const { messages, tools } = body;
  if (!Array.isArray(messages) || messages.length === 0) throw invalid('messages', 'messages must be a list with at least one message.');
  const needs = noNeeds();
  const payloads = new Map<object, string>();
  const calls = new OpenCalls();
  const request: ChatRequest = { model: body.model, messages: messages.map((message, index) => readMessage(message, `messages[${index}]`, needs, payloads, calls)) };
  const unread = readSettings(body, request, needs);
  if (tools !== undefined && tools !== null) {
    if (!Array.isArray(tools)) throw invalid('tools', 'tools must be a list.');
    request.tools = tools.map((tool, index) => readTool(tool, `tools[${index}]`));
    needs.tools = tools.length > 0;
    if (tools.length === 0) delete request.tools;
  }
  return { body, request, needs, opaque: [], payloads, ...unread, headers: {} };
}

/** Calls need no ids in this dialect: they are numbered here, and a result belongs to the first call of its tool that has none yet. */
class OpenCalls {
  readonly #open: ToolCall[] = [];
  readonly #numbered = new Set<ToolCall>();
  #count = 0;

  add(name: string, args: Json, id: string | undefined): ToolCall {
    const call: ToolCall = { id: id ?? `call_${++this.#count}`, type: 'function', function: { name, arguments: typeof args === 'string' ? args : JSON.stringify(args) } };
    if (id === undefined) this.#numbered.add(call);
    this.#open.push(call);
    return call;
  }

  take(name: string | undefined, id: string | undefined): string {
    const byId = id === undefined ? -1 : this.#open.findIndex((call) => call.id === id);
    // litellm keeps the id of a call in its result alone.
    const at = byId !== -1 ? byId : this.#open.findIndex((call) => (id === undefined || this.#numbered.has(call)) && (name === undefined || call.function.name === name));
    const [call] = at === -1 ? [] : this.#open.splice(at, 1);
    return call?.id ?? id ?? `call_${++this.#count}`;
  }
}

function readMessage(message: Json, at: string, needs: ChatNeeds, payloads: Map<object, string>, calls: OpenCalls): Message {
  if (!isObject(message)) throw invalid(at, `${at} must be an object with a role and content.`);
  checkSpelling(message, at);
  const { role, thinking, tool_calls: called } = message;
  // As Ollama reads it: null is an empty text.
  const content = message.content ?? '';
  if (typeof role !== 'string' || !ROLES.has(role)) throw invalid(`${at}.role`, `${at}.role must be one of ${[...ROLES].join(', ')}.`);
  if (typeof content !== 'string') throw invalid(`${at}.content`, `${at}.content must be a string.`);
  const images = imageParts(message.images, `${at}.`, needs);
  if (images.length > 0) payloads.set(message.images as Json[], EVERY);
  const read: Message = { role: role as Message['role'], content: images.length > 0 ? [...(content === '' ? [] : [{ type: 'text' as const, text: content }]), ...images] : content };
  if (typeof thinking === 'string' && thinking !== '') read.reasoning_content = thinking;
  if (called !== undefined && called !== null) {
    if (!Array.isArray(called)) throw invalid(`${at}.tool_calls`, `${at}.tool_calls must be a list.`);
    if (called.length > 0 && role !== 'assistant') throw invalid(`${at}.tool_calls`, `${at}.tool_calls belong to an assistant's message.`);
    const made = called.map((call, index) => readCall(call, `${at}.tool_calls[${index}]`, calls));
    if (made.length > 0) read.tool_calls = made;
    if (made.length > 0 && read.content === '') read.content = null;
  }
  if (role === 'tool') read.tool_call_id = calls.take(textOf(message.tool_name) ?? textOf(message.name), textOf(message.tool_call_id));
  return read;
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function readCall(call: Json, at: string, calls: OpenCalls): ToolCall {
  const fn = isObject(call) ? call.function : undefined;
  if (!isObject(call) || !isObject(fn) || typeof fn.name !== 'string' || !(isObject(fn.arguments) || typeof fn.arguments === 'string')) throw invalid(at, `${at} must have a function with a name and arguments as an object.`);
  return calls.add(fn.name, fn.arguments, textOf(call.id));
}

function readTool(tool: Json, at: string): Tool {
  if (!isObject(tool)) throw invalid(at, `${at} must be an object.`);
  checkSpelling(tool, at);
  if (tool.type !== undefined && tool.type !== 'function') throw hosted(`${at}.type`);
  const fn = tool.function;
  if (!isObject(fn) || typeof fn.name !== 'string' || fn.name === '') throw invalid(`${at}.function.name`, `${at}.function.name is missing.`);
  return { type: 'function', function: fn as unknown as Tool['function'] & JsonObject };
}
