import { chmodSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Fastify, { type FastifyInstance } from 'fastify';
import { GatehouseError } from '../core/errors.ts';
import { bySocket } from './authenticate.ts';
import { sendAdminError } from './errors.ts';
import { registerAdmin } from './routes.ts';
import type { AdminServices } from './services.ts';

/**
 * Opens the admin API on the Unix socket in the home (mode 0600; a named pipe on Windows). The caller holds the instance lock, so a socket
 * that lies there is a leftover. Close it with `close()`. Throws `storage_unavailable` where the socket cannot be made.
 */
export async function listenOnAdminSocket(services: AdminServices): Promise<FastifyInstance> {
  const path = services.config.adminSocket;
  const app = Fastify({ logger: false, forceCloseConnections: true, bodyLimit: services.config.limits.bodyLimitBytes });
  app.setErrorHandler(sendAdminError);
  app.setNotFoundHandler((request) => {
    throw new GatehouseError('not_found', `There is no ${request.method} ${request.url} in the admin API.`);
  });
  app.register((scope, _, done) => {
    registerAdmin(scope, services, bySocket());
    done();
  }, { prefix: '/admin/api' });
  await app.ready();
  if (process.platform === 'win32') {
    await listen(app, path);
    return app;
  }
  // Bound in a folder that is closed to others and then moved: at no moment can another user of the machine connect.
  const folder = mkdtempSync(join(dirname(path), '.s-'));
  try {
    const hidden = join(folder, 'a');
    await listen(app, hidden);
    chmodSync(hidden, 0o600);
    renameSync(hidden, path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  app.server.once('close', () => rmSync(path, { force: true }));
  return app;
}

async function listen(app: FastifyInstance, path: string): Promise<void> {
  try {
    await app.listen({ path });
  } catch (cause) {
    await app.close();
    throw new GatehouseError('storage_unavailable', `The admin socket ${path} cannot be opened (${(cause as NodeJS.ErrnoException).code}).`, { cause });
  }
}
