import { BlockList, isIP } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { MetricsAccess } from '../config/settings.ts';
import { GatehouseError } from '../core/errors.ts';

export interface MetricsServices {
  access(): MetricsAccess;
  keyedHash(secret: string): string;
  text(): string;
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** Numbers for Prometheus. Where the office has not switched them on there is nothing here. */
export function registerMetrics(app: FastifyInstance, { access, keyedHash, text }: MetricsServices): void {
  app.get('/metrics', (request, reply) => {
    const rule = access();
    if (rule.access === 'off') throw new GatehouseError('not_found', 'There is nothing here.');
    const token = /^bearer (.{1,200})$/i.exec(request.headers.authorization ?? '')?.[1]?.trim();
    const allowed = rule.access === 'loopback' ? isLoopback(request.ip) : token !== undefined && keyedHash(token) === rule.tokenHash;
    if (!allowed) throw new GatehouseError('invalid_api_key', 'These numbers are for whoever has the token for them.', { hint: 'An administrator makes one: gatehouse metrics token' });
    return reply.header('content-type', 'text/plain; version=0.0.4; charset=utf-8').header('cache-control', 'no-store').send(text());
  });
}

function isLoopback(address: string): boolean {
  const plain = address.replace(/^::ffff:/, '');
  return isIP(plain) !== 0 && LOOPBACK.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4');
}
