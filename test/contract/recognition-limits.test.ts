import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askAdmin } from '../support/admin-socket.ts';
import { docxOf, pdfOf, zipOf } from '../support/documents.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { approveMock, type ErrorBody, makeKey, post, USER } from '../support/office.ts';

const AHV = '756.9217.0769.85';
const MEGABYTE = 1024 * 1024;

let gateway: Gateway;
let mock: Mock;
let key: string;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gh-'));
  [gateway, mock] = await Promise.all([startGateway(), startMock()]);
  await approveMock(gateway, mock, { fast: ['mock/gpt-4o-mini'], letters: ['mock/echo-letters'], cut: ['mock/cut-stream-echo-letters'] });
  for (const dataClass of ['confidential', 'secret']) await gateway.cliJson(['policy', 'otherwise', '--class', dataClass, 'refuse']);
  key = await makeKey(gateway, 'tool', '--floor', 'internal');
});
afterAll(async () => {
  await Promise.all([gateway?.stop(), mock?.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

const chat = (content: unknown, more: object = {}): Promise<Response> => post(gateway, key, '/v1/chat/completions', { model: 'fast', messages: [{ role: 'user', content }], ...more });
const file = (bytes: Buffer | string, type = 'application/octet-stream'): unknown => [{ type: 'text', text: 'Summarise.' }, { type: 'file', file: { filename: 'letter', file_data: typeof bytes === 'string' ? bytes : `data:${type};base64,${bytes.toString('base64')}` } }];
const codeOf = async (response: Response): Promise<string> => ((await response.json()) as ErrorBody).error.code;

/** Asks something small again and again while `work` goes on; gives the longest that it took, in milliseconds. */
async function slowestMeanwhile(work: Promise<unknown>): Promise<number> {
  const state = { over: false };
  void work.finally(() => (state.over = true));
  let slowest = 0;
  while (!state.over) {
    const started = performance.now();
    expect((await post(gateway, key, '/v1/chat/completions', { model: 'fast', messages: USER })).status).toBe(200);
    slowest = Math.max(slowest, performance.now() - started);
    await sleep(20);
  }
  return slowest;
}

describe('what cannot be read counts as the highest class of its key, and is not sent', () => {
  it.each<[string, () => unknown]>([
    ['a PDF that breaks off', () => file(pdfOf([`AHV ${AHV}`]).subarray(0, 300))],
    ['a PDF whose table is overwritten', () => file(Buffer.concat([pdfOf(['hello']).subarray(0, 200), Buffer.alloc(400, 0x5a)]))],
    ['a document that breaks off', async () => file((await docxOf(`<w:p><w:r><w:t>${AHV}</w:t></w:r></w:p>`)).subarray(0, 200))],
    ['a zip bomb in a document', async () => file(await docxOf('<w:p/>', { 'word/media.xml': Buffer.alloc(100 * MEGABYTE) }))],
    ['a zip in a zip', async () => file(await docxOf('<w:p/>', { 'word/inner.docx': await zipOf({ 'a.txt': AHV }) }))],
    ['a file whose base64 is none', () => file('data:application/pdf;base64,%%%not base64%%%')],
    ['a file whose base64 goes on behind its end', () => file(`data:text/plain;base64,SGVsbG8=${Buffer.from(AHV).toString('base64')}`)],
    ['a file that is not in base64', () => file('data:text/plain,hello')],
    ['an image whose base64 is none', () => [{ type: 'image_url', image_url: { url: 'data:image/png;base64,%%%' } }]],
    ['a sound', () => [{ type: 'input_audio', input_audio: { data: '%%%', format: 'wav' } }]],
  ])('%s', async (_name, content) => {
    const sent = mock.requests.length;
    const response = await chat(await content());
    expect([response.status, response.headers.get('x-gatehouse-class'), await codeOf(response)]).toEqual([403, 'secret', 'data_class_denied']);
    expect(mock.requests).toHaveLength(sent);
  });

  it('a document whose XML is broken is read as far as it goes', async () => {
    const classes = [];
    for (const text of ['no end', AHV]) classes.push((await chat(file(await docxOf(`<w:p><w:r><w:t>${text}`)))).headers.get('x-gatehouse-class'));
    expect(classes).toEqual(['internal', 'confidential']);
  });

  it('a zip bomb does not hold up anybody else', async () => {
    const bomb = chat(file(await docxOf('<w:p/>', { 'word/media.xml': Buffer.alloc(100 * MEGABYTE) })));
    expect(await slowestMeanwhile(bomb)).toBeLessThan(1_000);
    expect((await bomb).headers.get('x-gatehouse-class')).toBe('secret');
  });
});

describe('what is no request is refused before it is looked at', () => {
  it.each<[string, unknown, string]>([
    ['a part of a type that nobody knows', [{ type: 'hologram', hologram: AHV }], 'invalid_request'],
    ['half of a surrogate pair', 'a \ud83d b', 'invalid_json'],
    ['a part that is no object', [AHV], 'invalid_request'],
  ])('%s', async (_name, content, code) => {
    const sent = mock.requests.length;
    const response = await chat(content);
    expect([response.status, await codeOf(response)]).toEqual([400, code]);
    expect(mock.requests).toHaveLength(sent);
  });

  it('half of a surrogate pair, written as an escape inside of JSON in a text, hides nothing behind it', async () => {
    const response = await chat(JSON.stringify({ note: `\ud83d ${AHV} \udc00` }));
    expect([response.status, response.headers.get('x-gatehouse-class')]).toEqual([403, 'confidential']);
  });
});

describe('long texts', () => {
  it.each<[string, string, string]>([
    ['10 MB of digits', '7'.repeat(10 * MEGABYTE), 'internal'],
    ['4 MB of nearly numbers of the social security', '756.9217.0769.8 '.repeat(250_000), 'internal'],
    ['4 MB of digits with one number of the social security at their end', `${'1 '.repeat(2 * MEGABYTE)} AHV ${AHV}`, 'confidential'],
  ])('%s: decided in good time, never below what is in it, and others are served meanwhile', async (_name, content, least) => {
    const started = performance.now();
    const response = chat(content);
    const slowest = await slowestMeanwhile(response);
    const dataClass = (await response).headers.get('x-gatehouse-class');
    expect(['internal', 'confidential', 'secret'].indexOf(dataClass!)).toBeGreaterThanOrEqual(['internal', 'confidential', 'secret'].indexOf(least));
    expect(performance.now() - started).toBeLessThan(30_000);
    expect(slowest).toBeLessThan(2_000);
    mock.reset();
  }, 60_000);
});

it('a key that is revoked while its long text is being looked at sends nothing any more', async () => {
  const { id, key: revoked } = await gateway.cliJson<{ id: string; key: string }>(['keys', 'create', '--name', 'gone', '--floor', 'internal']);
  const before = mock.requests.length;
  const response = post(gateway, revoked, '/v1/chat/completions', { model: 'fast', messages: [{ role: 'user', content: '7 '.repeat(2 * MEGABYTE) }] });
  await sleep(300);
  await askAdmin(gateway.home, 'DELETE', `/keys/${id}`);
  expect([(await response).status, await codeOf(await response)]).toEqual([401, 'invalid_api_key']);
  expect(mock.requests).toHaveLength(before);
}, 60_000);

describe('patterns and words of the office', () => {
  it('a pattern that explodes elsewhere takes no longer here, and one that only an exploding engine knows is refused in words', async () => {
    const save = (source: string) => askAdmin(gateway.home, 'POST', '/recognition/patterns', { name: 'p', dataClass: 'confidential', source });
    await save('(a+)+b$');
    const started = performance.now();
    const response = await chat(`${'a'.repeat(200_000)}!`);
    expect(response.status).toBe(200);
    expect(performance.now() - started).toBeLessThan(3_000);
    await expect(save('(a)\\1+')).rejects.toThrow(/^400 .*invalid_request/);
    mock.reset();
  });

  it('a text that was clean is looked at again once the office has a word for it', async () => {
    const text = `${'Bitte prüfen Sie den Entwurf bis Freitag. '.repeat(20)} Es geht um Kürbiswald.`;
    const classes = async () => (await chat(text)).headers.get('x-gatehouse-class');
    expect([await classes(), await classes()]).toEqual(['internal', 'internal']);
    const list = join(folder, 'words.txt');
    writeFileSync(list, 'Kürbiswald\n');
    await gateway.cliJson(['recognition', 'import', list, '--name', 'code words', '--class', 'secret']);
    expect(await classes()).toBe('secret');
  });

  it('a list of a million lines is refused with the number that is possible, and the list before it stays in force', async () => {
    const list = join(folder, 'million.txt');
    writeFileSync(list, Array.from({ length: 1_000_000 }, (_, index) => `Wort${index}`).join('\n'));
    const started = performance.now();
    const importing = gateway.cli(['recognition', 'import', list, '--name', 'all', '--class', 'secret']);
    const slowest = await slowestMeanwhile(importing);
    const { code, stderr } = await importing;
    expect([code, stderr]).toEqual([1, expect.stringMatching(/200,000 are possible/)]);
    expect(performance.now() - started).toBeLessThan(30_000);
    expect(slowest).toBeLessThan(10_000);
    expect((await chat('Es geht um Kürbiswald.')).headers.get('x-gatehouse-class')).toBe('secret');
  }, 60_000);
});

describe('a stream of stand-ins', () => {
  beforeAll(async () => {
    await gateway.cliJson(['policy', 'pseudonymise', '--class', 'confidential', '--provider', 'mock']);
  });

  const contentOf = (stream: string): string => [...stream.matchAll(/^data: (\{.*)$/gm)].map(([, json]) => (JSON.parse(json!) as { choices?: { delta: { content?: string } }[] }).choices?.[0]?.delta.content ?? '').join('');

  it('comes back restored however it is cut into chunks', async () => {
    const stream = await (await chat(AHV, { model: 'letters', stream: true })).text();
    expect(contentOf(stream)).toBe(AHV);
    expect(stream).toContain('[DONE]');
  });

  it('that is cut in the middle of a stand-in ends with an error, and half a stand-in is never shown', async () => {
    const response = await chat(AHV, { model: 'cut', stream: true });
    const stream = await response.text();
    expect(mock.requests.at(-1)!.text).toContain('<AHV_1>');
    expect(contentOf(stream)).toBe('');
    expect(stream).not.toContain('<AH');
    expect(stream).not.toContain('[DONE]');
    expect(stream).toContain('"error"');
  });
});
