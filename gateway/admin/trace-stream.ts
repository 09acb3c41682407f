import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Recorder } from '../trace/recorder.ts';

const PING_MS = 15_000;
/** A reader that falls this far behind is dropped: memory stays bounded. */
const MAX_BEHIND_BYTES = 1024 * 1024;

export interface TraceStreams {
  open(request: FastifyRequest, reply: FastifyReply, stillAllowed: () => boolean | Promise<boolean>): void;
  endAll(): void;
}

/** Follows the traces as server-sent events: `event: trace`, its row as JSON. */
export function createTraceStreams(recorder: Recorder): TraceStreams {
  const open = new Set<() => void>();
  return {
    open(request, reply, stillAllowed) {
      reply.hijack();
      const { raw } = reply;
      raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
      raw.write(': following\n\n');
      const unsubscribe = recorder.subscribe((trace) => {
        if (raw.writableLength > MAX_BEHIND_BYTES) end();
        else raw.write(`event: trace\nid: ${trace.id}\ndata: ${JSON.stringify(trace)}\n\n`);
      });
      // A session that was ended or has run out must not go on reading.
      const check = async (): Promise<void> => {
        if (await stillAllowed()) raw.write(': ping\n\n');
        else end();
      };
      const ping = setInterval(() => void check().catch(end), PING_MS);
      function end(): void {
        unsubscribe();
        clearInterval(ping);
        open.delete(end);
        raw.end();
      }
      open.add(end);
      raw.on('close', end);
      request.raw.on('error', end);
    },
    endAll() {
      for (const end of open) end();
    },
  };
}
