import { type Mock, sendJson, startMockServer } from '../support/mock-server.ts';

/** In a request that the provider cannot answer. */
export const OUTAGE = 'Outage';
const MODELS = ['mistral-large-latest', 'mistral-small-latest', 'gpt-4.1', 'gpt-4.1-mini', 'claude-sonnet-4-5', 'apertus-70b'];
const TEXT = 'Here is the draft, with the deadlines in bold.';

/** All five providers of the pictures' office in one: OpenAI's shape below every path, Anthropic's below `/messages`. What it bills follows from what it was sent. */
export function startProviders(): Promise<Mock> {
  return startMockServer({
    path: '/v1',
    answer({ method, path, text, json: { model } }, response) {
      if (method === 'GET') return sendJson(response, 200, { object: 'list', data: MODELS.map((id) => ({ id, object: 'model', created: 1, owned_by: 'office' })) });
      if (text.includes(OUTAGE)) return sendJson(response, 503, { error: { message: 'The service is overloaded.', type: 'server_error', param: null, code: null } });
      const prompt = Math.ceil(text.length * 0.6);
      const answer = 300 + (text.length % 900);
      if (path.includes('/messages')) return sendJson(response, 200, { id: 'msg_1', type: 'message', role: 'assistant', model, content: [{ type: 'text', text: TEXT }], stop_reason: 'end_turn', stop_sequence: null, usage: { input_tokens: prompt, output_tokens: answer } });
      return sendJson(response, 200, {
        id: 'chatcmpl-1', object: 'chat.completion', created: 1_760_000_000, model,
        choices: [{ index: 0, message: { role: 'assistant', content: TEXT }, finish_reason: 'stop' }],
        usage: { prompt_tokens: prompt, completion_tokens: answer, total_tokens: prompt + answer },
      });
    },
  });
}
