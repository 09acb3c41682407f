import { EventSourceParserStream } from 'eventsource-parser/stream';
import { type Output, TRACE_STREAM_PATH } from '../../gateway/admin/contract.ts';
import { answerOf, request } from './client.ts';

export type Trace = Output<'traces.get'>;

export interface TraceFollower {
  /** A request began, or ended. */
  trace(trace: Trace): void;
  /** The stream runs, with all that was missed since it broke. */
  following(): void;
  /** The stream runs, and what happened before is to be read with `traces.list`. */
  anew(): void;
  /** The stream broke; it is tried again. */
  lost(): void;
}

const RETRY_MS = 1_000;

/** Follows the gateway's requests until the signal: an EventSource cannot send an Authorization header, so this is a fetch. */
export async function followTraces(follower: TraceFollower, signal: AbortSignal): Promise<void> {
  let last: string | undefined;
  while (!signal.aborted) {
    try {
      const response = await request(TRACE_STREAM_PATH, { headers: { accept: 'text/event-stream', ...(last !== undefined && { 'last-event-id': last }) }, signal });
      follower.following();
      if (last === undefined) follower.anew();
      const events = response.body!.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array<ArrayBuffer>>).pipeThrough(new EventSourceParserStream());
      for await (const { event, id, data } of events) {
        last = id ?? last;
        if (event === 'trace') follower.trace(answerOf('traces.get', data));
        else if (event === 'reset') follower.anew();
      }
    } catch {
      // Said by `lost`; request() has told the session gate or the banner.
    }
    if (signal.aborted) return;
    follower.lost();
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}
