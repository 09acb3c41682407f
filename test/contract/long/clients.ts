import { join } from 'node:path';
import { longClients } from '../../support/needs.ts';
import { type Asked, type ClientCase, PARAMETERS, QUESTION, type Said, SCHEMA, TOOLS } from '../matrix/clients/client.ts';
import { PythonProcess, pythonFailure } from '../matrix/clients/python-process.ts';
import type { Lacks } from '../matrix/features.ts';

const SCRIPT = join(import.meta.dirname, 'clients.py');
const running = new Map<string, PythonProcess>();

/** One Python for each library: they want different versions of the same packages. */
function pythonOf(library: string): PythonProcess {
  const known = running.get(library);
  if (known) return known;
  const started = new PythonProcess(SCRIPT, join(longClients(), library));
  running.set(library, started);
  return started;
}

export function stopLibraries(): void {
  for (const python of running.values()) python.stop();
  running.clear();
}

/** `says`: what the library itself calls the dialect that it is to speak. */
function library(name: string, title: string, dialect: ClientCase['dialect'], says: string, lacks: Lacks = {}): ClientCase {
  return {
    name: title,
    dialect,
    lacks: { images: 'not asked here', cached: 'not asked here', 'one call': 'not asked here', thoughts: 'not asked here', ...lacks },
    carries: 'nothing',
    open(url, key) {
      const to = { library: name, dialect: says, url, key };
      return {
        ask: ({ model, stream = false, tools = false, json = false, bound = null, before = [] }: Omit<Asked, 'bound'> & { bound?: number | null }) =>
          pythonOf(name).ask<Said>({ ...to, model, stream, bound, question: QUESTION, schema: json ? SCHEMA : null, tools: tools ? TOOLS.map((tool) => ({ ...tool, parameters: PARAMETERS })) : [], before }),
        embed: (model, texts) => pythonOf(name).ask<number[][]>({ ...to, model, texts }),
        failure: pythonFailure,
      };
    },
  };
}

const ONE_LINE = 'it reads calls that Ollama itself sends in lines of their own as one';
const CHAT_ONLY = { embeddings: 'the same call as in its chat completions' };

/** Libraries that offices build on, of PyPI, as requirements.json names them. */
export const LONG_CLIENTS: readonly ClientCase[] = [
  library('langchain', 'langchain-openai', 'openai-chat', 'chat'),
  library('langchain', 'langchain-openai (Responses)', 'openai-responses', 'responses', CHAT_ONLY),
  library('haystack', 'haystack-ai', 'openai-chat', 'chat'),
  library('haystack', 'haystack-ai (Responses)', 'openai-responses', 'responses', CHAT_ONLY),
  library('llamaindex', 'llama-index (OpenAILike)', 'openai-chat', 'chat'),
  library('litellm', 'litellm (openai/)', 'openai-chat', 'openai'),
  library('litellm', 'litellm (anthropic/)', 'anthropic-messages', 'anthropic', { ...CHAT_ONLY, schema: 'of models whose names it does not know it asks for a tool’s call instead' }),
  { ...library('litellm', 'litellm (ollama_chat/)', 'ollama-chat', 'ollama_chat', CHAT_ONLY), makesIds: true, lacksAt: { ollama: { 'tools streamed': ONE_LINE, results: ONE_LINE } } },
];
