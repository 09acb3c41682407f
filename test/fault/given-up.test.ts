import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { processesOf } from '../../gateway/local/testing/real.ts';
import { startGateway } from '../support/gateway.ts';
import { needs } from '../support/needs.ts';
import { type ErrorBody, makeKey, post, USER } from '../support/office.ts';

const IDLE = join(import.meta.dirname, '../support/idle-ollama.mjs');

needs('linux')('an Ollama that comes back with its cloud on', () => {
  it('is never asked again, and the status says so instead of promising a start', async () => {
    const home = mkdtempSync(join(tmpdir(), 'gh-'));
    onTestFinished(() => rmSync(home, { recursive: true, force: true }));
    const [program, on] = [join(home, 'changing-ollama'), join(home, 'cloud-on')];
    const cloudy = "require('http').createServer((_, s) => s.end(JSON.stringify({ cloud: { disabled: false }, version: '0.24.0' }))).listen(new URL('http://' + process.env.OLLAMA_HOST).port, '127.0.0.1')";
    writeFileSync(program, `#!/bin/sh\n[ -e '${on}' ] && [ "$1" = serve ] && exec '${process.execPath}' -e "${cloudy}" serve\nexec '${process.execPath}' '${IDLE}' "$@"\n`, { mode: 0o700 });
    const gateway = await startGateway({ home, env: { GATEHOUSE_OLLAMA: program, GATEHOUSE_STARTER: 'none' } });
    onTestFinished(async () => void (await gateway.stop()));
    await gateway.waitFor(/Ready\./);
    const key = await makeKey(gateway, 'tool', '--floor', 'confidential');
    writeFileSync(on, '');
    process.kill(processesOf(home).find(({ command }) => command.includes('idle-ollama.mjs serve'))!.pid, 'SIGKILL');
    const status = async () => (await gateway.cliJson<{ local: { phase: string; message: string } }>(['status'])).local;
    await expect.poll(status, { timeout: 20_000 }).toMatchObject({ phase: 'failed', message: expect.stringMatching(/not used any more: it does not say that its cloud features are off/) as string });
    const answer = await post(gateway, key, '/v1/chat/completions', { model: 'local', messages: USER });
    const { error } = (await answer.json()) as ErrorBody;
    expect([answer.status, error.code]).toEqual([503, 'local_model_unavailable']);
    expect(error.message).toContain('not used any more');
    expect(processesOf(home).filter(({ command }) => command.includes('serve'))).toEqual([]);
  });
});
