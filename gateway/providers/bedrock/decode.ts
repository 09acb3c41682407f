import { type Annotation, type AnswerMessage, type ChatAnswer, type ChatChunk, type FinishReason, type ReasoningDetail, STOPPED, type WireUsage } from '../../core/chat.ts';
import { newId } from '../../core/ids.ts';
import { isObject, type Json, type JsonObject } from '../../core/json.ts';
import type { StreamDecoder } from '../define.ts';
import { broken, objectIn, textIn, usageBesideCache } from '../values.ts';

type Delta = ChatChunk['choices'][number]['delta'];

/** `ConverseResponse` of @aws-sdk/client-bedrock-runtime 3.1163 → canonical. */
export function decodeAnswer(body: Json, model: string): ChatAnswer {
  const message = isObject(body) && isObject(body.output) ? body.output.message : undefined;
  if (!isObject(body) || !isObject(message) || !Array.isArray(message.content) || !message.content.every(isObject)) throw broken(`The provider sent something that is not an answer${says(body)}.`);
  const answer: AnswerMessage = { role: 'assistant', content: null, refusal: null };
  let text: string | undefined;
  let thoughts = '';
  const details: ReasoningDetail[] = [];
  const annotations: Annotation[] = [];
  for (const block of message.content) {
    if (block.text !== undefined) text = (text ?? '') + textIn(block.text);
    if (isObject(block.citationsContent)) {
      const start = text?.length ?? 0;
      for (const piece of list(block.citationsContent.content)) if (piece.text !== undefined) text = (text ?? '') + textIn(piece.text);
      for (const citation of list(block.citationsContent.citations)) annotations.push(...annotation(citation, start, text?.length ?? 0));
    }
    if (isObject(block.toolUse)) (answer.tool_calls ??= []).push({ id: textIn(block.toolUse.toolUseId), type: 'function', function: { name: textIn(block.toolUse.name), arguments: JSON.stringify(block.toolUse.input ?? {}) } });
    if (isObject(block.reasoningContent)) {
      const { reasoningText: readable, redactedContent } = block.reasoningContent;
      if (isObject(readable)) {
        const thought = textIn(readable.text ?? '');
        thoughts += thought;
        details.push({ type: 'reasoning.text', format: 'bedrock', text: thought, ...(readable.signature != null && { signature: textIn(readable.signature) }) });
      } else if (redactedContent !== undefined) details.push({ type: 'reasoning.encrypted', format: 'bedrock', data: textIn(redactedContent) });
    }
  }
  if (text !== undefined && (text !== '' || !answer.tool_calls)) answer.content = text;
  if (thoughts !== '') answer.reasoning_content = thoughts;
  if (details.length > 0) answer.reasoning_details = details;
  if (annotations.length > 0) answer.annotations = annotations;
  const usage = usageOf(body.usage);
  return {
    id: newId('chatcmpl'), object: 'chat.completion', created: Math.floor(Date.now() / 1000), model,
    choices: [{ index: 0, message: answer, finish_reason: finishReason(body.stopReason), logprobs: null, ...stoppedBy(body) }],
    ...(usage && { usage }),
  };
}

/** One block of a stream while it is open; the API announces only those of tools. */
interface Open {
  /** Of a tool call or of a thought, among its like. */
  index: number;
  tool: boolean;
  /** Something of the call's arguments has been sent. */
  filled: boolean;
  /** Where its text begins in the content. */
  start: number;
  citations: JsonObject[];
}

/** `ConverseStreamOutput`, in the frames of AWS's event stream, → canonical. `metadata`, which carries the usage, comes after `messageStop` and is the end. */
export function bedrockStream(model: string): StreamDecoder {
  const base = { id: newId('chatcmpl'), object: 'chat.completion.chunk' as const, created: Math.floor(Date.now() / 1000), model };
  const open = new Map<Json | undefined, Open>();
  let started = false;
  let stopped = false;
  let finished = false;
  let calls = 0;
  let thoughts = 0;
  let length = 0;

  const blockAt = (at: Json | undefined, tool = false, index = 0): Open => {
    let block = open.get(at);
    if (!block) open.set(at, (block = { index, tool, filled: false, start: length, citations: [] }));
    return block;
  };

  function go(delta: JsonObject, at: Json | undefined): Delta {
    if (delta.text !== undefined) {
      blockAt(at);
      const content = textIn(delta.text);
      length += content.length;
      return { content };
    }
    if (isObject(delta.toolUse)) {
      const block = open.get(at);
      if (!block?.tool) throw broken('The provider went on with a tool call that it had not begun.');
      const fragment = textIn(delta.toolUse.input);
      if (fragment === '') return {};
      block.filled = true;
      return { tool_calls: [{ index: block.index, function: { arguments: fragment } }] };
    }
    if (isObject(delta.reasoningContent)) {
      const { text, signature, redactedContent } = delta.reasoningContent;
      const { index } = open.get(at) ?? blockAt(at, false, thoughts++);
      if (text !== undefined) return { reasoning_content: textIn(text), reasoning_details: [{ type: 'reasoning.text', format: 'bedrock', text: textIn(text), index }] };
      if (signature !== undefined) return { reasoning_details: [{ type: 'reasoning.text', format: 'bedrock', signature: textIn(signature), index }] };
      if (redactedContent !== undefined) return { reasoning_details: [{ type: 'reasoning.encrypted', format: 'bedrock', data: textIn(redactedContent), index }] };
    }
    if (isObject(delta.citation)) blockAt(at).citations.push(delta.citation);
    return {};
  }

  function close(at: Json | undefined): Delta {
    const block = open.get(at);
    open.delete(at);
    // A tool without parameters may have no fragment at all, and "" is no JSON.
    if (block?.tool && !block.filled) return { tool_calls: [{ index: block.index, function: { arguments: '{}' } }] };
    const annotations = block?.citations.flatMap((citation) => annotation(citation, block.start, length)) ?? [];
    return annotations.length > 0 ? { annotations } : {};
  }

  function deltaOf(type: string, body: JsonObject): { delta: Delta; end?: Pick<ChatChunk['choices'][number], 'finish_reason' | typeof STOPPED> } | undefined {
    if (type === 'messageStart') {
      started = true;
      return { delta: { role: 'assistant', content: '' } };
    }
    if (type === 'metadata') {
      if (!stopped) throw broken('The provider ended its stream without saying why the answer ends.');
      finished = true;
      return undefined;
    }
    if (type !== 'contentBlockStart' && type !== 'contentBlockDelta' && type !== 'contentBlockStop' && type !== 'messageStop') return undefined;
    if (!started) throw broken('The provider’s stream does not begin with its beginning.');
    if (type === 'contentBlockDelta') return { delta: go(objectIn(body.delta), body.contentBlockIndex) };
    if (type === 'contentBlockStop') return { delta: close(body.contentBlockIndex) };
    if (type === 'contentBlockStart') {
      const tool = objectIn(body.start).toolUse;
      if (!isObject(tool)) return undefined;
      const { index } = blockAt(body.contentBlockIndex, true, calls++);
      return { delta: { tool_calls: [{ index, id: textIn(tool.toolUseId), type: 'function', function: { name: textIn(tool.name), arguments: '' } }] } };
    }
    if (stopped) return undefined;
    stopped = true;
    return { delta: {}, end: { finish_reason: finishReason(body.stopReason), ...stoppedBy(body) } };
  }

  return {
    get finished() {
      return finished;
    },
    push(payload) {
      if (finished) return [];
      const { type, body } = eventOf(payload);
      const said = deltaOf(type, body);
      const usage = finished ? usageOf(body.usage) : undefined;
      if (usage) return [{ ...base, choices: [], usage }];
      if (!said || (!said.end && Object.keys(said.delta).length === 0)) return [];
      return [{ ...base, choices: [{ index: 0, delta: said.delta, ...(said.end ?? { finish_reason: null }) }] }];
    },
  };
}

/** One frame; an exception is a frame too, and ends the stream. */
function eventOf(payload: string): { type: string; body: JsonObject } {
  let frame: Json;
  try {
    frame = JSON.parse(payload) as Json;
  } catch {
    throw broken('The provider sent a frame whose body is not JSON.');
  }
  if (!isObject(frame)) throw broken('The provider sent a frame that is not an object.');
  const { ':message-type': kind, ':event-type': type } = frame;
  if (kind === 'exception') throw broken(`The provider broke off (${name(frame[':exception-type'])})${says(frame.body)}`);
  if (kind === 'error') throw broken(`The provider broke off (${name(frame[':error-code'])})${says({ message: frame[':error-message'] ?? null })}`);
  if (kind !== 'event' || typeof type !== 'string') throw broken('The provider sent a frame without a type.');
  return { type, body: objectIn(frame.body) };
}

const name = (value: Json | undefined): string => (typeof value === 'string' ? value.slice(0, 100) : 'no reason given');

/** `{message}` or `{Message}`: services of AWS write both. */
export function reasonOf(body: Json | undefined): string | undefined {
  if (!isObject(body)) return undefined;
  return [body.message, body.Message].find((text): text is string => typeof text === 'string' && text !== '');
}

function says(body: Json | undefined): string {
  const reason = reasonOf(body);
  return reason === undefined ? '' : `: ${reason}`;
}

const FINISH = new Map<string, FinishReason>([
  ['end_turn', 'stop'], ['stop_sequence', 'stop'], ['tool_use', 'tool_calls'], ['max_tokens', 'length'], ['model_context_window_exceeded', 'length'], ['content_filtered', 'content_filter'], ['guardrail_intervened', 'content_filter'],
]);

/** Which one it does not say. */
const stoppedBy = ({ stopReason }: JsonObject): { [STOPPED]?: null } => (stopReason === 'stop_sequence' ? { [STOPPED]: null } : {});

function finishReason(reason: Json | undefined): FinishReason {
  if (typeof reason !== 'string') throw broken('The provider gave no reason for the end of its answer.');
  if (reason.startsWith('malformed_')) throw broken(`The model’s answer could not be read by the provider (${reason.slice(0, 100)}).`);
  // An answer that may lack something is not shown as whole.
  return FINISH.get(reason) ?? 'length';
}

/** A `web` location has a `url`; the `source` of a search result may be one. */
function annotation(citation: JsonObject, start: number, end: number): Annotation[] {
  const web = isObject(citation.location) && isObject(citation.location.web) ? citation.location.web.url : undefined;
  const url = web ?? citation.source;
  if (typeof url !== 'string' || !/^https?:\/\//.test(url)) return [];
  return [{ type: 'url_citation', url_citation: { url, title: typeof citation.title === 'string' ? citation.title : '', start_index: start, end_index: end } }];
}

/** `TokenUsage` → canonical: `inputTokens` leaves out what was read from the cache or written into it. */
function usageOf(usage: Json | undefined): WireUsage | undefined {
  if (!isObject(usage)) return undefined;
  const kept = list(usage.cacheDetails).find(({ ttl }) => ttl === '1h')?.inputTokens;
  return usageBesideCache({ fresh: usage.inputTokens, output: usage.outputTokens, read: usage.cacheReadInputTokens, written: usage.cacheWriteInputTokens, hour: kept });
}

const list = (value: Json | undefined): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);
