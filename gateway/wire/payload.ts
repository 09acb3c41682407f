/** A shorter one is looked at as a text too. */
const PAYLOAD_MIN = 256;
const PAYLOAD = /^(?:data:[\w.+-]+\/[\w.+-]+(?:;[\w.+-]+=[\w.+-]*)*;base64,)?[A-Za-z0-9+/\r\n_-]+(?:={1,2}\s*)?$/;

/** True for long base64 and nothing else: attack: whatever else stands there is a text that some server reads. */
export function isPayload(text: string): boolean {
  return text.length >= PAYLOAD_MIN && PAYLOAD.test(text);
}
