import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { processesOf, runnersOf, until } from '../../gateway/local/testing/real.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { needs } from '../support/needs.ts';
import { type ErrorBody, makeKey, post } from '../support/office.ts';

const STORY = [{ role: 'user' as const, content: 'Tell a very long story about a gatekeeper.' }];
const STARTED: Record<string, string> = { GATEHOUSE_STARTER: 'smollm2:135m' };

/** Every process below this one, as `/proc` knows it now. */
function descendants(pid: number): number[] {
  const parents = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((name) => {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      return [{ pid: Number(name), parent: Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) }];
    } catch {
      return [];
    }
  });
  const found = [pid];
  for (const above of found) for (const row of parents) if (row.parent === above) found.push(row.pid);
  return found.slice(1);
}

function alive(pids: number[]): number[] {
  return pids.filter((pid) => {
    try {
      return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
    } catch {
      return false;
    }
  });
}

/** A streamed local answer of which some text has arrived; `rest` gives all of it once it has ended. */
async function openStory(gateway: Gateway, key: string): Promise<{ traceId: string; rest: Promise<string> }> {
  const answer = await post(gateway, key, '/v1/chat/completions', { model: 'local', messages: STORY, stream: true, max_tokens: 4_000, temperature: 1, seed: 1 });
  expect(answer.status).toBe(200);
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while (text.split('data: ').length < 8) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`the story is too short to break off: ${text}`);
    text += value;
  }
  const rest = (async () => {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return text;
      text += value;
    }
  })();
  rest.catch(() => {});
  return { traceId: answer.headers.get('x-gatehouse-trace-id')!, rest };
}

function events(text: string): { choices?: unknown; error?: ErrorBody['error']; gatehouse?: ErrorBody['gatehouse'] }[] {
  return text.split('\n\n').filter((event) => event !== '').map((event) => JSON.parse(event.replace(/^data: /, '')) as never);
}

async function traceOf(gateway: Gateway, id: string): Promise<{ outcome: string; errorCode: string } | undefined> {
  return (await gateway.cliJson<{ id: string; outcome: string; errorCode: string }[]>(['traces', 'list', '--limit', '20'])).find((trace) => trace.id === id);
}

describe('starting where something is in the way', () => {
  let home: string;
  let first: Gateway | undefined;
  let squatter: Server | undefined;

  afterEach(async () => {
    await first?.stop();
    first = undefined;
    if (squatter) await new Promise((done) => squatter!.close(done));
    squatter = undefined;
    rmSync(home, { recursive: true, force: true });
  });

  async function squat(host: string): Promise<number> {
    squatter = createServer((socket) => socket.destroy());
    await new Promise<void>((done, fail) => squatter!.once('error', fail).listen(0, host, done));
    return (squatter.address() as AddressInfo).port;
  }

  it('a second instance says where the first one runs, and leaves it alone', async () => {
    home = mkdtempSync(join(tmpdir(), 'gh-'));
    first = await startGateway({ home });
    const said = await startGateway({ home }).then(() => '', (error: Error) => error.message);
    expect(said).toContain('the gateway ended (1)');
    expect(said).toContain(`Gatehouse is already running on ${home} (process ${first.pid}, at http://127.0.0.1:${first.port}).`);
    expect(said).toMatch(/--home.*--port/);
    expect(said).not.toMatch(/\n\s+at /);
    expect((await fetch(`${first.url}/healthz`)).status).toBe(200);
    expect(JSON.parse(readFileSync(join(home, 'instance.json'), 'utf8'))).toMatchObject({ pid: first.pid, port: first.port });
    expect((await first.cliJson<{ version: string }>(['status'])).version).toMatch(/^\d/);
  });

  it.each(['127.0.0.1', '::1'])('a port of %s that somebody else holds is said, with a way out that works', async (host) => {
    home = mkdtempSync(join(tmpdir(), 'gh-'));
    const port = await squat(host);
    const said = await startGateway({ home, port }).then(async (gateway) => `started all the same (${await gateway.stop()})`, (error: Error) => error.message);
    expect(said).toContain('the gateway ended (1)');
    expect(said).toContain(`Port ${port} is held by another program.`);
    expect(said).toMatch(/--port \d+/);
    expect(said).not.toMatch(/\n\s+at /);
    expect(processesOf(home)).toEqual([]);
    first = await startGateway({ home });
    expect(first.port).not.toBe(port);
  });
});

needs('linux')('stopped while Ollama is still being found', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('%s ends what was started for it', async (signal) => {
    const home = mkdtempSync(join(tmpdir(), 'gh-'));
    const hanging = join(home, 'hanging-ollama');
    // Ends neither by itself nor by being asked to, and has a child of its own.
    writeFileSync(hanging, '#!/bin/sh\ntrap "" TERM INT\nsleep 600 &\nwhile :; do wait; done\n', { mode: 0o700 });
    const gateway = await startGateway({ home, env: { GATEHOUSE_OLLAMA: hanging, GATEHOUSE_STARTER: 'none' } });
    try {
      await until('it has been called', () => descendants(gateway.pid).length >= 2, 5_000);
      const children = descendants(gateway.pid);
      const started = performance.now();
      process.kill(gateway.pid, signal);
      expect(await gateway.stop()).toBe(0);
      expect(performance.now() - started).toBeLessThan(8_000);
      await until('nothing of it runs', () => alive(children).length === 0, 1_000);
    } finally {
      await gateway.kill9();
      rmSync(home, { recursive: true, force: true });
    }
  });
});

needs('linux', 'ollama')('with the real Ollama', () => {
  let home: string;
  let gateway: Gateway;
  let key: string;

  async function start(): Promise<void> {
    gateway = await startGateway({ home, local: 'real', env: STARTED });
    await gateway.waitFor(/Ready\./, 890_000);
    key ??= await makeKey(gateway, 'writer', '--floor', 'confidential');
  }

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'gh-'));
    await start();
  }, 900_000);
  afterAll(async () => {
    await gateway?.kill9();
    await until('all of it has ended', () => processesOf(home).length === 0);
    rmSync(home, { recursive: true, force: true });
  });

  it.each<[string, () => number]>([
    ['server', () => processesOf(home).find((row) => row.command.endsWith(' serve'))!.pid],
    ['runner', () => runnersOf(home)[0]!.pid],
  ])('its %s killed in mid-stream is an error event, never a short answer, and later requests are answered', async (_name, find) => {
    const { traceId, rest } = await openStory(gateway, key);
    process.kill(find(), 'SIGKILL');
    const told = await rest;
    expect(told).not.toContain('[DONE]');
    const all = events(told);
    const last = all.pop()!;
    expect(['provider_error', 'local_model_unavailable']).toContain(last.error?.code);
    expect(last.gatehouse?.trace_id).toBe(traceId);
    expect(all.every((event) => event.choices !== undefined)).toBe(true);
    await expect.poll(() => traceOf(gateway, traceId)).toMatchObject({ outcome: 'error', errorCode: last.error!.code });

    const between: (string | null)[] = [];
    await expect.poll(async () => {
      const answer = await post(gateway, key, '/v1/chat/completions', { model: 'local', messages: STORY, max_tokens: 3 });
      const body = (await answer.json()) as ErrorBody;
      if (answer.status !== 200) between.push(`${answer.status} ${body.error.code} ${Number(answer.headers.get('retry-after')) > 0}`);
      return answer.status;
    }, { timeout: 30_000, interval: 100 }).toBe(200);
    // Until it is there again, the client is told what is the matter and when to come back.
    expect(between.filter((said) => said !== '503 local_model_unavailable true')).toEqual([]);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('%s amid a local answer tells the client, ends within seconds, and leaves no process behind', async (signal) => {
    const { traceId, rest } = await openStory(gateway, key);
    const children = descendants(gateway.pid);
    expect(children.length).toBeGreaterThanOrEqual(3);
    const ended = gateway.waitFor(/Stopped\./, 8_000);
    process.kill(gateway.pid, signal);
    const all = events(await rest);
    expect(all.at(-1)?.error?.code).toBe('shutting_down');
    await ended;
    await until('the gateway itself has ended', () => alive([gateway.pid]).length === 0, 2_000);
    expect(await gateway.stop()).toBe(0);
    expect(alive(children)).toEqual([]);
    expect(processesOf(home)).toEqual([]);
    await start();
    expect(await traceOf(gateway, traceId)).toMatchObject({ outcome: 'error', errorCode: 'shutting_down' });
    expect(gateway.stdout()).not.toContain('cut off');
  });

  it('kill -9 of the gateway while Ollama generates leaves nothing of it after 3 s, and the next start closes the trace', async () => {
    const { traceId, rest } = await openStory(gateway, key);
    const children = descendants(gateway.pid);
    expect(runnersOf(home)).toHaveLength(1);
    await gateway.kill9();
    await expect(rest).rejects.toThrow();
    await until('nothing of it runs', () => alive(children).length === 0 && processesOf(home).length === 0, 3_000);
    await start();
    expect(gateway.stdout()).toContain('1 open request was closed as interrupted');
    expect(await traceOf(gateway, traceId)).toMatchObject({ outcome: 'interrupted' });
  });
});
