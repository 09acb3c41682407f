import { join } from 'node:path';
import type Anthropic from '@anthropic-ai/sdk';
import type OpenAI from 'openai';
import { pythonClients } from '../../../support/needs.ts';
import { anthropicSdk, bodyOf as messagesBody, saidOf as messageSaid } from './anthropic.ts';
import type { Asked, ClientCase } from './client.ts';
import { type Answered, bodyOf as chatBody, openaiChat, put, saidOf as chatSaid } from './openai-chat.ts';
import { bodyOf as responsesBody, openaiResponses, saidOf as responseSaid } from './openai-responses.ts';
import { PythonProcess, pythonFailure } from './python-process.ts';

interface Question { call: 'chat' | 'responses' | 'messages' | 'embeddings'; url: string; key: string; body: object; stream?: boolean | undefined }

const python = new PythonProcess(join(import.meta.dirname, 'clients.py'), pythonClients());

export function stopPython(): void {
  python.stop();
}

function call<T>(question: Question): Promise<T> {
  return python.ask<T>({ ...question, stream: question.stream === true });
}

export const PYTHON_CLIENTS: readonly ClientCase[] = [
  {
    ...openaiChat,
    name: 'openai (Python)',
    open: (bare, key) => ({
      async ask(asked: Asked) {
        const question = { call: 'chat' as const, url: `${bare}/v1`, key, body: chatBody(asked) };
        if (asked.stream) return put(await call<OpenAI.ChatCompletionChunk[]>({ ...question, stream: true }));
        const { choices: [choice], usage, service_tier: tier } = await call<OpenAI.ChatCompletion>(question);
        return chatSaid(choice!.message as Answered, choice!.finish_reason, usage, tier);
      },
      embed: (model, input) => call({ call: 'embeddings', url: `${bare}/v1`, key, body: { model, input } }),
      failure: pythonFailure,
    }),
  },
  { ...openaiResponses, name: 'openai (Python, Responses)', open: (bare, key) => ({ ask: async (asked) => responseSaid(await call<OpenAI.Responses.Response>({ call: 'responses', url: `${bare}/v1`, key, body: responsesBody(asked), stream: asked.stream })), failure: pythonFailure }) },
  { ...anthropicSdk, name: 'anthropic (Python)', open: (bare, key) => ({ ask: async (asked) => messageSaid(await call<Anthropic.Message>({ call: 'messages', url: bare, key, body: messagesBody(asked), stream: asked.stream })), failure: pythonFailure }) },
];
