import { aiAnthropic, aiOpenaiChat, aiOpenaiResponses } from './ai.ts';
import { anthropicSdk } from './anthropic.ts';
import type { ClientCase } from './client.ts';
import { langchainAnthropic, langchainOpenai } from './langchain.ts';
import { ollamaJs } from './ollama.ts';
import { openaiChat } from './openai-chat.ts';
import { openaiResponses } from './openai-responses.ts';

export const CLIENTS: readonly ClientCase[] = [openaiChat, openaiResponses, anthropicSdk, ollamaJs, langchainOpenai, langchainAnthropic, aiOpenaiChat, aiOpenaiResponses, aiAnthropic];
