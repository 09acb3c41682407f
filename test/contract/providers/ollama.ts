import type { Recording } from './recordings.ts';

/** Ollama 0.24 with SmolLM2 135M (answer, bound, logprobs, errors) and a model that thinks and calls tools. */
const line = (message: object, rest: object = { done: false }) => `${JSON.stringify({ model: 's', created_at: '2026-11-21T06:47:26.113285644Z', message: { role: 'assistant', content: '', ...message }, ...rest })}\n`;
const done = (reason = 'stop', prompt = 16, answer = 8) => ({ done: true, done_reason: reason, total_duration: 1772253255, load_duration: 391857926, prompt_eval_count: prompt, prompt_eval_duration: 338746136, eval_count: answer, eval_duration: 1034816816 });
const text = (...pieces: string[]) => pieces.map((content) => line({ content })).join('');
const call = (name: string, args: object, index: number) => ({ function: { index, name, arguments: args } });
const calls = [call('weather', { city: 'Zürich', days: 2 }, 0), call('time', { city: 'Zürich' }, 1)];

export const ollamaRecording: Recording = {
  answer: {
    plain: line({ content: 'The capital of France is Paris – “la Ville”.' }, done()),
    stream: text('The', ' capital', ' of', ' France', ' is', ' Paris', ' – “la', ' Ville”.') + line({}, done()),
    text: 'The capital of France is Paris – “la Ville”.',
    usage: { prompt_tokens: 16, completion_tokens: 8, total_tokens: 24 },
  },
  tools: {
    plain: line({ tool_calls: calls }, done()),
    stream: line({ tool_calls: [calls[0]] }) + line({ tool_calls: [calls[1]] }) + line({}, done()),
    calls: [{ name: 'weather', arguments: { city: 'Zürich', days: 2 } }, { name: 'time', arguments: { city: 'Zürich' } }],
  },
  reasoning: {
    plain: line({ content: 'Four.', thinking: 'Two and two.' }, done()),
    stream: line({ thinking: 'Two' }) + line({ thinking: ' and two.' }) + text('Four', '.') + line({}, done()),
    reasoning: 'Two and two.',
    text: 'Four.',
  },
  bounded: { plain: line({ content: "I'm" }, done('length', 10, 2)), stream: text('I', "'m") + line({}, done('length', 10, 2)), text: "I'm" },
  logprobs: {
    stream:
      line({ content: 'I' }, { done: false, logprobs: [{ token: 'I', logprob: -2.2285940647125244, bytes: [73], top_logprobs: [{ token: 'I', logprob: -2.2285940647125244, bytes: [73] }] }] }) +
      line({ content: "'m" }, { done: false, logprobs: [{ token: "'m", logprob: -0.5558629631996155, bytes: [39, 109], top_logprobs: [] }] }) +
      line({}, done('length', 10, 2)),
    tokens: ['I', "'m"],
  },
  errors: [
    { body: '{"error":"model \'nope\' not found"}', says: "model 'nope' not found" },
    { body: '{"error":"the input length exceeds the context length"}', says: 'the input length exceeds the context length' },
  ],
  brokenStream: { stream: `${text('The', ' capital')}{"error":"an error was encountered while running the model: unexpected EOF"}\n`, text: 'The capital', says: /unexpected EOF/ },
  embeddings: { plain: '{"model":"all-minilm","embeddings":[[-0.0123183,0.25],[0.0014465628,-1]],"total_duration":14143917,"load_duration":1019500,"prompt_eval_count":8}', vectors: [[-0.0123183, 0.25], [0.0014465628, -1]], promptTokens: 8 },
  models: { plain: '{"models":[{"name":"smollm2:135m","model":"smollm2:135m","size":98362432,"digest":"b179c952","details":{"format":"gguf"}}]}', names: ['smollm2:135m'] },
};
