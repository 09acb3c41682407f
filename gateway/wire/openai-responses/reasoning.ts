import type { ReasoningDetail } from '../../core/chat.ts';
import { newId } from '../../core/ids.ts';
import { isObject, type Json, type JsonObject } from '../../core/json.ts';
import type { Seal } from '../../core/sealed.ts';
import { invalid } from '../faults.ts';
import { mark, NOBODY, unmark } from '../marks.ts';

/** What `encrypted_content` holds of a piece: the signature of a text, or all of it. Stands before the maker's own id. */
const SIGNATURE = 's';
const DATA = 'd';

/** A `reasoning` item of ours, or of a client's own making, read back. */
export function readReasoning({ summary, content, encrypted_content: encrypted }: JsonObject, at: string): { text: string; details: ReasoningDetail[]; opaque: string[] } {
  const text = textsOf(content, 'reasoning_text', `${at}.content`) || textsOf(summary, 'summary_text', `${at}.summary`);
  if (encrypted === undefined || encrypted === null) return { text, details: [], opaque: [] };
  if (typeof encrypted !== 'string') throw invalid(`${at}.encrypted_content`, `${at}.encrypted_content must be a string, as it came.`);
  const marked = unmark(encrypted);
  // Of a provider that the client has talked to without us: nobody here can say whose it is.
  if (!marked || marked.maker === NOBODY) return { text, details: [], opaque: [encrypted] };
  const { maker: format, value } = marked;
  const id = marked.id.slice(1);
  const detail: ReasoningDetail = marked.id.startsWith(SIGNATURE) ? { type: 'reasoning.text', format, text, signature: value } : { type: 'reasoning.encrypted', format, data: value };
  return { text, details: [id === '' ? detail : { ...detail, id }], opaque: [encrypted, value] };
}

function textsOf(pieces: Json | undefined, type: string, at: string): string {
  if (pieces === undefined || pieces === null) return '';
  if (!Array.isArray(pieces)) throw invalid(at, `${at} must be a list.`);
  return pieces
    .map((piece) => {
      if (!isObject(piece) || piece.type !== type || typeof piece.text !== 'string') throw invalid(at, `${at} must be a list of objects of type ${type} with a text.`);
      return piece.text;
    })
    .join('\n');
}

/** What a piece's opaque value looks like in `encrypted_content`; undefined where it has none. */
export function encryptedContent({ type, format, signature, data, id = '' }: ReasoningDetail, seal: Seal): string | undefined {
  if (type === 'reasoning.encrypted') return mark(format, DATA + id, seal(data ?? ''));
  // An empty one cannot be sealed: it says nothing.
  return signature ? mark(format, SIGNATURE + id, seal(signature)) : undefined;
}

/** Its text stands in the summary, which is what clients of this API read. */
export function reasoningItem(text: string, encrypted: string | undefined, id = newId('rs')): JsonObject {
  return { id, type: 'reasoning', summary: text === '' ? [] : [{ type: 'summary_text', text }], ...(encrypted !== undefined && { encrypted_content: encrypted }), status: 'completed' };
}
