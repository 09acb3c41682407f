import { type FinishReason, type ReasoningDetail, STOPPED } from '../core/chat.ts';
import { GatehouseError } from '../core/errors.ts';
import { newId } from '../core/ids.ts';
import { isObject, type Json, type JsonObject } from '../core/json.ts';
import type { Quirks } from './openai-shape-quirks.ts';

interface OpenCall { index: number; id: string | undefined; name: string | undefined }

/** What has come of one choice so far; of a plain answer all at once. */
export class Choice {
  called = false;
  ended = false;
  readonly #quirks: Quirks;
  readonly #open = new Map<number, OpenCall>();
  #calls = 0;
  /** Index of the thought that is going on. */
  #thought: number | undefined;
  #thoughts = 0;

  constructor(quirks: Quirks) {
    this.#quirks = quirks;
  }

  /** Brings a message or delta, in place, into the canonical shape. Throws `provider_error` on wrong types. */
  read(holder: JsonObject, choice: JsonObject, whole: boolean): void {
    const { content, tool_calls: calls, reasoning } = holder;
    if (Array.isArray(content)) this.#spread(holder, content);
    else if (typeof content !== 'string' && content !== undefined && content !== null) throw broken('a text');
    if (reasoning !== undefined) readReasoning(holder, reasoning);
    if (holder.reasoning_content !== undefined && typeof holder.reasoning_content !== 'string') {
      if (holder.reasoning_content !== null) throw broken('reasoning');
      delete holder.reasoning_content;
    }
    if (this.#thought !== undefined && typeof holder.content === 'string' && holder.content !== '') this.#thought = undefined;
    if (calls !== undefined) this.#readCalls(holder, calls, whole);
    if (this.#quirks.countedLogprobs) readCounted(holder, choice);
    const { stop_reason: by } = choice;
    // vLLM's word for the sequence (a number is a token's), and TGI's for that it was one.
    if (typeof by === 'string' || choice.finish_reason === 'stop_sequence') Object.assign(choice, { [STOPPED]: by ?? null });
  }

  #readCalls(holder: JsonObject, given: Json, whole: boolean): void {
    const calls = given === null ? [] : isObject(given) ? [given] : given;
    if (!Array.isArray(calls) || !calls.every(isObject)) throw broken('tool calls');
    if (calls.length === 0) {
      delete holder.tool_calls;
      return;
    }
    this.called = true;
    this.#thought = undefined;
    holder.tool_calls = calls;
    if (holder.content === '') holder.content = null;
    for (const [position, call] of calls.entries()) {
      if (whole) readWhole(call);
      else this.#align(call, position);
    }
  }

  /** Gives a fragment the index of its call: some servers leave it at 0 for every one, or out; and takes an id or name out that is only said again. */
  #align(call: JsonObject, position: number): void {
    const key = Number.isSafeInteger(call.index) ? (call.index as number) : position;
    const id = typeof call.id === 'string' && call.id !== '' && call.id !== 'null' ? call.id : undefined;
    let open = this.#open.get(key);
    const begins = !open || (id !== undefined && open.id !== undefined && open.id !== id);
    if (!open || begins) {
      open = { index: this.#calls++, id, name: undefined };
      this.#open.set(key, open);
      call.id = id ?? newId('call');
      if (typeof call.type !== 'string') call.type = 'function';
    } else {
      delete call.id;
      delete call.type;
    }
    call.index = open.index;
    if (isObject(call.custom)) return;
    const fn = call.function ?? {};
    if (!isObject(fn)) throw broken('tool calls');
    call.function = fn;
    if (typeof fn.name !== 'string' || fn.name === '' || fn.name === open.name) delete fn.name;
    else open.name ??= fn.name;
    if (begins) fn.arguments = argumentsOf(fn.arguments);
    else if (fn.arguments === undefined || fn.arguments === null) delete fn.arguments;
    else fn.arguments = argumentsOf(fn.arguments);
  }

  /** Content in chunks (`@mistralai/mistralai` 2.7, ContentChunk): texts are the answer, thinking goes its own way, signature included; what else there may be has no place in OpenAI's shape. */
  #spread(holder: JsonObject, chunks: Json[]): void {
    let text = '';
    let thoughts = '';
    const details: ReasoningDetail[] = [];
    for (const chunk of chunks) {
      if (!isObject(chunk)) throw broken('a text');
      if (chunk.type === 'text') {
        if (typeof chunk.text !== 'string') throw broken('a text');
        if (chunk.text !== '') this.#thought = undefined;
        text += chunk.text;
      } else if (chunk.type === 'thinking') {
        const pieces = Array.isArray(chunk.thinking) ? chunk.thinking : [];
        const said = typeof chunk.thinking === 'string' ? chunk.thinking : pieces.map((piece) => (isObject(piece) && typeof piece.text === 'string' ? piece.text : '')).join('');
        thoughts += said;
        this.#thought ??= this.#thoughts++;
        const { kind: format, thinking } = this.#quirks;
        const signature = typeof chunk.signature === 'string' ? chunk.signature : '';
        if (thinking) details.push({ type: 'reasoning.text', format, ...(said !== '' && { text: said }), ...(signature !== '' && { signature }), index: this.#thought });
        // What is signed is over.
        if (signature !== '') this.#thought = undefined;
      }
    }
    if (text === '' && thoughts !== '') delete holder.content;
    else holder.content = text;
    if (thoughts !== '') holder.reasoning_content = thoughts;
    if (details.length > 0) holder.reasoning_details = details as unknown as Json;
  }
}

/** vLLM's, Groq's and Together's name for it; clients know one or the other. */
function readReasoning(holder: JsonObject, reasoning: Json): void {
  if (typeof reasoning === 'string') {
    if (reasoning !== '' && holder.reasoning_content == null) holder.reasoning_content = reasoning;
  } else if (reasoning !== null) throw broken('reasoning');
  delete holder.reasoning;
}

function readWhole(call: JsonObject): void {
  if (typeof call.id !== 'string' || call.id === '' || call.id === 'null') call.id = newId('call');
  if (isObject(call.custom)) return;
  if (!isObject(call.function) || typeof call.function.name !== 'string') throw broken('tool calls');
  call.type = 'function';
  call.function.arguments = argumentsOf(call.function.arguments);
}

/** Some servers send the arguments as the object that they stand for. */
function argumentsOf(value: Json | undefined): string {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return '';
  if (!isObject(value)) throw broken('tool calls');
  return JSON.stringify(value);
}

/** Together's log probabilities (together-ai 0.52): parallel lists, in a stream one number. */
function readCounted(holder: JsonObject, choice: JsonObject): void {
  const { logprobs, top_logprobs: top } = choice;
  if (typeof logprobs === 'number') {
    const token = typeof holder.content === 'string' ? holder.content : '';
    choice.logprobs = { content: [entry(token, logprobs, top)], refusal: null };
    delete choice.top_logprobs;
  } else if (isObject(logprobs) && Array.isArray(logprobs.tokens)) {
    const numbers = Array.isArray(logprobs.token_logprobs) ? logprobs.token_logprobs : [];
    choice.logprobs = { content: logprobs.tokens.map((token, index) => entry(typeof token === 'string' ? token : '', numbers[index], undefined)), refusal: null };
  }
}

function entry(token: string, logprob: Json | undefined, top: Json | undefined): JsonObject {
  const others = isObject(top) ? Object.entries(top).map(([other, value]) => ({ token: other, logprob: value, bytes: null })) : [];
  return { token, logprob: typeof logprob === 'number' ? logprob : null, bytes: null, top_logprobs: others };
}

/** Other servers' words for what OpenAI calls `stop` and `length`. */
const FINISH: Readonly<Record<string, FinishReason>> = { eos: 'stop', eos_token: 'stop', stop_sequence: 'stop', model_length: 'length' };
const BROKEN: readonly Json[] = ['error', 'insufficient_system_resource'];

/** Null while it goes on. Throws `provider_error` where the provider says that it broke off. */
export function finishReason(given: Json | undefined, { called }: Choice): FinishReason | null {
  if (given === undefined || given === null || given === '') return null;
  if (typeof given !== 'string') throw broken('a finish reason');
  if (BROKEN.includes(given)) throw new GatehouseError('provider_error', `The provider broke off: ${given}`);
  const reason = FINISH[given] ?? given;
  return reason === 'stop' && called ? 'tool_calls' : (reason as FinishReason);
}

function broken(what: string): GatehouseError {
  return new GatehouseError('provider_error', `The provider sent ${what} that cannot be read.`);
}
