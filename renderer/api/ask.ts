import { EventSourceParserStream } from 'eventsource-parser/stream';
import { type DataClass, isDataClass } from '../../gateway/core/data-class.ts';
import { brokenAnswer, call, errorOf, reach } from './client.ts';
import { ApiError, type ApiErrorCode } from './errors.ts';
import { sessionToken } from './session.ts';

export interface ChatMessage {
  role: 'user' | 'assistant';
  content: string;
}

/** What the gateway says of an answer, in its headers. */
export interface AnswerFacts {
  traceId: string;
  dataClass: DataClass;
  decision: string;
  provider: string;
  model: string;
}

export interface Question {
  messages: ChatMessage[];
  model: string;
  /** It only rises within a session. */
  dataClass: DataClass;
  /** Ties the questions of one conversation together. */
  session: string;
  /** Of a tool, to try it out; else the page's own. */
  key?: string;
  /** 0: the same answer each time. */
  temperature?: number;
  /** Tokens that end the answer, finished or not. */
  limit?: number;
}

export interface Listener {
  /** Before the first word. */
  facts(facts: AnswerFacts): void;
  text(delta: string): void;
}

/** Made by the gateway for this session, kept in memory only: the data API takes no session, the admin API no key. */
let held: { key: string; expiresAt: number; session: string | undefined } | undefined;
const MARGIN_MS = 60_000;

async function askKey(): Promise<string> {
  if (!held || held.session !== sessionToken() || held.expiresAt - MARGIN_MS < Date.now()) {
    // The class is declared with each question; the key itself adds nothing.
    const { key, expiresAt } = await call('ask.key', { body: { floor: 'public' } });
    // The call itself may have renewed the session.
    held = { key, expiresAt, session: sessionToken() };
  }
  return held.key;
}

/** Sends to the data API as a tool does. Another tab of this session may have made a newer key meanwhile: then once more with our own. */
async function send(path: string, init: RequestInit, key?: string): Promise<Response> {
  for (let attempt = 0; ; attempt++) {
    const response = await reach(`/v1${path}`, { ...init, headers: { ...init.headers, authorization: `Bearer ${key ?? (await askKey())}` } });
    if (response.ok) return response;
    if (response.status === 401 && attempt === 0 && key === undefined) held = undefined;
    else throw await errorOf(response);
  }
}

/** The names that may be asked for. */
export async function askableModels(signal?: AbortSignal): Promise<string[]> {
  const response = await send('/models', { ...(signal && { signal }) });
  return ((await response.json()) as { data: { id: string }[] }).data.map(({ id }) => id);
}

/** Streams one answer. Throws ApiError, also where it broke off in the middle; what came before was told to the listener. */
export async function ask({ messages, model, dataClass, session, key, temperature, limit }: Question, listener: Listener, signal: AbortSignal): Promise<void> {
  const response = await send(
    '/chat/completions',
    {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-gatehouse-class': dataClass, 'x-gatehouse-session': session },
      body: JSON.stringify({ model, messages, stream: true, temperature, max_tokens: limit }),
      signal,
    },
    key,
  );
  const header = (name: string): string => response.headers.get(`x-gatehouse-${name}`) ?? '';
  const decided = header('class');
  if (!isDataClass(decided)) throw brokenAnswer();
  listener.facts({ traceId: header('trace-id'), dataClass: decided, decision: header('decision'), provider: header('provider'), model: header('model') });
  const events = response.body!.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array<ArrayBuffer>>).pipeThrough(new EventSourceParserStream());
  try {
    for await (const { data } of events) {
      if (data === '[DONE]') return;
      const chunk = JSON.parse(data) as { choices?: { delta?: { content?: string | null } }[]; error?: { code?: string; message?: string } };
      if (chunk.error) throw new ApiError((chunk.error.code ?? 'provider_error') as ApiErrorCode, chunk.error.message ?? '');
      const delta = chunk.choices?.[0]?.delta?.content;
      if (delta) listener.text(delta);
    }
  } catch (cause) {
    if (signal.aborted || cause instanceof ApiError) throw cause;
    throw brokeOff(cause);
  }
  throw brokeOff();
}

/** Without its end an answer may lack the half that matters. */
function brokeOff(cause?: unknown): ApiError {
  return new ApiError('provider_error', 'The answer broke off.', { cause });
}
