import type { JsonObject } from '../core/json.ts';
import { CannotReplace } from './refusals.ts';
import type { Sent } from './sent.ts';
import { STAND_IN_MAX } from './stand-in.ts';
import type { Found } from './types.ts';
import { isContext } from './values.ts';
import { placeAt } from './walk.ts';

const STAND_IN = /<?([A-Z][A-Z0-9_]*_\d+)>?/g;
const WORD = /[\p{L}\p{N}]/u;

/** Throws `CannotReplace` where the recognisers still find something in what is about to be sent, other than the stand-ins themselves. */
export function checkNothingLeft(request: JsonObject, sent: Sent, { findings, more }: Found): void {
  if (more) throw new CannotReplace('still-found');
  for (const { kind, keys, start, end, path, recogniser } of findings) {
    if (isContext(recogniser)) continue;
    const { holder, key } = placeAt(request, keys);
    const text = (holder as JsonObject)[key];
    if (kind !== 'value' || typeof text !== 'string') throw new CannotReplace('still-found', path);
    const from = Math.max(0, start - STAND_IN_MAX);
    const near = text.slice(from, end + STAND_IN_MAX).replace(STAND_IN, (standIn, core: string) => (sent.values.has(core) ? ' '.repeat(standIn.length) : standIn));
    if (WORD.test(near.slice(start - from, end - from))) throw new CannotReplace('still-found', path);
  }
}
