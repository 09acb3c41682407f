import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { GatehouseError } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import { parseStrictJson } from '../wire/strict-json.ts';

/** JSON is the only body that is read, whole, up to `limit` bytes, and strictly. */
export function registerBody(app: FastifyInstance, limit: number): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', (request, payload, done) => {
    readBody(request, payload, limit).then((value) => done(null, value), done);
  });
}

function readBody(request: FastifyRequest, payload: Readable, limit: number): Promise<Json> {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    payload.resume();
    // Attack: a gzip bomb of some KB that unpacks to gigabytes.
    return Promise.reject(new GatehouseError('unsupported_media_type', `Bodies with content-encoding ${encoding} are not read.`, { hint: 'Send the body uncompressed.' }));
  }
  if (Number(request.headers['content-length']) > limit) {
    payload.resume();
    return Promise.reject(tooLarge(limit));
  }
  return new Promise((resolve, reject) => {
    let parts: Buffer[] = [];
    let size = 0;
    payload.on('data', (part: Buffer) => {
      size += part.length;
      if (size <= limit) {
        parts.push(part);
      } else if (parts.length > 0) {
        parts = [];
        // What follows is read and dropped, so that the client gets to read the answer.
        reject(tooLarge(limit));
      }
    });
    payload.on('error', () => reject(new GatehouseError('client_closed', 'The body broke off.')));
    payload.on('end', () => {
      if (size > limit) return;
      try {
        resolve(parseStrictJson(parts.length === 1 ? parts[0]! : Buffer.concat(parts, size)));
      } catch (error) {
        reject(error);
      }
    });
  });
}

function tooLarge(limit: number): GatehouseError {
  return new GatehouseError('request_too_large', `The body is larger than ${Math.floor(limit / 1024 / 1024)} MB.`, { hint: 'Send less at once; an administrator can raise limits.bodyLimitBytes.' });
}
