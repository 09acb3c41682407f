/** The same question in another dialect: what stands in OpenAI's chat body, put where that dialect has it; what it has no place for stays as an unknown field. */
interface Part { type: string; text?: string; refusal?: string; image_url?: { url: string }; input_audio?: { data: string }; file?: { file_data: string; filename: string }; foreign?: string }
interface Message { role: string; content: string | Part[] | null; tool_calls?: { id: string; function: { name: string; arguments: string } }[]; tool_call_id?: string; reasoning_details?: { signature: string }[] }
interface Tool { function: { name: string; description?: string; parameters?: object } }
type Body = Record<string, unknown> & { messages: Message[]; tools?: Tool[] };

export const DIALECTS = ['openai', 'anthropic', 'ollama', 'responses'] as const;
export type DialectName = (typeof DIALECTS)[number];

export function inDialect(dialect: DialectName, body: Record<string, unknown>): { path: string; body: Record<string, unknown> } {
  if (dialect === 'anthropic') return { path: '/v1/messages', body: toMessages(body as Body) };
  if (dialect === 'ollama') return { path: '/api/chat', body: toOllama(body as Body) };
  if (dialect === 'responses') return { path: '/v1/responses', body: toResponses(body as Body) };
  return { path: '/v1/chat/completions', body };
}

const partsOf = (content: Message['content']): Part[] => (typeof content === 'string' ? [{ type: 'text', text: content }] : (content ?? []));
const base64Of = (url: string): string => url.slice(url.indexOf(',') + 1);
const isText = (url: string): boolean => url.startsWith('data:text/plain');
const decoded = (url: string): string => Buffer.from(base64Of(url), 'base64').toString('utf8');
const bytesOf = ({ image_url: image, input_audio: audio, file }: Part): string => (image ? base64Of(image.url) : audio ? audio.data : base64Of(file!.file_data));

/** Attack: a member that is an image's in another dialect goes on to a provider of this one, unseen. */
const imageOf = ({ foreign }: Part): object => (foreign === undefined ? {} : { image_url: { url: foreign } });

function argumentsOf(text: string): object {
  try {
    return JSON.parse(text) as object;
  } catch {
    return { text };
  }
}

function toMessages({ messages, tools, stop, user, metadata, ...rest }: Body): Record<string, unknown> {
  const block = (part: Part): object => {
    if (part.type === 'text' || part.type === 'refusal') return { type: 'text', text: part.text ?? part.refusal, ...imageOf(part) };
    if (part.type === 'file' && isText(part.file!.file_data)) return { type: 'document', source: { type: 'text', media_type: 'text/plain', data: decoded(part.file!.file_data) } };
    if (part.type === 'file') return { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: bytesOf(part) } };
    return { type: 'image', source: { type: 'base64', media_type: 'image/png', data: bytesOf(part) } };
  };
  const system = messages.filter(({ role }) => role === 'system' || role === 'developer').flatMap(({ content }) => partsOf(content).map(block));
  const said = messages.filter(({ role }) => role !== 'system' && role !== 'developer').map(({ role, content, tool_calls: calls, tool_call_id: id, reasoning_details: thoughts }) => {
    if (role === 'tool') return { role: 'user', content: [{ type: 'tool_result', tool_use_id: id, content: typeof content === 'string' ? content : partsOf(content).map(block) }] };
    if (typeof content === 'string' && !calls && !thoughts) return { role, content };
    return { role, content: [...(thoughts ?? []).map(({ signature }) => ({ type: 'thinking', thinking: 'Hm.', signature })), ...partsOf(content).map(block), ...(calls ?? []).map((call) => ({ type: 'tool_use', id: call.id, name: call.function.name, input: argumentsOf(call.function.arguments) }))] };
  });
  return {
    ...rest, max_tokens: 50, messages: said, ...(system.length > 0 && { system }), ...(stop !== undefined && { stop_sequences: stop }), ...((user !== undefined || metadata !== undefined) && { metadata: { ...(metadata as object), ...(user !== undefined && { user_id: user }) } }),
    ...(tools && { tools: tools.map(({ function: fn }) => ({ name: fn.name, ...(fn.description !== undefined && { description: fn.description }), input_schema: fn.parameters ?? { type: 'object' } })) }),
  };
}

function toOllama({ messages, stop, ...rest }: Body): Record<string, unknown> {
  const said = messages.flatMap(({ role, content, tool_calls: calls, tool_call_id: id, reasoning_details: thoughts }): object[] => {
    const parts = partsOf(content);
    const asText = (part: Part): boolean => part.type === 'text' || part.type === 'refusal' || (part.type === 'file' && isText(part.file!.file_data));
    const base = { role: role === 'developer' ? 'system' : role, ...(id !== undefined && { tool_call_id: id }), ...(thoughts && { thinking: thoughts[0]!.signature }) };
    const images = parts.filter((part) => !asText(part)).map(bytesOf);
    // A message has one text here: each part becomes one.
    const texts = parts.filter(asText).map((part) => ({ ...base, content: part.text ?? part.refusal ?? decoded(part.file!.file_data), ...imageOf(part) }));
    const more = { ...(images.length > 0 && { images }), ...(calls && { tool_calls: calls.map((call) => ({ id: call.id, function: { name: call.function.name, arguments: argumentsOf(call.function.arguments) } })) }) };
    return Object.keys(more).length > 0 || texts.length === 0 ? [...texts, { ...base, content: '', ...more }] : texts;
  });
  return { ...rest, messages: said, stream: rest['stream'] === true, ...(stop !== undefined && { options: { stop } }) };
}

function toResponses({ messages, tools, response_format: format, ...rest }: Body): Record<string, unknown> {
  const part = (role: string) => (one: Part): object => {
    if (one.type === 'refusal') return { type: 'refusal', refusal: one.refusal };
    if (one.type === 'text') return { type: role === 'assistant' ? 'output_text' : 'input_text', text: one.text, ...imageOf(one) };
    if (one.type === 'file') return { type: 'input_file', filename: one.file!.filename, file_data: one.file!.file_data };
    return { type: 'input_image', image_url: `data:image/png;base64,${bytesOf(one)}` };
  };
  const input = messages.flatMap(({ role, content, tool_calls: calls, tool_call_id: id, reasoning_details: thoughts }): object[] => {
    const text = typeof content === 'string' ? content : partsOf(content).map(part(role));
    if (role === 'tool') return [{ type: 'function_call_output', call_id: id, output: text }];
    const said = content === null ? [] : [{ role, content: text }];
    return [...(thoughts ?? []).map(({ signature }) => ({ type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: signature })), ...said, ...(calls ?? []).map((call) => ({ type: 'function_call', call_id: call.id, name: call.function.name, arguments: call.function.arguments }))];
  });
  return { ...rest, input, ...(format !== undefined && { made_up_format: format }), ...(tools && { tools: tools.map(({ function: fn }) => ({ type: 'function', strict: false, parameters: { type: 'object' }, ...fn })) }) };
}
