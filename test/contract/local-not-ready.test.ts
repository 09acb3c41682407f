import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startGateway } from '../support/gateway.ts';
import { type ErrorBody, makeKey, post, USER } from '../support/office.ts';

it.skipIf(process.platform === 'win32')('while Ollama is on its way, what is asked of it is a 503 with the progress, by whichever name; an unknown model stays a 404', async () => {
  const home = mkdtempSync(join(tmpdir(), 'gh-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const slow = join(home, 'slow-ollama');
  writeFileSync(slow, '#!/bin/sh\nexec sleep 600\n', { mode: 0o700 });
  const gateway = await startGateway({ home, env: { GATEHOUSE_OLLAMA: slow, GATEHOUSE_STARTER: 'none' } });
  onTestFinished(async () => void (await gateway.stop()));
  const key = await makeKey(gateway, 'tool', '--floor', 'confidential');
  const ask = async (path: string, body: object): Promise<[number, string, boolean]> => {
    const answer = await post(gateway, key, path, body);
    const { error } = (await answer.json()) as ErrorBody;
    if (answer.status === 503) expect(error.message).toContain('Ollama');
    return [answer.status, error.code, Number(answer.headers.get('retry-after')) > 0];
  };
  for (const model of ['local', 'local/smollm2:135m', 'smollm2:135m']) {
    expect([model, await ask('/v1/chat/completions', { model, messages: USER })]).toEqual([model, [503, 'local_model_unavailable', true]]);
  }
  expect(await ask('/v1/embeddings', { model: 'local/all-minilm:latest', input: 'a' })).toEqual([503, 'local_model_unavailable', true]);
  expect(await ask('/v1/chat/completions', { model: 'gpt-99', messages: USER })).toEqual([404, 'model_not_found', false]);
});
