import { BEGUN, type Annotation, type ChatAnswer, type ChatChunk, type FinishReason, type ReasoningDetail, type ToolCall, type WireUsage } from '../../core/chat.ts';
import { GatehouseError } from '../../core/errors.ts';
import { newId } from '../../core/ids.ts';
import { isObject, type Json, type JsonObject } from '../../core/json.ts';
import { errorMessage, type StreamDecoder } from '../define.ts';
import { isCount, parseEvent } from '../values.ts';

/*
 * Where Gemini's thoughts and signatures go (@google/genai 3.1, `Part`):
 * - A thought (`thought: true`) is plain text in `reasoning_content`, and a reasoning detail `reasoning.text` with its `signature` where it has one. A signed part is
 *   a piece of its own; unsigned ones that follow each other are one piece: Google forbids joining a signed part to another.
 * - The signature of a part of the answer's text is a detail `reasoning.encrypted`; `data` is the signature.
 * - A detail's `id` says where the part stood: `content:<start>-<end>+<calls>`, in UTF-16 units of the content, after so many tool calls. A detail without one stood
 *   at the beginning (a thought).
 * - The signature of a tool call rides on the call: `extra_content.google.thought_signature`.
 */

type Delta = ChatChunk['choices'][number]['delta'];

/** Gemini's `generateContent` answer → canonical. */
export function decodeAnswer(body: Json, model: string): ChatAnswer {
  const answer = checked(body);
  const base = { id: newId('chatcmpl'), object: 'chat.completion' as const, created: Math.floor(Date.now() / 1000), model };
  const usage = usageOf(answer.usageMetadata);
  const rows = candidatesOf(answer);
  const blocked = rows.length === 0 ? blockedText(answer) : undefined;
  if (blocked !== undefined) {
    return { ...base, choices: [{ index: 0, message: { role: 'assistant', content: null, refusal: blocked }, finish_reason: 'content_filter' }], ...(usage && { usage }) };
  }
  if (rows.length === 0) throw broken('an answer without candidates');
  const choices = rows.map((row, position): ChatAnswer['choices'][number] => {
    const state = new Candidate();
    const { reasoning_details: details, tool_calls: calls, ...delta } = state.read(row);
    const finish = state.finishReason();
    if (!finish) throw broken('an answer that is not complete');
    return {
      index: indexOf(row, position),
      message: {
        ...delta,
        role: 'assistant',
        content: state.text === '' && calls ? null : state.text,
        refusal: null,
        ...(details && { reasoning_details: details.map(({ index: _index, ...detail }) => detail) }),
        ...(calls && { tool_calls: calls.map(({ index: _index, ...call }) => call as ToolCall) }),
      },
      finish_reason: finish,
      logprobs: logprobs(row),
    };
  });
  return { ...base, choices, ...(usage && { usage }) };
}

/**
 * Gemini's `streamGenerateContent?alt=sse` → canonical chunks. There is no terminal marker: the stream is whole when the connection ends in good order after every
 * candidate has given a finish reason, which some servers put on earlier chunks too; usage is cumulative, and the last one counts.
 */
export function googleStream(model: string): StreamDecoder {
  const base = { id: newId('chatcmpl'), object: 'chat.completion.chunk' as const, created: Math.floor(Date.now() / 1000), model };
  const states = new Map<number, Candidate>();
  let usage: WireUsage | undefined;
  let blocked = false;
  let finished = false;
  return {
    get finished() {
      return finished;
    },
    push(payload) {
      const event = checked(parseEvent(payload));
      if (isObject(event.usageMetadata) && event.usageMetadata.promptTokenCount !== undefined) usage = usageOf(event.usageMetadata);
      const choices = candidatesOf(event).flatMap((row, position): ChatChunk['choices'] => {
        const index = indexOf(row, position);
        const known = states.get(index);
        const state = known ?? new Candidate();
        states.set(index, state);
        const delta: Delta = known ? state.read(row) : { role: 'assistant', ...state.read(row) };
        const probabilities = logprobs(row);
        return Object.keys(delta).length > 0 || probabilities !== null ? [{ index, delta, finish_reason: null, logprobs: probabilities }] : [];
      });
      const refusal = blockedText(event);
      if (refusal !== undefined && !blocked) {
        blocked = true;
        choices.push({ index: 0, delta: { ...(states.size === 0 && { role: 'assistant' }), refusal }, finish_reason: null });
      }
      // Also of what was thought and never sent.
      return choices.length > 0 ? [{ ...base, choices, ...(usage && { [BEGUN]: usage }) }] : [];
    },
    end() {
      if (blocked && states.size === 0) states.set(0, new Candidate());
      const choices = [...states].map(([index, state]) => ({ index, delta: {}, finish_reason: blocked ? 'content_filter' as const : state.finishReason() }));
      if (choices.length === 0 || choices.some(({ finish_reason: reason }) => reason === null)) return [];
      finished = true;
      return [{ ...base, choices }, ...(usage ? [{ ...base, choices: [], usage }] : [])];
    },
  };
}

const FINISHES: Record<string, FinishReason> = {
  STOP: 'stop', MAX_TOKENS: 'length', CONTINUATION: 'length', SAFETY: 'content_filter', RECITATION: 'content_filter', BLOCKLIST: 'content_filter', PROHIBITED_CONTENT: 'content_filter', SPII: 'content_filter',
  IMAGE_SAFETY: 'content_filter', IMAGE_PROHIBITED_CONTENT: 'content_filter', IMAGE_RECITATION: 'content_filter',
};

/** Parts that a chat without hosted tools and with text for an answer has no place for. */
const UNTOLD = ['inlineData', 'fileData', 'executableCode', 'codeExecutionResult', 'functionResponse', 'toolCall', 'toolResponse', 'audioTranscription'];

class Candidate {
  /** What was said so far. */
  text = '';
  #calls = 0;
  #pieces = 0;
  #open = false;
  #finish: FinishReason | null = null;
  readonly #cited = new Set<string>();

  /** What one event adds. Throws where it says that the answer failed. */
  read(row: JsonObject): Delta {
    const delta: Delta = {};
    for (const part of partsOf(row)) this.#readPart(part, delta);
    const annotations = annotationsOf(row, this.text).filter((annotation) => {
      const key = JSON.stringify(annotation);
      const known = this.#cited.has(key);
      this.#cited.add(key);
      return !known;
    });
    if (annotations.length > 0) delta.annotations = annotations;
    const { finishReason: reason, finishMessage: said } = row;
    if (reason !== undefined && reason !== null && reason !== 'FINISH_REASON_UNSPECIFIED') {
      const finish = typeof reason === 'string' && Object.hasOwn(FINISHES, reason) ? FINISHES[reason]! : undefined;
      if (!finish) throw new GatehouseError('provider_error', `Google broke off (${String(reason).slice(0, 60)})${typeof said === 'string' && said !== '' ? `: ${said}` : '.'}`);
      this.#finish = finish;
    }
    return delta;
  }

  finishReason(): FinishReason | null {
    return this.#finish === 'stop' && this.#calls > 0 ? 'tool_calls' : this.#finish;
  }

  #readPart(part: JsonObject, delta: Delta): void {
    const { text = '', thought, thoughtSignature: signature, functionCall: call } = part;
    if (typeof text !== 'string' || (signature !== undefined && typeof signature !== 'string')) throw broken('a part that cannot be read');
    const unknown = UNTOLD.find((name) => part[name] !== undefined);
    if (unknown) throw broken(`a part of a kind that was not asked for (${unknown})`);
    if (call !== undefined) {
      this.#open = false;
      (delta.tool_calls ??= []).push({ index: this.#calls++, ...toolCall(call, signature) });
      return;
    }
    const place = `content:${this.text.length}-${this.text.length + (thought === true ? 0 : text.length)}+${this.#calls}`;
    if (thought === true) {
      if (text !== '') delta.reasoning_content = (delta.reasoning_content ?? '') + text;
      this.#addThought(text, signature, place, (delta.reasoning_details ??= []));
      return;
    }
    if (text !== '') delta.content = (delta.content ?? '') + text;
    this.text += text;
    if (text !== '' || signature !== undefined) this.#open = false;
    if (signature !== undefined) (delta.reasoning_details ??= []).push({ type: 'reasoning.encrypted', format: 'google', data: signature, id: place, index: this.#pieces++ });
  }

  #addThought(text: string, signature: string | undefined, place: string, details: ReasoningDetail[]): void {
    const unsigned = signature === undefined;
    if (this.#open && unsigned) {
      const index = this.#pieces - 1;
      const last = details.at(-1);
      if (last?.index === index) last.text += text;
      else details.push({ type: 'reasoning.text', format: 'google', text, index });
      return;
    }
    this.#open = unsigned;
    details.push({ type: 'reasoning.text', format: 'google', text, ...(!unsigned && { signature }), ...(place !== 'content:0-0+0' && { id: place }), index: this.#pieces++ });
  }
}

function toolCall(call: Json, signature: string | undefined): ToolCall {
  const args = isObject(call) ? (call.args ?? {}) : undefined;
  if (!isObject(call) || !isObject(args) || typeof call.name !== 'string' || call.name === '' || call.partialArgs !== undefined) throw broken('a tool call that cannot be read');
  // An id of our own says so: it goes back as it came, without one.
  const id = typeof call.id === 'string' && call.id !== '' ? call.id : newId('call_google');
  return { id, type: 'function', function: { name: call.name, arguments: JSON.stringify(args) }, ...(signature !== undefined && { extra_content: { google: { thought_signature: signature } } }) };
}

function checked(body: Json): JsonObject {
  const outer = Array.isArray(body) ? body[0] : body;
  if (isObject(outer) && outer.error !== undefined && outer.error !== null) throw new GatehouseError('provider_error', `Google broke off: ${errorMessage(outer) ?? 'no reason given'}`);
  if (!isObject(body)) throw broken('something that is not an object');
  return body;
}

function candidatesOf({ candidates = [] }: JsonObject): JsonObject[] {
  if (!Array.isArray(candidates) || !candidates.every(isObject)) throw broken('candidates that cannot be read');
  return candidates;
}

const MAX_CANDIDATES = 128;

function indexOf({ index }: JsonObject, position: number): number {
  if (index === undefined) return position;
  if (!isCount(index) || index >= MAX_CANDIDATES) throw broken('a candidate whose number cannot be read');
  return index;
}

function partsOf({ content = {} }: JsonObject): JsonObject[] {
  const parts = isObject(content) ? (content.parts ?? []) : null;
  if (!Array.isArray(parts) || !parts.every(isObject)) throw broken('parts that cannot be read');
  return parts;
}

function blockedText({ promptFeedback: feedback }: JsonObject): string | undefined {
  if (!isObject(feedback) || typeof feedback.blockReason !== 'string') return undefined;
  const said = feedback.blockReasonMessage;
  return `Google has blocked the prompt (${feedback.blockReason})${typeof said === 'string' && said !== '' ? `: ${said}` : '.'}`;
}

/** Google counts thoughts beside the answer, and what it read of tools beside the prompt. Numbers that are none: no usage, and an estimate takes its place. */
function usageOf(from: Json | undefined): WireUsage | undefined {
  if (!isObject(from)) return undefined;
  const { promptTokenCount: prompt, toolUsePromptTokenCount: read = 0, candidatesTokenCount: said = 0, thoughtsTokenCount: thought = 0, cachedContentTokenCount: cached = 0 } = from;
  if (!isCount(prompt) || prompt === 0 || !isCount(read) || !isCount(said) || !isCount(thought) || !isCount(cached) || cached > prompt) return undefined;
  const usage = { prompt_tokens: prompt + read, completion_tokens: said + thought, total_tokens: prompt + read + said + thought };
  if (!isCount(usage.total_tokens)) return undefined;
  return { ...usage, prompt_tokens_details: { cached_tokens: cached }, completion_tokens_details: { reasoning_tokens: thought } };
}

function logprobs({ logprobsResult: result }: JsonObject): Json {
  if (!isObject(result) || !Array.isArray(result.chosenCandidates)) return null;
  const top = Array.isArray(result.topCandidates) ? result.topCandidates : [];
  const entry = (row: Json | undefined) => (isObject(row) && typeof row.token === 'string' && typeof row.logProbability === 'number' ? { token: row.token, logprob: row.logProbability, bytes: null } : null);
  const content = result.chosenCandidates.map((row, at) => {
    const others = top[at];
    const chosen = entry(row);
    if (!chosen) throw broken('log probabilities that cannot be read');
    return { ...chosen, top_logprobs: isObject(others) && Array.isArray(others.candidates) ? others.candidates.map(entry).filter((row) => row !== null) : [] };
  });
  return { content, refusal: null };
}

/** Sources that are web pages. Google counts in bytes: of the text for a citation (`citationSources` on the wire), of one part for grounding, whose words are given too. */
function annotationsOf({ citationMetadata: citations, groundingMetadata: grounding }: JsonObject, text: string): Annotation[] {
  if (!citations && !grounding) return [];
  const out: Annotation[] = [];
  const bytes = Buffer.from(text);
  const add = (source: Json | undefined, start: number, end: number) => {
    if (!isObject(source) || typeof source.uri !== 'string' || !/^https?:\/\//.test(source.uri)) return;
    out.push({ type: 'url_citation', url_citation: { url: source.uri, title: typeof source.title === 'string' ? source.title : source.uri, start_index: start, end_index: end } });
  };
  const units = (count: Json | undefined): number => bytes.subarray(0, isCount(count) ? count : 0).toString().length;
  for (const source of isObject(citations) && Array.isArray(citations.citationSources) ? citations.citationSources : []) if (isObject(source)) add(source, units(source.startIndex), units(source.endIndex));
  const chunks = isObject(grounding) && Array.isArray(grounding.groundingChunks) ? grounding.groundingChunks : [];
  for (const support of isObject(grounding) && Array.isArray(grounding.groundingSupports) ? grounding.groundingSupports : []) {
    const segment = isObject(support) && isObject(support.segment) ? support.segment : {};
    const words = typeof segment.text === 'string' ? segment.text : '';
    const said = units(segment.startIndex);
    const start = text.startsWith(words, said) ? said : text.indexOf(words);
    const indices = isObject(support) && Array.isArray(support.groundingChunkIndices) ? support.groundingChunkIndices : [];
    for (const index of words === '' || start === -1 ? [] : indices) {
      const chunk = isCount(index) ? chunks[index] : undefined;
      if (isObject(chunk)) add(chunk.web, start, start + words.length);
    }
  }
  return out;
}

function broken(what: string): GatehouseError {
  return new GatehouseError('provider_error', `Google sent ${what}.`);
}
