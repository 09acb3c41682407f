import type { Failure } from '../breaker/health.ts';
import { GatehouseError } from '../core/errors.ts';
import type { DeploymentRef } from '../core/model.ts';
import { type Recording, RECORDINGS, type SpeechRequest, type Transcript, type TranscriptRequest } from '../core/sound.ts';
import type { IncomingResponse } from '../egress/types.ts';
import { AttemptError } from './attempt-error.ts';
import { RunningAttempt } from './running-attempt.ts';
import { FormBody, type SentFile } from './form-body.ts';
import { runPlan } from './run.ts';
import { endpointOf, post, postForText } from './send.ts';
import type { Answered, Call, ExecuteServices } from './types.ts';
import { askWhole, notOffered } from './whole.ts';

/** Attack: a provider that never ends: half a gigabyte is three hours of the largest format. */
export const MAX_SOUND_BYTES = 512 * 1024 * 1024;
/** Of a format, for servers that name none in their answer. */
const TYPES = new Map([['mp3', 'audio/mpeg'], ['opus', 'audio/ogg']]);

/** A recording's text, or its translation into English. */
export function writeDown(services: ExecuteServices, call: Call, task: 'transcriptions' | 'translations', request: TranscriptRequest, recording: Recording): Promise<Answered<Transcript>> {
  return askWhole(services, call, `audio ${task}`, (adapter) => adapter[task], async (offered, sending) => {
    const { fields, warnings } = offered.encode(request, { model: sending.deployment.model });
    const { text, headers } = await postForText({ ...sending, path: offered.path, body: new FormBody(fields, [fileOf(recording)]) });
    return { warnings, value: offered.decode(text, mediaType(headers).type, request) };
  });
}

/** Without the client's name for it. */
export function fileOf({ bytes, extension }: Recording): SentFile {
  return { field: 'file', name: `recording${extension === '' ? '' : `.${extension}`}`, type: RECORDINGS[extension] ?? 'application/octet-stream', bytes };
}

/** Sound as it arrives; the first piece is there. Throws where it breaks off. */
export interface Sound {
  /** A media type of sound, with harmless parameters. */
  type: string;
  pieces: AsyncGenerator<Buffer, void, void>;
}

/** A text spoken; committed to a deployment once its first bytes are there. */
export function speak(services: ExecuteServices, call: Call, request: SpeechRequest): Promise<Answered<Sound>> {
  return runPlan(services, call, async (deployment) => {
    const endpoint = endpointOf(services, deployment);
    const offered = endpoint.adapter.speech;
    if (!offered) throw notOffered(endpoint, 'speech');
    const attempt = new RunningAttempt(endpoint, call.cancellation, services.settings.plainMs);
    try {
      const { body, warnings } = offered.encode(request, { model: deployment.model });
      const sending = { services, call, deployment, attempt, path: offered.path, body };
      if (offered.decode) {
        const sound = offered.decode((await postForText(sending)).text);
        attempt.end();
        return { deployment, warnings, value: { type: typeOf(request.response_format ?? 'mp3'), pieces: alone(sound) } };
      }
      const response = await post(sending);
      return { deployment, warnings, value: await open(response, request, deployment, attempt, (failure) => services.health.failed(deployment.provider, failure)) };
    } catch (error) {
      attempt.end();
      throw attempt.failure(error);
    }
  });
}

async function open({ headers, body }: IncomingResponse, { response_format: format }: SpeechRequest, deployment: DeploymentRef, attempt: RunningAttempt, broken: (failure: Failure) => void): Promise<Sound> {
  const { type, whole } = mediaType(headers);
  // Attack: a page or a script in the sound's place, which a browser would take for what its type says.
  if (!type.startsWith('audio/') && type !== 'application/octet-stream') {
    body.destroy();
    throw new AttemptError(new GatehouseError('provider_error', `${attempt.endpoint.config.name} (${deployment.model}) sent ${type === '' ? 'something without a type' : attempt.withoutSecrets(type)} in place of sound.`), 'same', 200);
  }
  const pieces = read(body, attempt, broken);
  const first = await pieces.next();
  if (first.done) throw new AttemptError(new GatehouseError('provider_error', `${attempt.endpoint.config.name} (${deployment.model}) sent no sound.`), 'same', 200);
  attempt.commit();
  return { type: type.startsWith('audio/') ? whole : typeOf(format ?? 'mp3'), pieces: withFirst(first.value, pieces) };
}

async function* alone(sound: Buffer): AsyncGenerator<Buffer, void, void> {
  yield sound;
}

/** `format` is made of small letters, digits and `_`. */
function typeOf(format: string): string {
  return TYPES.get(format) ?? `audio/${format}`;
}

async function* withFirst(first: Buffer, rest: AsyncGenerator<Buffer, void, void>): AsyncGenerator<Buffer, void, void> {
  try {
    yield first;
    yield* rest;
  } finally {
    await rest.return();
  }
}

/** `broken`: told why it broke off once some of it was given on. */
async function* read(body: IncomingResponse['body'], attempt: RunningAttempt, broken: (failure: Failure) => void): AsyncGenerator<Buffer, void, void> {
  let size = 0;
  try {
    for await (const piece of body as AsyncIterable<Buffer>) {
      size += piece.length;
      if (size > MAX_SOUND_BYTES) throw new GatehouseError('provider_error', `${attempt.endpoint.config.name} sent more than ${MAX_SOUND_BYTES} bytes.`);
      if (piece.length > 0) yield piece;
    }
  } catch (error) {
    const failed = attempt.failure(error);
    if (size === 0 || !(failed instanceof AttemptError)) throw failed;
    if (failed.failure !== undefined) broken(failed.failure);
    throw failed.error;
  } finally {
    // Read to its end, the connection serves again; broken off, it is closed, so that the provider stops.
    body.destroy();
    attempt.end();
  }
}

const MEDIA_TYPE = /^[a-z]+\/[a-z0-9][a-z0-9.+-]*$/;
const PARAMETER = /^[a-z0-9-]+=[a-z0-9.-]+$/;

/** In small letters; `whole` with its parameters, where all are plain. */
export function mediaType(headers: IncomingResponse['headers']): { type: string; whole: string } {
  const header = headers['content-type'];
  const [type = '', ...parameters] = (typeof header === 'string' ? header : '').toLowerCase().split(';').map((part) => part.trim());
  if (!MEDIA_TYPE.test(type)) return { type: '', whole: '' };
  return { type, whole: parameters.every((parameter) => PARAMETER.test(parameter)) ? [type, ...parameters].join('; ') : type };
}
