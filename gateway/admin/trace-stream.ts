import type { FastifyReply, FastifyRequest } from 'fastify';
import { newId } from '../core/ids.ts';
import type { Recorder } from '../trace/recorder.ts';
import type { Trace } from '../trace/types.ts';

const PING_MS = 15_000;
/** A reader that falls this far behind is dropped, and goes on with its last event id: memory stays bounded. */
const MAX_BEHIND_BYTES = 1024 * 1024;
const MAX_READERS = 64;
/** So many events can be missed and told later; more than that is a `reset`. */
const REMEMBERED = 1_000;
/** Rows are read for nobody once the last reader has been gone for this long. */
const LINGER_MS = 60_000;

export interface TraceStreams {
  open(request: FastifyRequest, reply: FastifyReply, stillAllowed: () => boolean | Promise<boolean>): void;
  endAll(): void;
}

/** Follows the traces as server-sent events: `event: trace`, its row as JSON; each has an id with which a later reading goes on. */
export function createTraceStreams(recorder: Recorder, lingerMs = LINGER_MS): TraceStreams {
  const readers = new Map<() => void, (trace: Trace, id: string) => void>();
  /** Ids of traces by the number of their event; a row is read again when it is told again. */
  const past: string[] = [];
  let run = '';
  let count = 0;
  let unsubscribe: (() => void) | undefined;
  let linger: NodeJS.Timeout | undefined;

  const eventId = (number: number): string => `${run}.${number}`;

  function start(): void {
    clearTimeout(linger);
    if (unsubscribe) return;
    run = newId('evt');
    unsubscribe = recorder.subscribe((trace) => {
      past.push(trace.id);
      if (past.length > REMEMBERED) past.shift();
      count++;
      for (const tell of readers.values()) tell(trace, eventId(count));
    });
  }

  function stopLater(): void {
    if (readers.size > 0) return;
    clearTimeout(linger);
    linger = setTimeout(stop, lingerMs);
    linger.unref();
  }

  function stop(): void {
    clearTimeout(linger);
    unsubscribe?.();
    unsubscribe = undefined;
    past.length = 0;
    count = 0;
  }

  /** What came after that event; undefined where that is not known any more. */
  function missedSince(last: string): string[] | undefined {
    const [ofRun, number] = last.split('.');
    const behind = count - Number(number);
    if (ofRun !== run || !Number.isInteger(behind) || behind < 0 || behind > past.length) return undefined;
    return [...new Set(behind === 0 ? [] : past.slice(-behind))];
  }

  return {
    open(request, reply, stillAllowed) {
      reply.hijack();
      const { raw } = reply;
      if (readers.size >= MAX_READERS) {
        raw.writeHead(503, { 'retry-after': '15' });
        raw.end();
        return;
      }
      start();
      raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
      raw.write(`: following\nid: ${eventId(count)}\n\n`);
      const tell = (trace: Trace, id: string): void => {
        if (raw.writableLength > MAX_BEHIND_BYTES) end();
        else raw.write(`event: trace\nid: ${id}\ndata: ${JSON.stringify(trace)}\n\n`);
      };
      const last = request.headers['last-event-id'];
      if (typeof last === 'string') {
        const missed = missedSince(last);
        if (!missed) raw.write(`event: reset\nid: ${eventId(count)}\ndata: {}\n\n`);
        for (const id of missed ?? []) {
          const trace = recorder.get(id);
          if (trace) tell(trace, eventId(count));
        }
      }
      // A session that was ended or has run out must not go on reading.
      const check = async (): Promise<void> => {
        if (await stillAllowed()) raw.write(': ping\n\n');
        else end();
      };
      const ping = setInterval(() => void check().catch(end), PING_MS);
      function end(): void {
        clearInterval(ping);
        readers.delete(end);
        stopLater();
        raw.end();
      }
      readers.set(end, tell);
      raw.on('close', end);
      request.raw.on('error', end);
    },
    endAll() {
      for (const end of readers.keys()) end();
      stop();
    },
  };
}
