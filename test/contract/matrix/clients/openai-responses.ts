import OpenAI from 'openai';
import { type Asked, type ClientCase, PARAMETERS, QUESTION, type Said, SCHEMA, TOOLS } from './client.ts';
import { failureOf } from './openai-chat.ts';

type Item = OpenAI.Responses.ResponseInputItem;

function inputOf({ before = [], image }: Asked): Item[] {
  const first: Item = { role: 'user', content: image === undefined ? QUESTION : [{ type: 'input_text', text: QUESTION }, { type: 'input_image', detail: 'auto', image_url: `data:image/png;base64,${image}` }] };
  return [first, ...before.flatMap(({ said, results, image: shown, text }): Item[] => [
    ...(said.turn as Item[]),
    ...(results ?? []).map((output, index): Item => ({ type: 'function_call_output', call_id: said.calls[index]!.id, output: shown !== undefined && index === 0 ? [{ type: 'input_text', text: output }, { type: 'input_image', detail: 'auto', image_url: `data:image/png;base64,${shown}` }] : output })),
    ...(text === undefined ? [] : [{ role: 'user', content: text } as const]),
  ])];
}

export function bodyOf(asked: Asked): OpenAI.Responses.ResponseCreateParamsNonStreaming {
  return {
    model: asked.model,
    input: inputOf(asked),
    store: false,
    ...(asked.bound !== undefined && { max_output_tokens: asked.bound }),
    ...(asked.think && { reasoning: { effort: 'low' as const }, include: ['reasoning.encrypted_content' as const] }),
    ...(asked.tools && { tools: TOOLS.map((tool) => ({ type: 'function' as const, strict: false, ...tool, parameters: PARAMETERS })) }),
    ...(asked.single && { parallel_tool_calls: false }),
    ...(asked.tier && { service_tier: asked.tier }),
    ...(asked.json && { text: { format: { type: 'json_schema' as const, name: 'place', schema: SCHEMA, strict: true } } }),
  };
}

export function saidOf({ output, incomplete_details: incomplete, usage, service_tier: tier }: OpenAI.Responses.Response): Said {
  const parts = output.flatMap((item) => (item.type === 'message' ? item.content : []));
  const calls = output.filter((item) => item.type === 'function_call');
  const refused = parts.some(({ type }) => type === 'refusal');
  return {
    text: parts.map((part) => (part.type === 'refusal' ? part.refusal : part.text)).join(''),
    thoughts: output.flatMap((item) => (item.type === 'reasoning' ? [...(item.content ?? []), ...item.summary] : [])).map(({ text }) => text).join(''),
    calls: calls.map(({ call_id: id, name, arguments: args }) => ({ id, name, arguments: JSON.parse(args) as unknown })),
    finish: calls.length > 0 ? 'tools' : refused || incomplete?.reason === 'content_filter' ? 'refusal' : incomplete?.reason === 'max_output_tokens' ? 'length' : 'stop',
    usage: { input: usage!.input_tokens, output: usage!.output_tokens, cached: usage!.input_tokens_details.cached_tokens, cacheWrites: usage!.input_tokens_details.cache_write_tokens, reasoning: usage!.output_tokens_details.reasoning_tokens },
    sources: parts.flatMap((part) => (part.type === 'refusal' ? [] : part.annotations)).flatMap((one) => (one.type === 'url_citation' ? [one.url] : [])),
    tier: tier ?? undefined,
    turn: output,
  };
}

/** The same, with what was said before kept at the gateway: each turn names the answer that it goes on from. */
export const openaiResponsesKept: ClientCase = {
  name: 'openai (Responses, kept)',
  dialect: 'openai-responses',
  lacks: { 'result errors': 'its API has no mark for it' },
  carries: 'signatures',
  open(bare, apiKey) {
    const client = new OpenAI({ baseURL: `${bare}/v1`, apiKey, maxRetries: 0 });
    const ids = new WeakMap<Said, string>();
    return {
      async ask({ before = [], ...asked }) {
        const last = before.at(-1);
        const { input, ...rest } = bodyOf({ ...asked, before: last ? [{ ...last, said: { ...last.said, turn: [] } }] : [] });
        const body = { ...rest, store: true, input: last ? (input as Item[]).slice(1) : input, ...(last && { previous_response_id: ids.get(last.said)! }) };
        const response = asked.stream ? await client.responses.stream(body as object).finalResponse() : await client.responses.create(body as OpenAI.Responses.ResponseCreateParamsNonStreaming);
        const said = saidOf(response);
        ids.set(said, response.id);
        return said;
      },
      failure: failureOf,
    };
  },
};

export const openaiResponses: ClientCase = {
  name: 'openai (Responses)',
  dialect: 'openai-responses',
  lacks: { embeddings: 'the same call as in openai', 'result errors': 'its API has no mark for it', 'cache marks': 'its API marks the cache in another way' },
  carries: 'signatures',
  open(bare, apiKey) {
    const client = new OpenAI({ baseURL: `${bare}/v1`, apiKey, maxRetries: 0 });
    return {
      ask: async (asked) => saidOf(asked.stream ? await client.responses.stream(bodyOf(asked) as object).finalResponse() : await client.responses.create(bodyOf(asked))),
      failure: failureOf,
    };
  },
};
