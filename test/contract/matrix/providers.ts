import type { Mock } from '../../support/mock-server.ts';
import { startAnthropicMock } from '../../support/mocks/anthropic.ts';
import { startAzureOpenai } from '../../support/mocks/azure-openai.ts';
import { startBedrockMock } from '../../support/mocks/bedrock.ts';
import { startCohereMock } from '../../support/mocks/cohere.ts';
import { startDeepseek } from '../../support/mocks/deepseek.ts';
import { startGoogleMock } from '../../support/mocks/google.ts';
import { startGroq } from '../../support/mocks/groq.ts';
import { startMistral } from '../../support/mocks/mistral.ts';
import { startResponsesMock } from '../../support/mocks/responses.ts';
import { startTogether } from '../../support/mocks/together.ts';
import { startVertexMock } from '../../support/mocks/vertex.ts';
import { KEY_FILE } from '../../support/service-account.ts';
import type { Lacks } from './features.ts';
import { startCompatible, startOllamaMock, startOpenaiChat } from './mocks.ts';

/** One provider behind the gateway: its mock, and what differs in what it says. What all say is in mock-scenario.ts. */
export interface ProviderCase {
  /** The adapter's, and the provider's name in the office. */
  kind: string;
  id: string;
  start(options: { apiKey?: string }): Promise<Mock>;
  /** It knows its clients by the key that it is given. */
  apiKey?: string;
  /** Its id of a call, made of the scenario's; absent: it has none, and the gateway makes one. */
  callId?(id: string): string;
  /** What it tells of `usage` beside the totals. */
  tells: { cached?: true; cacheWrites?: true; reasoning?: true; tier?: true };
  /** Images stay in its results of tools. */
  holdsImages?: true;
  /** How it is told, in its JSON, that a call has failed, and how to keep a prompt; absent: it has no word for it. */
  says?: { failed?: string; keep?: string };
  /** It says what it thinks; `signed`: and wants its signature back. */
  thinks?: 'plain' | 'signed';
  /** It reads thoughts that nobody has signed. */
  wantsThoughts?: true;
  /** Its embedding of a text; absent: of the shared mocks. */
  vector?(text: string, index: number): number[];
  lacks: Lacks;
  /** The dialects of the clients that it answers, where another case of its kind answers the others. */
  dialects?: { only: string } | { but: string };
}

const SILENT = { thoughts: 'it keeps its thoughts to itself', 'thoughts back': 'it keeps its thoughts to itself' };
const NO_SOURCES = { citations: 'it cites nothing' };
const counted = (_text: string, index: number): number[] => [0, 1, 2, 3].map((at) => index + at / 8);
const same = (id: string): string => id;

export const PROVIDERS: readonly ProviderCase[] = [
  { kind: 'anthropic', id: 'anthropic', start: startAnthropicMock, apiKey: 'sk-ant-mock', callId: (id) => `toolu_01${id}`, holdsImages: true, says: { failed: '"is_error":true', keep: '"cache_control":{"type":"ephemeral"}' }, tells: { tier: true, cached: true, cacheWrites: true, reasoning: true }, thinks: 'signed', lacks: { embeddings: 'it offers none' } },
  { kind: 'azure-openai', id: 'azure', start: startAzureOpenai, apiKey: 'azure-mock', callId: same, tells: { cached: true, reasoning: true }, lacks: { ...SILENT, ...NO_SOURCES } },
  { kind: 'bedrock', id: 'bedrock', start: startBedrockMock, apiKey: 'bedrock-mock', callId: (id) => `tooluse_${id}`, holdsImages: true, says: { failed: '"status":"error"', keep: '"cachePoint":{"type":"default"}' }, tells: { cached: true, cacheWrites: true }, thinks: 'signed', lacks: { embeddings: 'not through the Converse API' } },
  { kind: 'cohere', id: 'cohere', start: startCohereMock, apiKey: 'cohere-mock', callId: same, tells: { cached: true }, thinks: 'plain', vector: counted, lacks: {} },
  { kind: 'deepseek', id: 'deepseek', start: startDeepseek, apiKey: 'deepseek-mock', callId: same, tells: { cached: true, reasoning: true }, thinks: 'plain', wantsThoughts: true, lacks: { ...NO_SOURCES, embeddings: 'it offers none', schema: 'it knows JSON without a schema only' } },
  { kind: 'google', id: 'google', start: startGoogleMock, apiKey: 'google-mock', holdsImages: true, says: { failed: '"response":{"error":"sunny"}' }, tells: { cached: true, reasoning: true }, thinks: 'signed', vector: counted, lacks: {} },
  { kind: 'groq', id: 'groq', start: startGroq, apiKey: 'gsk-mock', callId: same, tells: { cached: true, reasoning: true }, thinks: 'plain', lacks: NO_SOURCES },
  { kind: 'mistral', id: 'mistral', start: startMistral, apiKey: 'mistral-mock', callId: (id) => id.slice(0, 9), holdsImages: true, tells: { cached: true }, thinks: 'signed', lacks: NO_SOURCES },
  { kind: 'ollama', id: 'ollama', start: startOllamaMock, holdsImages: true, tells: {}, thinks: 'plain', lacks: { ...NO_SOURCES, cached: 'it does not tell' } },
  { kind: 'openai', id: 'openai', start: startOpenaiChat, apiKey: 'sk-mock', callId: same, tells: { tier: true, cached: true, cacheWrites: true, reasoning: true }, lacks: SILENT, dialects: { but: 'openai-responses' } },
  { kind: 'openai', id: 'openai-responses', start: startResponsesMock, apiKey: 'sk-mock', callId: same, holdsImages: true, tells: { tier: true, cached: true, cacheWrites: true, reasoning: true }, thinks: 'signed', lacks: { embeddings: 'they are asked for as in chat completions' }, dialects: { only: 'openai-responses' } },
  { kind: 'openai-compatible', id: 'vllm', start: startCompatible, apiKey: 'vllm-mock', callId: same, holdsImages: true, tells: { tier: true, cached: true, cacheWrites: true, reasoning: true }, thinks: 'plain', wantsThoughts: true, lacks: {} },
  { kind: 'together', id: 'together', start: startTogether, apiKey: 'together-mock', callId: same, tells: {}, thinks: 'plain', lacks: { ...NO_SOURCES, cached: 'it does not tell' } },
  { kind: 'vertex', id: 'vertex', start: startVertexMock, apiKey: KEY_FILE, holdsImages: true, says: { failed: '"response":{"error":"sunny"}' }, tells: { cached: true, reasoning: true }, thinks: 'signed', vector: counted, lacks: {} },
];
