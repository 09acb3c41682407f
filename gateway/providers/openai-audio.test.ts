import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GatehouseError } from '../core/errors.ts';
import type { TranscriptFormat } from '../core/sound.ts';
import { shapeHearing, shapeSpeech } from './openai-audio.ts';

const { transcriptions } = shapeHearing({ name: 'it' });
const target = { model: 'm' };
const read = (text: string, type = 'application/json', format: TranscriptFormat = 'json') => transcriptions.decode(text, type, { model: 'm', response_format: format });
const speak = { model: 'voice', input: 'Hello', voice: 'alloy' };

describe('a transcript', () => {
  it.each<[string, object, object]>([
    ['tokens', { usage: { type: 'tokens', input_tokens: 10, output_tokens: 4, input_token_details: { audio_tokens: 8 } } }, { usage: { promptTokens: 10, completionTokens: 4, audioInTokens: 8 } }],
    ['more sound than there is', { usage: { type: 'tokens', input_tokens: 10, output_tokens: 4, input_token_details: { audio_tokens: 11 } } }, { usage: { promptTokens: 10, completionTokens: 4 } }],
    ['seconds', { usage: { type: 'duration', seconds: 7 }, duration: 9 }, { seconds: 7 }],
    ['the length alone', { duration: 9.5 }, { seconds: 9.5 }],
    ['absurd tokens', { usage: { input_tokens: -1, output_tokens: 4 }, duration: 3 }, { seconds: 3 }],
    ['an absurd length', { usage: { seconds: 1e12 }, duration: 'long' }, {}],
    ['nothing', {}, {}],
  ])('is counted by %s', (_name, more, counted) => {
    expect(read(JSON.stringify({ text: 'Hi', ...more }))).toEqual({ answer: { text: 'Hi', ...more }, text: 'Hi', ...counted });
  });

  it('as subtitles has the length of its last one, and its words alone are counted', () => {
    const srt = '1\n00:00:00,000 --> 00:00:02,500\nHi\n\n2\n01:02:03,000 --> 01:02:04,500\n7 cats\n\n';
    expect(read(srt, 'text/plain', 'srt')).toEqual({ answer: srt, text: 'Hi\n7 cats', seconds: 3725 });
    expect(read('WEBVTT\n\n00:01.000 --> 00:02.000\nHi\n', 'text/vtt', 'vtt')).toMatchObject({ text: 'Hi', seconds: 3 });
    expect(read('Hi\n', 'text/plain', 'text')).toEqual({ answer: 'Hi\n', text: 'Hi\n' });
  });

  it.each([['', ''], ['<html>', 'text/html'], ['{"error":{"message":"busy"}}', 'application/json'], ['{"text":5}', 'application/json'], ['[]', 'application/json'], ['null', 'application/json']])('is not %j', (text, type) => {
    for (const format of ['json', 'verbose_json', 'text', 'srt'] as const) expect(() => read(text, type, format)).toThrow(expect.objectContaining({ code: 'provider_error' }) as Error);
  });

  it('has no length where the provider sends one that is no number', () => {
    for (const duration of ['{"toString":false}', '[3]', 'true', 'null', '"x"']) expect(read(`{"text":"Hi","duration":${duration}}`, 'application/json', 'json').seconds).toBeUndefined();
    expect(read('{"text":"Hi","duration":"2.5"}', 'application/json', 'json').seconds).toBe(2.5);
  });

  it('of whatever the provider sends is read or refused', () => {
    fc.assert(fc.property(fc.oneof(fc.json(), fc.string(), fc.record({ text: fc.string(), usage: fc.jsonValue(), duration: fc.jsonValue() }).map((value) => JSON.stringify(value))), fc.constantFrom('', 'text/plain', 'application/json'), fc.constantFrom<TranscriptFormat>('json', 'text', 'srt', 'vtt', 'diarized_json'), (text, type, format) => {
      try {
        const { usage, seconds } = read(text, type, format);
        for (const count of [usage?.promptTokens, usage?.completionTokens, usage?.audioInTokens]) if (count !== undefined) expect(Number.isSafeInteger(count) && count >= 0).toBe(true);
        if (seconds !== undefined) expect(seconds > 0 && seconds < 1e6 * 3600).toBe(true);
      } catch (error) {
        if (!(error instanceof GatehouseError && error.code === 'provider_error')) throw error;
      }
    }), { numRuns: 2_000 });
  });
});

describe('what is asked', () => {
  it('is refused where it changes the meaning and cannot be followed', () => {
    const narrow = shapeSpeech({ name: 'it', formats: { mp3: 'mp3' }, refused: ['instructions', 'speed'] });
    for (const [more, param] of [[{ instructions: 'slowly' }, 'instructions'], [{ speed: 1.5 }, 'speed'], [{ response_format: 'opus' }, 'response_format'], [{ response_format: 'constructor' }, 'response_format']] as const) {
      expect(() => narrow.encode({ ...speak, ...more }, target)).toThrow(expect.objectContaining({ code: 'unsupported_parameter', details: expect.objectContaining({ param }) as object }) as Error);
    }
    const hearing = shapeHearing({ name: 'it', formats: ['json'], refused: ['include'] }).transcriptions;
    expect(() => hearing.encode({ model: 'ears', include: ['logprobs'] }, target)).toThrow(expect.objectContaining({ code: 'unsupported_parameter' }) as Error);
    expect(() => hearing.encode({ model: 'ears', response_format: 'srt' }, target)).toThrow(expect.objectContaining({ code: 'unsupported_parameter' }) as Error);
  });

  it('stays as it is, null counts as absent, and mp3 is asked for where it does not come by itself', () => {
    const request = Object.freeze({ ...speak, instructions: null, response_format: null, speed: null, stream_format: 'audio' as const });
    expect(shapeSpeech({ name: 'it', refused: ['speed'] }).encode(request, target).body).toEqual({ model: 'm', input: 'Hello', voice: 'alloy' });
    expect(shapeSpeech({ name: 'it', mp3: false }).encode(request, target).body).toEqual({ model: 'm', input: 'Hello', voice: 'alloy', response_format: 'mp3' });
  });

  it('names a language only for transcripts, where the provider would take it for another', () => {
    const { transcriptions: heard, translations } = shapeHearing({ name: 'it', language: 'auto', at: '?v=1' });
    expect([heard.path, translations.path]).toEqual(['/audio/transcriptions?v=1', '/audio/translations?v=1']);
    expect(heard.encode({ model: 'ears' }, target).fields).toEqual([['model', 'm'], ['language', 'auto']]);
    expect(heard.encode({ model: 'ears', language: 'de' }, target).fields).toEqual([['model', 'm'], ['language', 'de']]);
    expect(translations.encode({ model: 'ears' }, target).fields).toEqual([['model', 'm']]);
  });
});
