import Database from 'better-sqlite3';
import { execFileSync } from 'node:child_process';
import { closeSync, copyFileSync, mkdtempSync, openSync, readdirSync, readFileSync, renameSync, rmSync, statfsSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { needs } from '../support/needs.ts';
import { approveMock, type ErrorBody, makeKey, post, USER } from '../support/office.ts';

const MEGABYTE = 1024 * 1024;

let home: string;
let gateway: Gateway | undefined;
let mock: Mock;

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'gh-'));
  mock = await startMock();
});
afterEach(async () => {
  await gateway?.stop();
  gateway = undefined;
  await mock.stop();
  rmSync(home, { recursive: true, force: true });
});

interface Asked { status: number; code: string | undefined; retryAfter: number; traceId: string; ms: number }

async function ask(key: string, headers: Record<string, string> = {}): Promise<Asked> {
  const started = performance.now();
  const answer = await post(gateway!, key, '/v1/chat/completions', { model: 'mock/gpt-4o', messages: USER }, headers);
  const body = (await answer.json()) as Partial<ErrorBody>;
  return { status: answer.status, code: body.error?.code, retryAfter: Number(answer.headers.get('retry-after')), traceId: answer.headers.get('x-gatehouse-trace-id')!, ms: performance.now() - started };
}

function tracesIn(folder: string): { id: string; outcome: string | null }[] {
  const db = new Database(join(folder, 'gatehouse.db'), { readonly: true });
  const rows = db.prepare<[], { id: string; outcome: string | null }>('SELECT id, outcome FROM traces').all();
  db.close();
  return rows;
}

/** Takes every byte that is left on the home's disk. */
function fill(): string {
  const path = join(home, 'filler');
  const file = openSync(path, 'w');
  try {
    for (let size = MEGABYTE; size >= 512; size = size / 2) {
      try {
        for (;;) if (writeSync(file, Buffer.alloc(size)) < size) break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
    }
  } finally {
    closeSync(file);
  }
  return path;
}

needs('linux', 'root')('a full disk', () => {
  afterEach(() => {
    if (readFileSync('/proc/mounts', 'utf8').includes(` ${home} `)) execFileSync('umount', ['--lazy', home]);
  });

  it('sends nothing, says so, goes on by itself once there is room, and loses nothing', async () => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m,mode=700', 'tmpfs', home]);
    gateway = await startGateway({ home });
    await approveMock(gateway, mock);
    const key = await makeKey(gateway, 'tool', '--floor', 'internal');
    const stream = await post(gateway, key, '/v1/chat/completions', { model: 'mock/slow-chunks-100', messages: USER, stream: true });
    const streamed = stream.text();
    const asked: Asked[] = [await ask(key)];
    const filler = fill();
    // What the journal and the write-ahead log have room for may still be admitted: durable is durable.
    do asked.push(await ask(key)); while (asked.at(-1)!.status === 200 && asked.length < 2_000);
    const sent = mock.requests.length;
    const refused = [...(await Promise.all(Array.from({ length: 8 }, () => ask(key)))), await ask(key, { 'x-gatehouse-session': 'never seen' }), asked.pop()!];
    for (const one of refused) expect(one).toMatchObject({ status: 503, code: 'storage_unavailable' });
    expect(refused.every((one) => one.retryAfter > 0 && one.ms < 2_000)).toBe(true);
    expect(mock.requests).toHaveLength(sent);
    // What had been let out before is answered whole, although its ending cannot be written yet.
    expect(await streamed).toContain('[DONE]');
    const denied = await gateway.cli(['keys', 'create', '--name', 'no room']);
    expect([denied.code, denied.stderr]).toEqual([1, expect.stringContaining('disk is full') as string]);
    expect((await fetch(`${gateway.url}/healthz`)).status).toBe(200);

    rmSync(filler);
    const again = await ask(key);
    expect(again.status).toBe(200);
    expect(mock.requests).toHaveLength(sent + 1);
    const stopping = performance.now();
    expect(await gateway.stop()).toBe(0);
    // Nothing that was refused is still counted as running.
    expect(performance.now() - stopping).toBeLessThan(4_000);
    gateway = undefined;
    const rows = new Map(tracesIn(home).map((row) => [row.id, row.outcome]));
    for (const { traceId } of [...asked, again]) expect(rows.get(traceId)).toBe('ok');
    expect(rows.get(stream.headers.get('x-gatehouse-trace-id')!)).toBe('ok');
    for (const { traceId } of refused) expect(rows.has(traceId)).toBe(false);
    expect(mock.requests).toHaveLength(rows.size);
  });
});

needs('linux', 'root')('a full disk at the start', () => {
  afterEach(() => execFileSync('umount', ['--lazy', home]));

  it.each([['of a new home', false], ['of a home that was used before', true]])('%s is said, with what to do, and costs nothing', async (_name, used) => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m,mode=700', 'tmpfs', home]);
    let key = '';
    if (used) {
      gateway = await startGateway({ home });
      await approveMock(gateway, mock);
      key = await makeKey(gateway, 'tool', '--floor', 'internal');
      await gateway.stop();
    } else {
      // The stand-in for Ollama lies in the home too.
      await startGateway({ home, env: { GATEHOUSE_PORT: 'none' }, args: ['--port', 'x'] }).catch(() => {});
    }
    const filler = fill();
    const said = await startGateway({ home }).then(async (started) => `started all the same (${await started.stop()})`, (error: Error) => error.message);
    expect(said).toContain('the gateway ended (1)');
    expect(said).toMatch(/disk is full|ENOSPC/);
    expect(said).not.toMatch(/\n\s+at /);
    rmSync(filler);
    gateway = await startGateway({ home });
    if (used) expect((await ask(key)).status).toBe(200);
  });
});

describe('a locked database', () => {
  it.each(['IMMEDIATE', 'EXCLUSIVE'])('(%s) is soon a 503 within 2 s that sends nothing; streams go on, and afterwards all is as before', async (kind) => {
    gateway = await startGateway({ home });
    await approveMock(gateway, mock);
    const key = await makeKey(gateway, 'tool', '--floor', 'internal');
    const stream = await post(gateway, key, '/v1/chat/completions', { model: 'mock/slow-chunks-50', messages: USER, stream: true });
    const streamed = stream.text();
    const other = new Database(join(home, 'gatehouse.db'));
    other.exec(`BEGIN ${kind}`);
    // What the journal takes before the database is missed may still be admitted: durable is durable.
    const asked: Asked[] = [await ask(key)];
    while (asked.at(-1)!.status === 200 && asked.length < 2_000) asked.push(await ask(key));
    const sent = mock.requests.length;
    const refused = [asked.pop()!, ...(await Promise.all(Array.from({ length: 24 }, () => ask(key)))), await ask(key, { 'x-gatehouse-session': 'never seen' })];
    for (const one of refused) expect(one).toMatchObject({ status: 503, code: 'storage_unavailable' });
    expect(Math.max(...refused.map((one) => one.ms))).toBeLessThan(2_000);
    expect(Math.min(...refused.map((one) => one.retryAfter))).toBeGreaterThan(0);
    expect(mock.requests).toHaveLength(sent);
    expect(await streamed).toContain('[DONE]');
    other.exec('ROLLBACK');
    other.close();
    const again = await ask(key, { 'x-gatehouse-session': 'never seen' });
    expect(again.status).toBe(200);
    await gateway.stop();
    gateway = undefined;
    expect(new Map(tracesIn(home).map((row) => [row.id, row.outcome]))).toEqual(
      new Map([stream.headers.get('x-gatehouse-trace-id'), ...asked.map((one) => one.traceId), again.traceId].map((id) => [id, 'ok'])),
    );
  });

  it('at the start is said, with what to do', async () => {
    gateway = await startGateway({ home });
    await gateway.stop();
    const other = new Database(join(home, 'gatehouse.db'));
    other.exec('BEGIN IMMEDIATE');
    const said = await startGateway({ home }).then(() => '', (error: Error) => error.message);
    other.close();
    expect(said).toContain('the gateway ended (1)');
    expect(said).toMatch(/gatehouse\.db is locked by another process\.\n.*(backup|database tool)/);
    gateway = await startGateway({ home });
  });
});

needs('linux', 'root')('a disk without room for a backup', () => {
  afterEach(() => {
    if (readFileSync('/proc/mounts', 'utf8').includes(` ${home} `)) execFileSync('umount', ['--lazy', home]);
  });

  it('is said before a byte is copied: no request loses its room to it', async () => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=300m,mode=700', 'tmpfs', home]);
    gateway = await startGateway({ home });
    await approveMock(gateway, mock);
    const key = await makeKey(gateway, 'tool', '--floor', 'internal');
    await gateway.stop();
    const db = new Database(join(home, 'gatehouse.db'));
    const insert = db.prepare('INSERT INTO aliases (name, deployments) VALUES (?, ?)');
    for (let row = 0; row < 60; row++) insert.run(`alias-${row}`, 'x'.repeat(MEGABYTE));
    db.exec('DELETE FROM aliases');
    db.close();
    gateway = await startGateway({ home });
    const { bavail, bsize } = statfsSync(home);
    writeFileSync(join(home, 'filler'), Buffer.alloc(bavail * bsize - 40 * MEGABYTE));
    const asked: Asked[] = [];
    const backup = gateway.cli(['backup', 'create']);
    const asking = async (): Promise<boolean> => asked.push(await ask(key)) < 0;
    for (let over = false; !over;) over = await Promise.race([backup.then(() => true), asking()]);
    const { code, stderr } = await backup;
    expect([new Set(asked.map(({ status }) => status)), code, stderr]).toEqual([new Set([200]), 1, expect.stringMatching(/A backup needs \d+ MB on the disk of .*, and \d+ MB are free\./)]);
    expect(readdirSync(home).filter((name) => name.includes('backup-copy'))).toEqual([]);
  });
});

describe('a damaged database', () => {
  const file = () => join(home, 'gatehouse.db');
  it.each<[string, () => void]>([
    ['its first bytes overwritten', () => overwrite(0, 100)],
    ['pages in its middle overwritten', () => overwrite(4096, statSync(file()).size - 8192)],
    ['its end missing', () => truncateSync(file(), statSync(file()).size - 4096 * 3)],
  ])('%s: says so and what to do, ends with 1, and leaves the file as it is', async (_name, damage) => {
    gateway = await startGateway({ home });
    await makeKey(gateway, 'tool');
    await gateway.stop();
    gateway = undefined;
    damage();
    const before = readFileSync(file());
    const said = await startGateway({ home }).then(() => '', (error: Error) => error.message);
    expect(said).toContain('the gateway ended (1)');
    expect(said).toMatch(/gatehouse\.db is damaged\.\n.*(backup|before)/);
    expect(said).not.toMatch(/\n\s+at /);
    expect(readFileSync(file()).equals(before)).toBe(true);
  });

  function overwrite(at: number, length: number): void {
    const handle = openSync(file(), 'r+');
    writeSync(handle, Buffer.alloc(length, 0xa5), 0, length, at);
    closeSync(handle);
  }
});

needs('linux', 'ollama')('a model file', () => {
  it('cut short is a clear error within its bound; nothing crashes, and the whole file answers again', async () => {
    gateway = await startGateway({ home, local: 'real', env: { GATEHOUSE_STARTER: 'smollm2:135m' } });
    await gateway.waitFor(/Ready\./, 160_000);
    const key = await makeKey(gateway, 'writer', '--floor', 'confidential');
    const blobs = join(home, 'local', 'models', 'blobs');
    const blob = readdirSync(blobs).map((name) => join(blobs, name)).find((path) => statSync(path).size === 98_362_432)!;
    // The store may share the file with the cache: only this model's own copy is cut.
    const whole = join(home, 'whole');
    copyFileSync(blob, whole);
    const cut = join(home, 'cut');
    copyFileSync(blob, cut);
    truncateSync(cut, 50_000_000);
    await endRunners();
    renameSync(cut, blob);

    for (const stream of [false, true]) {
      const started = performance.now();
      const answer = await post(gateway, key, '/v1/chat/completions', { model: 'local', messages: USER, max_tokens: 10, stream });
      const body = (await answer.json()) as ErrorBody;
      expect([502, 503]).toContain(answer.status);
      expect(['provider_error', 'local_model_unavailable']).toContain(body.error.code);
      expect(body.error.message).not.toContain(home);
      expect(performance.now() - started).toBeLessThan(15_000);
    }
    expect((await fetch(`${gateway.url}/healthz`)).status).toBe(200);
    renameSync(whole, blob);
    const question = { model: 'local', messages: USER, temperature: 0 };
    await expect.poll(async () => (await post(gateway!, key, '/v1/chat/completions', question)).status, { timeout: 20_000, interval: 200 }).toBe(200);
    expect(await (await post(gateway, key, '/v1/chat/completions', question)).text()).toContain('Paris');
  });

  /** A model that is loaded already would not be read again. */
  async function endRunners(): Promise<void> {
    const { runnersOf, until } = await import('../../gateway/local/testing/real.ts');
    for (const row of runnersOf(home)) process.kill(row.pid, 'SIGKILL');
    await until('no runner', () => runnersOf(home).length === 0);
  }
});
