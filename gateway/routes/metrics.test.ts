import Fastify from 'fastify';
import { expect, it, onTestFinished } from 'vitest';
import type { MetricsAccess } from '../config/settings.ts';
import { registerErrors } from './errors.ts';
import { registerMetrics } from './metrics.ts';

it('are nowhere unless they were switched on, and then for whom it was done', async () => {
  const app = Fastify();
  onTestFinished(() => app.close());
  let rule: MetricsAccess = { access: 'off' };
  registerErrors(app, () => {}, () => {});
  registerMetrics(app, { access: () => rule, keyedHash: (secret) => `hash of ${secret}`, text: () => 'gatehouse_info 1\n' });
  const get = async (authorization?: string, remoteAddress = '127.0.0.1') => (await app.inject({ url: '/metrics', remoteAddress, ...(authorization !== undefined && { headers: { authorization } }) })).statusCode;
  expect(await get('Bearer right')).toBe(404);
  rule = { access: 'loopback' };
  expect([await get(), await get(undefined, '::1'), await get(undefined, '::ffff:127.0.0.1'), await get(undefined, '192.168.1.4'), await get(undefined, '::2')]).toEqual([200, 200, 200, 401, 401]);
  rule = { access: 'token', tokenHash: 'hash of right' };
  expect([await get(), await get('Bearer wrong'), await get('Basic right'), await get('bearer right', '192.168.1.4')]).toEqual([401, 401, 401, 200]);
  rule = { access: 'token' };
  expect([await get('Bearer '), await get('Bearer undefined'), await get('Bearer right')]).toEqual([401, 401, 401]);
});
