import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import { DateTime } from 'luxon';
import type { Static } from 'typebox';
import { verifyChain } from '../audit/chain.ts';
import { createGone } from '../audit/gone.ts';
import { exportLog, type ExportRange } from '../audit/export.ts';
import { pageOf } from '../audit/report-page.ts';
import type { AuditRecord } from '../audit/record.ts';
import { type AuditReport, reportOf } from '../audit/report.ts';
import { GatehouseError } from '../core/errors.ts';
import { notADay } from './day.ts';
import type { Handlers } from './handler.ts';
import { newestFirstLimit } from './limits.ts';
import type { AuditRange } from './schemas-audit.ts';
import type { AdminServices } from './services.ts';
import type { Principal } from './sessions.ts';

/** So many records are looked through in one go: some milliseconds. */
const WINDOW = 5_000;

type Part = Pick<Handlers, 'audit.list' | 'audit.verify' | 'audit.key' | 'audit.checkpoint' | 'audit.reconciliation' | 'audit.report' | 'audit.reportPage'>;

export function auditHandlers(services: AdminServices): Part {
  const { audit, checkpoints, office, reconciliation, recorder } = services;
  const gone = createGone(audit);
  /** The place of a break that is in the log already: looking again makes no further record. */
  let told: number | undefined;

  function report(query: { from: string; to: string }): Promise<AuditReport> {
    const timeZone = zoneOf(services);
    recorder.catchUp();
    return reportOf(services, { ...ordered({ from: momentOf(query.from, timeZone, 'from'), to: momentOf(query.to, timeZone, 'to') }), timeZone, nameOf: (provider) => office.provider(provider)?.name ?? gone(provider)?.name });
  }

  return {
    'audit.list': async ({ query: { limit, before, acts, ...filter } }) => {
      const wanted = newestFirstLimit(limit);
      recorder.catchUp();
      const records: AuditRecord[] = [];
      // By pieces: somebody who is not in a log of a million records would hold up every request for half a second.
      for (let end = Math.min(Number(before ?? Infinity), audit.head().seq + 1); end > 1 && records.length < wanted; end -= WINDOW) {
        records.push(...audit.list({ ...filter, acts: acts !== undefined, limit: wanted - records.length, before: end, from: end - WINDOW }));
        await nextTurn();
      }
      return { records };
    },
    'audit.verify': async () => {
      recorder.catchUp();
      const verdict = await verifyChain(audit, checkpoints.marks());
      if (!verdict.intact && told !== verdict.brokenAt) {
        audit.append('gatehouse', 'audit.broken', { record: verdict.brokenAt, reason: verdict.reason });
        told = verdict.brokenAt;
      }
      return verdict;
    },
    'audit.key': () => {
      const { pem, fingerprint } = checkpoints.publicKey();
      return { publicKey: pem, fingerprint, latest: checkpoints.latest() ?? null };
    },
    'audit.checkpoint': (_, { principal }) => {
      recorder.catchUp();
      return office.together(() => {
        audit.append(principal.name, 'audit.checkpoint', {});
        return checkpoints.make()!;
      });
    },
    'audit.reconciliation': () => {
      const balances = reconciliation.check() ?? null;
      return { balances, problem: reconciliation.problem() ?? null };
    },
    'audit.report': ({ query }) => report(query),
    'audit.reportPage': async ({ query: { language, ...range } }) => ({ html: pageOf(await report(range), language ?? office.setting('language') ?? 'en') }),
  };
}

/** Writes an audit record and sends the log with it as a file, as the reader takes it. */
export function sendAuditLog(services: AdminServices, { from, to }: Static<typeof AuditRange>, principal: Principal, reply: FastifyReply): FastifyReply {
  const timeZone = zoneOf(services);
  const range: ExportRange = ordered({ from: from === undefined ? undefined : momentOf(from, timeZone, 'from'), to: to === undefined ? undefined : momentOf(to, timeZone, 'to') });
  services.recorder.catchUp();
  services.audit.append(principal.name, 'audit.export', { from: range.from ?? null, to: range.to ?? null });
  return reply
    .headers({ 'content-type': 'application/jsonl; charset=utf-8', 'content-disposition': 'attachment; filename="gatehouse-audit.jsonl"', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
    .send(Readable.from(bytesOf(exportLog(services, range)), { objectMode: false }));
}

async function* bytesOf(pieces: AsyncIterable<string>): AsyncGenerator<Buffer> {
  for await (const piece of pieces) yield Buffer.from(piece);
}

function zoneOf({ office }: AdminServices): string {
  return office.setting('timeZone') ?? new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Attack: an empty report or export, whole and signed, of a period that ends before it begins. */
function ordered<R extends ExportRange>(range: R): R {
  if (range.from !== undefined && range.to !== undefined && range.to <= range.from) throw new GatehouseError('invalid_request', 'The end lies before the beginning.', { param: 'to' });
  return range;
}

/** UTC milliseconds; a day as an end is the beginning of the next. */
function momentOf(moment: string, zone: string, param: 'from' | 'to'): number {
  const isDay = moment.length === 10;
  const time = DateTime.fromISO(moment, { zone: isDay ? zone : 'utc' });
  if (!time.isValid || time.toMillis() < 0) throw notADay(moment, param);
  return (isDay && param === 'to' ? time.plus({ days: 1 }) : time).toMillis();
}
