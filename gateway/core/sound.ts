import type { JsonObject } from './json.ts';

/** Text to be spoken (`SpeechCreateParams` of openai-node 7.55); what is null counts as absent. */
export interface SpeechRequest {
  model: string;
  input: string;
  voice: string;
  /** How it is to be spoken. */
  instructions?: string | null;
  response_format?: string | null;
  speed?: number | null;
  /** As bytes, which is the default, or as events. */
  stream_format?: 'audio' | 'sse' | null;
}

export type TranscriptFormat = 'json' | 'text' | 'srt' | 'verbose_json' | 'vtt' | 'diarized_json';

/** What is said of a recording to be written down, or translated into English (`TranscriptionCreateParams` of openai-node 7.55); the recording itself goes beside it. */
export interface TranscriptRequest {
  model: string;
  language?: string;
  prompt?: string;
  response_format?: TranscriptFormat;
  temperature?: number;
  timestamp_granularities?: string[];
  include?: string[];
  keywords?: string[];
  languages?: string[];
  chunking_strategy?: 'auto';
  /** As events. */
  stream?: true;
}

/** A recording: bytes that nothing here reads. */
export interface Recording {
  bytes: Buffer;
  /** Of its file, without the dot: one of `RECORDINGS`; empty: not known. */
  extension: string;
}

/** Kinds of sound files that the providers name, by extension, with their media types. */
export const RECORDINGS: Readonly<Record<string, string>> = {
  flac: 'audio/flac', mp3: 'audio/mpeg', mp4: 'audio/mp4', mpeg: 'audio/mpeg', mpga: 'audio/mpeg', m4a: 'audio/mp4', ogg: 'audio/ogg', oga: 'audio/ogg', opus: 'audio/ogg',
  wav: 'audio/wav', webm: 'audio/webm', aac: 'audio/aac',
};

/** What was written down. */
export interface Transcript {
  /** The provider's own: an object with `text`, or plain text (`text`, `srt`, `vtt`). */
  answer: string | TranscriptObject;
  /** The text alone, without times; of a plain one all of it. */
  text: string;
  /** Length of the recording, where the provider says it. */
  seconds?: number;
  /** Where it counts in tokens. */
  usage?: { promptTokens: number; completionTokens: number; audioInTokens?: number };
}

/** Speech, or what was written down, piece by piece (`speech.audio.…`, `transcript.text.…` of OpenAI), as the provider words it. */
export interface SoundEvent {
  event: JsonObject;
  /** What is written down: a further piece, or with the last event all of it. */
  text?: string;
  /** Nothing comes behind it. */
  last: boolean;
  /** With the last one, where the provider counts in tokens. */
  usage?: Transcript['usage'];
}

export type TranscriptObject = { text: string } & Record<string, unknown>;
