import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GatehouseError } from '../core/errors.ts';

/** Beside the built gateway, and where the gateway runs from its sources. */
const PLACES = [join(import.meta.dirname, '../../renderer'), join(import.meta.dirname, '../../dist/renderer')];
const NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
const NONCE = /__CSP_NONCE__/g;
const LANGUAGE = '__OFFICE_LANGUAGE__';
const TEXTS = /<link [^>]*data-language="(\w+)"[^>]*>/g;

const PLAIN = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Gatehouse</title>
<h1>Gatehouse is running.</h1>
<p>Tools of this office use the base_url <code>BASE_URL</code> with a virtual key.</p>
<p>Its pages have not been built. It is administered on the command line: <code>npm run -s gatehouse -- --help</code>.</p>
</html>
`;

/** For everything under /ui/; the page's own policy comes with its nonce. */
const HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  // Attack: another page shows ours in a frame, invisibly, and lets the administrator click into it.
  'x-frame-options': 'DENY',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), payment=()',
} as const;

export interface UiOptions {
  /** Of the office, where a person has chosen none; null: the browser's. */
  language(): string | null;
  places?: readonly string[];
}

/** The built UI: its page under every address below /ui/, its hashed files below /ui/assets/. Where it has not been built, a plain page. */
export function registerUi(app: FastifyInstance, { language, places = PLACES }: UiOptions): void {
  // In a clone, renderer/ holds the sources; only a build has assets/.
  const folder = places.find((place) => existsSync(join(place, 'assets')));
  app.get('/', (_request, reply) => reply.redirect('/ui/'));
  app.get('/ui', (_request, reply) => reply.redirect('/ui/'));
  app.get('/ui/*', async (request, reply) => {
    // Read anew each time: an update replaces the files, and this page names them by their hashes.
    const page = folder === undefined ? undefined : await readFile(join(folder, 'index.html'), 'utf8');
    return sendPage(request, reply, page && inLanguage(page, language(), request.headers['accept-language']));
  });
  if (folder === undefined) return;
  app.register(async (scope) => {
    // A path that climbs out of the folder is one that does not exist.
    scope.setErrorHandler((error: FastifyError) => {
      throw error.statusCode === 403 ? new GatehouseError('not_found', 'There is nothing here.') : error;
    });
    await scope.register(fastifyStatic, {
      root: join(folder, 'assets'),
      prefix: '/ui/assets/',
      decorateReply: false,
      index: false,
      dotfiles: 'deny',
      preCompressed: true,
      // The files' names are their hashes.
      immutable: true,
      maxAge: '365d',
      setHeaders: (reply) => void reply.headers({ ...HEADERS, 'content-security-policy': NOTHING }),
    });
  });
}

/** With the office's language, and of the texts that could be fetched early those that this browser will most likely show. */
function inLanguage(page: string, office: string | null, accepted = ''): string {
  const offered = [...page.matchAll(TEXTS)].map(([, language]) => language!);
  const wanted = office ?? accepted.split(',').map((tag) => tag.trim().slice(0, 2)).find((tag) => offered.includes(tag)) ?? 'en';
  return page.replace(LANGUAGE, office ?? '').replace(TEXTS, (link, language: string) => (language === wanted ? link : ''));
}

function sendPage(request: FastifyRequest, reply: FastifyReply, page: string | undefined): FastifyReply {
  const path = request.url.split('?')[0] ?? '';
  if (/\.[a-z0-9]{1,8}$/i.test(path)) throw new GatehouseError('not_found', 'There is nothing here.');
  const nonce = randomBytes(16).toString('base64');
  return reply
    .headers({ ...HEADERS, 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'content-security-policy': policy(page === undefined ? undefined : nonce) })
    .send(page === undefined ? PLAIN.replace('BASE_URL', `http://${request.headers.host}/v1`) : page.replace(NONCE, nonce));
}

function policy(nonce: string | undefined): string {
  if (nonce === undefined) return NOTHING;
  return `${NOTHING}; script-src 'self' 'nonce-${nonce}'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; font-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types default`;
}
