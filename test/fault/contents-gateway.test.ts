import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { askAdmin } from '../support/admin-socket.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { approveMock } from '../support/office.ts';
import { filesHolding } from '../support/temporary-store.ts';

const PROMPT = 'kanarienfrage nach der frist';
const PARTLY = 'kanarienstrom bricht ab';

let home: string;
let gateway: Gateway;
let mock: Mock;
let key: string;
let id: string;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'gh-'));
  [gateway, mock] = await Promise.all([startGateway({ home }), startMock()]);
  await approveMock(gateway, mock, { fast: ['mock/gpt-4o-mini'], echo: ['mock/echo'], slow: ['mock/slow-chunks-200'] });
  ({ key, id } = await gateway.cliJson<{ key: string; id: string }>(['keys', 'create', '--name', 'tool', '--owner', 'Berta']));
});
afterAll(async () => {
  await Promise.all([gateway?.stop(), mock?.stop()]);
  rmSync(home, { recursive: true, force: true });
});

async function ask(model: string, content: string, stream = false, dataClass = 'internal', session = 's1'): Promise<string> {
  const response = await fetch(`${gateway.url}/v1/chat/completions`, {
    method: 'POST', headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'x-gatehouse-class': dataClass, 'x-gatehouse-session': session }, body: JSON.stringify({ model, stream, messages: [{ role: 'user', content }] }),
  });
  await response.text();
  expect(response.status).toBe(200);
  return response.headers.get('x-gatehouse-trace-id')!;
}

const read = (trace: string): Promise<{ request: string; answer: string }> => askAdmin(home, 'POST', `/contents/${trace}/read`) as Promise<{ request: string; answer: string }>;

it('what was asked and answered is kept, encrypted, of the classes that the office named, from then on; an interrupted request leaves nothing; erased means erased', async () => {
  const before = await ask('echo', PROMPT);
  await gateway.cliJson(['contents', 'set', '--class', 'internal', '--mode', 'encrypted']);
  const plain = await ask('echo', PROMPT);
  const streamed = await ask('echo', PROMPT, true);
  const other = await ask('echo', PROMPT, false, 'public', 's2');
  for (const trace of [plain, streamed]) {
    const content = await read(trace);
    expect(JSON.parse(content.request)).toMatchObject({ messages: [{ role: 'user', content: PROMPT }] });
    expect(content.answer).toContain(PROMPT);
  }
  for (const trace of [before, other]) await expect(read(trace)).rejects.toThrow('404');
  expect((await gateway.cli(['contents', 'find', '--json'], PROMPT)).stdout).toContain(plain);

  const running = ask('slow', PARTLY, true).catch(() => '');
  await expect.poll(() => mock.requests.at(-1)?.text ?? '', { timeout: 15_000 }).toContain(PARTLY);
  await gateway.kill9();
  await running;
  expect([...filesHolding(home, PROMPT), ...filesHolding(home, PARTLY)]).toEqual([]);
  gateway = await startGateway({ home });
  expect((await read(plain)).answer).toContain(PROMPT);
  expect(JSON.parse((await gateway.cli(['contents', 'find', '--json'], PARTLY)).stdout)).toEqual([]);

  expect(await gateway.cliJson(['contents', 'erase', '--key', id])).toEqual({ erased: 2, scrubbed: true });
  expect(await gateway.cliJson(['contents', 'erase', '--owner', 'application:Berta'])).toMatchObject({ erased: 0 });
  await expect(read(plain)).rejects.toThrow('404');
  expect(JSON.parse((await gateway.cli(['contents', 'find', '--json'], PROMPT)).stdout)).toEqual([]);
  const audit = (await askAdmin(home, 'GET', '/audit?limit=200')) as { records: { action: string; detail: unknown }[] };
  expect(audit.records.filter(({ action }) => action === 'content.read')).toHaveLength(3);
  expect(JSON.stringify(audit)).not.toContain('kanarien');
}, 120_000);

it('of a request that runs while it is erased no answer is kept that a client may go on from', async () => {
  const post = (model: string, stream: boolean, session: string): Promise<Response> => fetch(`${gateway.url}/v1/responses`, {
    method: 'POST', headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'x-gatehouse-session': session }, body: JSON.stringify({ model, stream, input: PARTLY }),
  });
  const kept = async (answer: string): Promise<number> => (await fetch(`${gateway.url}/v1/responses/${/resp_[0-9a-z]{23}/.exec(answer)![0]}`, { headers: { authorization: `Bearer ${key}` } })).status;
  await gateway.cliJson(['models', 'alias', 'late', 'mock/slow-chunks-400']);
  const asked = mock.requests.length;
  const [erased, other] = ['s-erased', 's-other'].map((session) => post('late', true, session).then((response) => response.text()));
  await expect.poll(() => mock.requests.length, { timeout: 15_000 }).toBe(asked + 2);
  await askAdmin(home, 'POST', '/contents/erase', { by: 'session', keyId: id, session: 's-erased' });
  const [first, second] = [await erased!, await other!];
  expect([first, second].map((text) => text.includes('response.completed'))).toEqual([true, true]);
  expect(await Promise.all([first, second].map(kept))).toEqual([404, 200]);
  expect(first).toContain('"store":false');
}, 60_000);
