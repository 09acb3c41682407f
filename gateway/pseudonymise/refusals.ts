import type { RefusalCode, Refused } from './types.ts';

const TEXTS: Record<RefusalCode, string> = {
  unreadable: 'a part of the request could not be read, so nobody knows which names and numbers are in it',
  'too-many': 'it holds more names and numbers than can be replaced',
  'too-long': 'it is too long to replace names and numbers in it while others wait',
  uncertain: 'it holds something that may be confidential and was not recognised with certainty',
  'no-stand-in': 'it holds something confidential that nothing can stand for',
  split: 'a confidential value is spread over several parts of the request',
  encoded: 'a confidential value is encoded (base64 for instance) and cannot be replaced there',
  key: 'a confidential value is the name of a field',
  number: 'a confidential value is written as a bare number, where only a number may stand',
  'fixed-field': 'a confidential value stands where nothing may be replaced (an id, the name of a tool or a model)',
  file: 'what is in a file cannot be replaced',
  tokens: 'the text was sent as token numbers, in which nothing can be replaced',
  logprobs: 'logprobs were asked for, and they do not fit an answer that is restored',
  'spoken-answer': 'an answer as sound was asked for, in which nothing can be restored',
  'drawn-answer': 'an image was asked for, in which nothing can be restored',
  'broken-json': 'replacing a confidential value would break the JSON around it',
  'still-found': 'something confidential was still recognised after the replacing',
};

/** Thrown where a request cannot be sent with stand-ins; `pseudonymise` returns what it says. */
export class CannotReplace extends Error {
  readonly refusal: Refused;

  constructor(refused: RefusalCode, path?: string) {
    super(refused);
    this.refusal = { refused, text: TEXTS[refused], ...(path !== undefined && { path }) };
  }
}
