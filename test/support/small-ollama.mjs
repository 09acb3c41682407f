/** Stands in for Ollama where a test needs a local model that answers at once: one chat model and one for embeddings. */
import { createServer } from 'node:http';

const VERSION = '0.24.0';
if (process.argv.includes('--version') || process.argv.includes('-v')) {
  process.stdout.write(`ollama version is ${VERSION}\n`);
} else {
  const { hostname, port } = new URL(`http://${process.env.OLLAMA_HOST ?? '127.0.0.1:11434'}`);
  const models = [{ name: 'small:1b', capabilities: ['completion', 'tools', 'vision'] }, { name: 'vectors:1b', capabilities: ['embedding'] }];
  const ANSWERS = {
    '/': () => 'Ollama is running',
    '/api/version': () => ({ version: VERSION }),
    '/api/status': () => ({ cloud: { disabled: true, source: 'env' } }),
    '/api/tags': () => ({ models: models.map(({ name }, index) => ({ name, digest: `sha256:${index}`, size: 1000 })) }),
    '/api/ps': () => ({ models: [] }),
    '/api/show': ({ model }) => ({ capabilities: models.find(({ name }) => name === model)?.capabilities ?? [], model_info: { 'small.context_length': 131072 } }),
    '/api/embed': ({ input }) => ({ embeddings: [input].flat().map(() => [0.5, 0.25]), prompt_eval_count: 1 }),
    '/api/chat': ({ model }) => ({ model, message: { role: 'assistant', content: 'Answered here.' }, done: true, done_reason: 'stop', prompt_eval_count: 1, eval_count: 1 }),
  };
  createServer((request, response) => {
    const pieces = [];
    request.on('data', (piece) => pieces.push(piece));
    request.on('end', () => {
      const answer = ANSWERS[(request.url ?? '').split('?')[0]];
      const text = Buffer.concat(pieces).toString('utf8');
      const body = text.startsWith('{') ? JSON.parse(text) : {};
      response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' }).end(`${JSON.stringify(answer ? answer(body) : { error: 'not found' })}\n`);
    });
  }).listen(Number(port), hostname);
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => process.exit(0));
}
