import type { ServerResponse } from 'node:http';
import { type HeardRequest, json, type SoundMock, soundOf, SPOKEN, startSoundMock } from './audio.ts';

const KNOWN = ['model', 'context_bias', 'diarize', 'file_id', 'file_url', 'language', 'stream', 'temperature', 'timestamp_granularities'];

/** Mistral's transcriptions and speech as @mistralai/mistralai 2.7 knows them: one shape of answer, switches for speakers and times, every unknown field refused. A model `absurd` gives usage that cannot be. */
export function startMistralSound(): Promise<SoundMock> {
  return startSoundMock({ speech, transcript });
}

const SAYABLE = ['model', 'input', 'voice_id', 'response_format', 'stream', 'metadata', 'prompt_cache_key', 'ref_audio'];

function speech(model: string, { json: body }: HeardRequest, response: ServerResponse): void {
  const odd = Object.keys(body).find((name) => !SAYABLE.includes(name));
  if (odd !== undefined) return json(response, 422, { detail: [{ type: 'extra_forbidden', loc: ['body', odd], msg: 'Extra inputs are not permitted', input: null }] });
  json(response, 200, model === 'broken' ? { audio_data: '%%%' } : { audio_data: soundOf(String(body['response_format']), String(body['input'])).toString('base64') });
}

function transcript(model: string, { fields, file }: HeardRequest, response: ServerResponse): void {
  const all = (name: string): string[] => fields.filter(([key]) => key === name).map(([, value]) => value);
  const refuse = (loc: string, msg: string) => json(response, 422, { detail: [{ type: 'value_error', loc: ['body', loc], msg, input: null }] });
  const odd = fields.find(([name]) => !KNOWN.includes(name));
  if (odd) return refuse(odd[0], 'Extra inputs are not permitted');
  if (!file) return refuse('file', 'Field required');
  const timed = all('timestamp_granularities').length > 0;
  if (timed && all('language').length > 0) return refuse('language', 'language and timestamp_granularities cannot both be set');
  if (all('diarize')[0] === 'true' && !timed) return refuse('timestamp_granularities', 'diarize needs segments');
  if (all('context_bias').some((word) => /[\s,]/.test(word))) return refuse('context_bias', 'String should match pattern ^[^,\\s]+$');
  const [first, second] = [SPOKEN.slice(0, 20), SPOKEN.slice(20)];
  const speaker = (id: string) => (all('diarize')[0] === 'true' ? { speaker_id: id } : {});
  const segments = timed ? [{ type: 'transcription_segment', text: first, start: 0, end: 1.2, score: 0.9, ...speaker('speaker_1') }, { type: 'transcription_segment', text: second, start: 1.2, end: 2.5, score: null, ...speaker('speaker_2') }] : [];
  const usage = model === 'absurd' ? { prompt_audio_seconds: -3, prompt_tokens: 'many', completion_tokens: 1e300, total_tokens: 0 } : { prompt_audio_seconds: 3, prompt_tokens: 4, completion_tokens: 12, total_tokens: 54, prompt_tokens_details: { cached_tokens: 0 } };
  json(response, 200, { model, text: SPOKEN, language: all('language')[0] ?? null, segments, usage });
}
