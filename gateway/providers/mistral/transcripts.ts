import { GatehouseError } from '../../core/errors.ts';
import { isObject, type Json, type JsonObject, parseJson } from '../../core/json.ts';
import type { Transcript, TranscriptFormat, TranscriptObject, TranscriptRequest } from '../../core/sound.ts';
import type { TranscriptsEndpoint } from '../define.ts';
import { isCount, notKnown } from '../values.ts';

const FORMATS: readonly TranscriptFormat[] = ['json', 'text', 'verbose_json', 'diarized_json'];
const REFUSED = ['prompt', 'include', 'languages'] as const;
const MAX_SECONDS = 7 * 24 * 3600;

/**
 * Mistral's `/audio/transcriptions` (AudioTranscriptionRequest and TranscriptionResponse of @mistralai/mistralai 2.7): one shape of answer, of which OpenAI's formats
 * are made here; speakers and times are asked for by switches of its own. Throws `unsupported_parameter`.
 */
export const mistralTranscripts: TranscriptsEndpoint = {
  path: '/audio/transcriptions',
  encode(request, { model }) {
    const { response_format: format = 'json', timestamp_granularities: granularities, temperature, keywords = [] } = request;
    if (!FORMATS.includes(format)) throw notKnown('Mistral AI', 'response_format', `It gives ${FORMATS.join(', ')}.`);
    const out = REFUSED.find((param) => request[param] !== undefined);
    if (out !== undefined) throw notKnown('Mistral AI', out);
    // It answers with segments only, which hold the words of one granularity.
    if (granularities?.includes('word')) throw notKnown('Mistral AI', 'timestamp_granularities', 'It gives segment here.');
    // OpenAI gives times in no other format either.
    if (granularities && format !== 'verbose_json') throw notKnown('Mistral AI', 'timestamp_granularities', 'Times come with response_format verbose_json.');
    const timed = format === 'verbose_json' || format === 'diarized_json';
    const warnings: string[] = [];
    const fields: [string, string][] = [['model', model]];
    for (const word of keywords) fields.push(['context_bias', biasOf(word)]);
    if (format === 'diarized_json') fields.push(['diarize', 'true']);
    if (request.language !== undefined) {
      // It takes a language, which helps it, or gives times, not both.
      if (timed) warnings.push('language is ignored by Mistral AI where times are asked for');
      else fields.push(['language', request.language]);
    }
    if (request.chunking_strategy !== undefined) warnings.push('chunking_strategy is ignored by Mistral AI');
    if (temperature !== undefined) fields.push(['temperature', String(temperature)]);
    if (timed) fields.push(['timestamp_granularities', 'segment']);
    return { fields, warnings };
  },
  decode(text, _type, request) {
    const body = parseJson(text);
    if (!isObject(body) || typeof body.text !== 'string') {
      const said = isObject(body) && typeof body.message === 'string' ? `: ${body.message}` : '';
      throw new GatehouseError('provider_error', `The provider sent something that is not a transcript${said}`);
    }
    const seconds = secondsOf(body);
    return { answer: answerOf(body.text, body, seconds, request), text: body.text, ...(seconds !== undefined && { seconds }), ...tokensOf(body.usage) };
  },
};

/** One word; several are written with underscores between them. A comma would make two of one. */
function biasOf(word: string): string {
  const bias = word.trim().replace(/\s+/g, '_');
  if (bias === '' || bias.includes(',')) throw notKnown('Mistral AI', 'keywords', 'Each is a word or several, without a comma.');
  return bias;
}

function answerOf(text: string, { segments, language }: JsonObject, seconds: number | undefined, { response_format: format = 'json' }: TranscriptRequest): string | TranscriptObject {
  if (format === 'text') return text;
  const usage = seconds !== undefined && { usage: { type: 'duration', seconds } };
  if (format === 'json') return { text, ...usage };
  const duration = seconds !== undefined && { duration: seconds };
  const spoken = (Array.isArray(segments) ? segments : []).filter(isObject);
  if (format === 'diarized_json') {
    const pieces = spoken.map(({ text: said, start, end, speaker_id: speaker }, index) => ({ id: `seg_${index}`, type: 'transcript.text.segment', speaker: typeof speaker === 'string' ? speaker : 'unknown', start, end, text: said }));
    return { task: 'transcribe', ...duration, text, segments: pieces, ...usage };
  }
  return { task: 'transcribe', ...(typeof language === 'string' && { language }), ...duration, text, segments: spoken.map(({ text: said, start, end }, id) => ({ id, start, end, text: said })), ...usage };
}

/** What it bills by. */
function secondsOf({ usage }: JsonObject): number | undefined {
  const seconds = isObject(usage) ? usage.prompt_audio_seconds : undefined;
  return isCount(seconds) && seconds > 0 && seconds < MAX_SECONDS ? seconds : undefined;
}

/** What was heard stands beside `prompt_tokens`, in the total alone (or named, too, in newer answers); without a total nobody knows it, and an estimate by the seconds takes its place. */
function tokensOf(usage: Json | undefined): Pick<Transcript, 'usage'> {
  if (!isObject(usage)) return {};
  const { prompt_tokens: written, completion_tokens: completionTokens, total_tokens: all } = usage;
  if (!isCount(written) || !isCount(completionTokens) || !isCount(all) || all === 0 || all < written + completionTokens) return {};
  const promptTokens = all - completionTokens;
  return { usage: { promptTokens, completionTokens, ...(promptTokens > written && { audioInTokens: promptTokens - written }) } };
}
