import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { askAdmin } from '../support/admin-socket.ts';
import { docxOf } from '../support/documents.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { approveMock, makeKey } from '../support/office.ts';
import { filesHolding, holds } from '../support/temporary-store.ts';

const AHV = '756.9217.0769.85';
/** Each is said once to the gateway, and is to be found nowhere that is not encrypted. */
const CANARY = {
  'a prompt': 'kanarienprompt zwitschert leise',
  'a confidential prompt': 'kanariengeheimnis im zweiten stock',
  'an answer': 'kanarienantwort auf die frage',
  'a tool result': 'kanarienwerkzeug meldet sich',
  'an embedding': 'kanarienvektor in acht dimensionen',
  'a file': 'kanarienbeilage mit anhang',
  'a name of a file': 'kanarienname',
  'a word of the office': 'Zwirbelkanarius',
  'a client of the office': 'Kanarina Federkiel',
  'a pattern of the office': 'KANARI-[0-9]{4}-MUSTER',
  'the words of a false alarm': 'kanarienfehlalarm im treppenhaus',
  'a value with a stand-in': AHV,
  'a name with a stand-in': 'Hannelore Vogelsang',
  'the key of a provider': 'sk-kanarienschluessel-0123456789',
  'a header of a provider': 'kanarienkopf-0123456789',
};

let folder: string;
let home: string;
let gateway: Gateway;
let mock: Mock;
/** All that the appliance has said to anybody who is not the one who asked. */
const said: [string, string][] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gh-'));
  home = join(folder, 'home');
  mkdirSync(home);
  [gateway, mock] = await Promise.all([startGateway({ home }), startMock()]);
});
afterAll(async () => {
  await Promise.all([gateway?.stop(), mock?.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

it('what was said to it lies nowhere in clear: database, write-ahead log, journal, output, traces, audit log, diagnostics, backups', async () => {
  await approveMock(gateway, mock, { fast: ['mock/gpt-4o-mini'], echo: ['mock/echo'], bad: ['mock/error-400'], odd: ['mock/not-json'], cut: ['mock/cut-stream'], slow: ['mock/slow-chunks-200'], vectors: ['mock/vectors'] });
  await askAdmin(home, 'PATCH', '/providers/mock', { credential: CANARY['the key of a provider'], headers: { 'x-canary': CANARY['a header of a provider'] } });
  await askAdmin(home, 'POST', '/recognition/lists', { name: 'words', kind: 'word', dataClass: 'confidential', text: CANARY['a word of the office'] });
  await askAdmin(home, 'POST', '/recognition/lists', { name: 'clients', kind: 'person', dataClass: 'confidential', text: CANARY['a client of the office'] });
  await askAdmin(home, 'POST', '/recognition/patterns', { name: 'pattern', dataClass: 'confidential', source: CANARY['a pattern of the office'] });
  await reportFalseAlarm(`${CANARY['the words of a false alarm']}: 756.1234.5678.97`);
  await gateway.cliJson(['policy', 'pseudonymise', '--class', 'confidential', '--provider', 'mock']);
  const key = await makeKey(gateway, 'tool', '--floor', 'internal');

  const ask = async (body: object, headers: Record<string, string> = {}, path = '/v1/chat/completions'): Promise<string> => {
    const response = await fetch(gateway.url + path, { method: 'POST', headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
    return `${JSON.stringify([...response.headers])} ${await response.text()}`;
  };
  const user = (model: string, content: unknown, more: object = {}) => ({ model, messages: [{ role: 'user', content }], ...more });
  const file = { filename: CANARY['a name of a file'], file_data: `data:application/octet-stream;base64,${(await docxOf(`<w:p><w:r><w:t>${CANARY['a file']}</w:t></w:r></w:p>`)).toString('base64')}` };

  await ask(user('fast', CANARY['a prompt']));
  await ask(user('fast', CANARY['a confidential prompt']), { 'x-gatehouse-class': 'confidential' });
  expect(await ask(user('echo', CANARY['an answer'], { stream: true }))).toContain('kanarienantwort');
  await ask({ model: 'fast', messages: [{ role: 'user', content: 'go' }, { role: 'assistant', content: null, tool_calls: [{ id: 'c1', type: 'function', function: { name: 'read', arguments: JSON.stringify({ note: CANARY['a tool result'] }) } }] }, { role: 'tool', tool_call_id: 'c1', content: CANARY['a tool result'] }] });
  await ask({ model: 'vectors', input: [CANARY['an embedding']] }, {}, '/v1/embeddings');
  await ask(user('fast', [{ type: 'text', text: 'Lies.' }, { type: 'file', file }]));
  const restored = await ask(user('echo', `Sehr geehrte Frau ${CANARY['a name with a stand-in']}, Ihre AHV-Nummer ${AHV} liegt vor, wie die von ${CANARY['a client of the office']}.`), { 'x-gatehouse-session': 's1' });
  expect(restored).toContain(CANARY['a name with a stand-in']);
  expect(mock.requests.at(-1)!.text).toContain('<AHV_1>');
  for (const model of ['bad', 'odd', 'cut', 'mock/redirect', 'nobody/knows']) {
    said.push([`an error of ${model}`, await ask(user(model, `${CANARY['a prompt']} ${CANARY['a word of the office']}`, { stream: model === 'cut' }))]);
  }
  said.push(['an error of JSON', await ask({ model: 'fast', messages: [{ role: CANARY['a prompt'], content: CANARY['a confidential prompt'] }] })]);

  for (const args of [['traces', 'list'], ['audit', 'list', '--limit', '100'], ['doctor'], ['status'], ['providers', 'list'], ['keys', 'list'], ['recognition', 'false-alarms'], ['export']]) said.push([args.join(' '), (await gateway.cli([...args, '--json'])).stdout]);
  said.push(['diagnostics', JSON.stringify(await askAdmin(home, 'GET', '/diagnostics'))], ['metrics', await (await fetch(`${gateway.url}/metrics`)).text()]);
  await askAdmin(home, 'POST', '/backups');
  expect(readdirSync(home, { recursive: true, encoding: 'utf8' }).some((name) => /backup/i.test(name))).toBe(true);
  look(key);

  // Killed in the middle of a stream: what the journal and the log hold then is looked at too, and once more after it was put in order.
  const running = ask(user('slow', `${CANARY['a prompt']}, AHV-Nummer ${AHV}`, { stream: true }), { 'x-gatehouse-session': 's2' }).catch(() => '');
  await expect.poll(() => mock.requests.at(-1)?.json['model'], { timeout: 5_000 }).toBe('slow-chunks-200');
  await gateway.kill9();
  await running;
  look(key);
  gateway = await startGateway({ home });
  said.push(['traces after the kill', (await gateway.cli(['traces', 'list', '--json'])).stdout]);
  await gateway.stop();
  look(key);
  gateway = await startGateway({ home });
}, 120_000);

it('the search finds what lies there, in whatever form', () => {
  const text = CANARY['a prompt'];
  const place = join(folder, 'found');
  mkdirSync(place);
  const forms = [text, Buffer.from(text).toString('hex'), ...[0, 1, 2].map((before) => Buffer.from(`${'x'.repeat(before)}${text} and more`).toString('base64')), Buffer.from(text, 'utf16le')];
  forms.forEach((form, index) => writeFileSync(join(place, String(index)), form));
  expect(filesHolding(place, text)).toHaveLength(forms.length);
});

/** What is found in it first; its words are kept as a test case, and run. */
async function reportFalseAlarm(text: string): Promise<void> {
  const { findings } = (await askAdmin(home, 'POST', '/recognition/try', { text })) as { findings: { recogniser: string; start: number; end: number }[] };
  const { recogniser, start, end } = findings[0]!;
  expect(await askAdmin(home, 'POST', '/recognition/false-alarms', { text, recogniser, start, end })).toMatchObject({ tested: true });
  expect(JSON.stringify(await askAdmin(home, 'GET', '/recognition/false-alarms'))).toContain('silent');
}

function look(key: string): void {
  said.push(['its output', gateway.stdout()]);
  for (const [what, text] of [...Object.entries(CANARY), ['a virtual key', key]] as [string, string][]) {
    // As it is, and as the recognisers know a value: in small letters, without separators.
    for (const form of new Set([text, text.toLowerCase(), text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')])) {
      expect(filesHolding(home, form), what).toEqual([]);
      expect(said.filter(([, words]) => holds(Buffer.from(words), form)).map(([where]) => where), what).toEqual([]);
    }
  }
}
