import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { ProviderHealth } from '../breaker/health.ts';
import { RestingPlaces } from '../breaker/rest.ts';
import { Cancellation } from '../core/cancellation.ts';
import { MemoryBudget, MemoryShare } from '../core/memory-budget.ts';
import { systemClock } from '../core/clock.ts';
import type { JsonObject } from '../core/json.ts';
import { LOCAL_ORIGIN, LOCAL_PROVIDER, type Policy, type ProviderConfig } from '../core/model.ts';
import { createEgress } from '../egress/egress.ts';
import { chooseNumCtx } from '../local/context.ts';
import type { LocalEngine } from '../local/types.ts';
import { decide } from '../policy/decide.ts';
import { embed } from './embed.ts';
import type { Call, ExecuteServices } from './types.ts';

const CONTEXT = 8_192;

/** A server in the bundled one's place, whose own context is 4,096 unless it is asked for more, as Ollama's is. */
async function bundled(asked: JsonObject[]): Promise<{ services: ExecuteServices; call: Call }> {
  const folder = mkdtempSync(join(tmpdir(), 'gh-embed-'));
  const socket = join(folder, 's');
  const server = createServer((request, response) => {
    void request.setEncoding('utf8').toArray().then((parts) => {
      const body = JSON.parse(parts.join('')) as { input: string; options?: { num_ctx?: number } };
      asked.push(body as JsonObject);
      const fits = body.input.split(' ').length <= (body.options?.num_ctx ?? 4_096);
      response.writeHead(fits ? 200 : 400).end(fits ? '{"embeddings":[[0.5]],"prompt_eval_count":1}' : '{"error":"the input length exceeds the context length"}');
    });
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  const egress = createEgress();
  egress.bindSocket(LOCAL_ORIGIN, socket);
  onTestFinished(async () => {
    await egress.close();
    server.close();
    rmSync(folder, { recursive: true });
  });
  const provider: ProviderConfig = { id: LOCAL_PROVIDER, kind: 'ollama', name: 'the local model', baseUrl: LOCAL_ORIGIN, region: 'on-prem', headers: {}, hasCredential: false, contract: {}, models: [], enabled: true };
  const engine = { admit: ({ promptTokens, outputTokens }: { promptTokens: number; outputTokens: number }) => Promise.resolve({ numCtx: chooseNumCtx(CONTEXT, { prompt: promptTokens, output: outputTokens }), contextLimit: CONTEXT, release: () => {} }) } as unknown as LocalEngine;
  const policy = { version: 1, cells: [], otherwise: {}, localModels: {} } as unknown as Policy;
  const plan = [{ provider: LOCAL_PROVIDER, model: 'bge-m3:latest' }];
  const decision = decide(policy, () => provider, LOCAL_ORIGIN, { dataClass: 'secret', candidates: plan, keyId: 'k', tags: [], clientAddress: '127.0.0.1', now: 0, lockdown: false, pseudonymisable: false });
  if (decision.kind !== 'allow') throw new Error('the fixture must be allowed');
  return {
    services: {
      egress, engine, resting: new RestingPlaces({ failures: 3, windowMs: 60_000, restMs: 60_000 }, systemClock), health: new ProviderHealth(systemClock), clock: systemClock, provider: () => provider, credential: () => undefined, facts: () => undefined, random: () => 0,
      settings: { retries: 0, backoffMs: 10, maxBackoffMs: 400, maxRetryAfterMs: 500, totalMs: 0, firstByteMs: 200, plainMs: 200, idleMs: 2_000, localFirstByteMs: 1_000 },
    },
    call: { clearance: decision.clearance, plan, owner: 'k', cancellation: new Cancellation(), attempts: [], memory: new MemoryShare(new MemoryBudget(1024 * 1024)) },
  };
}

it('says where a model makes vectors of another length than was asked for', async () => {
  const { services, call } = await bundled([]);
  await expect(embed(services, call, { model: 'x', input: 'a', dimensions: 2 })).rejects.toMatchObject({ code: 'unsupported_parameter', status: 400, message: 'bge-m3:latest makes vectors of 1 numbers, not of 2.', details: { param: 'dimensions' } });
  await expect(embed(services, call, { model: 'x', input: 'a', dimensions: 1 })).resolves.toMatchObject({ value: { vectors: [[0.5]] } });
});

it('asks the bundled model for as much context as the longest input needs: one that fits is never refused', async () => {
  const asked: JsonObject[] = [];
  const { services, call } = await bundled(asked);
  await expect(embed(services, call, { model: 'x', input: 'word '.repeat(5_000).trim() })).resolves.toMatchObject({ value: { vectors: [[0.5]] } });
  expect(asked).toMatchObject([{ model: 'bge-m3:latest', truncate: false, options: { num_ctx: CONTEXT } }]);
  await expect(embed(services, call, { model: 'x', input: 'word '.repeat(9_000).trim() })).rejects.toMatchObject({ code: 'context_length_exceeded', message: expect.stringContaining(`${CONTEXT}`) as string });
});
