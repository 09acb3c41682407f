import { DIALECTS } from './dialects.ts';
import { BODIES } from './endpoints.ts';
import { sentence } from './plants.ts';
import type { Random } from './random.ts';
import { type Case, CLASSES, type Class, type Endpoint, ENDPOINTS, type Plant } from './types.ts';

interface Message { role: string; content: unknown; tool_calls?: unknown[]; tool_call_id?: string; reasoning_details?: object[] }
type Body = Record<string, unknown> & { messages: Message[] };
/** `field`: what it sets, where that can be set once only. */
interface Put { field?: string; put: (body: Body, text: string) => void }

export const TAGS = ['research', 'litigation', 'archive'];
/** Long enough to be remembered as clean; sent alone by some, and with something behind it by others. */
const LONG = 'Bitte prüfen Sie den Entwurf und sagen Sie, was daran besser werden kann. '.repeat(8);
const SMALL_IMAGE = 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUg==';
const call = (text: string) => ({ id: 'c1', type: 'function', function: { name: 'read', arguments: JSON.stringify({ note: text }) } });
const asked = (body: Body, args = 'go') => body.messages.push({ role: 'assistant', content: null, tool_calls: [call(args)] });
const dataUrl = (type: string, bytes: Buffer | string) => `data:${type};base64,${Buffer.from(bytes).toString('base64')}`;
const attach = (body: Body, url: string) => body.messages.push({ role: 'user', content: [{ type: 'text', text: 'Siehe Beilage.' }, { type: 'file', file: { filename: 'beilage', file_data: url } }] });

/** Every place of a chat request where a text can stand. */
const PUTS: readonly Put[] = [
  { put: (body, text) => void body.messages.push({ role: 'user', content: text }) },
  { put: (body, text) => void body.messages.push({ role: 'user', content: `${LONG}${text}` }) },
  { put: (body, text) => void (body.messages.unshift({ role: 'system', content: text })) },
  { put: (body, text) => void (body.messages.unshift({ role: 'developer', content: [{ type: 'text', text }] })) },
  { put: (body, text) => void (body.messages.push({ role: 'user', content: [{ type: 'text', text: 'Bitte:' }, { type: 'text', text }] })) },
  { put: (body, text) => void (body.messages.push({ role: 'assistant', content: text }, { role: 'user', content: 'Weiter.' })) },
  { put: (body, text) => void (body.messages.push({ role: 'assistant', content: [{ type: 'refusal', refusal: text }] }, { role: 'user', content: 'Weiter.' })) },
  { put: (body, text) => void (asked(body, text) && body.messages.push({ role: 'tool', tool_call_id: 'c1', content: 'leer' })) },
  { put: (body, text) => void (asked(body) && body.messages.push({ role: 'tool', tool_call_id: 'c1', content: text })) },
  { put: (body, text) => void (asked(body) && body.messages.push({ role: 'tool', tool_call_id: 'c1', content: [{ type: 'text', text }] })) },
  { put: (body, text) => void (asked(body) && body.messages.push({ role: 'tool', tool_call_id: 'c1', content: JSON.stringify({ rows: [{ text }] }) })) },
  // Looks like an opaque value that was given out under a seal.
  { put: (body, text) => void body.messages.push({ role: 'assistant', content: 'Gut.', reasoning_details: [{ type: 'reasoning.text', format: 'anthropic', text: 'Hm.', signature: `gh1.YmV0YQ.AAAAAAAAAAAAAAAAAAAAAA.${text}` }] }, { role: 'user', content: 'Weiter.' }) },
  { field: 'tools', put: (body, text) => void (body['tools'] = [{ type: 'function', function: { name: 'read', description: text } }]) },
  { field: 'tools', put: (body, text) => void (body['tools'] = [{ type: 'function', function: { name: 'read', parameters: { type: 'object', properties: { who: { type: 'string', enum: [text] } } } } }]) },
  { field: 'metadata', put: (body, text) => void (body['metadata'] = { note: text }) },
  { field: 'user', put: (body, text) => void (body['user'] = text) },
  { field: 'stop', put: (body, text) => void (body['stop'] = [text]) },
  { field: 'prediction', put: (body, text) => void (body['prediction'] = { type: 'content', content: text }) },
  { field: 'made_up', put: (body, text) => void (body['made_up'] = { deep: [{ er: text }] }) },
  { field: 'made_up', put: (body, text) => void (body['made_up'] = { [text]: 1 }) },
  { field: 'response_format', put: (body, text) => void (body['response_format'] = { type: 'json_schema', json_schema: { name: 'answer', description: text, schema: { type: 'object' } } }) },
];

const show = (body: Body, url: string) => body.messages.push({ role: 'user', content: [{ type: 'text', text: 'Siehe Bild.' }, { type: 'image_url', image_url: { url } }] });

const UNREADABLE: Readonly<Record<'media' | 'unknown', readonly ((body: Body) => void)[]>> = {
  media: [
    (body) => show(body, SMALL_IMAGE),
    (body) => body.messages.push({ role: 'user', content: [{ type: 'input_audio', input_audio: { data: 'UklGRg==', format: 'wav' } }] }),
  ],
  unknown: [
    (body) => attach(body, dataUrl('application/octet-stream', Buffer.from([0, 1, 2, 3]))),
    (body) => attach(body, dataUrl('application/pdf', '%PDF-1.7 broken off')),
    (body) => show(body, dataUrl('image/png', 'Name;Betrag')),
  ],
};

/** In base64, as long as the bytes of an image, where a dialect has no image: see dialects.ts. */
const pack = (text: string): string => Buffer.from(`${text}${LONG}`).toString('base64');
const foreign = (body: Body, packed: string) => body.messages.push({ role: 'user', content: [{ type: 'text', text: 'Siehe unten.', foreign: packed }] });

const CHAT_SHARE = 0.6;
/** Whose bodies may carry tags. */
const TAGGED: ReadonlySet<Endpoint> = new Set(['chat', 'completions', 'embeddings']);

export interface Choice {
  keys: readonly string[];
  models: readonly string[];
  plants: readonly Plant[];
  sessions: readonly string[];
}

export function makeCase(number: number, random: Random, choice: Choice): Case {
  const marker = `${random.letters(10)}${random.letters(4)}`;
  const some = <T>(share: number, value: () => T): T | undefined => (random.chance(share) ? value() : undefined);
  const aClass = (): Class => random.pick(random.chance(0.6) ? CLASSES.slice(0, 2) : CLASSES);
  const endpoint: Endpoint = random.chance(CHAT_SHARE) ? 'chat' : random.pick(ENDPOINTS);
  const made: Case = {
    number,
    marker,
    key: random.pick(choice.keys),
    keyInPath: random.chance(0.2),
    prefix: some(0.12, aClass),
    header: some(0.12, aClass),
    headerTags: some(0.3, () => random.some(TAGS, 2)) ?? [],
    bodyTags: some(0.3, () => [...random.some(TAGS, 1), ...random.some(CLASSES.slice(0, 3).map((name) => `class:${name}`), 1)]) ?? [],
    session: some(0.3, () => random.pick(choice.sessions)),
    endpoint,
    dialect: random.chance(0.5) ? 'openai' : random.pick(DIALECTS),
    model: random.pick(choice.models),
    plants: random.chance(0.55) ? Array.from({ length: 1 + random.below(2) }, () => random.pick(choice.plants)) : [],
    unreadable: random.chance(0.06) && random.pick(['media', 'unknown'] as const),
    body: {},
    abortAfter: some(0.04, () => random.below(6)),
  };
  made.body = endpoint === 'chat' ? chatBody(made, random) : BODIES[endpoint](made, random);
  if (!TAGGED.has(endpoint)) made.bodyTags = [];
  if (made.bodyTags.length > 0) made.body['metadata'] = { ...(made.body['metadata'] as object | undefined), tags: random.chance(0.5) ? made.bodyTags : made.bodyTags.join(',') };
  return made;
}

function chatBody({ model, marker, plants, unreadable }: Case, random: Random): Record<string, unknown> {
  const body: Body = { model, messages: [{ role: 'user', content: `Bitte lesen: ${marker}.` }], ...(random.chance(0.5) && { stream: true }) };
  for (const [index, plant] of plants.entries()) {
    const { label, written } = plant;
    if (typeof written === 'string' && random.chance(0.03)) {
      const packed = pack(sentence(label, written));
      plants[index] = { ...plant, written: packed };
      foreign(body, packed);
    } else if (typeof written !== 'string') putSplit(body, [`Zu ${label} ${written[0]}`, `${written[1]} gehört`], random);
    else if (random.chance(0.03)) attach(body, dataUrl('text/plain', sentence(label, written)));
    else place(body, random.chance(0.25) ? random.pick(PUTS.slice(0, 2)) : random.pick(PUTS), sentence(label, written));
  }
  if (unreadable) random.pick(UNREADABLE[unreadable])(body);
  if (random.chance(0.12)) body.messages.unshift({ role: 'system', content: LONG });
  return body;
}

function place(body: Body, { field, put }: Put, text: string): void {
  (field !== undefined && field in body ? PUTS[0]!.put : put)(body, text);
}

function putSplit(body: Body, [first, second]: [string, string], random: Random): void {
  const way = random.below(3);
  if (way === 0) body.messages.push({ role: 'user', content: first }, { role: 'user', content: second });
  else if (way === 1) body.messages.push({ role: 'user', content: [{ type: 'text', text: first }, { type: 'text', text: second }] });
  else {
    body.messages.push({ role: 'assistant', content: null, tool_calls: [call('a'), { ...call('b'), id: 'c2' }] });
    body.messages.push({ role: 'tool', tool_call_id: 'c1', content: first }, { role: 'tool', tool_call_id: 'c2', content: second });
  }
}
