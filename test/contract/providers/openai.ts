import { openaiRecording } from './openai-compatible.ts';
import type { Recording } from './recordings.ts';

/** The same protocol as the compatible servers'; its chunks are padded against eavesdroppers (`obfuscation`), and its calls may end with "stop" where one tool was demanded. */
const padded = (stream: string) => stream.replaceAll(/^data: \{(?=.*"choices":\[\{)/gm, 'data: {"obfuscation":"k9Xw2",');

export const openaiOwnRecording: Recording = {
  ...openaiRecording,
  answer: { ...openaiRecording.answer, stream: padded(String(openaiRecording.answer.stream)) },
  tools: { ...openaiRecording.tools, plain: openaiRecording.tools.plain.replace('"finish_reason":"tool_calls"', '"finish_reason":"stop"'), stream: String(openaiRecording.tools.stream).replace('"finish_reason":"tool_calls"', '"finish_reason":"stop"') },
};
