import type { Failure } from '../breaker/health.ts';
import { GatehouseError, unsupported } from '../core/errors.ts';
import type { Json, JsonObject } from '../core/json.ts';
import type { Recording, SoundEvent, SpeechRequest, Transcript, TranscriptRequest } from '../core/sound.ts';
import type { IncomingResponse } from '../egress/types.ts';
import type { Provider, StreamDecoder } from '../providers/define.ts';
import { AttemptError } from './attempt-error.ts';
import { EventStream } from './event-stream.ts';
import { FormBody } from './form-body.ts';
import { RunningAttempt } from './running-attempt.ts';
import { runPlan } from './run.ts';
import { endpointOf, MAX_PLAIN_BYTES, post, readText } from './send.ts';
import { fileOf, MAX_SOUND_BYTES, mediaType } from './sound.ts';
import type { Answered, Batches, Call, ExecuteServices } from './types.ts';
import { notOffered } from './whole.ts';

interface Asked {
  path: string;
  body: object;
  warnings: string[];
  /** Of one stream, told its `[DONE]` too. */
  read(payload: string): SoundEvent[];
  /** Of an answer that came whole though events were asked for: some models of OpenAI's know no other. */
  whole?(text: string, type: string): SoundEvent[];
}

/** A text spoken, in events. */
export function speakInEvents(services: ExecuteServices, call: Call, request: SpeechRequest): Promise<Answered<Batches<SoundEvent>>> {
  return openEvents(services, call, ({ name, speech }, model) => {
    if (!speech) return undefined;
    if (!speech.event) throw unsupported('stream_format', `${name} gives speech as plain bytes, not as events.`, 'The bytes come as they are made: leave stream_format out.');
    const { event } = speech;
    return { path: speech.path, ...speech.encode(request, { model }), read: (payload) => (payload === DONE ? [] : [event(payload)]) };
  }, 'speech');
}

/** A recording's text, in events. */
export function writeDownInEvents(services: ExecuteServices, call: Call, request: TranscriptRequest, recording: Recording): Promise<Answered<Batches<SoundEvent>>> {
  return openEvents(services, call, ({ name, transcriptions: offered }, model) => {
    if (!offered) return undefined;
    if (!offered.events) throw unsupported('stream', `${name} gives what it has written down whole, not as a stream.`, 'Leave stream out.');
    const { fields, warnings } = offered.encode(request, { model });
    return {
      path: offered.path, body: new FormBody(fields, [fileOf(recording)]), warnings, read: offered.events(),
      ...(request.response_format !== 'diarized_json' && { whole: (text: string, type: string) => eventsOf(offered.decode(text, type, request)) }),
    };
  }, 'audio transcriptions');
}

function eventsOf({ answer, text, usage }: Transcript): SoundEvent[] {
  const told = typeof answer === 'string' ? undefined : (answer.usage as Json | undefined);
  const done: JsonObject = { type: 'transcript.text.done', text };
  if (told !== undefined) done.usage = told;
  return [{ event: { type: 'transcript.text.delta', delta: text }, text, last: false }, { event: done, text, last: true, ...(usage && { usage }) }];
}

function openEvents(services: ExecuteServices, call: Call, ask: (adapter: Provider, model: string) => Asked | undefined, what: string): Promise<Answered<Batches<SoundEvent>>> {
  return runPlan(services, call, async (deployment) => {
    const endpoint = endpointOf(services, deployment);
    const asked = ask(endpoint.adapter, deployment.model);
    if (!asked) throw notOffered(endpoint, what);
    const attempt = new RunningAttempt(endpoint, call.cancellation, services.settings.plainMs);
    try {
      const response = await post({ services, call, deployment, attempt, path: asked.path, body: asked.body });
      const value = await open(response, asked, attempt, call, (failure) => services.health.failed(deployment.provider, failure));
      return { deployment, warnings: asked.warnings, value };
    } catch (error) {
      attempt.end();
      throw attempt.failure(error);
    }
  });
}

async function open(response: IncomingResponse, { read, whole }: Asked, attempt: RunningAttempt, call: Call, onBroken: (failure: Failure) => void): Promise<Batches<SoundEvent>> {
  const { type } = mediaType(response.headers);
  if (type === 'application/json' && whole) {
    const made = whole(await readText(response, MAX_PLAIN_BYTES, call), type);
    attempt.end();
    return alone(made);
  }
  if (type !== 'text/event-stream') {
    response.body.destroy();
    throw new AttemptError(new GatehouseError('provider_error', `${attempt.endpoint.config.name} sent ${type === '' ? 'something without a type' : attempt.withoutSecrets(type)} in place of events.`), 'same', 200);
  }
  return new EventStream<SoundEvent>(attempt, { memory: call.memory, onBroken }).open(response.body, { framing: 'sse', decoder: new SoundDecoder(read), maxBytes: MAX_SOUND_BYTES });
}

async function* alone(events: SoundEvent[]): Batches<SoundEvent> {
  yield events;
}

class SoundDecoder implements StreamDecoder<SoundEvent> {
  finished = false;
  readonly #read: Asked['read'];

  constructor(read: Asked['read']) {
    this.#read = read;
  }

  push(payload: string): SoundEvent[] {
    const events = this.#read(payload);
    this.finished ||= events.some(({ last }) => last);
    return events;
  }
}

/** Of servers that end every stream alike. */
const DONE = '[DONE]';
