import { request as httpRequest } from 'node:http';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { approveMock, makeKey, USER } from '../support/office.ts';

let gateway: Gateway;
let mock: Mock;
let key: string;

beforeAll(async () => {
  [gateway, mock] = await Promise.all([startGateway(), startMock()]);
  await approveMock(gateway, mock, { fast: ['mock/gpt-4o-mini'] });
  key = await makeKey(gateway, 'tool', '--floor', 'internal');
});
afterAll(() => Promise.all([gateway?.stop(), mock?.stop()]));

interface Told { status: number; code: string | undefined; model: string | undefined; dataClass: string | undefined }

/** Sends the path exactly as it is written, which `fetch` would not. */
function ask(path: string, headers: Record<string, string> = {}, host = '127.0.0.1'): Promise<Told> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({ host, port: gateway.port, method: 'POST', path, headers: { 'content-type': 'application/json', ...headers } }, (response) => {
      let text = '';
      response.on('data', (part) => (text += part)).on('end', () => {
        const body = JSON.parse(text) as { error?: { code?: string }; model?: string };
        resolve({ status: response.statusCode ?? 0, code: body.error?.code, model: body.model, dataClass: response.headers['x-gatehouse-class'] as string });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(JSON.stringify({ model: 'fast', messages: USER }));
  });
}

describe('the same path, written in another way', () => {
  const spellings = (): [string, string][] => [
    ['as it is', '/v1/chat/completions'],
    ['with an encoded letter in front', '/%761/chat/completions'],
    ['with an encoded letter behind', '/v1/ch%61t/completions'],
    ['as a proxy would send it', `http://127.0.0.1:${gateway.port}/v1/chat/completions`],
    ['as a proxy would send it, with capitals', `HTTP://127.0.0.1:${gateway.port}/v1/chat/completions`],
    ['with a query', '/v1/chat/completions?api-version=1'],
    ['with an empty segment', '//v1/chat/completions'],
    ['with an encoded slash', '/v1%2Fchat/completions'],
    ['encoded twice', '/%25761/chat/completions'],
    ['with a dot segment', '/ui/../v1/chat/completions'],
    ['with a semicolon', '/v1;x/chat/completions'],
  ];

  it('asks for the key all the same: 401 or 404, never anything else', async () => {
    for (const [name, path] of spellings()) {
      const told = await ask(path);
      expect([name, told.code, told.status]).toEqual([name, ...(told.status === 404 ? ['not_found', 404] : ['invalid_api_key', 401])]);
    }
    expect(mock.requests).toHaveLength(0);
  });

  it('is refused to foreign pages all the same', async () => {
    for (const [name, path] of spellings()) {
      const told = await ask(path, { authorization: `Bearer ${key}`, origin: 'https://evil.example' });
      expect([name, told.code]).toEqual([name, 'origin_not_allowed']);
    }
    expect(mock.requests).toHaveLength(0);
  });

  it('declares the same class', async () => {
    for (const path of ['/confidential/v1/chat/completions', '/%63onfidential/v1/chat/completions', '/confidenti%61l/%76%31/chat/completions', `http://127.0.0.1:${gateway.port}/confidential/v1/chat/completions`]) {
      expect([path, await ask(path, { authorization: `Bearer ${key}` })]).toMatchObject([path, { dataClass: 'confidential', code: 'no_local_model' }]);
    }
    expect(mock.requests).toHaveLength(0);
  });

  it.skipIf(!Object.values(networkInterfaces()).flat().some((row) => row?.address === '::1'))('means the same at ::1', async () => {
    expect(await ask('/v1/chat/completions', { authorization: `Bearer ${key}` }, '::1')).toMatchObject({ status: 200, dataClass: 'internal' });
    mock.reset();
    expect(await ask(`/k/${key}/confidential/v1/chat/completions`, {}, '::1')).toMatchObject({ dataClass: 'confidential', code: 'no_local_model' });
    expect(await ask('/%761/chat/completions', {}, '::1')).toMatchObject({ code: 'invalid_api_key' });
    expect(await ask('/v1/chat/completions', { authorization: `Bearer ${key}`, host: 'evil.example' }, '::1')).toMatchObject({ code: 'host_not_allowed' });
    expect(mock.requests).toHaveLength(0);
  });

  it('answers where it means the data API', async () => {
    for (const path of ['/v1/chat/completions', `http://127.0.0.1:${gateway.port}/v1/chat/completions`, '/%761/chat/completions']) {
      expect(await ask(path, { authorization: `Bearer ${key}` })).toMatchObject({ status: 200, model: 'gpt-4o-mini', dataClass: 'internal' });
    }
  });
});
