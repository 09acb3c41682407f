import { GatehouseError } from '../core/errors.ts';
import type { Form, FormFile } from '../core/form.ts';
import { type Recording, RECORDINGS, type TranscriptFormat, type TranscriptRequest } from '../core/sound.ts';
import { invalid, unknownField } from './faults.ts';
import { checkModelName } from './one-reading.ts';

const FORMATS: readonly string[] = ['json', 'text', 'srt', 'verbose_json', 'vtt', 'diarized_json'] satisfies TranscriptFormat[];
const EVENT_FORMATS: readonly (TranscriptFormat | undefined)[] = [undefined, 'json', 'diarized_json'];
/** Fields by task; `[]`: several values, whose name may end in `[]`. */
const FIELDS = {
  transcriptions: ['model', 'language', 'prompt', 'response_format', 'temperature', 'stream', 'chunking_strategy', 'timestamp_granularities[]', 'include[]', 'keywords[]', 'languages[]'],
  translations: ['model', 'prompt', 'response_format', 'temperature', 'stream'],
} as const;

export type Task = keyof typeof FIELDS;

/** Checks a form of OpenAI's `/audio/transcriptions` or `/audio/translations` (openai-node 7.55). Throws `invalid_request` with the field at fault, and `unsupported_parameter`. */
export function decodeTranscript(form: Form, task: Task): { request: TranscriptRequest; recording: Recording } {
  const values = valuesOf(form, task);
  const one = (name: string): string | undefined => {
    const given = values.get(name);
    if (given && given.length > 1) throw invalid(name, `${name} is given more than once.`);
    // What official clients send for "not set".
    return given?.[0] === '' ? undefined : given?.[0];
  };
  const model = one('model');
  if (model === undefined) throw invalid('model', 'model is missing.');
  checkModelName(model);
  const request: TranscriptRequest = { model };
  const language = one('language');
  if (language !== undefined) request.language = language;
  const prompt = one('prompt');
  if (prompt !== undefined) request.prompt = prompt;
  const format = one('response_format');
  if (format !== undefined) request.response_format = formatOf(format);
  const temperature = one('temperature');
  if (temperature !== undefined) request.temperature = temperatureOf(temperature);
  const chunking = one('chunking_strategy');
  if (chunking !== undefined && chunking !== 'auto') throw new GatehouseError('unsupported_parameter', 'Of chunking_strategy only auto is known here.', { param: 'chunking_strategy' });
  if (chunking !== undefined) request.chunking_strategy = 'auto';
  const stream = one('stream');
  if (stream !== undefined && stream !== 'true' && stream !== 'false') throw invalid('stream', 'stream must be true or false.');
  if (stream === 'true') {
    if (task === 'translations') throw new GatehouseError('unsupported_parameter', 'A translation comes whole, not as a stream.', { param: 'stream', hint: 'Leave stream out.' });
    if (!EVENT_FORMATS.includes(request.response_format)) throw new GatehouseError('unsupported_parameter', `As a stream it comes as ${EVENT_FORMATS.filter(Boolean).join(' or ')} alone.`, { param: 'response_format', hint: 'Leave response_format out, or leave stream out.' });
    request.stream = true;
  }
  for (const name of ['timestamp_granularities', 'include', 'keywords', 'languages'] as const) {
    const list = values.get(name);
    if (list) request[name] = list;
  }
  if (request.timestamp_granularities?.some((entry) => entry !== 'word' && entry !== 'segment')) throw invalid('timestamp_granularities', 'timestamp_granularities may hold word and segment.');
  return { request, recording: recordingOf(form.files) };
}

function valuesOf({ fields }: Form, task: Task): Map<string, string[]> {
  const known: readonly string[] = FIELDS[task];
  const values = new Map<string, string[]>();
  for (const { name, value } of fields) {
    const list = known.includes(`${name}[]`) ? name : known.includes(name) && name.endsWith('[]') ? name.slice(0, -2) : undefined;
    if (list === undefined && (!known.includes(name))) throw missingOrUnknown(name);
    const key = list ?? name;
    const before = values.get(key);
    if (before) before.push(value);
    else values.set(key, [value]);
  }
  return values;
}

function missingOrUnknown(name: string): GatehouseError {
  if (name === 'file') return invalid('file', 'file must be a file, with a name of its own.');
  return unknownField(name);
}

function formatOf(format: string): TranscriptFormat {
  if (!FORMATS.includes(format)) throw invalid('response_format', `response_format must be one of ${FORMATS.join(', ')}.`);
  return format as TranscriptFormat;
}

function temperatureOf(text: string): number {
  const value = /^\d{1,3}(\.\d{1,17})?$/.test(text) ? Number(text) : NaN;
  if (!(value >= 0 && value <= 1)) throw invalid('temperature', 'temperature must be a number from 0 to 1.');
  return value;
}

function recordingOf(files: readonly FormFile[]): Recording {
  const other = files.find(({ field }) => field !== 'file');
  if (other) throw missingOrUnknown(other.field);
  const [file] = files;
  if (!file) throw invalid('file', 'file is missing.');
  if (files.length > 1) throw invalid('file', 'There is more than one file.');
  if (file.bytes.length === 0) throw invalid('file', 'file is empty.');
  return { bytes: file.bytes, extension: extensionOf(file) };
}

/** Of the name, which goes no further: it may be a client's. Without one that says something, of the media type. */
function extensionOf({ name, type }: FormFile): string {
  const ending = /\.([a-z0-9]{2,5})$/i.exec(name)?.[1]?.toLowerCase();
  if (ending !== undefined && Object.hasOwn(RECORDINGS, ending)) return ending;
  const [plain = ''] = type.toLowerCase().split(';');
  return MEDIA_TYPES.get(plain.trim()) ?? '';
}

const MEDIA_TYPES = new Map(Object.entries({
  'audio/mpeg': 'mp3', 'audio/mp3': 'mp3', 'audio/mp4': 'm4a', 'audio/m4a': 'm4a', 'audio/x-m4a': 'm4a', 'video/mp4': 'mp4', 'audio/wav': 'wav', 'audio/x-wav': 'wav', 'audio/wave': 'wav', 'audio/vnd.wave': 'wav',
  'audio/flac': 'flac', 'audio/x-flac': 'flac', 'audio/ogg': 'ogg', 'audio/opus': 'opus', 'audio/webm': 'webm', 'video/webm': 'webm', 'audio/aac': 'aac',
}));
