/** How files begin that hold text as well, but are none: PDF, RTF, and ZIP, which is what spreadsheets of today are. */
const BEGINNINGS = ['%PDF', '{\\rtf', 'PK\u0003\u0004'].map((text) => new TextEncoder().encode(text));
/** Of a stray one, as old programs leave them in their exports, a file is no less a text. */
const MOST_CONTROLS = 1 / 100;

/** True for what a person would call a text, in whatever encoding. Attack: a picture read as text gives words that no request ever holds, and looks as if a list were in force. */
export function isTextFile(bytes: Uint8Array): boolean {
  const wide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  const high = bytes[0] === 0xfe ? 0 : 1;
  if (BEGINNINGS.some((beginning) => beginning.every((byte, index) => bytes[index] === byte))) return false;
  let controls = 0;
  for (let at = 0; at < bytes.length; at += wide ? 2 : 1) {
    const value = wide ? (bytes[at + 1 - high] ?? 0) + 256 * (bytes[at + high] ?? 0) : bytes[at]!;
    if (value === 0) return false;
    if (value < 32 && (value < 9 || value > 13)) controls++;
  }
  return controls <= bytes.length * MOST_CONTROLS;
}
