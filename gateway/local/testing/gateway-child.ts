/** A process that holds an engine, to be killed by a test. Arguments: home, Ollama, namespace|loopback. Says `ready` when the model has answered. */
import { LOCAL_ORIGIN } from '../../core/model.ts';
import { clearForService } from '../../policy/mint.ts';
import { post, realEngine, until } from './real.ts';

const [home = '', ollama = '', kind = ''] = process.argv.slice(2);
const real = realEngine(home, ollama, clearForService, {
  starterModels: { embedding: null },
  ...(kind === 'loopback' ? { confinement: { kind: 'loopback' as const, reason: 'asked for by the test' } } : {}),
});
await until('a model', () => real.engine.models().length === 1, 30_000);
const via = { egress: real.egress, clearance: clearForService('local-control', [LOCAL_ORIGIN]) };
const answer = await post(via, '/api/generate', { model: 'smollm2:135m', prompt: 'hi', stream: false, options: { num_predict: 1 } });
await answer.body.dump();
console.log('ready');
