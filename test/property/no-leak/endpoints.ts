import { sentence } from './plants.ts';
import type { Random } from './random.ts';
import type { Case, Endpoint, Plant } from './types.ts';

type Body = Record<string, unknown>;
/** What is said of a recording, or of a picture, in the order of the form; its file goes beside it. */
export type RecordingForm = { fields: [name: string, value: string][]; file: { field?: string; name: string; bytes: string } };

const IMAGE = { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUg==' } };

const NO_IMAGE = { type: 'image_url', image_url: { url: `data:image/png;base64,${Buffer.from('Name;Betrag').toString('base64')}` } };

/** The bodies of all endpoints but chat. */
export const BODIES: Readonly<Record<Exclude<Endpoint, 'chat'>, (made: Case, random: Random) => Body>> = {
  'embeddings': embeddings,
  'completions': completion,
  'moderations': moderation,
  'images/generations': image,
  'images/edits': edit,
  'audio/speech': speech,
  'audio/transcriptions': transcription,
  'audio/translations': (made, random) => transcription(made, random, 'prompt'),
};

const halves = (label: string, [first, second]: [string, string]): [string, string] => [`Zu ${label} ${first}`, `${second} gehört`];

function textsOf(plants: readonly Plant[]): string[] {
  return plants.flatMap(({ label, written }) => (typeof written === 'string' ? [sentence(label, written)] : halves(label, written)));
}

/** Values that are cut in two only make sense where several texts stand behind one another. */
function wholeOnly(made: Case): string[] {
  made.plants = made.plants.filter(({ written }) => typeof written === 'string');
  return textsOf(made.plants);
}

function embeddings(made: Case, random: Random): Body {
  const { model, marker, unreadable } = made;
  if (unreadable) {
    made.plants = [];
    made.unreadable = 'unknown';
  }
  const texts = textsOf(made.plants);
  if (unreadable) return { model, input: [[1, 2, 3]], user: marker };
  return random.chance(0.3) && texts.length === 1 ? { model, input: [marker], user: texts[0] } : { model, input: [`Bitte lesen: ${marker}.`, ...texts] };
}

/** The legacy one, which is answered as a chat. */
function completion(made: Case, random: Random): Body {
  const { model, marker } = made;
  made.unreadable = false;
  const [first, ...more] = wholeOnly(made);
  const body: Body = { model, prompt: [`Bitte lesen: ${marker}.`, ...more].join(' '), ...(random.chance(0.5) && { stream: true }) };
  if (first === undefined) return body;
  return random.pick<() => Body>([
    () => ({ ...body, prompt: `${String(body['prompt'])} ${first}` }),
    () => ({ ...body, prompt: [`${first} ${String(body['prompt'])}`] }),
    () => ({ ...body, stop: [first] }),
    () => ({ ...body, user: first }),
    () => ({ ...body, metadata: { note: first } }),
  ])();
}

function moderation(made: Case, random: Random): Body {
  // Often enough that a run of half the length holds some.
  if (random.chance(0.2)) made.unreadable ||= 'media';
  const { model, marker, unreadable } = made;
  const texts = [`Bitte lesen: ${marker}.`, ...textsOf(made.plants)];
  if (!unreadable && random.chance(0.5)) return { model, input: texts.length === 1 ? texts[0] : texts };
  return { model, input: [...texts.map((text) => ({ type: 'text', text })), ...(unreadable ? [unreadable === 'media' ? IMAGE : NO_IMAGE] : [])] };
}

function image(made: Case, random: Random): Body {
  const { model, marker } = made;
  made.unreadable = false;
  const [first, ...more] = wholeOnly(made);
  const body: Body = { model, prompt: [`Bitte zeichnen: ${marker}.`, ...more].join(' ') };
  if (first === undefined) return body;
  return random.pick<() => Body>([
    () => ({ ...body, prompt: `${String(body['prompt'])} ${first}` }),
    () => ({ ...body, user: first }),
    () => ({ ...body, style: first }),
  ])();
}

/** Nor can a picture. */
function edit(made: Case, random: Random): Body {
  const { model, marker } = made;
  made.unreadable = random.chance(0.7) ? 'media' : 'unknown';
  const [first, ...more] = wholeOnly(made);
  const fields: RecordingForm['fields'] = [['model', model], ['prompt', ['Bitte ändern.', ...more].join(' ')]];
  if (first === undefined) made.nothingNew = true;
  else if (more.length > 0 || random.chance(0.5)) fields[1]![1] += ` ${first}`;
  else fields.push([random.pick(['user', 'quality', 'background']), first]);
  made.unsent = `${marker.slice(0, 6)}akte`;
  // GIF: its beginning stays as it is in UTF-8.
  return { fields, file: { field: random.pick(['image', 'image[]']), name: `${made.unsent}.png`, bytes: `${made.unreadable === 'media' ? 'GIF89a' : 'PK'} ${marker}` } } satisfies RecordingForm;
}

function speech(made: Case, random: Random): Body {
  const { model, marker } = made;
  made.unreadable = false;
  const [first, ...more] = wholeOnly(made);
  const body: Body = { model, voice: 'alloy', input: [`Bitte lesen: ${marker}.`, ...more].join(' ') };
  if (first === undefined) return body;
  return random.pick<() => Body>([
    () => ({ ...body, input: `${String(body['input'])} ${first}` }),
    () => ({ ...body, instructions: first }),
    () => ({ ...body, voice: first }),
  ])();
}

/** A recording cannot be read, whatever is said of it. What its file is called is nobody's business. */
function transcription(made: Case, random: Random, only?: 'prompt'): Body {
  const { model, marker } = made;
  made.unreadable = random.chance(0.7) ? 'media' : 'unknown';
  const fields: RecordingForm['fields'] = [['model', model]];
  const texts = wholeOnly(made);
  const open = only === undefined ? (['prompt', 'language', 'keywords[]', 'languages[]', 'include[]'] as const) : ([only] as const);
  const where = texts.length > 1 ? 'prompt' : random.pick(open);
  if (texts.length > 0) fields.push([where, texts.join(' ')]);
  else made.nothingNew = true;
  if (random.chance(0.3)) fields.push(['response_format', 'text']);
  made.unsent = `${marker.slice(0, 6)}akte`;
  return { fields, file: { name: `${made.unsent}.mp3`, bytes: `${made.unreadable === 'media' ? 'ID3' : 'PK'} ${marker}` } } satisfies RecordingForm;
}
