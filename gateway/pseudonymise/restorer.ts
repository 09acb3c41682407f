import type { AnswerMessage, ChatAnswer, ChatChunk, FinishReason } from '../core/chat.ts';
import { isObject, type Json, type JsonObject } from '../core/json.ts';
import type { TextKind } from './address.ts';
import { createTextRestorer, newText, type TextState } from './restore-text.ts';
import type { End } from './stand-in.ts';
import type { RestoreKeys } from './types.ts';

export interface Restorer {
  /** A copy of the answer with every text restored. */
  answer(answer: ChatAnswer): ChatAnswer;
  /** The same chunks, changed in place: a stand-in that is not complete yet comes with a later one, at the latest with its choice's `finish_reason`. */
  chunks(batch: ChatChunk[]): ChatChunk[];
  /** What is still held back when the stream has ended or broken off. A stand-in that is not complete stays as it is. */
  flush(): ChatChunk[];
}

/** Where a tool call holds text of the model's. */
const CALL_TEXTS = [['function', 'arguments'], ['custom', 'input']] as const;
/** Fields of a delta that are no text of the model's. */
const NO_TEXT = new Set(['role', 'id', 'type', 'name', 'index']);
/** Fields that are an address from end to end: of a citation, of an image. */
const ADDRESSES = new Set(['url', 'uri', 'href']);

type Delta = ChatChunk['choices'][number]['delta'];

/** A text of one choice that arrives in pieces. */
interface Stream {
  state: TextState;
  /** Adds the end of the text to a delta. */
  put(delta: Delta, text: string): void;
}

export function createRestorer(keys: RestoreKeys): Restorer {
  const texts = createTextRestorer(keys);
  const choices = new Map<number, Map<string, Stream>>();
  let last: ChatChunk | undefined;

  function whole(value: Json, key: string, end: End): Json {
    if (typeof value === 'string') return NO_TEXT.has(key) ? value : texts.push(newText(kindOf(key)), value, end);
    if (Array.isArray(value)) return value.map((inner) => whole(inner, key, end));
    if (!isObject(value)) return value;
    const copy: JsonObject = {};
    for (const name of Object.keys(value)) copy[name] = whole(value[name]!, name, end);
    return copy;
  }

  function kindOf(key: string): TextKind {
    if (ADDRESSES.has(key)) return 'address';
    return key === 'arguments' || (key === 'content' && keys.json) ? 'json' : 'text';
  }

  /** What may be given out of a text that goes on. */
  function push(streams: Map<string, Stream>, id: string, piece: string, key: string, put: Stream['put']): string {
    let stream = streams.get(id);
    if (!stream) streams.set(id, (stream = { state: newText(kindOf(key)), put }));
    return texts.push(stream.state, piece, 'open');
  }

  function restoreDelta(delta: Delta & JsonObject, streams: Map<string, Stream>): void {
    for (const key of Object.keys(delta)) {
      const value = delta[key]!;
      if (key === 'tool_calls' && Array.isArray(value)) value.forEach((call, position) => isObject(call) && restoreCall(call, typeof call.index === 'number' ? call.index : position, streams));
      else if (typeof value !== 'string') delta[key] = whole(value, key, 'complete');
      else if (value !== '' && !NO_TEXT.has(key)) delta[key] = push(streams, key, value, key, (into, text) => ((into as JsonObject)[key] = `${((into as JsonObject)[key] as string | null | undefined) ?? ''}${text}`));
    }
  }

  function restoreCall(call: JsonObject, index: number, streams: Map<string, Stream>): void {
    for (const [kind, field] of CALL_TEXTS) {
      const holder = call[kind];
      if (!isObject(holder) || typeof holder[field] !== 'string' || holder[field] === '') continue;
      holder[field] = push(streams, `${kind} ${index}`, holder[field], field, (into, text) => {
        const calls = ((into as JsonObject).tool_calls ??= []) as JsonObject[];
        const same = calls.find((other) => other.index === index && isObject(other[kind]))?.[kind];
        if (isObject(same)) same[field] = `${(same[field] as string | undefined) ?? ''}${text}`;
        else calls.push({ index, [kind]: { [field]: text } });
      });
    }
  }

  /** Puts what is held back of a choice's texts into the delta; true where that was anything. */
  function finish(streams: Map<string, Stream>, delta: Delta, end: End): boolean {
    let any = false;
    for (const { state, put } of streams.values()) {
      if (state.held === '') continue;
      put(delta, texts.push(state, '', end));
      any = true;
    }
    return any;
  }

  return {
    answer: (answer) => ({ ...answer, choices: answer.choices.map((choice) => ({ ...choice, message: whole(choice.message as unknown as Json, 'message', endOf(choice.finish_reason)) as unknown as AnswerMessage })) }),
    chunks(batch) {
      for (const chunk of batch) {
        last = chunk;
        for (const choice of chunk.choices) {
          let streams = choices.get(choice.index);
          if (!streams) choices.set(choice.index, (streams = new Map()));
          if (isObject(choice.delta)) restoreDelta(choice.delta, streams);
          if (choice.finish_reason == null) continue;
          choice.delta ??= {};
          finish(streams, choice.delta, endOf(choice.finish_reason));
        }
      }
      return batch;
    },
    flush() {
      if (!last) return [];
      const { id, object, created, model } = last;
      const ends: ChatChunk['choices'] = [];
      for (const [index, streams] of choices) {
        const delta: Delta = {};
        if (finish(streams, delta, 'cut')) ends.push({ index, delta, finish_reason: null });
      }
      return ends.length === 0 ? [] : [{ id, object, created, model, choices: ends }];
    },
  };
}

/** A text that ran into its limit may have broken off inside of a stand-in. */
function endOf(reason: FinishReason | null): End {
  return reason === 'length' ? 'cut' : 'complete';
}
