import { type Annotation, type AnswerMessage, type ChatAnswer, type ChatChunk, type FinishReason, BEGUN, NATIVE, STOPPED, type ReasoningDetail, type WireUsage } from '../../core/chat.ts';
import { newId } from '../../core/ids.ts';
import { isObject, type Json, type JsonObject } from '../../core/json.ts';
import { errorMessage, type StreamDecoder } from '../define.ts';
import { broken, objectIn, parseEvent, textIn, usageBesideCache } from '../values.ts';

type Delta = ChatChunk['choices'][number]['delta'];

/** Anthropic's status for it, by which clients know it. */
const OVERLOADED = 529;

/** A `Message` of the Messages API (@anthropic-ai/sdk 1.12) → canonical. Blocks of hosted tools mean nothing here; a client of the same dialect sees them in `NATIVE`. */
export function decodeAnswer(body: Json, model: string): ChatAnswer {
  if (!isObject(body) || body.type === 'error') throw broken(`The provider sent an error in place of an answer: ${errorMessage(body) ?? 'no reason given'}`);
  if (body.type !== 'message' || !Array.isArray(body.content) || !body.content.every(isObject)) throw broken('The provider sent something that is not a message.');
  const message: AnswerMessage = { role: 'assistant', content: null, refusal: null };
  let text: string | undefined;
  let thoughts = '';
  const details: ReasoningDetail[] = [];
  const annotations: Annotation[] = [];
  for (const block of body.content) {
    if (block.type === 'text') {
      const start = text?.length ?? 0;
      text = (text ?? '') + textIn(block.text);
      for (const citation of Array.isArray(block.citations) ? block.citations : []) annotations.push(...annotation(citation, start, text.length));
    } else if (block.type === 'thinking') {
      thoughts += textIn(block.thinking);
      details.push({ type: 'reasoning.text', format: 'anthropic', text: textIn(block.thinking), signature: textIn(block.signature ?? '') });
    } else if (block.type === 'redacted_thinking') {
      details.push({ type: 'reasoning.encrypted', format: 'anthropic', data: textIn(block.data) });
    } else if (block.type === 'tool_use') {
      (message.tool_calls ??= []).push({ id: textIn(block.id), type: 'function', function: { name: textIn(block.name), arguments: JSON.stringify(block.input ?? {}) } });
    }
  }
  if (text !== undefined && (text !== '' || !message.tool_calls)) message.content = text;
  if (thoughts !== '') message.reasoning_content = thoughts;
  if (details.length > 0) message.reasoning_details = details;
  if (annotations.length > 0) message.annotations = annotations;
  const refusal = refusalOf(body);
  if (refusal !== undefined) message.refusal = refusal;
  const reported = isObject(body.usage) ? body.usage : {};
  const usage = usageOf(reported);
  return {
    id: newId('chatcmpl'), object: 'chat.completion', created: Math.floor(Date.now() / 1000), model,
    choices: [{ index: 0, message, finish_reason: finishReason(body.stop_reason), logprobs: null, ...stoppedBy(body) }],
    ...(usage && { usage }),
    ...(typeof reported.service_tier === 'string' && { service_tier: reported.service_tier === 'standard' ? 'default' : reported.service_tier }),
    [NATIVE]: body,
  };
}

/** One block of a stream while it is open. */
interface Open {
  type: Json | undefined;
  /** Of a tool call or of a thought, among its like. */
  index: number;
  /** Something of the call's arguments has been sent. */
  filled: boolean;
  /** Where its text begins in the content. */
  start: number;
  citations: Json[];
}

/** Messages stream (`RawMessageStreamEvent`, `ping`, `error`) → canonical. Each event makes one chunk at least, which carries it as `NATIVE`. Usage is cumulative: the last number counts. */
export function anthropicStream(model: string): StreamDecoder {
  const base = { id: newId('chatcmpl'), object: 'chat.completion.chunk' as const, created: Math.floor(Date.now() / 1000), model };
  const open = new Map<Json | undefined, Open>();
  const usage: JsonObject = {};
  let started = false;
  let stopped = false;
  let finished = false;
  let calls = 0;
  let thoughts = 0;
  let length = 0;

  const report = (reported: Json | undefined) => {
    for (const [name, value] of Object.entries(isObject(reported) ? reported : {})) if (value !== null) usage[name] = value;
  };

  function begin(block: JsonObject, at: Json | undefined): Delta {
    const index = block.type === 'tool_use' ? calls++ : block.type === 'thinking' || block.type === 'redacted_thinking' ? thoughts++ : 0;
    const opened: Open = { type: block.type, index, filled: false, start: length, citations: [] };
    open.set(at, opened);
    if (block.type === 'tool_use') {
      const whole = isObject(block.input) && Object.keys(block.input).length > 0 ? JSON.stringify(block.input) : '';
      opened.filled = whole !== '';
      return { tool_calls: [{ index, id: textIn(block.id), type: 'function', function: { name: textIn(block.name), arguments: whole } }] };
    }
    if (block.type === 'redacted_thinking') return { reasoning_details: [{ type: 'reasoning.encrypted', format: 'anthropic', data: textIn(block.data), index }] };
    if (block.type === 'text' && block.text) return text(textIn(block.text));
    if (block.type === 'thinking' && (block.thinking || block.signature)) {
      const thinking = textIn(block.thinking ?? '');
      return { ...(thinking !== '' && { reasoning_content: thinking }), reasoning_details: [{ type: 'reasoning.text', format: 'anthropic', text: thinking, ...(block.signature && { signature: textIn(block.signature) }), index }] };
    }
    return {};
  }

  function text(content: string): Delta {
    length += content.length;
    return { content };
  }

  function go(delta: JsonObject, block: Open): Delta {
    if (delta.type === 'text_delta') return text(textIn(delta.text));
    if (delta.type === 'input_json_delta') {
      // The input of a hosted tool is nothing that a client could run.
      if (block.type !== 'tool_use' || textIn(delta.partial_json) === '') return {};
      block.filled = true;
      return { tool_calls: [{ index: block.index, function: { arguments: textIn(delta.partial_json) } }] };
    }
    if (delta.type === 'thinking_delta') {
      const thinking = textIn(delta.thinking);
      return { reasoning_content: thinking, reasoning_details: [{ type: 'reasoning.text', format: 'anthropic', text: thinking, index: block.index }] };
    }
    if (delta.type === 'signature_delta') return { reasoning_details: [{ type: 'reasoning.text', format: 'anthropic', signature: textIn(delta.signature), index: block.index }] };
    if (delta.type === 'citations_delta') block.citations.push(delta.citation ?? null);
    return {};
  }

  function close(block: Open): Delta {
    // A tool without parameters has no fragment at all, and "" is no JSON.
    if (block.type === 'tool_use' && !block.filled) return { tool_calls: [{ index: block.index, function: { arguments: '{}' } }] };
    const annotations = block.citations.flatMap((citation) => annotation(citation, block.start, length));
    return annotations.length > 0 ? { annotations } : {};
  }

  function blockAt(at: Json | undefined): Open {
    const block = open.get(at);
    if (!block) throw broken('The provider went on with a block that it had not begun.');
    return block;
  }

  /** Undefined: the event says nothing to a client of another dialect. */
  function deltaOf(event: JsonObject): { delta: Delta; end?: Pick<ChatChunk['choices'][number], 'finish_reason' | typeof STOPPED> } | undefined {
    if (event.type === 'message_start') {
      started = true;
      report(isObject(event.message) ? event.message.usage : undefined);
      return { delta: { role: 'assistant', content: '' } };
    }
    const speaks = event.type === 'content_block_start' || event.type === 'content_block_delta' || event.type === 'content_block_stop' || event.type === 'message_delta' || event.type === 'message_stop';
    if (!speaks) return undefined;
    if (!started) throw broken('The provider’s stream does not begin with its beginning.');
    if (event.type === 'content_block_start') return { delta: begin(objectIn(event.content_block), event.index) };
    if (event.type === 'content_block_delta') return { delta: go(objectIn(event.delta), blockAt(event.index)) };
    if (event.type === 'content_block_stop') {
      const delta = close(blockAt(event.index));
      open.delete(event.index);
      return { delta };
    }
    if (event.type === 'message_delta') {
      report(event.usage);
      const delta = objectIn(event.delta);
      if (stopped || delta.stop_reason == null) return undefined;
      stopped = true;
      const refusal = refusalOf(delta);
      return { delta: refusal === undefined ? {} : { refusal }, end: { finish_reason: finishReason(delta.stop_reason), ...stoppedBy(delta) } };
    }
    if (!stopped) throw broken('The provider ended its stream without saying why the answer ends.');
    finished = true;
    return undefined;
  }

  return {
    get finished() {
      return finished;
    },
    push(payload) {
      if (finished) return [];
      const event = parse(payload);
      if (event.type === 'error') throw broken(`The provider broke off: ${errorMessage(event) ?? 'no reason given'}`, isObject(event.error) && event.error.type === 'overloaded_error' ? OVERLOADED : undefined);
      const said = deltaOf(event);
      const counted = finished || event.type === 'message_start' || event.type === 'message_delta' ? usageOf(usage) : undefined;
      const means = said !== undefined && (said.end !== undefined || Object.keys(said.delta).length > 0);
      return [{ ...base, choices: means ? [{ index: 0, delta: said.delta, ...(said.end ?? { finish_reason: null }) }] : [], ...(counted && (finished ? { usage: counted } : { [BEGUN]: counted })), [NATIVE]: event }];
    },
  };
}

function parse(payload: string): JsonObject {
  const event = parseEvent(payload);
  if (!isObject(event) || typeof event.type !== 'string') throw broken('The provider sent an event without a type.');
  return event;
}

const FINISH = new Map<string, FinishReason>([
  ['end_turn', 'stop'], ['stop_sequence', 'stop'], ['pause_turn', 'stop'], ['max_tokens', 'length'], ['model_context_window_exceeded', 'length'], ['tool_use', 'tool_calls'], ['refusal', 'content_filter'],
]);

const stoppedBy = ({ stop_reason: reason, stop_sequence: which }: JsonObject): { [STOPPED]?: string | null } => (reason === 'stop_sequence' ? { [STOPPED]: typeof which === 'string' ? which : null } : {});

function finishReason(reason: Json | undefined): FinishReason {
  if (typeof reason !== 'string') throw broken('The provider gave no reason for the end of its answer.');
  // New reasons come without a new version: an answer that may lack something is not shown as whole.
  return FINISH.get(reason) ?? 'length';
}

/** Its explanation, where there is one. */
function refusalOf({ stop_reason: reason, stop_details: details }: JsonObject): string | undefined {
  return reason === 'refusal' && isObject(details) && typeof details.explanation === 'string' ? details.explanation : undefined;
}

/** `web_search_result_location` has a `url`; the `source` of a `search_result_location` may be one. */
function annotation(citation: Json, start: number, end: number): Annotation[] {
  const url = isObject(citation) ? (citation.url ?? citation.source) : undefined;
  if (!isObject(citation) || typeof url !== 'string' || !/^https?:\/\//.test(url)) return [];
  return [{ type: 'url_citation', url_citation: { url, title: typeof citation.title === 'string' ? citation.title : '', start_index: start, end_index: end } }];
}

/** `Usage` → canonical: `input_tokens` leaves out what was read from the cache or written into it. */
function usageOf(usage: JsonObject): WireUsage | undefined {
  const kept = isObject(usage.cache_creation) ? usage.cache_creation.ephemeral_1h_input_tokens : 0;
  const thinking = isObject(usage.output_tokens_details) ? usage.output_tokens_details.thinking_tokens : 0;
  return usageBesideCache({ fresh: usage.input_tokens, output: usage.output_tokens, read: usage.cache_read_input_tokens, written: usage.cache_creation_input_tokens, hour: kept, reasoning: thinking });
}
