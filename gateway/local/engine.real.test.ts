import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { isObject } from '../core/json.ts';
import { clearForService } from '../policy/mint.ts';
import { cpuTicks, kill } from './processes.ts';
import { serveFiles, type FileServer } from './testing/file-server.ts';
import { findRealOllama, post, processesOf, realEngine, runnersOf, STARTER_FILE, until } from './testing/real.ts';
import { LOCAL_ORIGIN, type Place } from './types.ts';

const run = promisify(execFile);
const ollama = await findRealOllama();
const root = process.getuid?.() === 0;
const linux = process.platform === 'linux';
const model = 'smollm2:135m';
const signal = new AbortController().signal;
// The machine may be shared: only what the product promises is bounded in time.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

describe.skipIf(!ollama)('the bundled Ollama (skipped where set-up has brought none)', () => {
  const home = mkdtempSync(join(tmpdir(), 'gatehouse-real-'));
  let real: ReturnType<typeof realEngine>;
  let registry: FileServer;
  const published: Parameters<typeof serveFiles>[0] = new Map();
  let via: { egress: ReturnType<typeof realEngine>['egress']; clearance: ReturnType<typeof clearForService> };
  const startedAt = performance.now();

  beforeAll(async () => {
    registry = await serveFiles(published);
    real = realEngine(home, ollama!, clearForService, { catalogue: { registry: { origin: registry.origin, blobHosts: [] } } });
    via = { egress: real.egress, clearance: clearForService('local-control', [LOCAL_ORIGIN]) };
    await until('two models', () => real.engine.models().length === 2 && real.engine.status().steps.every((step) => step.state === 'done'), 60_000);
  }, 70_000);

  afterAll(async () => {
    await real.engine.stop();
    await real.egress.close();
    await registry.close();
    rmSync(home, { recursive: true, force: true });
  });

  async function ask(question: string, extra: object = {}, name = model): Promise<string> {
    const response = await post(via, '/api/chat', { model: name, stream: false, truncate: false, shift: false, messages: [{ role: 'user', content: question }], options: { temperature: 0, num_ctx: 4096, num_predict: 40, ...extra } });
    const body = await response.body.json();
    return isObject(body) && isObject(body.message) ? String(body.message.content) : JSON.stringify(body);
  }

  async function serverPid(): Promise<number> {
    return processesOf(home).find((row) => row.command.endsWith(`${ollama} serve`) && !row.command.includes('keeper'))!.pid;
  }

  it('answers, and says what it is', async () => {
    expect(await ask('What is the capital of France?')).toContain('Paris');
    const status = real.engine.status();
    expect(status).toMatchObject({ phase: 'ready', ollama: { path: ollama, source: 'GATEHOUSE_OLLAMA', pid: await serverPid() }, restarts: 0 });
    expect(status.steps.map((step) => [step.id, step.state])).toEqual([
      ['ollama', 'done'],
      ['models', 'done'],
      ['model:smollm2:135m', 'done'],
      ['start', 'done'],
      ['model:all-minilm:latest', 'done'],
    ]);
    console.log(`models ready after ${Math.round(performance.now() - startedAt)} ms; ${status.confinement} ${status.confinementReason ?? ''}`);
  });

  it('lists size, context and capabilities', () => {
    const [embedding, chat] = real.engine.models();
    expect(embedding).toMatchObject({ name: 'all-minilm:latest', capabilities: { embeddings: true, chat: false, contextLength: 512 } });
    expect(chat).toMatchObject({ name: model, capabilities: { chat: true, embeddings: false, tools: true, images: false, contextLength: 8192 } });
    expect(chat!.sizeBytes).toBeGreaterThan(98_000_000);
  });

  it('embeds with the packaged model: 384 numbers, near what is near', async () => {
    const response = await post(via, '/api/embed', { model: 'all-minilm', input: ['a cat', 'a kitten', 'contract law'] });
    const { embeddings } = (await response.body.json()) as { embeddings: number[][] };
    const cosine = (a: number[], b: number[]): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
    expect(embeddings[0]).toHaveLength(384);
    expect(cosine(embeddings[0]!, embeddings[1]!)).toBeGreaterThan(0.7);
    expect(cosine(embeddings[0]!, embeddings[2]!)).toBeLessThan(0.3);
  });

  it.skipIf(!linux)('has no network: only a loopback of its own, from which no address of this machine answers', async () => {
    expect(real.engine.status().confinement).toBe('namespace');
    const pid = await serverPid();
    const devices = readFileSync(`/proc/${pid}/net/dev`, 'utf8').split('\n').slice(2).map((line) => line.split(':')[0]!.trim()).filter(Boolean);
    expect(devices).toEqual(['lo']);
    expect(readFileSync(`/proc/${pid}/net/route`, 'utf8').trim().split('\n')).toHaveLength(1);

    const listener = createServer((socket) => socket.end());
    await new Promise<void>((resolve) => listener.listen(0, '0.0.0.0', resolve));
    const { port } = listener.address() as AddressInfo;
    const own = Object.values(networkInterfaces()).flat().filter((address) => address?.family === 'IPv4').map((address) => address!.address);
    const connect = (address: string, target: number): string[] => ['perl', '-MIO::Socket::INET', '-e', `exit(IO::Socket::INET->new(PeerAddr=>"${address}",PeerPort=>${target},Timeout=>2) ? 0 : 7)`];
    const code = (command: string[]): Promise<number> => run(command[0]!, command.slice(1)).then(() => 0, (error: { code: number }) => error.code);
    const inside = ['nsenter', '--target', String(pid), '--user', '--preserve-credentials', '--net'];
    for (const address of own) expect([address, await code(connect(address, port))]).toEqual([address, 0]);
    for (const address of [...own, '169.254.169.254', '1.1.1.1', '192.168.0.1']) {
      expect([address, await code([...inside, ...connect(address, port)])]).toEqual([address, 7]);
    }
    listener.close();
  });

  it('cannot download by itself, and refuses cloud models', async () => {
    const pulled = await (await post(via, '/api/pull', { model: 'smollm2:360m', stream: false })).body.text();
    expect(pulled).toMatch(/refused|unreachable|no such host|lookup/);
    const cloud = await (await post(via, '/api/chat', { model: 'gpt-oss:120b-cloud', stream: false, messages: [{ role: 'user', content: 'hi' }] })).body.text();
    expect(cloud).toMatch(/cloud is disabled/);
    expect(() => real.engine.pull('gpt-oss:120b-cloud')).toThrow(/cloud/);
  });

  it.skipIf(!linux || !root)('another user of the machine is shut out, by the folder and by the socket itself (needs root to try)', async () => {
    const dir = join(home, 'local', 'run');
    const connect = ['-MIO::Socket::UNIX', '-e', `my $s = IO::Socket::UNIX->new(Peer=>"${join(dir, 'ollama.sock')}"); print $s ? "in" : $!`];
    const asNobody = async (): Promise<string> => (await run('setpriv', ['--reuid', '65534', '--regid', '65534', '--clear-groups', 'perl', ...connect])).stdout;
    expect((await run('perl', connect)).stdout).toBe('in');
    chmodSync(home, 0o755);
    chmodSync(join(home, 'local'), 0o755);
    expect(await asNobody()).toBe('Permission denied');
    chmodSync(dir, 0o755);
    expect(await asNobody()).toBe('Permission denied');
    chmodSync(dir, 0o700);
    chmodSync(home, 0o700);
    const port = /127\.0\.0\.1:(\d+)/.exec(readFileSync(join(home, 'local', 'ollama.log'), 'utf8'))?.[1];
    await expect(run('perl', ['-MIO::Socket::INET', '-e', `exit(IO::Socket::INET->new(PeerAddr=>"127.0.0.1",PeerPort=>${port},Timeout=>2) ? 0 : 7)`])).rejects.toMatchObject({ code: 7 });
  });

  it('imports a GGUF file by path; refuses one that is cut short or something else; deletes', async () => {
    const cut = join(home, 'cut.gguf');
    copyFileSync(STARTER_FILE, cut);
    truncateSync(cut, 90_000_000);
    await expect(real.engine.importGguf(cut, 'cut:1').finished).rejects.toMatchObject({ code: 'invalid_request', message: expect.stringMatching(/cut short: it has 90000000 bytes and should have 98362432/) });
    truncateSync(cut, 500_000);
    await expect(real.engine.importGguf(cut, 'cut:1').finished).rejects.toThrow(/cut short/);
    writeFileSync(cut, 'PK\u0003\u0004 not a model at all');
    await expect(real.engine.importGguf(cut, 'cut:1').finished).rejects.toThrow(/not a GGUF file/);
    await expect(real.engine.importGguf(join(home, 'absent.gguf'), 'cut:1').finished).rejects.toThrow(/cannot be read/);

    await real.engine.importGguf(STARTER_FILE, 'office-model:v1').finished;
    expect(real.engine.models().map((row) => row.name)).toEqual(['all-minilm:latest', 'office-model:v1', model]);
    await real.engine.remove('office-model:v1');
    expect(real.engine.models().map((row) => row.name)).toEqual(['all-minilm:latest', model]);
    await expect(real.engine.remove('office-model:v1')).rejects.toMatchObject({ code: 'model_not_found' });
    expect(await ask('Say hello.')).not.toBe('');
  });

  it('downloads a model from a registry into the running server, through a cut connection, and answers with it', async () => {
    const models = join(home, 'local', 'models');
    const manifest = readFileSync(join(models, 'manifests/registry.ollama.ai/library/smollm2/135m'));
    const { config, layers } = JSON.parse(manifest.toString()) as { config: { digest: string }; layers: { digest: string }[] };
    published.set('/v2/library/pulled/manifests/1b', manifest);
    for (const { digest } of [config, ...layers]) published.set(`/v2/library/pulled/blobs/${digest}`, readFileSync(join(models, 'blobs', digest.replace(':', '-'))));
    await real.engine.remove(model);
    expect(real.engine.models().map((row) => row.name)).toEqual(['all-minilm:latest']);
    await expect(real.engine.admit({ owner: 'a', model, promptTokens: 1, outputTokens: 1, signal })).rejects.toMatchObject({ code: 'local_model_unavailable', message: expect.stringContaining('not installed') });

    registry.cutAfter.push(Infinity, 30_000_000, 30_000_000);
    const job = real.engine.pull('pulled:1b');
    await job.finished;
    expect(registry.requests.filter((request) => request.range)).toHaveLength(2);
    expect(real.engine.status().steps.find((step) => step.id === job.id)).toMatchObject({ state: 'done', message: expect.stringContaining('digests checked') });
    expect(real.engine.models().map((row) => row.name)).toEqual(['all-minilm:latest', 'pulled:1b']);
    expect(await ask('What is the capital of France?', {}, 'pulled:1b')).toContain('Paris');

    const again = realEngine(mkdtempSync(join(home, 'second-')), ollama!, clearForService, { starterModels: { chat: null, embedding: null } });
    const taken = await again.engine.takeOver(models);
    expect(taken).toEqual([{ name: 'all-minilm:latest', how: 'linked' }, { name: 'pulled:1b', how: 'linked' }]);
    await until('both are listed', () => again.engine.models().length === 2);
    await again.engine.stop();
    await again.egress.close();
    await real.engine.importGguf(STARTER_FILE, model).finished;
  }, 60_000);

  it('measures prompt and answer speed', async () => {
    const benchmark = await real.engine.benchmark(model);
    expect(benchmark.promptTokensPerSecond).toBeGreaterThan(10);
    expect(benchmark.answerTokensPerSecond).toBeGreaterThan(2);
    expect((await real.engine.hardware()).benchmarks).toEqual([benchmark]);
  });

  describe.skipIf(!linux)('a client that goes away', () => {
    const longPrompt = (): string => `${Date.now()} ${'The tenant shall notify the landlord of every defect without delay. '.repeat(400)}`;
    /** The chat model's runner, which has its weights in its command line; the embedding model has one of its own. */
    const chatRunners = (): number[] => runnersOf(home).filter((row) => row.command.includes('sha256-b179c952')).map((row) => row.pid);
    const start = async (prompt: string, goAway: AbortSignal): Promise<void> => {
      const response = await post({ ...via, signal: goAway }, '/api/chat', { model, stream: true, truncate: false, shift: false, messages: [{ role: 'user', content: prompt }], options: { num_ctx: 8192, temperature: 0 } });
      for await (const _ of response.body) return;
    };

    const places: Place[] = [];
    const admit = async (owner: string, tokens: number): Promise<Place> => {
      const place = await real.engine.admit({ owner, model, promptTokens: tokens, outputTokens: 100, signal: AbortSignal.timeout(5_000) });
      places.push(place);
      return place;
    };
    afterEach(() => {
      for (const place of places.splice(0)) place.release('finished');
    });
    /** Until it has computed for 0.3 s more: then it is really evaluating. */
    const untilBusy = async (): Promise<void> => {
      const pid = chatRunners()[0]!;
      const before = cpuTicks(pid)!;
      await until('the runner evaluates', () => cpuTicks(pid)! - before > 30);
    };

    it('during the evaluation of its prompt: the runner is ended, and the next answer comes soon', async () => {
      const place = await admit('a', 5_200);
      expect(place.numCtx).toBe(8192);
      await ask('hi', { num_ctx: 8192, num_predict: 1 });
      const before = chatRunners();
      expect(before).toHaveLength(1);
      const client = new AbortController();
      const request = start(longPrompt(), client.signal).catch(() => 'aborted');
      await untilBusy();
      client.abort();
      place.release('evaluating');
      const gone = performance.now();
      expect(await request).toBe('aborted');
      const next = await admit('b', 10);
      expect(chatRunners()).toEqual([]);
      expect(await ask('What is the capital of France?')).toContain('Paris');
      next.release('finished');
      const ms = performance.now() - gone;
      console.log(`next answer ${Math.round(ms)} ms after the client went away during evaluation`);
      expect(ms).toBeLessThan(4_000);
    }, 30_000);

    it('while another request shares the runner: it lives until the other has ended', async () => {
      const first = await admit('a', 5_200);
      const second = await admit('b', 10);
      expect(second.numCtx).toBe(first.numCtx);
      await ask('hi', { num_ctx: 8192, num_predict: 1 });
      const before = chatRunners();
      const client = new AbortController();
      const request = start(longPrompt(), client.signal).catch(() => 'aborted');
      await untilBusy();
      client.abort();
      first.release('evaluating');
      await request;
      await delay(400);
      expect(chatRunners()).toEqual(before);
      second.release('finished');
      await until('the runner is ended', () => chatRunners().length === 0, 2_000);
    }, 30_000);

    it('while generating: its place is free at once and the runner stays', async () => {
      const place = await admit('a', 50);
      const client = new AbortController();
      await start('Write a very long story about a lighthouse.', client.signal);
      const before = chatRunners();
      client.abort();
      place.release('generating');
      const both = await Promise.all(['b', 'c'].map((owner) => real.engine.admit({ owner, model, promptTokens: 10, outputTokens: 10, signal: AbortSignal.timeout(100) })));
      for (const row of both) row.release('finished');
      await delay(300);
      expect(chatRunners()).toEqual(before);
    });

    it('and says evaluating although its answer had ended: an idle runner is left alone', async () => {
      await ask('hi');
      const before = chatRunners();
      (await admit('a', 10)).release('evaluating');
      await admit('a', 10);
      expect(chatRunners()).toEqual(before);
    });
  });

  it.skipIf(!linux)('after SIGKILL of the server it comes back by itself, and no runner of the old one is left', async () => {
    await ask('hi');
    const before = processesOf(home).map((row) => row.pid);
    kill(await serverPid(), 'SIGKILL');
    await until('the crash is noticed', () => real.engine.status().phase !== 'ready', 3_000);
    await expect(real.engine.admit({ owner: 'a', model, promptTokens: 1, outputTokens: 1, signal })).rejects.toMatchObject({ code: 'local_model_unavailable', message: expect.stringContaining('started again') });
    await until('ready again', () => real.engine.status().phase === 'ready', 10_000);
    expect(processesOf(home).filter((row) => before.includes(row.pid))).toEqual([]);
    expect(real.engine.status()).toMatchObject({ restarts: 1, ollama: { pid: await serverPid() } });
    expect(await ask('What is the capital of France?')).toContain('Paris');
  });

  it('takes a file anew that was cut short in its store: Ollama itself asks only whether it is there', async () => {
    const blob = join(home, 'local', 'models', 'blobs', `sha256-${createHash('sha256').update(readFileSync(STARTER_FILE)).digest('hex')}`);
    // As a power cut leaves it; in place of the old file, which a runner may have mapped.
    writeFileSync(`${blob}.cut`, readFileSync(blob).subarray(0, 60_000_000));
    renameSync(`${blob}.cut`, blob);
    await real.engine.importGguf(STARTER_FILE, 'mended:1').finished;
    expect(statSync(blob).size).toBe(statSync(STARTER_FILE).size);
    expect(await ask('What is the capital of France?', {}, 'mended:1')).toContain('Paris');
    await real.engine.remove('mended:1');
  });

  it.skipIf(!linux)('stop() leaves nothing, within three seconds', async () => {
    await ask('hi');
    expect(runnersOf(home).length).toBeGreaterThan(0);
    const began = performance.now();
    await real.engine.stop();
    expect(performance.now() - began).toBeLessThan(3_000);
    expect(processesOf(home)).toEqual([]);
    expect(real.engine.status().phase).toBe('stopped');
    await expect(real.engine.admit({ owner: 'a', model, promptTokens: 1, outputTokens: 1, signal })).rejects.toMatchObject({ code: 'local_model_unavailable' });
  });
});
