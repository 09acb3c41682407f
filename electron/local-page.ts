import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Session } from 'electron';

/** A scheme of our own: the window has no access to `file://`. */
export const LOCAL_SCHEME = 'gatehouse';
export const LOCAL_ORIGIN = `${LOCAL_SCHEME}://local`;

const CSP = "default-src 'none'; script-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const FILES: Record<string, { file: string; type: string }> = {
  '/start': { file: 'start.html', type: 'text/html' },
  '/banner': { file: 'banner.html', type: 'text/html' },
  '/page.css': { file: 'page.css', type: 'text/css' },
  '/start.js': { file: 'start.cjs', type: 'text/javascript' },
  '/banner.js': { file: 'banner.cjs', type: 'text/javascript' },
};

/** Serves the pages that are shown while there is no gateway to trust: these files and nothing else. */
export function serveLocalPages(session: Session, folder: string): void {
  session.protocol.handle(LOCAL_SCHEME, (request) => {
    const url = new URL(request.url);
    const found = url.host === 'local' && request.method === 'GET' ? FILES[url.pathname] : undefined;
    if (!found) return new Response('', { status: 404 });
    return new Response(readFileSync(join(folder, found.file)), {
      headers: { 'content-type': `${found.type}; charset=utf-8`, 'content-security-policy': CSP, 'x-content-type-options': 'nosniff' },
    });
  });
}
