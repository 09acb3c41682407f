import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import Fastify, { type FastifyInstance } from 'fastify';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { registerErrors } from './errors.ts';
import { registerUi } from './ui.ts';

let folder: string;
let app: FastifyInstance;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-ui-'));
  app = Fastify({ logger: false });
  app.decorateRequest('context', null as never);
  app.addHook('onRequest', (request, _reply, done) => {
    request.context = { traceId: 'trc_test', startedAt: 0, started: 0, clientAddress: '127.0.0.1', declared: [], tags: [] } as never;
    done();
  });
  registerErrors(app, () => {}, () => {});
  onTestFinished(async () => {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  });
});

function build({ language = 'fr', links = '' }: { language?: string | null; links?: string } = {}): void {
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<html data-office-language="__OFFICE_LANGUAGE__"><script nonce="__CSP_NONCE__"></script><link nonce="__CSP_NONCE__">' + links);
  writeFileSync(join(folder, 'assets', 'index-a1.js'), 'export {}');
  writeFileSync(join(folder, 'assets', 'index-a1.js.gz'), gzipSync('export {}'));
  registerUi(app, { language: () => language, places: [folder] });
}

const directives = (policy: unknown): Record<string, string> => Object.fromEntries(String(policy).split('; ').map((part) => [part.split(' ')[0]!, part.split(' ').slice(1).join(' ')]));

it('serves the page under every page address with a nonce of its own each time', async () => {
  build();
  const nonces = new Set<string>();
  for (const url of ['/ui/', '/ui/requests', '/ui/requests/trc_01?class=secret']) {
    const answer = await app.inject({ url });
    expect([url, answer.statusCode, answer.headers['content-type'], answer.headers['cache-control']]).toEqual([url, 200, 'text/html; charset=utf-8', 'no-store']);
    const [nonce] = /(?<=script nonce=")[^"]+/.exec(answer.body)!;
    expect(answer.body).toBe(`<html data-office-language="fr"><script nonce="${nonce}"></script><link nonce="${nonce}">`);
    const policy = directives(answer.headers['content-security-policy']);
    expect(policy).toEqual({
      'default-src': "'none'", 'frame-ancestors': "'none'", 'base-uri': "'none'", 'form-action': "'none'",
      'script-src': `'self' 'nonce-${nonce}'`, 'style-src': `'self' 'nonce-${nonce}'`, 'img-src': "'self' data:", 'font-src': "'self'", 'connect-src': "'self'",
      'require-trusted-types-for': "'script'", 'trusted-types': 'default',
    });
    expect(answer.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'x-frame-options': 'DENY', 'cross-origin-opener-policy': 'same-origin', 'cross-origin-resource-policy': 'same-origin' });
    nonces.add(nonce);
  }
  expect(nonces.size).toBe(3);
});

it.each([
  ['de', 'fr-CH,fr;q=0.9', 'de'],
  [null, 'fr-CH,fr;q=0.9', 'fr'],
  [null, 'pt-BR, de;q=0.8, fr;q=0.5', 'de'],
  [null, 'pt-BR', 'en'],
  [null, '', 'en'],
])('names early only the texts that will most likely be shown: office %s, browser "%s"', async (language, accepted, wanted) => {
  const link = (name: string, nonce: string): string => `<link rel="modulepreload" data-language="${name}" href="/ui/assets/${name}-a1.js" nonce="${nonce}">`;
  build({ language, links: ['de', 'en', 'fr'].map((name) => link(name, '__CSP_NONCE__')).join('') });
  const { body } = await app.inject({ url: '/ui/', headers: { 'accept-language': accepted } });
  const [nonce = ''] = /(?<=script nonce=")[^"]+/.exec(body)!;
  expect(body.slice(body.indexOf('<link rel="modulepreload"'))).toBe(link(wanted, nonce));
  expect(body).toContain(`data-office-language="${language ?? ''}"`);
});

it('serves hashed files for good, compressed to whom it may be, and says 404 as JSON for one that is missing', async () => {
  build();
  const plain = await app.inject({ url: '/ui/assets/index-a1.js' });
  expect([plain.statusCode, plain.body, plain.headers['cache-control'], plain.headers['content-encoding']]).toEqual([200, 'export {}', 'public, max-age=31536000, immutable', undefined]);
  expect(plain.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cross-origin-resource-policy': 'same-origin', 'content-type': expect.stringContaining('javascript') as string });
  const small = await app.inject({ url: '/ui/assets/index-a1.js', headers: { 'accept-encoding': 'gzip, br' } });
  expect([small.headers['content-encoding'], small.rawPayload.equals(gzipSync('export {}'))]).toEqual(['gzip', true]);
  for (const url of ['/ui/assets/index-b2.js', '/ui/favicon.ico', '/ui/assets/..%2findex.html', '/ui/assets/']) {
    const missing = await app.inject({ url });
    expect([url, missing.statusCode >= 400 && missing.statusCode < 500, missing.headers['content-type']]).toEqual([url, true, 'application/json; charset=utf-8']);
  }
});

it('serves the files of an update without a restart', async () => {
  build();
  writeFileSync(join(folder, 'index.html'), 'newer');
  expect((await app.inject({ url: '/ui/' })).body).toBe('newer');
});

it('says in plain words that there are no pages where none were built', async () => {
  registerUi(app, { language: () => 'fr', places: [folder] });
  const answer = await app.inject({ url: '/ui/', headers: { host: '127.0.0.1:4141' } });
  expect([answer.statusCode, answer.body.includes('http://127.0.0.1:4141/v1'), directives(answer.headers['content-security-policy'])['script-src']]).toEqual([200, true, undefined]);
  expect((await app.inject({ url: '/' })).headers.location).toBe('/ui/');
});
