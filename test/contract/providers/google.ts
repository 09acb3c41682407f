import type { Recording } from './recordings.ts';

/** Gemini's `generateContent` (v1beta): no terminal marker, usage on every event, the last event with the finish reason and, of Gemini 3, a signature on an empty text. */
const meta = { usageMetadata: { promptTokenCount: 16, candidatesTokenCount: 6, thoughtsTokenCount: 2, cachedContentTokenCount: 4, totalTokenCount: 24, promptTokensDetails: [{ modality: 'TEXT', tokenCount: 16 }] }, modelVersion: 'gemini-3-flash', responseId: 'Il0taoSYJ5Cez7IP' };
const candidate = (parts: object[], finishReason?: string) => ({ candidates: [{ content: { parts, role: 'model' }, index: 0, ...(finishReason && { finishReason }) }] });
const plain = (parts: object[], finishReason = 'STOP') => JSON.stringify({ ...candidate(parts, finishReason), ...meta }, null, 2);
const event = (body: object, usage: object = { usageMetadata: { promptTokenCount: 16, totalTokenCount: 16 } }) => `data: ${JSON.stringify({ ...body, ...meta, ...usage })}\r\n\r\n`;
const text = (...pieces: string[]) => pieces.map((piece) => event(candidate([{ text: piece }]))).join('');
const end = (finishReason = 'STOP', parts: object[] = [{ text: '', thoughtSignature: 'EjQKMgEMOdbH' }]) => event(candidate(parts, finishReason), {});
const weather = { functionCall: { name: 'weather', args: { city: 'Zürich', days: 2 } }, thoughtSignature: 'EqQBCgIYAhIM' };
const time = { functionCall: { name: 'time', args: { city: 'Zürich' } } };
const ANSWER = 'The capital of France is Paris – “la Ville”.';

export const googleRecording: Recording = {
  answer: {
    plain: plain([{ text: ANSWER, thoughtSignature: 'EjQKMgEMOdbH' }]),
    stream: text('The', ' capital of', ' France is', ' Paris') + text(' – “la', ' Ville”.') + end(),
    text: ANSWER,
    usage: { prompt_tokens: 16, completion_tokens: 8, total_tokens: 24 },
  },
  tools: {
    plain: plain([weather, time]),
    // The calls and the end come apart (Gemini 3.5).
    stream: event(candidate([weather])) + event(candidate([time])) + end('STOP', [{ text: '' }]),
    calls: [{ name: 'weather', arguments: { city: 'Zürich', days: 2 } }, { name: 'time', arguments: { city: 'Zürich' } }],
  },
  reasoning: {
    plain: plain([{ text: 'Two and two.', thought: true }, { text: 'Four.' }]),
    stream: event(candidate([{ text: 'Two', thought: true }])) + event(candidate([{ text: ' and two.', thought: true }])) + text('Four', '.') + end(),
    reasoning: 'Two and two.',
    text: 'Four.',
  },
  bounded: { plain: plain([{ text: "I'm" }], 'MAX_TOKENS'), stream: text('I', "'m") + end('MAX_TOKENS', []), text: "I'm" },
  logprobs: {
    stream:
      event({ candidates: [{ content: { parts: [{ text: "I'm" }], role: 'model' }, logprobsResult: { chosenCandidates: [{ token: 'I', tokenId: 40, logProbability: -2.2 }, { token: "'m", tokenId: 2846, logProbability: -0.5 }], topCandidates: [{ candidates: [{ token: 'I', tokenId: 40, logProbability: -2.2 }] }, { candidates: [] }] } }] }) + end('MAX_TOKENS', []),
    tokens: ['I', "'m"],
  },
  errors: [
    { body: '{"error":{"code":429,"message":"You exceeded your current quota.","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"22s"}]}}', says: 'You exceeded your current quota.' },
    { body: '[{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT"}}]', says: 'API key not valid. Please pass a valid API key.' },
  ],
  brokenStream: { stream: `${text('The', ' capital')}data: {"error":{"code":503,"message":"The model is overloaded. Please try again later.","status":"UNAVAILABLE"}}\r\n\r\n`, text: 'The capital', says: /The model is overloaded/ },
  embeddings: { plain: '{"embeddings":[{"values":[-0.0123183,0.25]},{"values":[0.0014465628,-1]}],"usageMetadata":{"promptTokenCount":8}}', vectors: [[-0.0123183, 0.25], [0.0014465628, -1]], promptTokens: 8 },
  models: {
    plain: '{"models":[{"name":"models/gemini-3-flash","version":"001","displayName":"Gemini 3 Flash","inputTokenLimit":1048576,"outputTokenLimit":65536,"supportedGenerationMethods":["generateContent","countTokens"],"thinking":true},{"name":"models/gemini-embedding-001","supportedGenerationMethods":["embedContent"]},{"name":"models/imagen-4","supportedGenerationMethods":["predict"]}]}',
    names: ['gemini-3-flash', 'gemini-embedding-001'],
  },
};
