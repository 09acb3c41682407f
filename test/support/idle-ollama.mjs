/** Stands in for Ollama where a test is about something else: starts at once, has no models but the one that `--model NAME` gives it, answers what the gateway asserts at start. */
import { createServer } from 'node:http';

const VERSION = '0.24.0';
if (process.argv.includes('--version') || process.argv.includes('-v')) {
  process.stdout.write(`ollama version is ${VERSION}\n`);
} else {
  const { hostname, port } = new URL(`http://${process.env.OLLAMA_HOST ?? '127.0.0.1:11434'}`);
  const at = process.argv.indexOf('--model');
  const models = at < 0 ? [] : [{ name: process.argv[at + 1], model: process.argv[at + 1], digest: '0'.repeat(64), size: 1_000_000 }];
  const ANSWERS = {
    '/': 'Ollama is running',
    '/api/version': { version: VERSION },
    '/api/status': { cloud: { disabled: true, source: 'env' } },
    '/api/tags': { models },
    '/api/show': { capabilities: ['completion'], model_info: { 'general.architecture': 'llama', 'llama.context_length': 2048 } },
    '/api/ps': { models: [] },
  };
  createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0];
    if (path === '/api/delete') models.length = 0;
    const answer = path === '/api/delete' ? {} : ANSWERS[path];
    request.resume();
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(answer ?? { error: 'not found' }));
  }).listen(Number(port), hostname);
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => process.exit(0));
}
