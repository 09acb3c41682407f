import type { Recording } from './recordings.ts';
import { event, writtenBy } from './shaped.ts';

/** @mistralai/mistralai 2.7: calls come whole, their arguments as an object or a string, and may lack an id ("null") and an index; thoughts are chunks of content. */
const head = (object: string) => ({ id: '5b35cc2e69bf4ba9a11373ee1f1937f8', object, created: 1_760_000_000, model: 'magistral-medium-latest' });
const usage = { prompt_tokens: 16, completion_tokens: 8, total_tokens: 24 };
const plain = [{ id: 'null', function: { name: 'weather', arguments: { city: 'Zürich', days: 2 } } }, { function: { name: 'time', arguments: '{"city":"Zürich"}' } }];
const written = writtenBy({
  head,
  usage,
  thought: (text) => ({ content: [{ type: 'thinking', thinking: [{ type: 'text', text }] }] }),
  calls: { plain, deltas: [{ content: '', tool_calls: plain }] },
  end: (chunk, finish) => chunk({ content: '' }, finish, { usage }),
  errors: [
    { body: '{"detail":[{"type":"extra_forbidden","loc":["body","user"],"msg":"Extra inputs are not permitted","input":"u"}]}', says: 'body.user: Extra inputs are not permitted' },
    { body: '{"object":"error","message":{"detail":[{"loc":["body","n"],"msg":"Input should be at least 1"}]},"type":"invalid_request_error","param":null,"code":null}', says: 'body.n: Input should be at least 1' },
    { body: '{"object":"error","message":"Service tier capacity exceeded for this model.","type":"service_tier_capacity_exceeded","param":null,"code":"3505"}', says: 'Service tier capacity exceeded for this model.' },
    { body: '{"message":"Unauthorized","request_id":"x"}', says: 'Unauthorized' },
  ],
  broken: event({ ...head('chat.completion.chunk'), choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error' }], usage }),
  says: /broke off: error/,
});

export const mistralRecording: Recording = {
  ...written,
  bounded: { ...written.bounded, plain: written.bounded.plain.replace('"length"', '"model_length"') },
  embeddings: { plain: '{"id":"6b35","object":"list","data":[{"object":"embedding","embedding":[-0.0123183,0.25],"index":0},{"object":"embedding","embedding":[0.0014465628,-1],"index":1}],"model":"mistral-embed","usage":{"prompt_tokens":8,"total_tokens":8,"completion_tokens":0}}', vectors: [[-0.0123183, 0.25], [0.0014465628, -1]], promptTokens: 8 },
  models: { plain: '{"object":"list","data":[{"id":"mistral-large-latest","object":"model","created":1,"owned_by":"mistralai","type":"base","capabilities":{"completion_chat":true}}]}', names: ['mistral-large-latest'] },
};
