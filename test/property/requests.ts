import fc from 'fast-check';

/** Request bodies that are mostly right: what is wrong with one is wrong in one place. */
export const json = fc.oneof(
  { weight: 8, arbitrary: fc.jsonValue({ maxDepth: 4, noUnicodeString: false }) },
  // Attack: `String` fails on the first, and makes the word of the second.
  { weight: 1, arbitrary: fc.constantFrom({ toString: 1 }, ['web_search'], ['text'], ['shell']) },
);
const text = fc.string({ unit: 'binary', maxLength: 30 }).filter((value) => value.isWellFormed());
/** Mostly what the field is for; now and then anything at all. */
const mostly = <T>(usual: fc.Arbitrary<T>) => fc.oneof({ weight: 30, arbitrary: usual as fc.Arbitrary<unknown> }, { weight: 1, arbitrary: json as fc.Arbitrary<unknown> });
const part = fc.oneof(
  fc.record({ type: mostly(fc.constant('text')), text }),
  fc.record({ type: mostly(fc.constant('text')), text: mostly(text) }),
  fc.record({ type: mostly(fc.constant('image_url')), image_url: mostly(fc.record({ url: fc.constantFrom('data:image/png;base64,AAAA', 'https://evil.example/x.png') })) }),
  fc.record({ type: mostly(fc.constantFrom('refusal', 'input_audio', 'file', 'hologram')), refusal: mostly(text), file: mostly(fc.record({ file_data: text })), input_audio: mostly(fc.record({ data: text, format: text })) }, { requiredKeys: ['type'] }),
);
const call = fc.record({ id: mostly(text), type: mostly(fc.constant('function')), function: mostly(fc.record({ name: mostly(text), arguments: mostly(text) })) });
const message = fc.record(
  { role: mostly(fc.constantFrom('system', 'developer', 'user', 'assistant', 'tool')), content: mostly(fc.oneof(text, fc.array(part, { minLength: 1, maxLength: 3 }))), name: mostly(text), tool_call_id: mostly(text), tool_calls: mostly(fc.array(call, { maxLength: 2 })) },
  { requiredKeys: ['role', 'content'] },
);
const tool = fc.record({ type: mostly(fc.constant('function')), function: mostly(fc.record({ name: fc.constantFrom('weather', 'time'), parameters: mostly(fc.constant({ type: 'object' })) })) });
export const chat = fc.record(
  {
    model: mostly(fc.constant('fast')),
    messages: mostly(fc.array(mostly(message), { minLength: 1, maxLength: 4 })),
    stream: mostly(fc.boolean()),
    stream_options: mostly(fc.record({ include_usage: fc.boolean() })),
    tools: mostly(fc.array(tool, { maxLength: 2 })),
    tool_choice: mostly(fc.constantFrom('auto', 'none', 'required')),
    parallel_tool_calls: mostly(fc.boolean()),
    response_format: mostly(fc.constantFrom({ type: 'text' }, { type: 'json_object' }, { type: 'json_schema', json_schema: { name: 'a', schema: {} } })),
    stop: mostly(fc.oneof(text, fc.array(text, { maxLength: 2 }))),
    temperature: mostly(fc.double({ min: 0, max: 2, noNaN: true })),
    seed: mostly(fc.maxSafeInteger()),
    max_tokens: mostly(fc.integer({ min: 1, max: 10_000 })),
    n: mostly(fc.integer({ min: 1, max: 3 })),
    logprobs: mostly(fc.boolean()),
    logit_bias: mostly(fc.dictionary(fc.constantFrom('1', '2'), fc.integer({ min: -100, max: 100 }))),
    user: mostly(text),
    metadata: mostly(fc.dictionary(text, text, { maxKeys: 3 })),
    reasoning_effort: mostly(fc.constantFrom('low', 'high')),
    vendor_extension: json,
  },
  { requiredKeys: ['model', 'messages'] },
);
export const embeddings = fc.record(
  { model: mostly(fc.constant('vectors')), input: mostly(fc.oneof(text, fc.array(text, { maxLength: 4 }), fc.array(fc.nat(), { maxLength: 4 }), fc.array(fc.array(fc.nat(), { maxLength: 3 }), { maxLength: 3 }))), encoding_format: mostly(fc.constantFrom('float', 'base64')), dimensions: mostly(fc.integer({ min: 1, max: 64 })), user: mostly(text) },
  { requiredKeys: ['model', 'input'] },
);
