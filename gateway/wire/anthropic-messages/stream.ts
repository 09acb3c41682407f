import { type ChatChunk, NATIVE, type ReasoningDetail, type ToolCallDelta, type WireUsage } from '../../core/chat.ts';
import { GatehouseError } from '../../core/errors.ts';
import { newId } from '../../core/ids.ts';
import { isObject, type JsonObject } from '../../core/json.ts';
import type { Usage } from '../../core/model.ts';
import { estimatePromptTokens } from '../../execute/local.ts';
import type { AnswerOptions, ClientStream } from '../dialect.ts';
import { sealBlock, sealField, type Stop, stopOf } from './answer.ts';
import { CallsInTurn, thoughtOf } from '../tool-calls.ts';
import { messagesError } from './error.ts';
import { citation, marked, signatureOf, unsigned } from './marks.ts';
import { anthropicUsage, beginningUsage } from './usage.ts';

type Block = 'text' | 'thinking' | 'tool_use';
type Delta = ChatChunk['choices'][number]['delta'];

const event = (type: string, data: object): string => `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;

export function messageStream(options: AnswerOptions): ClientStream {
  return options.native ? new OwnEvents(options.seal) : new MessageEvents(options);
}

/** The provider's own events, with the model's name as it is known here, and opaque values sealed. */
class OwnEvents implements ClientStream {
  readonly #seal: AnswerOptions['seal'];

  constructor(seal: AnswerOptions['seal']) {
    this.#seal = seal;
  }

  encode(chunks: readonly ChatChunk[]): string {
    let text = '';
    for (const chunk of chunks) {
      const own = chunk[NATIVE];
      if (own) text += `event: ${String(own.type)}\ndata: ${JSON.stringify(this.#changed(own, chunk.model))}\n\n`;
    }
    return text;
  }

  #changed(own: JsonObject, model: string): JsonObject {
    if (own.type === 'message_start' && isObject(own.message)) return { ...own, message: { ...own.message, model } };
    if (own.type === 'content_block_start' && isObject(own.content_block)) return { ...own, content_block: sealBlock(own.content_block, this.#seal) };
    if (own.type === 'content_block_delta' && isObject(own.delta) && own.delta.type === 'signature_delta') return { ...own, delta: sealBlock(own.delta, this.#seal) };
    if (own.type === 'content_block_delta' && isObject(own.delta) && own.delta.type === 'citations_delta') return { ...own, delta: { ...own.delta, citation: sealField(own.delta.citation ?? null, 'encrypted_index', this.#seal) } };
    return own;
  }

  end(): string {
    return '';
  }

  error(error: GatehouseError, traceId: string): string {
    return event('error', messagesError(error, traceId));
  }
}

/** Canonical chunks → Anthropic's events (@anthropic-ai/sdk 1.12): blocks one after the other, each begun and stopped. */
class MessageEvents implements ClientStream {
  readonly #seal: AnswerOptions['seal'];
  readonly #asked: AnswerOptions['asked'];
  #started = false;
  /** The block that is open, and its index. */
  #open: Block | undefined;
  #index = -1;
  /** Of the thought that is open: whose it is, if anybody has said so, and whether its signature is out. */
  #maker: ReasoningDetail | undefined;
  #signed = false;
  /** The number of the call that is open among the calls. */
  #call = -1;
  readonly #calls = new CallsInTurn();
  #stop: Stop = { stop_reason: 'end_turn', stop_sequence: null };
  #refused = false;
  #usage: WireUsage | undefined;

  constructor({ seal, asked }: Pick<AnswerOptions, 'seal' | 'asked'>) {
    this.#seal = seal;
    this.#asked = asked;
  }

  encode(chunks: readonly ChatChunk[]): string {
    let text = '';
    for (const chunk of chunks) {
      if (!this.#started) text += this.#start(chunk.model);
      if (chunk.usage) this.#usage = chunk.usage;
      // This dialect has one answer only.
      const choice = chunk.choices.find(({ index }) => index === 0 || index === undefined);
      if (!choice) continue;
      if (choice.delta) text += this.#delta(choice.delta);
      if (choice.finish_reason) this.#stop = stopOf(choice, this.#refused, this.#asked.request);
    }
    return text;
  }

  #start(model: string): string {
    this.#started = true;
    const message = { id: newId('msg'), type: 'message', role: 'assistant', model, content: [], stop_reason: null, stop_sequence: null, stop_details: null, container: null, usage: beginningUsage(estimatePromptTokens(this.#asked.request)) };
    // Beside the message: what is in it stays there when the true numbers come, in Anthropic's own client too.
    return event('message_start', { message, gatehouse_estimated: true });
  }

  #delta({ content, refusal, reasoning_content, reasoning, reasoning_details: details, tool_calls: calls, annotations }: Delta): string {
    let text = details?.length || reasoning_content || reasoning || content || refusal ? this.#waitingCalls() : '';
    if (details) for (const detail of details) text += this.#thought(detail);
    else text += this.#plainThought(reasoning_content ?? reasoning ?? '');
    if (content) text += this.#text(content);
    if (refusal) {
      this.#refused = true;
      text += this.#text(refusal);
    }
    // They are of the text before them; once its block is over there is no place for them.
    if (this.#open === 'text') for (const one of annotations ?? []) text += this.#piece({ type: 'citations_delta', citation: citation(one, this.#seal) });
    for (const call of calls ?? []) for (const piece of this.#calls.take(call)) text += this.#toolCall(piece);
    return text;
  }

  #waitingCalls(): string {
    return this.#calls.rest().map((piece) => this.#toolCall(piece)).join('');
  }

  #text(text: string): string {
    return this.#begin('text', { type: 'text', text: '', citations: null }) + this.#piece({ type: 'text_delta', text });
  }

  #plainThought(text: string): string {
    return text === '' ? '' : this.#begin('thinking', { type: 'thinking', thinking: '', signature: '' }) + this.#piece({ type: 'thinking_delta', thinking: text });
  }

  #thought(detail: ReasoningDetail): string {
    if (detail.type === 'reasoning.encrypted') return this.#whole({ type: 'redacted_thinking', data: marked(detail.format, detail.id ?? '', this.#seal(detail.data ?? '')) });
    // A further piece of reasoning, not a fragment of the one that is open.
    let text = this.#open === 'thinking' && this.#maker?.index !== undefined && this.#maker.index !== detail.index ? this.#close() : '';
    text += this.#plainThought(detail.text ?? detail.summary ?? '');
    if (detail.signature !== undefined && this.#open !== 'thinking') text += this.#begin('thinking', { type: 'thinking', thinking: '', signature: '' });
    this.#maker = detail;
    if (detail.signature === undefined) return text;
    this.#signed = true;
    return text + this.#piece({ type: 'signature_delta', signature: signatureOf(detail, this.#seal) });
  }

  #toolCall({ index, id, function: named, ...more }: ToolCallDelta): string {
    let text = '';
    if (index !== this.#call || this.#open !== 'tool_use') {
      if (index <= this.#call) throw new GatehouseError('provider_error', 'The provider went back to a tool call that it had ended.');
      text += this.#close();
      this.#call = index;
      const callId = id ?? newId('toolu');
      const thought = thoughtOf(more);
      if (thought !== undefined) text += this.#whole({ type: 'redacted_thinking', data: marked('google', callId, this.#seal(thought)) });
      text += this.#begin('tool_use', { type: 'tool_use', id: callId, name: named?.name ?? '', input: {}, caller: { type: 'direct' } });
    }
    return named?.arguments ? text + this.#piece({ type: 'input_json_delta', partial_json: named.arguments }) : text;
  }

  /** Opens a block of this kind, unless one is open. */
  #begin(kind: Block, block: object): string {
    if (this.#open === kind) return '';
    const closed = this.#close();
    this.#open = kind;
    this.#index++;
    return closed + event('content_block_start', { index: this.#index, content_block: block });
  }

  #whole(block: object): string {
    return `${this.#close()}${event('content_block_start', { index: ++this.#index, content_block: block })}${event('content_block_stop', { index: this.#index })}`;
  }

  #piece(delta: object): string {
    return event('content_block_delta', { index: this.#index, delta });
  }

  #close(): string {
    if (this.#open === undefined) return '';
    const sign = this.#open === 'thinking' && !this.#signed ? this.#piece({ type: 'signature_delta', signature: unsigned(this.#seal) }) : '';
    this.#open = undefined;
    this.#maker = undefined;
    this.#signed = false;
    return sign + event('content_block_stop', { index: this.#index });
  }

  end(usage: Usage): string {
    const closed = this.#waitingCalls() + this.#close();
    return `${closed}${event('message_delta', { delta: { ...this.#stop, stop_details: null, container: null }, usage: anthropicUsage(this.#usage, usage) })}${event('message_stop', {})}`;
  }

  error(error: GatehouseError, traceId: string): string {
    return event('error', messagesError(error, traceId));
  }
}
