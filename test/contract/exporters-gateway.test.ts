import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askAdmin } from '../support/admin-socket.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { approveMock, makeKey } from '../support/office.ts';
import { type OtlpReceiver, startOtlpReceiver } from '../support/otlp-receiver.ts';
import { holds } from '../support/temporary-store.ts';

const CLASSES = ['public', 'internal', 'confidential', 'secret'] as const;
const patience = { timeout: 20_000, interval: 50 };

let gateway: Gateway;
let mock: Mock;
let key: string;
const receivers: Record<string, OtlpReceiver> = {};

beforeAll(async () => {
  [gateway, mock] = await Promise.all([startGateway(), startMock()]);
  await approveMock(gateway, mock, { fast: ['mock/gpt-4o-mini'], echo: ['mock/echo'], bad: ['mock/error-400'] });
  // Cloud for every class: what is asked here is what exporters do with it.
  await gateway.cliJson(['policy', 'allow', '--class', 'secret', '--provider', 'mock']);
  key = await makeKey(gateway, 'tool');
  for (const name of ['well', 'langfuse', 'slow', 'limited', 'broken', 'narrow', 'dead']) receivers[name] = await startOtlpReceiver();
  receivers['slow']!.behave('hang');
  receivers['limited']!.behave((_, response) => void response.writeHead(429, { 'retry-after': '1' }).end());
  receivers['broken']!.behave(500);
  receivers['narrow']!.behave(413);
  await receivers['dead']!.stop();
  for (const [name, { origin }] of Object.entries(receivers)) {
    await askAdmin(gateway.home, 'POST', '/exporters', {
      name, endpoint: origin, classes: CLASSES, ...(name === 'langfuse' ? { kind: 'langfuse', publicKey: 'pk-lf', secretKey: 'sk-lf' } : { kind: 'otlp' }),
    });
  }
});
afterAll(async () => {
  await gateway?.stop();
  await mock?.stop();
  await Promise.all(Object.values(receivers).map((receiver) => receiver.stop()));
});

async function ask(content: string, headers: Record<string, string> = {}, model = 'fast', stream = false): Promise<number> {
  const response = await fetch(`${gateway.url}/v1/chat/completions`, { method: 'POST', headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers }, body: JSON.stringify({ model, stream, messages: [{ role: 'user', content }] }) });
  await response.text();
  return response.status;
}

interface Status { exporters: { name: string; status: { sent: number; waiting: number; dropped: number; refused: number } }[] }
const statusOf = async (name: string) => ((await askAdmin(gateway.home, 'GET', '/exporters')) as Status).exporters.find((exporter) => exporter.name === name)!.status;

describe('exporters beside requests', () => {
  it('that are dead, slow, or answer 413, 429 and 500 hold up none of 200 requests; prompts, answers and clients’ names of high classes reach nobody', async () => {
    const statuses = await Promise.all(Array.from({ length: 200 }, (_, index) => {
      const dataClass = CLASSES[index % 4]!;
      const headers = { 'x-gatehouse-class': dataClass, 'x-gatehouse-session': `${dataClass}-kanariensitzung`, 'x-gatehouse-tags': `${dataClass}-kanarienmarke` };
      return ask(`${dataClass}-kanarienprompt ${index}`, headers, index % 50 === 0 ? 'bad' : 'echo', index % 3 === 0);
    }));
    expect(statuses.filter((status) => status === 200)).toHaveLength(196);
    expect(mock.requests.filter(({ text }) => text.includes('kanarienprompt')).length).toBeGreaterThanOrEqual(200);

    await expect.poll(async () => (await statusOf('well')).sent, patience).toBe(200);
    await expect.poll(async () => (await statusOf('langfuse')).sent, patience).toBe(200);
    await expect.poll(async () => (await statusOf('narrow')).refused, patience).toBe(200);
    for (const name of ['dead', 'slow', 'limited', 'broken']) expect(await statusOf(name), name).toMatchObject({ sent: 0, waiting: 200, dropped: 0 });
    for (const name of ['slow', 'limited', 'broken']) expect(receivers[name]!.received.length, name).toBeGreaterThan(0);

    const everything = Buffer.concat(Object.values(receivers).flatMap(({ received }) => received.flatMap(({ body, headers, path }) => [body, Buffer.from(JSON.stringify([headers, path]))])));
    expect(everything.length).toBeGreaterThan(200_000);
    for (const dataClass of CLASSES) expect(holds(everything, `${dataClass}-kanarienprompt`), dataClass).toBe(false);
    expect(holds(everything, key)).toBe(false);
    for (const dataClass of ['confidential', 'secret']) for (const name of ['kanariensitzung', 'kanarienmarke']) expect(holds(everything, `${dataClass}-${name}`), `${dataClass} ${name}`).toBe(false);
    // The search would find them: of the lower classes they are there.
    for (const name of ['kanariensitzung', 'kanarienmarke']) expect(holds(everything, `internal-${name}`)).toBe(true);
    const spans = receivers['well']!.spans();
    expect(new Set(spans.map(({ attributes }) => attributes['gatehouse.data_class']))).toEqual(new Set(CLASSES));
  });

  it('are for the command line too', async () => {
    const { exporters } = { exporters: await gateway.cliJson<{ id: string; name: string }[]>(['exporters', 'list']) };
    const id = exporters.find(({ name }) => name === 'well')!.id;
    expect(await gateway.cliJson(['exporters', 'test', id])).toMatchObject({ ok: true });
    expect((await gateway.cli(['exporters', 'test', exporters.find(({ name }) => name === 'dead')!.id])).code).toBe(1);
    const added = await gateway.cli(['exporters', 'add', '--name', 'by hand', '--kind', 'langfuse', '--endpoint', receivers['langfuse']!.origin, '--public-key', 'pk', '--classes', 'public', '--secret-stdin', '--json'], 'sk-kanarie\n');
    expect(JSON.parse(added.stdout)).toMatchObject({ classes: ['public'], hasKeys: true });
    expect(added.stdout).not.toContain('sk-kanarie');
    expect((await gateway.cli(['exporters', 'remove', (JSON.parse(added.stdout) as { id: string }).id])).code).toBe(0);
  });
});

describe('files and numbers', () => {
  it('traces are written as CSV and as JSON lines', async () => {
    const csv = await gateway.cli(['traces', 'export', '--format', 'csv', '--class', 'secret']);
    expect([csv.code, csv.stdout.trimEnd().split('\r\n').length]).toEqual([0, 51]);
    const jsonl = await gateway.cli(['traces', 'export', '--format', 'jsonl']);
    expect(jsonl.stdout.trimEnd().split('\n').map((line) => (JSON.parse(line) as { id: string }).id)).toHaveLength(200);
    expect((await gateway.cli(['traces', 'export', '--since', 'once'])).code).toBe(2);
  });

  it('metrics are read once they are switched on', async () => {
    const read = (headers: Record<string, string> = {}) => fetch(`${gateway.url}/metrics`, { headers });
    expect((await read()).status).toBe(404);
    const { token } = await gateway.cliJson<{ token: string }>(['metrics', 'token']);
    expect([(await read()).status, (await read({ authorization: `Bearer ${key}` })).status]).toEqual([401, 401]);
    await ask('hello');
    const text = async () => (await read({ authorization: `Bearer ${token}` })).text();
    await expect.poll(text, patience).toContain('gatehouse_requests_total{provider="mock",model="gpt-4o-mini",class="public",outcome="ok"} 1');
    expect((await read({ authorization: `Bearer ${token}`, origin: 'http://evil.example' })).status).toBe(403);
    await gateway.cliJson(['metrics', 'loopback']);
    expect((await read()).status).toBe(200);
    await gateway.cliJson(['metrics', 'off']);
    expect((await read({ authorization: `Bearer ${token}` })).status).toBe(404);
  });

  it('what is kept of contents is set and shown by the command line', async () => {
    const state = await gateway.cliJson<{ rules: Record<string, unknown> }>(['contents', 'set', '--class', 'public', '--mode', 'hash', '--days', '9']);
    expect(state.rules).toMatchObject({ public: { mode: 'hash', days: 9 }, secret: { mode: 'off' } });
    expect((await gateway.cli(['contents', 'status'])).stdout).toMatch(/public\s+hash\s+9/);
    expect((await gateway.cli(['contents', 'erase', '--session', 's'])).code).toBe(2);
    expect(await gateway.cliJson(['contents', 'erase', '--owner', 'application:Berta'])).toEqual({ erased: 0, scrubbed: true });
    // It erased nothing, and said so as if nothing had been there.
    expect(await gateway.cli(['contents', 'erase', '--owner', 'Berta'])).toMatchObject({ code: 1, stderr: expect.stringContaining('Write it as person:Berta or application:Berta.') as string });
    expect((await gateway.cli(['contents', 'find', '--json'], 'hello')).stdout.trim()).toBe('[]');
  });
});
