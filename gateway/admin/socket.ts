import { chmodSync, rmSync } from 'node:fs';
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
  const app = Fastify({ logger: false, forceCloseConnections: true, bodyLimit: 4 * 1024 * 1024 });
  app.setErrorHandler(sendAdminError);
  app.setNotFoundHandler((request) => {
    throw new GatehouseError('not_found', `There is no ${request.method} ${request.url} in the admin API.`);
  });
  app.register((scope, _, done) => {
    registerAdmin(scope, services, bySocket());
    done();
  }, { prefix: '/admin/api' });
  await app.ready();
  const unix = process.platform !== 'win32';
  if (unix) rmSync(path, { force: true });
  // Closed to others from the moment it exists, not only after a chmod.
  const umask = unix ? process.umask(0o177) : undefined;
  try {
    await app.listen({ path });
    if (unix) chmodSync(path, 0o600);
  } catch (cause) {
    await app.close();
    throw new GatehouseError('storage_unavailable', `The admin socket ${path} cannot be opened (${(cause as NodeJS.ErrnoException).code}).`, { cause });
  } finally {
    if (umask !== undefined) process.umask(umask);
  }
  return app;
}
