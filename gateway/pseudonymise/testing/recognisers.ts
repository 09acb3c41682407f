import { createInspector } from '../../classify/engine.ts';
import type { Detector, Recogniser } from '../../classify/recogniser.ts';
import type { ChatRequest } from '../../core/chat.ts';
import type { Json } from '../../core/json.ts';
import { pseudonymise, type PseudonymiseOptions } from '../pseudonymise.ts';
import type { Pseudonymised, Refused } from '../types.ts';

function recogniser(id: string, more: Partial<Recogniser>): Recogniser {
  return { id, group: 'identifier', dataClass: 'confidential', weight: 1, examples: { found: [], passed: [] }, ...more };
}

function detector(of: Recogniser, pattern: RegExp, certain = true): Detector {
  return {
    recognisers: [of],
    detect(text, found) {
      for (const { index, 0: match } of text.matchAll(pattern)) found({ recogniser: of, start: index, end: index + match.length, certain });
    },
  };
}

/** Recognisers that find what the tests say, through the real engine. */
export const inspector = createInspector([
  detector(recogniser('person', { group: 'person', entity: 'PERSON' }), /(?:(?:Frau|Herrn?|Dr\.|Mme) )+\p{Lu}\p{Ll}+|(?:Anna|Beat|Ruth) (?:Müllers?|Mueller|MÜLLER|Meier|Kühnes?|O'Neill)|Müller,? Anna/gu),
  detector(recogniser('organisation', { group: 'person', entity: 'ORGANISATION' }), /(?:\p{Lu}\p{Ll}+ )+AG/gu),
  detector(recogniser('ahv', { entity: 'AHV', compact: true }), /756[ .]?\d{4}[ .]?\d{4}[ .]?\d{2}/g),
  detector(recogniser('email', { entity: 'EMAIL' }), /[\w.]+@[\w.]+\.ch/g),
  detector(recogniser('api-key', { group: 'secret', entity: 'API_KEY' }), /sk-\w+/g),
  detector(recogniser('diagnosis', { group: 'context' }), /Diagnose/g),
  detector(recogniser('oath', { group: 'office' }), /Berufsgeheimnis/g),
  detector(recogniser('plate', { entity: 'PLATE' }), /ZH \d{3}/g, false),
]);

export type Outcome<T> = Pseudonymised<T> | Refused;

/** As the gateway does it: looked at, replaced, looked at again. */
export function run<T extends object>(request: T, over: Partial<PseudonymiseOptions> = {}): Promise<Outcome<T>> {
  return pseudonymise(request, { found: over.found ?? inspector.inspect(request as unknown as Json), unreadable: false, inspect: (value) => inspector.inspect(value), ...over });
}

export function chat(...contents: string[]): ChatRequest {
  return { model: 'm', messages: contents.map((content, index) => ({ role: index % 2 === 0 ? 'user' : 'assistant', content })) };
}

/** Throws where it was refused. */
export async function replaced<T extends object>(request: T, over: Partial<PseudonymiseOptions> = {}): Promise<Pseudonymised<T>> {
  const outcome = await run(request, over);
  if ('refused' in outcome) throw new Error(`refused: ${outcome.refused} ${outcome.path ?? ''}`);
  return outcome;
}
