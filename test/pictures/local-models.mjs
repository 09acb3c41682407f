/** Stands in for Ollama in the office of the pictures: three installed models, of which one answers at once. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

const VERSION = '0.24.0';
const MODELS = [
  { name: 'qwen3:4b', size: 2_497_293_931, context: 262_144, capabilities: ['completion', 'tools', 'thinking'] },
  { name: 'qwen3:8b', size: 5_225_388_164, context: 40_960, capabilities: ['completion', 'tools', 'thinking'] },
  { name: 'bge-m3:latest', size: 1_157_672_605, context: 8_192, capabilities: ['embedding'] },
];
const ADVICE = `A **limitation period** is the time after which a claim can no longer be enforced in court if the debtor objects.

1. **Ten years** is the general rule (Art. 127 CO).
2. **Five years** apply to rent, salaries and the fees of lawyers (Art. 128 CO).
3. The period begins when the claim **falls due**, and an acknowledgement of the debt begins it anew (Art. 135 CO).

The claim itself does not end: who pays after the period cannot ask for the money back.`;
const answerTo = (text) => (/capital of France/.test(text) ? 'The capital of France is Paris.' : ADVICE);

function chat({ model, messages = [], stream }) {
  const content = answerTo(String(messages.at(-1)?.content ?? ''));
  const tokens = Math.ceil(JSON.stringify(messages).length / 4);
  const end = { model, done: true, done_reason: 'stop', prompt_eval_count: tokens, prompt_eval_duration: tokens * 4_200_000, eval_count: 184, eval_duration: 184 * 71_000_000 };
  if (stream === false) return [{ ...end, message: { role: 'assistant', content } }];
  return [...(content.match(/\S+\s*/g) ?? []).map((piece) => ({ model, message: { role: 'assistant', content: piece }, done: false })), { ...end, message: { role: 'assistant', content: '' } }];
}

const ANSWERS = {
  '/': () => ['Ollama is running'],
  '/api/version': () => [{ version: VERSION }],
  '/api/status': () => [{ cloud: { disabled: true, source: 'env' } }],
  '/api/tags': () => [{ models: MODELS.map(({ name, size }, index) => ({ name, size, digest: `sha256:${index}` })) }],
  '/api/ps': () => [{ models: [] }],
  '/api/show': ({ model }) => {
    const { capabilities = [], context = 0 } = MODELS.find(({ name }) => name === model) ?? {};
    return [{ capabilities, model_info: { 'model.context_length': context } }];
  },
  '/api/embed': ({ input }) => [{ embeddings: [input].flat().map(() => [0.5, 0.25]), prompt_eval_count: 1 }],
  '/api/chat': chat,
  '/api/generate': ({ model, prompt = '' }) => chat({ model, messages: [{ content: prompt }], stream: false }).map((line) => ({ ...line, response: line.message.content })),
};

if (process.argv.includes('--version') || process.argv.includes('-v')) {
  process.stdout.write(`ollama version is ${VERSION}\n`);
} else {
  // What is installed is also read from the store.
  for (const [model, tag] of process.env.OLLAMA_MODELS ? MODELS.map(({ name }) => name.split(':')) : []) {
    const folder = join(process.env.OLLAMA_MODELS, 'manifests/registry.ollama.ai/library', model);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, tag), '{}');
  }
  const { hostname, port } = new URL(`http://${process.env.OLLAMA_HOST ?? '127.0.0.1:11434'}`);
  createServer((request, response) => {
    const pieces = [];
    request.on('data', (piece) => pieces.push(piece));
    request.on('end', () => {
      const text = Buffer.concat(pieces).toString('utf8');
      const answer = ANSWERS[(request.url ?? '').split('?')[0]];
      const lines = answer ? answer(text.startsWith('{') ? JSON.parse(text) : {}) : [{ error: 'not found' }];
      response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' }).end(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    });
  }).listen(Number(port), hostname);
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => process.exit(0));
}
