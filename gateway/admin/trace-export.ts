import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import type { Static } from 'typebox';
import { tableOf } from '../trace/export/table.ts';
import type { TraceExportQuery } from './contract.ts';
import type { AdminServices } from './services.ts';
import type { Principal } from './sessions.ts';
import { traceFilterOf } from './trace-filter.ts';

const TYPES = { csv: 'text/csv; charset=utf-8; header=present', jsonl: 'application/jsonl; charset=utf-8' };

/** Writes an audit record and sends the traces as a file, a page at a time as the reader takes them. */
export function sendTraces({ audit, recorder }: AdminServices, { format, ...query }: Static<typeof TraceExportQuery>, principal: Principal, reply: FastifyReply): FastifyReply {
  audit.append(principal.name, 'traces.export', { format, filter: { ...query } });
  return reply
    .headers({ 'content-type': TYPES[format], 'content-disposition': `attachment; filename="gatehouse-traces.${format}"`, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
    .send(Readable.from(patiently(tableOf(recorder, traceFilterOf(query), format)), { objectMode: false }));
}

/** Requests come in between. */
async function* patiently(parts: Iterable<string>): AsyncGenerator<Buffer> {
  for (const part of parts) {
    if (part !== '') yield Buffer.from(part);
    await setImmediate();
  }
}
