import { describe, expect, it } from 'vitest';
import { mistralTranscripts } from './transcripts.ts';

const counted = (usage: unknown) => {
  const { usage: counts, seconds } = mistralTranscripts.decode(JSON.stringify({ model: 'voxtral-mini-latest', text: 'Guten Tag.', language: null, segments: [], usage }), 'application/json', { model: 'voxtral-mini-latest' });
  return { ...(counts && { counts }), ...(seconds !== undefined && { seconds }) };
};

describe('the usage of a transcript', () => {
  it.each<[string, object, object]>([
    ['what is heard stands beside the prompt, in the total alone', { prompt_audio_seconds: 203, prompt_tokens: 4, total_tokens: 3264, completion_tokens: 635 }, { counts: { promptTokens: 2629, completionTokens: 635, audioInTokens: 2625 }, seconds: 203 }],
    ['it is named, too', { prompt_audio_seconds: 12, prompt_tokens: 3, total_tokens: 419, completion_tokens: 41, prompt_tokens_details: { cached_tokens: 0, audio_tokens: 375 } }, { counts: { promptTokens: 378, completionTokens: 41, audioInTokens: 375 }, seconds: 12 }],
    ['nobody says how much of the prompt is heard', { prompt_audio_seconds: 3, prompt_tokens: 40, total_tokens: 52, completion_tokens: 12 }, { counts: { promptTokens: 40, completionTokens: 12 }, seconds: 3 }],
    ['without a total, what is heard is not known', { prompt_audio_seconds: 3, prompt_tokens: 4, completion_tokens: 12 }, { seconds: 3 }],
    ['without what is written', { prompt_audio_seconds: 32, total_tokens: 89, request_count: 1 }, { seconds: 32 }],
    ['a total below its parts', { prompt_audio_seconds: 3, prompt_tokens: 40, total_tokens: 51, completion_tokens: 12 }, { seconds: 3 }],
    ['nothing at all', { prompt_audio_seconds: 0, prompt_tokens: 0, total_tokens: 0, completion_tokens: 0 }, {}],
  ])('%s', (_what, usage, expected) => {
    expect(counted(usage)).toEqual(expected);
  });

  it('of whatever is sent in its place is none', () => {
    for (const usage of [null, 7, 'x', [], { prompt_audio_seconds: -3, prompt_tokens: 'many', completion_tokens: 1e300, total_tokens: 0 }]) expect(counted(usage)).toEqual({});
  });
});
