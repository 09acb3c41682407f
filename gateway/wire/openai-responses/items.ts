import type { ContentPart, Message, ReasoningDetail, ToolCall } from '../../core/chat.ts';
import { isObject, type Json, type JsonObject, spelt } from '../../core/json.ts';
import { unreadableBase64, worse } from '../../core/unreadable.ts';
import type { DecodedChat } from '../dialect.ts';
import { hosted, invalid, reference } from '../faults.ts';
import { isLeftByHostedTool } from '../hosted.ts';
import { giveBack } from '../marks.ts';
import { checkSpelling } from '../one-reading.ts';
import { isPayload } from '../payload.ts';
import { flatName } from './namespaces.ts';
import { ownCall, ownResult } from './own-tools.ts';
import { readReasoning } from './reasoning.ts';

export type Reading = Pick<DecodedChat, 'needs' | 'opaque' | 'ownOnly' | 'hosted' | 'hints'> & { payloads: Map<object, string> };

interface Turn { parts: ContentPart[]; calls: ToolCall[]; details: ReasoningDetail[]; thoughts: string }

const ROLES = new Set(['user', 'assistant', 'system', 'developer']);
const DATA_IMAGE = /^data:image\/[\w.+-]+;base64,[A-Za-z0-9+/\r\n_-]*(?:={1,2}\s*)?$/i;

/** Items of the Responses API → messages: what the model said, thought and called in one turn is one message. */
export class Items {
  readonly messages: Message[] = [];
  readonly #reading: Reading;
  #turn: Turn | undefined;

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  add(item: Json, at: string): void {
    if (!isObject(item)) throw invalid(at, `${at} must be an object.`);
    checkSpelling(item, at);
    switch (item.type) {
      case undefined:
      case 'message':
        this.#message(item, at);
        return;
      case 'reasoning':
        this.#reasoning(item, at);
        return;
      case 'function_call':
        this.#ofTurn().calls.push(callOf(item, at));
        return;
      case 'function_call_output':
        this.#output(item, at);
        return;
      case 'item_reference':
        throw reference(`${at}.id`);
      default:
        if (this.#ofOwnTool(item, at)) {
          this.#reading.ownOnly.push(`${at}.type`);
          return;
        }
        // What was found stands in the answer's text too: another model can do without.
        if (isLeftByHostedTool('openai-responses', item.type)) {
          this.#reading.hints.push(spelt(item.type));
          return;
        }
        if (typeof item.type === 'string') throw hosted(`${at}.type`);
        throw invalid(`${at}.type`, `${at}.type must be a string.`);
    }
  }

  /** All that was added. */
  end(): Message[] {
    const turn = this.#turn;
    this.#turn = undefined;
    if (turn) {
      const message: Message = { role: 'assistant', content: turn.parts.length > 0 ? turn.parts : null };
      if (turn.calls.length > 0) message.tool_calls = turn.calls;
      if (turn.thoughts !== '') message.reasoning_content = turn.thoughts;
      giveBack(turn.details, message);
      this.messages.push(message);
    }
    return this.messages;
  }

  #ofTurn(): Turn {
    return (this.#turn ??= { parts: [], calls: [], details: [], thoughts: '' });
  }

  #message(item: JsonObject, at: string): void {
    const { role, content } = item;
    if (typeof role !== 'string' || !ROLES.has(role)) throw invalid(`${at}.role`, `${at}.role must be one of ${[...ROLES].join(', ')}.`);
    // An answer that was cut before its first word, as it came.
    const parts = typeof content === 'string' ? content : role === 'assistant' && isNothing(content) ? [] : partsOf(content, `${at}.content`, this.#reading);
    if (role !== 'assistant') {
      this.end();
      this.messages.push({ role: role as Message['role'], content: parts });
      return;
    }
    this.#ofTurn().parts.push(...(typeof parts === 'string' ? [{ type: 'text' as const, text: parts }] : parts));
  }

  #reasoning(item: JsonObject, at: string): void {
    const turn = this.#ofTurn();
    const { text, details, opaque } = readReasoning(item, at);
    turn.thoughts += text;
    turn.details.push(...details);
    this.#reading.opaque.push(...opaque);
  }

  #ofOwnTool(item: JsonObject, at: string): boolean {
    const call = ownCall(item, at);
    if (call) this.#ofTurn().calls.push(call);
    const result = call ? undefined : ownResult(item, (parts) => partsOf(parts, `${at}.output`, this.#reading));
    if (!result) return call !== undefined;
    this.end();
    this.messages.push(result);
    return true;
  }

  #output({ call_id: id, output }: JsonObject, at: string): void {
    if (typeof id !== 'string') throw invalid(`${at}.call_id`, `${at}.call_id is missing: it names the call that this is the result of.`);
    this.end();
    // A tool that returned nothing, as MCP says it; a list without parts is refused elsewhere.
    this.messages.push({ role: 'tool', tool_call_id: id, content: typeof output === 'string' ? output : isNothing(output) ? '' : partsOf(output, `${at}.output`, this.#reading) });
  }
}

const isNothing = (list: Json | undefined): boolean => Array.isArray(list) && list.length === 0;

function callOf({ call_id: id, name, namespace, arguments: args }: JsonObject, at: string): ToolCall {
  if (typeof id !== 'string' || typeof name !== 'string' || typeof args !== 'string') throw invalid(at, `${at} must have a call_id, a name and arguments as a string.`);
  return { id, type: 'function', function: { name: flatName(name, namespace), arguments: args } };
}

function partsOf(content: Json | undefined, at: string, reading: Reading): ContentPart[] {
  if (!Array.isArray(content) || content.length === 0) throw invalid(at, `${at} must be a string or a list of parts.`);
  return content.map((part, index) => partOf(part, `${at}[${index}]`, reading));
}

function partOf(part: Json, at: string, { needs, payloads }: Reading): ContentPart {
  if (!isObject(part)) throw invalid(at, `${at} must be an object with a type.`);
  checkSpelling(part, at);
  switch (part.type) {
    case 'input_text':
    case 'output_text':
    case 'text':
      if (typeof part.text !== 'string') throw invalid(`${at}.text`, `${at}.text must be a string.`);
      return { type: 'text', text: part.text };
    case 'refusal':
      if (typeof part.refusal !== 'string') throw invalid(`${at}.refusal`, `${at}.refusal must be a string.`);
      return { type: 'refusal', refusal: part.refusal };
    case 'input_image': {
      const { image_url: url, detail } = part;
      if (part.file_id != null || typeof url !== 'string' || !DATA_IMAGE.test(url)) throw reference(`${at}.${part.file_id != null ? 'file_id' : 'image_url'}`);
      payloads.set(part, 'image_url');
      needs.images = true;
      needs.unreadable = worse(needs.unreadable, unreadableBase64(url));
      return { type: 'image_url', image_url: { url, ...(typeof detail === 'string' && { detail }) } };
    }
    case 'input_file': {
      for (const field of ['file_id', 'file_url']) if (part[field] != null) throw reference(`${at}.${field}`);
      const { file_data: data, filename } = part;
      if (typeof data !== 'string' || !isPayload(data)) throw invalid(`${at}.file_data`, `${at}.file_data must be base64, plain or as a data: URL.`);
      payloads.set(part, 'file_data');
      needs.files.push({ path: at, data });
      return { type: 'file', file: { file_data: data, ...(typeof filename === 'string' && { filename }) } };
    }
    default:
      throw invalid(`${at}.type`, `${at}.type is not a part that is known here (input_text, input_image, input_file, output_text, refusal).`);
  }
}
