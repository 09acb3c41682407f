/** What a recipe fills in. */
export interface Connection {
  /** With `/v1`. */
  baseUrl: string;
  key: string;
  model: string;
}

export interface Recipe {
  id: RecipeId;
  /** The tool's own name. */
  name: string;
  /** How many sentences the texts have under `connect:<id>.1` and so on. */
  steps: 1 | 2 | 3;
  /** What is to be entered, for tools that have a form. */
  fields?: readonly (keyof Connection)[];
  /** What is to be pasted, for tools that have a file or a prompt. */
  code?: (connection: Connection) => string;
  /** For a tool that cannot be connected: what to use in its place. */
  instead?: readonly RecipeId[];
  /** A sentence under `connect:<id>.note` says what to look out for. */
  note?: true;
}

export type RecipeId =
  | 'openWebUi' | 'libreChat' | 'continue' | 'cursor' | 'zed' | 'obsidian' | 'n8n' | 'langChain' | 'python' | 'typeScript' | 'anthropicPython' | 'anthropicTypeScript' | 'claudeCode' | 'ollamaPython' | 'curl' | 'office' | 'other';

const FORM = ['baseUrl', 'key', 'model'] as const;
const QUESTION = 'What is the capital of France?';
/** For tools that put `/v1` or `/api` behind it themselves. */
const withoutVersion = (baseUrl: string): string => baseUrl.replace(/\/v1\/?$/, '');
const inContainer = (baseUrl: string): string => baseUrl.replace(/\/\/(127\.0\.0\.1|\[::1\]|localhost)/, '//host.docker.internal');

/** Tools of offices and of those who build for them, the easiest first. */
export const RECIPES: readonly Recipe[] = [
  { id: 'other', name: '', steps: 1, fields: FORM },
  { id: 'office', name: 'Excel, Word', steps: 2, fields: FORM },
  { id: 'openWebUi', name: 'Open WebUI', steps: 2, fields: ['baseUrl', 'key'], note: true },
  {
    id: 'libreChat',
    name: 'LibreChat',
    steps: 2,
    note: true,
    code: ({ baseUrl, key, model }) => `endpoints:
  custom:
    - name: "Gatehouse"
      apiKey: "${key}"
      baseURL: "${inContainer(baseUrl)}"
      models:
        default: ["${model}"]
        fetch: true
      titleConvo: true
      titleModel: "${model}"`,
  },
  { id: 'obsidian', name: 'Obsidian', steps: 2, fields: FORM },
  { id: 'n8n', name: 'n8n', steps: 2, fields: ['baseUrl', 'key'], note: true },
  {
    id: 'continue',
    name: 'Continue',
    steps: 1,
    code: ({ baseUrl, key, model }) => `name: Office
version: 1.0.0
schema: v1
models:
  - name: Gatehouse
    provider: openai
    model: ${model}
    apiBase: ${baseUrl}
    apiKey: ${key}`,
  },
  {
    id: 'zed',
    name: 'Zed',
    steps: 2,
    code: ({ baseUrl, model }) => `{
  "language_models": {
    "openai_compatible": {
      "Gatehouse": {
        "api_url": "${baseUrl}",
        "available_models": [{ "name": "${model}", "max_tokens": 8192 }]
      }
    }
  }
}`,
  },
  { id: 'cursor', name: 'Cursor', steps: 3, instead: ['continue', 'zed'] },
  {
    id: 'python',
    name: 'OpenAI SDK (Python)',
    steps: 1,
    code: ({ baseUrl, key, model }) => `from openai import OpenAI

client = OpenAI(base_url="${baseUrl}", api_key="${key}")
answer = client.chat.completions.create(
    model="${model}",
    messages=[{"role": "user", "content": "${QUESTION}"}],
)
print(answer.choices[0].message.content)`,
  },
  {
    id: 'typeScript',
    name: 'OpenAI SDK (TypeScript)',
    steps: 1,
    code: ({ baseUrl, key, model }) => `import OpenAI from 'openai';

const client = new OpenAI({ baseURL: '${baseUrl}', apiKey: '${key}' });
const answer = await client.chat.completions.create({
  model: '${model}',
  messages: [{ role: 'user', content: '${QUESTION}' }],
});
console.log(answer.choices[0]?.message.content);`,
  },
  {
    id: 'langChain',
    name: 'LangChain',
    steps: 1,
    code: ({ baseUrl, key, model }) => `from langchain_openai import ChatOpenAI

chat = ChatOpenAI(base_url="${baseUrl}", api_key="${key}", model="${model}")
print(chat.invoke("${QUESTION}").content)`,
  },
  {
    id: 'anthropicPython',
    name: 'Anthropic SDK (Python)',
    steps: 1,
    note: true,
    code: ({ baseUrl, key, model }) => `from anthropic import Anthropic

client = Anthropic(base_url="${withoutVersion(baseUrl)}", api_key="${key}")
answer = client.messages.create(
    model="${model}",
    max_tokens=1000,
    messages=[{"role": "user", "content": "${QUESTION}"}],
)
print(answer.content[0].text)`,
  },
  {
    id: 'anthropicTypeScript',
    name: 'Anthropic SDK (TypeScript)',
    steps: 1,
    note: true,
    code: ({ baseUrl, key, model }) => `import Anthropic from '@anthropic-ai/sdk';

const client = new Anthropic({ baseURL: '${withoutVersion(baseUrl)}', apiKey: '${key}' });
const answer = await client.messages.create({
  model: '${model}',
  max_tokens: 1000,
  messages: [{ role: 'user', content: '${QUESTION}' }],
});
for (const part of answer.content) if (part.type === 'text') console.log(part.text);`,
  },
  {
    id: 'claudeCode',
    name: 'Claude Code',
    steps: 1,
    note: true,
    code: ({ baseUrl, key, model }) => `export ANTHROPIC_BASE_URL=${withoutVersion(baseUrl)}
export ANTHROPIC_AUTH_TOKEN=${key}
export ANTHROPIC_MODEL=${model}
claude`,
  },
  {
    id: 'ollamaPython',
    name: 'Ollama (Python)',
    steps: 1,
    note: true,
    code: ({ baseUrl, key, model }) => `from ollama import Client

client = Client(host="${withoutVersion(baseUrl)}", headers={"authorization": "Bearer ${key}"})
answer = client.chat(model="${model}", messages=[{"role": "user", "content": "${QUESTION}"}])
print(answer.message.content)`,
  },
  {
    id: 'curl',
    name: 'curl',
    steps: 1,
    code: ({ baseUrl, key, model }) => `curl ${baseUrl}/chat/completions \\
  -H 'authorization: Bearer ${key}' \\
  -H 'content-type: application/json' \\
  -d '{"model":"${model}","messages":[{"role":"user","content":"${QUESTION}"}]}'`,
  },
];
