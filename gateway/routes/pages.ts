import type { FastifyInstance } from 'fastify';

/** Whether it runs, and whether it can answer. */
export function registerPages(app: FastifyInstance, ready: () => { ready: boolean; message: string }): void {
  app.get('/healthz', () => ({ status: 'ok' }));
  app.get('/readyz', (_request, reply) => {
    const state = ready();
    return reply.code(state.ready ? 200 : 503).send({ status: state.ready ? 'ready' : 'not ready', message: state.message });
  });
}
