import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Json } from '../core/json.ts';
import type { SoundEvent, Transcript } from '../core/sound.ts';
import type { Usage } from '../core/model.ts';
import type { Answered, Batches } from '../execute/types.ts';
import { openaiError } from '../wire/openai-error.ts';
import { clientClosed, drained } from './chat.ts';
import { failedEnding } from './ending.ts';
import { asClientError } from './errors.ts';
import type { Governed } from './governed.ts';
import { announce } from './response-headers.ts';
import type { DataServices } from './services.ts';

interface Told {
  /** All that was written down, as far as it came. */
  text: string;
  /** Of the last event. */
  usage: Transcript['usage'];
  events: number;
}

interface Kept {
  /** What it comes to where the provider has not said it; undefined: nobody can say, and all that was set aside counts. */
  usage(told: Told, whole: boolean): Usage | undefined;
  /** For the office's own record. */
  answer(told: Told): Json;
}

/** Passes the events on as they come, in the provider's words. One that breaks off ends with an error in the stream, and without its last event. */
export async function sendEvents(services: DataServices, request: FastifyRequest, reply: FastifyReply, { deployment, warnings, value }: Answered<Batches<SoundEvent>>, governed: Governed<object>, { usage, answer }: Kept): Promise<FastifyReply> {
  const firstTokenMs = Math.round(performance.now() - request.context.started);
  announce(reply, deployment, warnings);
  const { raw } = reply.hijack();
  raw.writeHead(200, { ...(reply.getHeaders() as Record<string, string>), 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' });
  const told: Told = { text: '', usage: undefined, events: 0 };
  const ending = (whole: boolean) => {
    const used = told.usage ? { ...told.usage, estimated: false } : usage(told, whole);
    return { provider: deployment.provider, model: deployment.model, firstTokenMs, ...(used && { usage: used }), answer: answer(told) };
  };
  try {
    for await (const batch of value) {
      let out = '';
      for (const { event, text, last, usage: counted } of batch) {
        if (text !== undefined) told.text = last ? text : told.text + text;
        told.usage = counted ?? told.usage;
        told.events++;
        out += `data: ${JSON.stringify(event)}\n\n`;
      }
      if (raw.destroyed) throw clientClosed();
      if (!raw.write(out)) await drained(raw, services.execute.settings.idleMs);
    }
    if (raw.destroyed) throw clientClosed();
    governed.end({ outcome: 'ok', httpStatus: 200, ...ending(true) });
    raw.end();
  } catch (error) {
    const cause = governed.call.cancellation.aborted && !raw.destroyed ? governed.call.cancellation.reason : error;
    governed.end({ ...failedEnding(raw.destroyed ? clientClosed() : asClientError(cause)), ...ending(false), cut: true });
    if (!raw.destroyed) raw.end(`data: ${JSON.stringify(openaiError(asClientError(cause), request.context.traceId))}\n\n`);
  }
  return reply;
}
