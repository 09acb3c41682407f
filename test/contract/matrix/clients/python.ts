import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type Anthropic from '@anthropic-ai/sdk';
import type OpenAI from 'openai';
import { pythonClients } from '../../../support/needs.ts';
import { anthropicSdk, bodyOf as messagesBody, saidOf as messageSaid } from './anthropic.ts';
import type { Asked, ClientCase, Failure } from './client.ts';
import { type Answered, bodyOf as chatBody, openaiChat, put, saidOf as chatSaid } from './openai-chat.ts';
import { bodyOf as responsesBody, openaiResponses, saidOf as responseSaid } from './openai-responses.ts';

class PythonError extends Error {
  readonly type: string;
  readonly status: number | undefined;
  readonly retryAfter: string | undefined;

  constructor({ type, message, status, retryAfter }: { type: string; message: string; status: number | null; retryAfter: string | null }) {
    super(message);
    this.type = type;
    this.status = status ?? undefined;
    this.retryAfter = retryAfter ?? undefined;
  }
}

let child: ChildProcess | undefined;
const waiting: ((line: string) => void)[] = [];

/** One Python for all; it answers in the order in which it is asked. */
function python(): ChildProcess {
  if (child) return child;
  const started = spawn('python3', [join(import.meta.dirname, 'clients.py')], { env: { ...process.env, PYTHONPATH: pythonClients() }, stdio: ['pipe', 'pipe', 'inherit'] });
  createInterface({ input: started.stdout }).on('line', (line) => waiting.shift()!(line));
  // Nothing waits for an answer that can no longer come.
  started.once('exit', (code) => { for (const answer of waiting.splice(0)) answer(JSON.stringify({ error: { type: '', message: `Python ended with ${code}`, status: null, retryAfter: null } })); });
  child = started;
  return started;
}

export function stopPython(): void {
  child?.stdin?.end();
  child = undefined;
}

async function call<T>(question: { call: 'chat' | 'responses' | 'messages' | 'embeddings'; url: string; key: string; body: object; stream?: boolean | undefined }): Promise<T> {
  const line = await new Promise<string>((answer) => {
    waiting.push(answer);
    python().stdin!.write(`${JSON.stringify({ ...question, stream: question.stream === true })}\n`);
  });
  const { value, error } = JSON.parse(line) as { value: T; error?: ConstructorParameters<typeof PythonError>[0] };
  if (error) throw new PythonError(error);
  return value;
}

/** The classes have the same names in both clients, and the same as in JavaScript. */
function failure(error: unknown): Failure {
  const { type, status, retryAfter, message } = error as PythonError;
  const names: Record<number, string> = { 400: 'BadRequestError', 429: 'RateLimitError' };
  return { typed: type !== '' && (status === undefined || type === (names[status] ?? 'InternalServerError')), status, retryAfter, message };
}

export const PYTHON_CLIENTS: readonly ClientCase[] = [
  {
    ...openaiChat,
    name: 'openai (Python)',
    open: (bare, key) => ({
      async ask(asked: Asked) {
        const question = { call: 'chat' as const, url: `${bare}/v1`, key, body: chatBody(asked) };
        if (asked.stream) return put(await call<OpenAI.ChatCompletionChunk[]>({ ...question, stream: true }));
        const { choices: [choice], usage } = await call<OpenAI.ChatCompletion>(question);
        return chatSaid(choice!.message as Answered, choice!.finish_reason, usage);
      },
      embed: (model, input) => call({ call: 'embeddings', url: `${bare}/v1`, key, body: { model, input } }),
      failure,
    }),
  },
  { ...openaiResponses, name: 'openai (Python, Responses)', open: (bare, key) => ({ ask: async (asked) => responseSaid(await call<OpenAI.Responses.Response>({ call: 'responses', url: `${bare}/v1`, key, body: responsesBody(asked), stream: asked.stream })), failure }) },
  { ...anthropicSdk, name: 'anthropic (Python)', open: (bare, key) => ({ ask: async (asked) => messageSaid(await call<Anthropic.Message>({ call: 'messages', url: bare, key, body: messagesBody(asked), stream: asked.stream })), failure }) },
];
