import fc from 'fast-check';
import { json } from './requests.ts';

/** Bodies of the other dialects that are mostly right: what is wrong with one is wrong in one place. */
const text = fc.string({ unit: 'binary', maxLength: 30 }).filter((value) => value.isWellFormed());
const mostly = <T>(usual: fc.Arbitrary<T>) => fc.oneof({ weight: 40, arbitrary: usual as fc.Arbitrary<unknown> }, { weight: 1, arbitrary: json as fc.Arbitrary<unknown> });
const schema = mostly(fc.constantFrom({ type: 'object', properties: { city: { type: 'string' } } }, {}));
const name = mostly(fc.constantFrom('weather', 'time'));

const source = fc.oneof(fc.record({ type: mostly(fc.constant('base64')), media_type: fc.constantFrom('image/png', 'application/pdf', 'text/html'), data: fc.constantFrom('AAAA', 'no base64!') }), fc.record({ type: mostly(fc.constantFrom('url', 'file', 'text')), url: text, data: text }));
const block = fc.oneof(
  fc.record({ type: mostly(fc.constant('text')), text: mostly(text) }),
  fc.record({ type: mostly(fc.constantFrom('image', 'document')), source: mostly(source) }),
  fc.record({ type: mostly(fc.constant('tool_use')), id: mostly(fc.constantFrom('t1', 't2')), name, input: mostly(fc.constant({ city: 'Bern' })) }),
  fc.record({ type: mostly(fc.constant('tool_result')), tool_use_id: mostly(fc.constantFrom('t1', 't2')), content: mostly(text) }),
  fc.record({ type: mostly(fc.constant('thinking')), thinking: mostly(text), signature: mostly(fc.constantFrom('', 'sig', 'gho.google.eA.gh1.a.b.c', 'gho.none..x')) }),
  fc.record({ type: mostly(fc.constant('redacted_thinking')), data: mostly(text) }),
);
export const anthropicBody = fc.record(
  {
    model: mostly(fc.constant('fast')),
    max_tokens: mostly(fc.integer({ min: 1, max: 1_000 })),
    messages: mostly(fc.array(fc.record({ role: mostly(fc.constantFrom('user', 'assistant')), content: mostly(fc.oneof(text, fc.array(block, { minLength: 1, maxLength: 3 }))) }), { minLength: 1, maxLength: 4 })),
    system: mostly(fc.oneof(text, fc.array(fc.record({ type: mostly(fc.constant('text')), text }), { maxLength: 2 }))),
    tools: mostly(fc.array(fc.record({ name, input_schema: schema }), { maxLength: 2 })),
    tool_choice: mostly(fc.constantFrom({ type: 'auto' }, { type: 'none' })),
    stop_sequences: mostly(fc.array(text, { maxLength: 2 })),
    thinking: mostly(fc.constantFrom({ type: 'enabled', budget_tokens: 2048 }, { type: 'disabled' }, { type: 'adaptive' })),
    output_config: mostly(fc.constantFrom({}, { effort: 'low' }, { format: { type: 'json_schema', schema: {} } })),
    stream: mostly(fc.boolean()),
  },
  { requiredKeys: ['model', 'max_tokens', 'messages'] },
);

const ollamaMessage = fc.record(
  { role: mostly(fc.constantFrom('system', 'user', 'assistant', 'tool')), content: mostly(text), images: mostly(fc.array(fc.constant('iVBORw0KGgo='), { maxLength: 1 })), tool_name: name, tool_calls: mostly(fc.array(fc.record({ function: mostly(fc.record({ name, arguments: mostly(fc.constant({ city: 'Bern' })) })) }), { maxLength: 2 })), thinking: mostly(text) },
  { requiredKeys: ['role', 'content'] },
);
export const ollamaBody = fc.record(
  {
    model: mostly(fc.constant('fast')),
    messages: mostly(fc.array(ollamaMessage, { minLength: 1, maxLength: 4 })),
    prompt: mostly(text),
    tools: mostly(fc.array(fc.record({ type: mostly(fc.constant('function')), function: mostly(fc.record({ name, parameters: schema })) }), { maxLength: 2 })),
    format: mostly(fc.constantFrom('json', { type: 'object' })),
    options: mostly(fc.record({ temperature: fc.double({ min: 0, max: 2, noNaN: true }), num_predict: fc.integer({ min: -2, max: 100 }), stop: fc.array(text, { maxLength: 2 }), top_k: fc.nat() }, { requiredKeys: [] })),
    think: mostly(fc.constantFrom(true, false, 'low')),
    stream: mostly(fc.boolean()),
    keep_alive: mostly(fc.constantFrom('5m', 0)),
  },
  { requiredKeys: ['model', 'messages', 'prompt'] },
);

const part = fc.oneof(fc.record({ type: mostly(fc.constantFrom('input_text', 'output_text')), text: mostly(text) }), fc.record({ type: mostly(fc.constant('input_image')), image_url: mostly(fc.constantFrom('data:image/png;base64,AAAA', 'https://evil.example')) }), fc.record({ type: mostly(fc.constant('input_file')), file_data: mostly(fc.constant('data:application/pdf;base64,AAAA')) }));
const item = fc.oneof(
  fc.record({ type: mostly(fc.constant('message')), role: mostly(fc.constantFrom('user', 'assistant', 'system', 'developer')), content: mostly(fc.oneof(text, fc.array(part, { minLength: 1, maxLength: 2 }))) }),
  fc.record({ type: mostly(fc.constant('function_call')), call_id: mostly(fc.constantFrom('c1', 'c2')), name, arguments: mostly(fc.constant('{"city":"Bern"}')) }),
  fc.record({ type: mostly(fc.constant('function_call_output')), call_id: mostly(fc.constantFrom('c1', 'c2')), output: mostly(text) }),
  fc.record({ type: mostly(fc.constant('reasoning')), id: text, summary: mostly(fc.constant([])), content: mostly(fc.constant([{ type: 'reasoning_text', text: 'x' }])), encrypted_content: mostly(fc.constantFrom('abc', 'gho.anthropic.cw.gh1.a.b.c')) }),
);
export const responsesBody = fc.record(
  {
    model: mostly(fc.constant('fast')),
    input: mostly(fc.oneof(text, fc.array(item, { minLength: 1, maxLength: 4 }))),
    instructions: mostly(text),
    tools: mostly(fc.array(fc.record({ type: mostly(fc.constant('function')), name, parameters: schema, strict: fc.boolean() }), { maxLength: 2 })),
    tool_choice: mostly(fc.constantFrom('auto', 'none')),
    text: mostly(fc.constantFrom({}, { format: { type: 'text' } }, { format: { type: 'json_schema', name: 'a', schema: {} } })),
    max_output_tokens: mostly(fc.integer({ min: 1, max: 1_000 })),
    reasoning: mostly(fc.constantFrom({ effort: 'low' }, { effort: null })),
    stream: mostly(fc.boolean()),
    store: mostly(fc.boolean()),
  },
  { requiredKeys: ['model', 'input'] },
);
