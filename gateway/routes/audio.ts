import type { FastifyInstance, FastifyReply } from 'fastify';
import { speechDemand, transcriptDemand } from '../budget/demand.ts';
import type { Form } from '../core/form.ts';
import type { Json } from '../core/json.ts';
import type { DeploymentRef, Usage } from '../core/model.ts';
import type { Recording, SpeechRequest, Transcript, TranscriptRequest } from '../core/sound.ts';
import { unreadableBytes } from '../core/unreadable.ts';
import { type Sound, speak, writeDown } from '../execute/sound.ts';
import { speakInEvents, writeDownInEvents } from '../execute/sound-events.ts';
import type { Answered } from '../execute/types.ts';
import { registerForms } from '../guard/form.ts';
import type { Needs } from '../router/plan.ts';
import { textTokens } from '../wire/openai-chat/usage.ts';
import { decodeSpeech } from '../wire/openai-speech.ts';
import { decodeTranscript, type Task } from '../wire/openai-transcripts.ts';
import { sendEvents } from './audio-events.ts';
import { clientClosed, drained } from './chat.ts';
import { failedEnding } from './ending.ts';
import { asClientError } from './errors.ts';
import { govern, type Governed } from './governed.ts';
import { announce } from './response-headers.ts';
import type { DataServices } from './services.ts';

const NEEDS: Omit<Needs, 'kind'> = { tools: false, images: false, jsonSchema: false, minPromptTokens: () => 0 };
/** At the usual speed; the providers that bill sound by the token give no numbers with it. */
const SPOKEN_TOKENS_PER_BYTE = 2;
/** Of the providers that bill what is heard by the token. */
const HEARD_TOKENS_PER_SECOND = 10;
/** Of a recording of speech, at the least; for those whose length nobody says. */
const BYTES_PER_SECOND = 2_000;

/** OpenAI's `/audio/speech`, `/audio/transcriptions` and `/audio/translations`. `limit`: of a form, in bytes. */
export function registerAudio(app: FastifyInstance, services: DataServices, limit: number): void {
  registerSpeech(app, services);
  void app.register((scope, _options, done) => {
    registerForms(scope, limit, { field: 'file', most: 1 });
    for (const task of ['transcriptions', 'translations'] as const) registerTranscripts(scope, services, task);
    done();
  });
}

function registerSpeech(app: FastifyInstance, services: DataServices): void {
  app.post('/v1/audio/speech', async (request, reply) => {
    const body = decodeSpeech(request.body as Json);
    const inEvents = body.stream_format === 'sse';
    const governed = await govern(services, request, reply, { endpoint: 'audio/speech', body, model: body.model, streamed: inEvents, needs: { ...NEEDS, kind: 'speech' }, unreadable: false, files: [], tags: [], demand: speechDemand });
    let answered: Answered<Sound>;
    try {
      if (inEvents) {
        const events = await speakInEvents(services.execute, governed.call, governed.body);
        return await sendEvents(services, request, reply, events, governed, { usage: () => spokenUsage(body), answer: ({ events: count }) => ({ events: count }) });
      }
      answered = await speak(services.execute, governed.call, governed.body);
    } catch (error) {
      governed.end(failedEnding(error));
      throw error;
    }
    announce(reply, answered.deployment, answered.warnings);
    return send(services, reply, answered, governed, spokenUsage(body));
  });
}

/** Passes the bytes on as they come; one that breaks off is cut off for the client too, never ended as if it were whole. */
async function send(services: DataServices, reply: FastifyReply, { deployment, value: sound }: Answered<Sound>, governed: Governed<SpeechRequest>, usage: Usage): Promise<FastifyReply> {
  const { raw } = reply.hijack();
  raw.writeHead(200, { ...(reply.getHeaders() as Record<string, string>), 'content-type': sound.type, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  const by = deploymentFields(deployment);
  let bytes = 0;
  const answer = (): Json => ({ audio: sound.type, bytes });
  try {
    for await (const piece of sound.pieces) {
      if (raw.destroyed) throw clientClosed();
      bytes += piece.length;
      if (!raw.write(piece)) await drained(raw, services.execute.settings.idleMs);
    }
    if (raw.destroyed) throw clientClosed();
    governed.end({ outcome: 'ok', httpStatus: 200, ...by, usage, answer: answer() });
    raw.end();
  } catch (error) {
    const told = governed.call.cancellation.aborted && !raw.destroyed ? governed.call.cancellation.reason : error;
    governed.end({ ...failedEnding(raw.destroyed ? clientClosed() : asClientError(told)), ...by, usage, answer: answer(), cut: true });
    raw.destroy();
  }
  return reply;
}

function registerTranscripts(scope: FastifyInstance, services: DataServices, task: Task): void {
  scope.post(`/v1/audio/${task}`, async (request, reply) => {
    const { request: asked, recording } = decodeTranscript(request.body as Form, task);
    const governed = await govern(services, request, reply, {
      endpoint: `audio/${task}`,
      body: asked,
      model: asked.model,
      streamed: asked.stream === true,
      needs: { ...NEEDS, kind: 'transcription' },
      unreadable: unreadableBytes(recording.bytes),
      files: [],
      tags: [],
      demand: (body) => transcriptDemand(body, recording),
    });
    try {
      if (asked.stream) {
        const events = await writeDownInEvents(services.execute, governed.call, governed.body, recording);
        // What was heard before it broke off may have been all of it.
        return await sendEvents(services, request, reply, events, governed, { usage: ({ text }, whole) => (whole ? heardUsage(asked, recording, { answer: text, text }) : undefined), answer: ({ text }) => ({ text }) });
      }
      const answered = await writeDown(services.execute, governed.call, task, governed.body, recording);
      const { answer } = answered.value;
      governed.end({ outcome: 'ok', httpStatus: 200, ...deploymentFields(answered.deployment), usage: heardUsage(asked, recording, answered.value), answer: answer as Json });
      announce(reply, answered.deployment, answered.warnings);
      reply.header('content-type', typeof answer === 'string' ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8');
      return typeof answer === 'string' ? answer : JSON.stringify(answer);
    } catch (error) {
      governed.end(failedEnding(error));
      throw error;
    }
  });
}

function deploymentFields({ provider, model }: DeploymentRef): { provider: string; model: string } {
  return { provider, model };
}

function spokenUsage({ input, instructions, speed }: SpeechRequest): Usage {
  return { promptTokens: Math.ceil(textTokens(input) + textTokens(instructions)), completionTokens: Math.ceil((Buffer.byteLength(input) * SPOKEN_TOKENS_PER_BYTE) / (speed ?? 1)), estimated: true };
}

/** The provider's numbers, or those of the recording's length; where nobody says that either, of its size, generously. */
function heardUsage({ prompt }: TranscriptRequest, { bytes }: Recording, { usage, seconds, text }: Transcript): Usage {
  if (usage) return { ...usage, estimated: false };
  const heard = Math.ceil((seconds ?? bytes.length / BYTES_PER_SECOND) * HEARD_TOKENS_PER_SECOND);
  return { promptTokens: heard + Math.ceil(textTokens(prompt)), completionTokens: Math.ceil(textTokens(text)), audioInTokens: heard, estimated: true };
}
