import type { Annotation, ChatChunk, FinishReason, ReasoningDetail, ToolCall, ToolCallDelta, WireUsage } from '../../core/chat.ts';
import { GatehouseError } from '../../core/errors.ts';
import { newId } from '../../core/ids.ts';
import { isObject, type Json, type JsonObject } from '../../core/json.ts';
import type { Usage } from '../../core/model.ts';
import type { Seal } from '../../core/sealed.ts';
import type { ClientStream } from '../dialect.ts';
import { callItem, cited, emptyResponse, endedResponse, messageItem, textPart } from './answer.ts';
import { CallsInTurn, thoughtOf } from '../tool-calls.ts';
import { type InNamespace, namespacesOf } from './namespaces.ts';
import { encryptedContent, reasoningItem } from './reasoning.ts';

type Delta = ChatChunk['choices'][number]['delta'];

/** The item that is being written. */
type Open =
  | { kind: 'reasoning'; id: string; text: string; begun: boolean; detail: ReasoningDetail | undefined; encrypted: string | undefined }
  | { kind: 'message'; id: string; part: 'text' | 'refusal'; text: string; logprobs: Json[]; annotations: Annotation[]; content: JsonObject[] }
  | { kind: 'call'; id: string; index: number; call: ToolCall };

export interface ResponseStreamOptions {
  asked: JsonObject;
  store: boolean;
  previous: string | null;
  seal: Seal;
  /** Gives the whole answer away before its last event is written; false where it could not be kept. */
  keep(response: JsonObject): boolean;
}

/** Canonical chunks → the events of OpenAI's Responses API (openai-node 7.55): items one after the other, each added, filled and done. */
export class ResponseStream implements ClientStream {
  readonly #options: ResponseStreamOptions;
  #sequence = 0;
  #response: JsonObject | undefined;
  readonly #output: JsonObject[] = [];
  #open: Open | undefined;
  #lastCall = -1;
  readonly #calls = new CallsInTurn();
  readonly #namespaces: ReadonlyMap<string, InNamespace>;
  #finish: FinishReason | null = null;
  #usage: WireUsage | undefined;
  #tier: string | undefined;
  /** Of tokens that have no text by themselves yet: vLLM sends them before the letter is whole. */
  #heldLogprobs: Json[] = [];

  constructor(options: ResponseStreamOptions) {
    this.#options = options;
    this.#namespaces = namespacesOf(options.asked.tools);
  }

  encode(chunks: readonly ChatChunk[]): string {
    let text = '';
    for (const chunk of chunks) {
      if (!this.#response) text += this.#start(chunk.model);
      if (chunk.usage) this.#usage = chunk.usage;
      if (typeof chunk.service_tier === 'string') this.#tier = chunk.service_tier;
      const choice = chunk.choices.find(({ index }) => index === 0 || index === undefined);
      if (!choice) continue;
      if (choice.delta) text += this.#delta(choice.delta, isObject(choice.logprobs) && Array.isArray(choice.logprobs.content) ? choice.logprobs.content : []);
      this.#finish = choice.finish_reason ?? this.#finish;
    }
    return text;
  }

  #event(type: string, data: object): string {
    return `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: this.#sequence++, ...data })}\n\n`;
  }

  /** An event of the item that is open. */
  #of(type: string, data: object): string {
    return this.#event(type, { item_id: this.#open!.id, output_index: this.#output.length, ...data });
  }

  #start(model: string): string {
    const { asked, store, previous } = this.#options;
    this.#response = emptyResponse(asked, model, store, previous);
    return this.#event('response.created', { response: this.#response }) + this.#event('response.in_progress', { response: this.#response });
  }

  #delta({ content, refusal, reasoning_content, reasoning, reasoning_details: details, tool_calls: calls, annotations }: Delta, logprobs: Json[]): string {
    let text = details?.length || reasoning_content || reasoning || content || refusal ? this.#waitingCalls() : '';
    if (details) for (const detail of details) text += this.#thought(detail);
    else text += this.#plainThought(reasoning_content ?? reasoning ?? '');
    if (content) {
      text += this.#say('text', content, [...this.#heldLogprobs, ...logprobs]);
      this.#heldLogprobs = [];
    } else this.#heldLogprobs.push(...logprobs);
    for (const annotation of annotations ?? []) text += this.#cite(annotation);
    if (refusal) text += this.#say('refusal', refusal, []);
    for (const call of calls ?? []) for (const piece of this.#calls.take(call)) text += this.#toolCall(piece);
    return text;
  }

  #waitingCalls(): string {
    return this.#calls.rest().map((piece) => this.#toolCall(piece)).join('');
  }

  #add(open: Open, item: JsonObject): string {
    const closed = this.#close('completed');
    this.#open = open;
    return closed + this.#event('response.output_item.added', { output_index: this.#output.length, item });
  }

  /** In the order of the items also when sorted: haystack puts calls in that order. */
  #newId(prefix: string): string {
    return newId(prefix, Date.now() + this.#output.length + (this.#open ? 1 : 0));
  }

  #thinking(): string {
    if (this.#open?.kind === 'reasoning') return '';
    const id = this.#newId('rs');
    return this.#add({ kind: 'reasoning', id, text: '', begun: false, detail: undefined, encrypted: undefined }, { ...reasoningItem('', undefined, id), status: 'in_progress' });
  }

  #plainThought(piece: string): string {
    if (piece === '') return '';
    let text = this.#thinking();
    const open = this.#open as Open & { kind: 'reasoning' };
    if (!open.begun) {
      open.begun = true;
      text += this.#of('response.reasoning_summary_part.added', { summary_index: 0, part: { type: 'summary_text', text: '' } });
    }
    open.text += piece;
    return text + this.#of('response.reasoning_summary_text.delta', { summary_index: 0, delta: piece });
  }

  #thought(detail: ReasoningDetail): string {
    let text = '';
    const before = this.#open?.kind === 'reasoning' ? this.#open.detail : undefined;
    // A further piece of reasoning, not a fragment of the one that is open.
    if (detail.type === 'reasoning.encrypted' || (before?.index !== undefined && before.index !== detail.index)) text += this.#close('completed');
    text += this.#plainThought(detail.text ?? detail.summary ?? '') || this.#thinking();
    const open = this.#open as Open & { kind: 'reasoning' };
    open.detail = detail;
    open.encrypted = encryptedContent(detail, this.#options.seal) ?? open.encrypted;
    return detail.type === 'reasoning.encrypted' ? text + this.#close('completed') : text;
  }

  #say(part: 'text' | 'refusal', piece: string, logprobs: Json[]): string {
    let text = '';
    if (this.#open?.kind !== 'message') {
      const id = this.#newId('msg');
      text += this.#add({ kind: 'message', id, part, text: '', logprobs: [], annotations: [], content: [] }, messageItem(id, [], 'in_progress'));
      text += this.#of('response.content_part.added', { content_index: 0, part: part === 'text' ? textPart('', []) : { type: 'refusal', refusal: '' } });
    }
    const open = this.#open as Open & { kind: 'message' };
    if (open.part !== part) {
      text += this.#endPart(open);
      Object.assign(open, { part, text: '', logprobs: [], annotations: [] });
      text += this.#of('response.content_part.added', { content_index: open.content.length, part: part === 'text' ? textPart('', []) : { type: 'refusal', refusal: '' } });
    }
    open.text += piece;
    open.logprobs.push(...logprobs);
    const content_index = open.content.length;
    return text + (part === 'text' ? this.#of('response.output_text.delta', { content_index, delta: piece, logprobs }) : this.#of('response.refusal.delta', { content_index, delta: piece }));
  }

  /** What a text is based on. A source that comes once its text is over (some providers tell them last, behind their calls) stands with that text in the whole answer alone. */
  #cite(annotation: Annotation): string {
    const open = this.#open;
    if (open?.kind !== 'message' || open.part !== 'text') {
      const said = this.#output.findLast(({ type }) => type === 'message');
      const part = (said?.content as JsonObject[] | undefined)?.findLast(({ type }) => type === 'output_text');
      if (part) (part.annotations as JsonObject[]).push(cited(annotation));
      return '';
    }
    const annotation_index = open.annotations.push(annotation) - 1;
    return this.#of('response.output_text.annotation.added', { content_index: open.content.length, annotation_index, annotation: cited(annotation) });
  }

  #endPart(open: Open & { kind: 'message' }): string {
    const content_index = open.content.length;
    const part = open.part === 'text' ? textPart(open.text, open.logprobs, open.annotations) : { type: 'refusal', refusal: open.text };
    const done = open.part === 'text' ? this.#of('response.output_text.done', { content_index, text: open.text, logprobs: open.logprobs }) : this.#of('response.refusal.done', { content_index, refusal: open.text });
    const ended = done + this.#of('response.content_part.done', { content_index, part });
    open.content.push(part);
    return ended;
  }

  #toolCall({ index, id, function: named, ...more }: ToolCallDelta): string {
    let text = '';
    if (this.#open?.kind !== 'call' || this.#open.index !== index) {
      if (index <= this.#lastCall) throw new GatehouseError('provider_error', 'The provider went back to a tool call that it had ended.');
      this.#lastCall = index;
      const call: ToolCall = { id: id ?? newId('call'), type: 'function', function: { name: named?.name ?? '', arguments: '' } };
      const signature = thoughtOf(more);
      if (signature !== undefined) text += this.#thought({ type: 'reasoning.encrypted', format: 'google', data: signature, id: call.id });
      const itemId = this.#newId('fc');
      text += this.#add({ kind: 'call', id: itemId, index, call }, callItem(itemId, call, 'in_progress', this.#namespaces));
    }
    const piece = named?.arguments ?? '';
    if (piece === '') return text;
    (this.#open as Open & { kind: 'call' }).call.function.arguments += piece;
    return text + this.#of('response.function_call_arguments.delta', { delta: piece });
  }

  /** Ends the item that is open. */
  #close(status: string): string {
    const open = this.#open;
    if (!open) return '';
    let text = '';
    let item: JsonObject;
    if (open.kind === 'reasoning') {
      if (open.begun) text += this.#of('response.reasoning_summary_text.done', { summary_index: 0, text: open.text }) + this.#of('response.reasoning_summary_part.done', { summary_index: 0, part: { type: 'summary_text', text: open.text } });
      item = reasoningItem(open.text, open.encrypted, open.id);
    } else if (open.kind === 'message') {
      if (open.part === 'text') open.logprobs.push(...this.#heldLogprobs.splice(0));
      text += this.#endPart(open);
      item = messageItem(open.id, open.content, status);
    } else {
      text += this.#of('response.function_call_arguments.done', { name: this.#namespaces.get(open.call.function.name)?.name ?? open.call.function.name, arguments: open.call.function.arguments });
      item = callItem(open.id, open.call, status, this.#namespaces);
    }
    text += this.#event('response.output_item.done', { output_index: this.#output.length, item });
    this.#output.push(item);
    this.#open = undefined;
    return text;
  }

  end(usage: Usage): string {
    const cut = this.#finish === 'length' || this.#finish === 'content_filter';
    const started = this.#response ? '' : this.#start('');
    const closed = started + this.#waitingCalls() + this.#close(cut ? 'incomplete' : 'completed');
    const response = endedResponse(this.#response!, this.#output, this.#finish, this.#usage, usage, this.#tier);
    if (response.store === true) response.store = this.#options.keep(response);
    return closed + this.#event(cut ? 'response.incomplete' : 'response.completed', { response });
  }

  error(error: GatehouseError): string {
    const message = error.details.hint ? `${error.message} ${error.details.hint}` : error.message;
    const failed = this.#response ? this.#event('response.failed', { response: { ...this.#response, status: 'failed', output: this.#output, error: { code: 'server_error', message } } }) : '';
    return failed + this.#event('error', { code: error.code, message, param: error.details.param ?? null });
  }
}
