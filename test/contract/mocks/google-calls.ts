import { FunctionCallingConfigMode, type GenerateContentConfig, ThinkingLevel } from '@google/genai';
import type { ChatRequest, Message } from '../../../gateway/core/chat.ts';
import { ARGUMENTS, SIGNATURE } from '../../support/mock-scenario.ts';

const SCHEMA = { type: 'object', properties: { city: { type: 'string' }, days: { type: 'integer' } }, required: ['city'] };
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
export const functions = ['weather', 'time'].map((name) => ({ name, description: `The ${name}`, parametersJsonSchema: SCHEMA }));
export const tools = functions.map(({ name, description }) => ({ type: 'function' as const, function: { name, description, parameters: SCHEMA } }));
export const user = (text: string) => ({ role: 'user', parts: [{ text }] });

export const assistant = (over: object): Message => ({ role: 'assistant', content: null, ...over });
export const call = (id: string, name: string, args: object, signature?: string) => ({ id, type: 'function' as const, function: { name, arguments: JSON.stringify(args) }, ...(signature && { extra_content: { google: { thought_signature: signature } } }) });

/** The same call: for the SDK, and as a client of OpenAI's dialect puts it. */
export const CALLS: [string, { model?: string; contents: object[]; config?: GenerateContentConfig }, Partial<ChatRequest>][] = [
  ['a question', { contents: [user('hi')] }, { messages: [{ role: 'user', content: 'hi' }] }],
  [
    'every parameter',
    { contents: [user('hi')], config: {
      systemInstruction: { parts: [{ text: 'Be brief.' }, { text: 'Be kind.' }] }, maxOutputTokens: 7, temperature: 0.5, topP: 0.9, topK: 40, stopSequences: ['a', 'b'], seed: 3, candidateCount: 2, presencePenalty: 0.1, frequencyPenalty: -0.2,
      responseLogprobs: true, logprobs: 4, responseMimeType: 'application/json', responseJsonSchema: SCHEMA, thinkingConfig: { thinkingLevel: ThinkingLevel.LOW, includeThoughts: true }, mediaResolution: 'MEDIA_RESOLUTION_LOW' as never,
      safetySettings: [{ category: 'HARM_CATEGORY_HARASSMENT' as never, threshold: 'BLOCK_NONE' as never }],
    } },
    {
      messages: [{ role: 'system', content: 'Be brief.' }, { role: 'developer', content: [{ type: 'text', text: 'Be kind.' }] }, { role: 'user', content: 'hi' }], max_completion_tokens: 7, temperature: 0.5, top_p: 0.9, stop: ['a', 'b'], seed: 3, n: 2,
      presence_penalty: 0.1, frequency_penalty: -0.2, logprobs: true, top_logprobs: 4, response_format: { type: 'json_schema', json_schema: { name: 'a', schema: SCHEMA } }, reasoning_effort: 'low',
      passthrough: { google: { topK: 40, mediaResolution: 'MEDIA_RESOLUTION_LOW', safetySettings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' }] } },
    },
  ],
  [
    'media', { contents: [{ role: 'user', parts: [{ text: 'see' }, { inlineData: { mimeType: 'image/png', data: PIXEL } }, { inlineData: { mimeType: 'application/pdf', data: 'JVBERi0=' } }, { inlineData: { mimeType: 'audio/wav', data: 'UklGRg==' } }] }] },
    { messages: [{ role: 'user', content: [{ type: 'text', text: 'see' }, { type: 'image_url', image_url: { url: `data:image/png;base64,${PIXEL}` } }, { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBERi0=' } }, { type: 'input_audio', input_audio: { data: 'UklGRg==', format: 'wav' } }] }] },
  ],
  [
    'tools, their calls, signatures and results',
    {
      contents: [
        user('hi'),
        { role: 'model', parts: [{ text: 'I think.', thought: true, thoughtSignature: 'c2ln' }, { text: 'Let me see.' }, { functionCall: { id: 'a1', name: 'weather', args: ARGUMENTS }, thoughtSignature: SIGNATURE }, { functionCall: { id: 'a2', name: 'time', args: {} } }] },
        { role: 'user', parts: [{ functionResponse: { id: 'a1', name: 'weather', response: { output: 'sun' } } }, { functionResponse: { id: 'a2', name: 'time', response: { output: 'noon' } } }] },
      ],
      config: { maxOutputTokens: 9, tools: [{ functionDeclarations: functions }], toolConfig: { functionCallingConfig: { mode: FunctionCallingConfigMode.ANY, allowedFunctionNames: ['time'] } } },
    },
    {
      messages: [
        { role: 'user', content: 'hi' },
        assistant({ content: 'Let me see.', reasoning_content: 'I think.', reasoning_details: [{ type: 'reasoning.text', format: 'anthropic', text: 'not mine', signature: 'x' }, { type: 'reasoning.text', format: 'google', text: 'I think.', signature: 'c2ln' }], tool_calls: [call('a1', 'weather', ARGUMENTS, SIGNATURE), call('a2', 'time', {})] }),
        // The client's tools were ready in another order.
        { role: 'tool', tool_call_id: 'a2', content: 'noon' }, { role: 'tool', tool_call_id: 'a1', content: 'sun' },
      ],
      max_tokens: 9, tools, tool_choice: { type: 'function', function: { name: 'time' } },
    },
  ],
];
