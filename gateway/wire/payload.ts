/** Plain or as a data: URL. */
const PAYLOAD = /^(?:data:[\w.+-]+\/[\w.+-]+(?:;[\w.+-]+=[\w.+-]*)*;base64,)?[A-Za-z0-9+/\r\n_-]*(?:={1,2}\s*)?$/;

/** True for base64 and nothing else: attack: whatever else stands there is a text that some server reads. */
export function isPayload(text: string): boolean {
  return PAYLOAD.test(text);
}
