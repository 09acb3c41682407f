/** Stands in for Ollama where a test is about something else: starts at once, has no models, answers what the gateway asserts at start. */
import { createServer } from 'node:http';

const VERSION = '0.24.0';
if (process.argv.includes('--version') || process.argv.includes('-v')) {
  process.stdout.write(`ollama version is ${VERSION}\n`);
} else {
  const { hostname, port } = new URL(`http://${process.env.OLLAMA_HOST ?? '127.0.0.1:11434'}`);
  const ANSWERS = {
    '/': 'Ollama is running',
    '/api/version': { version: VERSION },
    '/api/status': { cloud: { disabled: true, source: 'env' } },
    '/api/tags': { models: [] },
    '/api/ps': { models: [] },
  };
  createServer((request, response) => {
    const answer = ANSWERS[(request.url ?? '').split('?')[0]];
    request.resume();
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(answer ?? { error: 'not found' }));
  }).listen(Number(port), hostname);
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => process.exit(0));
}
