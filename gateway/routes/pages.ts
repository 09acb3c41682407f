import type { FastifyInstance } from 'fastify';

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Gatehouse</title>
<h1>Gatehouse is running.</h1>
<p>Tools of this office use the base_url <code>BASE_URL</code> with a virtual key.</p>
<p>For now the appliance is administered on the command line: <code>npm run -s gatehouse -- --help</code>.</p>
</html>
`;

/** Health, and the page that stands where the UI will be. */
export function registerPages(app: FastifyInstance, ready: () => { ready: boolean; message: string }): void {
  app.get('/healthz', () => ({ status: 'ok' }));
  app.get('/readyz', (_request, reply) => {
    const state = ready();
    return reply.code(state.ready ? 200 : 503).send({ status: state.ready ? 'ready' : 'not ready', message: state.message });
  });
  app.get('/', (_request, reply) => reply.redirect('/ui/'));
  app.get('/ui/*', (request, reply) =>
    reply
      .headers({ 'content-type': 'text/html; charset=utf-8', 'content-security-policy': "default-src 'none'; frame-ancestors 'none'", 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' })
      .send(PAGE.replace('BASE_URL', `http://${request.headers.host}/v1`)),
  );
}
