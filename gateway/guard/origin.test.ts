import type { FastifyReply, FastifyRequest } from 'fastify';
import { describe, expect, it } from 'vitest';
import { checkDataOrigin, checkOwnOrigin, preflight } from './origin.ts';

function replying(): { reply: FastifyReply; headers: Record<string, string> } {
  const headers: Record<string, string> = {};
  const reply = { header: (name: string, value: string) => (headers[name] = value), headers: (all: Record<string, string>) => Object.assign(headers, all) } as unknown as FastifyReply;
  return { reply, headers };
}

const asking = (headers: Record<string, string>, method = 'POST') => ({ headers: { host: '127.0.0.1:4141', ...headers }, method }) as unknown as FastifyRequest;
const refused = expect.objectContaining({ code: 'origin_not_allowed' }) as Error;

describe('the data API', () => {
  const allowed = ['https://crm.example'];
  const check = (headers: Record<string, string>, origins: string[] = allowed, purpose: 'tool' | 'ask' = 'tool') => {
    const { reply, headers: said } = replying();
    checkDataOrigin(asking(headers), reply, { origins, purpose });
    return said;
  };

  it('lets programs in, which send no Origin, and says nothing of CORS to them', () => {
    expect(check({})).toEqual({});
    expect(check({ 'sec-fetch-site': 'none' })).toEqual({});
  });

  it('takes a key of the UI from the UI’s own pages alone', () => {
    const own = ['http://127.0.0.1:4141'];
    expect(check({ origin: 'http://127.0.0.1:4141', 'sec-fetch-site': 'same-origin' }, own, 'ask')).toMatchObject({ vary: 'origin' });
    expect(check({ 'sec-fetch-site': 'same-origin' }, own, 'ask')).toEqual({});
    for (const headers of [{}, { 'sec-fetch-site': 'none' }, { origin: 'http://localhost:4141' }, { origin: 'http://127.0.0.1:3000', 'sec-fetch-site': 'same-site' }] as Record<string, string>[]) {
      expect(() => check(headers, own, 'ask')).toThrow(refused);
    }
  });

  it('answers the one origin that the key names, and never with a wildcard', () => {
    expect(check({ origin: 'https://crm.example', 'sec-fetch-site': 'cross-site' })).toMatchObject({ 'access-control-allow-origin': 'https://crm.example', vary: 'origin' });
  });

  it.each<Record<string, string>>([
    { origin: 'null' },
    { origin: 'https://evil.example' },
    { origin: 'http://crm.example' },
    { origin: 'https://crm.example:8443' },
    { origin: 'https://crm.example.evil.example' },
    { origin: 'http://127.0.0.1:4141' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ])('refuses %j', (headers) => {
    expect(() => check(headers)).toThrow(refused);
  });

  it('never takes "null" for an origin, even where a key names it', () => {
    expect(() => check({ origin: 'null' }, ['null'])).toThrow(refused);
  });

  it('answers a preflight only for an origin that some key names', () => {
    const { reply, headers } = replying();
    preflight(asking({ origin: 'https://crm.example', 'access-control-request-headers': 'authorization, x-stainless-os' }, 'OPTIONS'), reply, (origin) => allowed.includes(origin));
    expect(headers).toMatchObject({ 'access-control-allow-origin': 'https://crm.example', 'access-control-allow-headers': 'authorization, x-stainless-os' });
    for (const origin of ['https://evil.example', 'null']) expect(() => preflight(asking({ origin }, 'OPTIONS'), reply, () => origin === 'null')).toThrow(refused);
    expect(() => preflight(asking({}, 'OPTIONS'), reply, () => true)).toThrow(refused);
  });
});

describe('the admin API and the UI', () => {
  it.each<[Record<string, string>, string]>([
    [{}, 'POST'],
    [{ origin: 'http://127.0.0.1:4141', 'sec-fetch-site': 'same-origin' }, 'POST'],
    [{ 'sec-fetch-site': 'none' }, 'GET'],
    [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }, 'GET'],
  ])('lets in %j (%s)', (headers, method) => {
    expect(checkOwnOrigin(asking(headers, method))).toBeUndefined();
  });

  it.each<[Record<string, string>, string]>([
    [{ origin: 'http://127.0.0.1:8080' }, 'POST'],
    [{ origin: 'https://127.0.0.1:4141' }, 'POST'],
    [{ origin: 'null' }, 'GET'],
    [{ 'sec-fetch-site': 'same-site' }, 'GET'],
    [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }, 'GET'],
    [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }, 'GET'],
    [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }, 'POST'],
  ])('refuses %j (%s)', (headers, method) => {
    expect(() => checkOwnOrigin(asking(headers, method))).toThrow(refused);
  });
});
