import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import type { Clearance } from '../core/clearance.ts';
import { GatehouseError } from '../core/errors.ts';
import { createEgress } from '../egress/egress.ts';
import { clearForService, clearRequest } from '../policy/mint.ts';
import type { NewRecord } from './log.ts';
import { reconcile, type Reconciliation } from './reconcile.ts';
import { temporaryLog } from './testing/fixture.ts';

let server: Server;
let origin: string;
beforeEach(async () => {
  server = createServer((request, response) => request.resume().on('end', () => response.end('ok')));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.close();
});

/** Requests as the gateway makes them: the record waits in a batch while the bytes leave. */
function fixture() {
  const log = temporaryLog();
  const egress = createEgress();
  onTestFinished(() => egress.close());
  const waiting: NewRecord[] = [];
  const flush = (): void => {
    log.store.transaction(() => log.audit.appendAll(waiting));
    waiting.length = 0;
  };
  const clearance = clearRequest({ dataClass: 'internal', origins: [origin], policyVersion: 1 });
  const start = (): Reconciliation => {
    const watching = reconcile({ audit: log.audit, counts: () => egress.counts(), flush });
    onTestFinished(() => watching.close());
    return watching;
  };
  const leave = (body: string, as: Clearance = clearance) => egress.exchange(as, { url: `${origin}/v1`, method: 'POST', body, limit: () => 1000 });
  const send = (body: string) => {
    waiting.push({ time: 1, actor: 'key_1', action: 'request.sent', detail: { bytes: Buffer.byteLength(body), origin, trace: 'trc_1' } });
    return leave(body);
  };
  return { ...log, egress, waiting, flush, start, leave, send };
}

const alarms = ({ audit }: Pick<ReturnType<typeof fixture>, 'audit'>) => audit.list({ action: 'egress.mismatch' }).map(({ detail }) => detail);

it('agrees while each send has its record, also in the middle of it', async () => {
  const all = fixture();
  await all.send('before the start');
  all.flush();
  const watching = all.start();
  const answers = ['Grüezi', '', 'x'.repeat(5_000)].map((body) => all.send(body));
  expect(watching.check()).toEqual([{ origin, sent: { requests: 3, bytes: 5_007 }, recorded: { requests: 3, bytes: 5_007 } }]);
  await Promise.all(answers);
  await all.leave('a test of the credential', clearForService('credential-test', [origin]));
  expect(watching.check()).toEqual([{ origin, sent: { requests: 3, bytes: 5_007 }, recorded: { requests: 3, bytes: 5_007 } }]);
  expect(all.egress.counts().services.get(origin)).toEqual({ requests: 1, bytes: 24 });
  expect([watching.problem(), alarms(all)]).toEqual([undefined, []]);
});

it('counts what nobody answers, and nothing that was stopped', async () => {
  const all = fixture();
  const watching = all.start();
  server.close();
  server.closeAllConnections();
  await expect(all.send('into the void')).rejects.toThrow();
  await expect(all.leave('elsewhere', clearRequest({ dataClass: 'public', origins: ['https://other.example'], policyVersion: 1 }))).rejects.toThrow('does not name');
  expect(watching.check()).toMatchObject([{ sent: { requests: 1 }, recorded: { requests: 1 } }]);
  expect(watching.problem()).toBeUndefined();
});

it('raises one alarm where bytes leave without a record', async () => {
  const all = fixture();
  const watching = all.start();
  await all.send('as it should be');
  await all.leave('around the log');
  watching.check();
  expect(watching.problem()).toBe(`2 requests of 29 bytes left for ${origin}, but the audit log has 1 of 15 bytes.`);
  expect(alarms(all)).toEqual([{ origin, sent: { requests: 2, bytes: 29 }, recorded: { requests: 1, bytes: 15 } }]);
  await all.leave('and again');
  watching.check();
  expect(alarms(all)).toHaveLength(1);
});

it('raises one where the record says less than was sent, or speaks of what was never sent', async () => {
  const all = fixture();
  const watching = all.start();
  await all.send('1234');
  all.waiting[0]!.detail['bytes'] = 3;
  all.waiting.push({ time: 1, actor: 'key_1', action: 'request.sent', detail: { bytes: 9, origin: 'https://never.example' } });
  watching.check();
  expect(new Set(alarms(all).map(({ origin: where }) => where))).toEqual(new Set([origin, 'https://never.example']));
});

it('does not count what was rolled back, and says nothing while the disk is full', async () => {
  const all = fixture();
  let full = true;
  const watching = reconcile({
    audit: all.audit,
    counts: () => all.egress.counts(),
    flush: () => {
      if (!full) return all.flush();
      all.store.transaction(() => {
        all.audit.appendAll(all.waiting);
        throw new GatehouseError('storage_unavailable', 'the disk is full');
      });
    },
  });
  onTestFinished(() => watching.close());
  await all.send('1234');
  expect([watching.check(), watching.problem()]).toEqual([undefined, undefined]);
  full = false;
  expect(watching.check()).toEqual([{ origin, sent: { requests: 1, bytes: 4 }, recorded: { requests: 1, bytes: 4 } }]);
  expect(alarms(all)).toEqual([]);
});
