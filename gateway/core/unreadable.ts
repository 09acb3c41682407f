/** What of a request nothing here can read: pictures and sound, for which a key may state a class; or what could be anything. */
export type Unreadable = false | 'media' | 'unknown';

/** PNG, JPEG, GIF, RIFF (WebP, WAV), TIFF, ISO media (AVIF, HEIC, MP4, M4A), MP3, Ogg, FLAC and Matroska, by their first bytes. */
// eslint-disable-next-line no-control-regex -- bytes, not text
const BEGINNINGS = /^(?:\x89PNG|\xff\xd8\xff|GIF8|RIFF|II\*\0|MM\0\*|[^]{4}ftyp|ID3|\xff[\xe2-\xfd]|OggS|fLaC|\x1aE\xdf\xa3)/;
const HEAD_BYTES = 12;

/**
 * What an image or a recording counts as. Attack: a key may state a class for pictures and sound, and a text, a table or an archive is sent in their
 * place: only what begins like one is one.
 */
export function unreadableBytes(bytes: Uint8Array): Unreadable {
  return BEGINNINGS.test(Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, HEAD_BYTES)).toString('latin1')) ? 'media' : 'unknown';
}

const DATA_URL = /^data:[^,]{0,200},/i;

/** The same of base64, plain or as a data: URL. */
export function unreadableBase64(text: string): Unreadable {
  const head = DATA_URL.exec(text)?.[0].length ?? 0;
  return unreadableBytes(Buffer.from(text.slice(head, head + 4 * HEAD_BYTES), 'base64'));
}

/** Of a request with several such parts; what nobody knows outweighs a picture. */
export function worse(one: Unreadable, other: Unreadable): Unreadable {
  if (one === 'unknown' || other === 'unknown') return 'unknown';
  return one || other;
}
