/** `/images/generations` of OpenAI and of Together over real sockets: some models take no `response_format` and put images into the answer, others give addresses unless they are told. */
import { type Mock, type RecordedRequest, sendJson, startMockServer } from '../mock-server.ts';

/** One pixel, PNG. */
export const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const OPENAI = ['model', 'prompt', 'n', 'size', 'quality', 'style', 'background', 'moderation', 'output_format', 'output_compression', 'response_format', 'user', 'safety_identifier'];
const TOGETHER = ['model', 'prompt', 'n', 'width', 'height', 'steps', 'seed', 'negative_prompt', 'output_format', 'response_format', 'disable_safety_checker', 'guidance_scale'];
const USAGE = { input_tokens: 12, output_tokens: 1056, total_tokens: 1068, input_tokens_details: { text_tokens: 12, image_tokens: 0 } };

const EDITS = ['model', 'prompt', 'n', 'size', 'quality', 'background', 'output_format', 'output_compression', 'input_fidelity', 'response_format', 'user', 'safety_identifier'];
const FILES = ['image', 'image[]', 'mask', 'markup'];
const EDITED = { input_tokens: 1012, output_tokens: 1056, total_tokens: 2068, input_tokens_details: { text_tokens: 12, image_tokens: 1000 } };

/** A form taken apart by Node's own parser: its fields, and its files as base64. */
export async function formOf({ headers, bytes }: Pick<RecordedRequest, 'headers' | 'bytes'>): Promise<{ fields: [name: string, value: string][]; files: { field: string; name: string; type: string; base64: string }[] }> {
  const fields: [string, string][] = [];
  const files = [];
  for (const [field, value] of await new Response(new Uint8Array(bytes), { headers: { 'content-type': String(headers['content-type']) } }).formData()) {
    if (typeof value === 'string') fields.push([field, value]);
    else files.push({ field, name: value.name, type: value.type, base64: Buffer.from(await value.arrayBuffer()).toString('base64') });
  }
  return { fields, files };
}

/** A model named `addresses` gives addresses whatever it is told, `empty` nothing, `error-STATUS` an error. A prompt comes back as `revised_prompt` where the model is `dall-e-3`. */
export function startImagesMock({ like = 'openai' }: { like?: 'openai' | 'together' } = {}): Promise<Mock> {
  return startMockServer({
    path: '/v1',
    async answer({ path, json: asked, ...record }, response) {
      const edits = path.endsWith('/images/edits');
      const { fields, files } = edits ? await formOf(record) : { fields: [], files: [] };
      const json: Record<string, unknown> = edits ? Object.fromEntries(fields) : asked;
      const { model, prompt, response_format: format } = json as { model: string; prompt: string; response_format?: string };
      const n = Number(json['n'] ?? 1);
      const fail = (status: number, message: string) => sendJson(response, status, { error: { message, type: 'invalid_request_error', param: null, code: null } });
      if (path !== '/v1/images/generations' && !edits) return fail(404, 'Unknown path.');
      const unknown = Object.keys(json).find((name) => !(edits ? EDITS : like === 'openai' ? OPENAI : TOGETHER).includes(name));
      if (edits && (files.length === 0 || !files.every(({ field }) => FILES.includes(field)))) return fail(400, 'Invalid form.');
      if (unknown !== undefined) return fail(400, `Unknown parameter: '${unknown}'.`);
      const status = /^error-(\d{3})$/.exec(model)?.[1];
      if (status !== undefined) return fail(Number(status), `The mock was asked for status ${status}.`);
      const draws = model.startsWith('gpt-image');
      if (draws && format !== undefined) return fail(400, "Unknown parameter: 'response_format'.");
      const within = draws || format === (like === 'openai' ? 'b64_json' : 'base64');
      const image = within && model !== 'addresses' ? { b64_json: PNG } : { url: 'https://images.example.com/1.png' };
      const data = Array.from({ length: model === 'empty' ? 0 : n }, (_, index) => ({ ...(like === 'together' && { index, type: 'b64_json' }), ...image, ...(model === 'dall-e-3' && { revised_prompt: `In oil: ${prompt}` }) }));
      if (like === 'together') return sendJson(response, 200, { id: 'img-1', object: 'list', model, data });
      return sendJson(response, 200, { created: 1_760_000_000, data, ...(draws && { background: 'opaque', output_format: 'png', quality: 'medium', size: '1024x1024', usage: edits ? EDITED : USAGE }) });
    },
  });
}
