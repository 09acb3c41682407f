import type { Recording } from './recordings.ts';

/** What differs between servers of OpenAI's shape in how they write down the same conversation. */
export interface Written {
  /** `id`, `created`, `model` … of an answer or chunk. */
  head(object: string): object;
  usage: { prompt_tokens: number; completion_tokens: number; total_tokens: number };
  message?(message: object): object;
  /** Beside the message or delta. */
  choice?: object;
  /** The field that thoughts come in, or what they are turned into. */
  thought: string | ((text: string) => object);
  stop?: string;
  calls?: { plain: object[]; deltas: object[] };
  begin?: string;
  /** The last chunks: with the finish reason, and with usage. */
  end?(chunk: (delta: object, finish?: string | null, more?: object) => string, finish: string): string;
  errors: Recording['errors'];
  broken: string;
  says: RegExp;
}

const WEATHER = '{"city":"Zürich","days":2}';
const TIME = '{"city":"Zürich"}';
const CALLS = {
  plain: [{ id: 'call_1', type: 'function', function: { name: 'weather', arguments: WEATHER } }, { id: 'call_2', type: 'function', function: { name: 'time', arguments: TIME } }],
  deltas: [
    { tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: { name: 'weather', arguments: '' } }] },
    { tool_calls: [{ index: 0, function: { arguments: WEATHER.slice(0, 9) } }, { index: 1, id: 'call_2', type: 'function', function: { name: 'time', arguments: TIME.slice(0, 5) } }] },
    { tool_calls: [{ index: 0, function: { arguments: WEATHER.slice(9) } }] },
    { tool_calls: [{ index: 1, function: { arguments: TIME.slice(5) } }] },
  ],
};

export const event = (value: object): string => `data: ${JSON.stringify(value)}\n\n`;

export function writtenBy(written: Written): Omit<Recording, 'embeddings' | 'models'> {
  const { head, usage, message: ofMessage = (given) => given, choice = {}, thought, stop = 'stop', calls = CALLS, errors, broken, says } = written;
  const plain = (message: object, finish: string) => JSON.stringify({ ...head('chat.completion'), choices: [{ index: 0, message: ofMessage({ role: 'assistant', ...message }), finish_reason: finish, ...choice }], usage });
  const chunk = (delta: object, finish: string | null = null, more: object = {}) => event({ ...head('chat.completion.chunk'), choices: [{ index: 0, delta, finish_reason: finish, ...choice }], ...more });
  const text = (...pieces: string[]) => pieces.map((content) => chunk({ content })).join('');
  const begin = written.begin ?? chunk({ role: 'assistant', content: '' });
  const end = (finish: string) => `${written.end?.(chunk, finish) ?? chunk({}, finish) + event({ ...head('chat.completion.chunk'), choices: [], usage })}data: [DONE]\n\n`;
  const field = (given: string) => (typeof thought === 'string' ? { [thought]: given } : thought(given));
  const reasoned = field('Two and two.') as { content?: object[] };
  return {
    answer: { plain: plain({ content: 'The capital of France is Paris – “la Ville”.' }, stop), stream: begin + text('The', ' capital of', ' France is Paris – “la', ' Ville”.') + end(stop), text: 'The capital of France is Paris – “la Ville”.', usage: { prompt_tokens: usage.prompt_tokens, completion_tokens: usage.completion_tokens, total_tokens: usage.total_tokens } },
    tools: {
      plain: plain({ content: '', tool_calls: calls.plain }, 'tool_calls'),
      stream: begin + calls.deltas.map((delta) => chunk(delta)).join('') + end('tool_calls'),
      calls: [{ name: 'weather', arguments: { city: 'Zürich', days: 2 } }, { name: 'time', arguments: { city: 'Zürich' } }],
    },
    reasoning: {
      plain: plain({ ...reasoned, content: reasoned.content ? [...reasoned.content, { type: 'text', text: 'Four.' }] : 'Four.' }, stop),
      stream: begin + chunk(field('Two')) + chunk(field(' and two.')) + text('Four', '.') + end(stop),
      reasoning: 'Two and two.',
      text: 'Four.',
    },
    bounded: { plain: plain({ content: "I'm" }, 'length'), stream: begin + text('I', "'m") + end('length'), text: "I'm" },
    errors,
    brokenStream: { stream: begin + text('The', ' capital') + broken, text: 'The capital', says },
  };
}
