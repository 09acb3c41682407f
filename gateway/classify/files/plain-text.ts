import type { FileText } from './types.ts';

// eslint-disable-next-line no-control-regex -- these make a file something else than text
const CONTROL = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/;

/** Reads UTF-8, UTF-16 with a byte order mark, or Windows-1252; undefined where it is no text. */
export function readPlainText(bytes: Buffer): FileText | undefined {
  const text = decode(bytes);
  return text === undefined || CONTROL.test(text) ? undefined : { texts: [text], unreadable: false };
}

function decode(bytes: Buffer): string | undefined {
  for (const encoding of [...marked(bytes), 'utf-8', 'windows-1252']) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      continue;
    }
  }
  return undefined;
}

function marked(bytes: Buffer): string[] {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return ['utf-16le'];
  return bytes[0] === 0xfe && bytes[1] === 0xff ? ['utf-16be'] : [];
}
