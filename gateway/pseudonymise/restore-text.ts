import { isRecipient, Place, type TextKind } from './address.ts';
import { type Core, type End, isWord, readStandIn, STAND_IN_MAX } from './stand-in.ts';
import { translationsOf } from './translations.ts';
import type { RestoreKeys } from './types.ts';

/** One text on its way. */
export interface TextState {
  /** What is held back of it. */
  held: string;
  /** The last characters before that. */
  before: string;
  /** Where the end of what was given out stands. */
  place: Place;
  json: boolean;
  /** How it begins. */
  head: string;
}

export function newText(kind: TextKind): TextState {
  return { held: '', before: '', place: new Place(kind), json: kind === 'json', head: '' };
}

/** Cores as a model may have translated them. */
function translations(values: ReadonlyMap<Core, string>): Map<Core, Core> {
  const all = new Map<Core, Core>();
  for (const core of values.keys()) {
    const last = core.lastIndexOf('_');
    for (const word of translationsOf(core.slice(0, last))) {
      const translated = `${word}${core.slice(last)}`;
      if (!values.has(translated)) all.set(translated, core);
    }
  }
  return all;
}

const HEAD_MAX = 64;
/** JSON that nobody demanded by a parameter: as an address has a line end, a string that it is put into would be none. */
const BEGINS_AS_JSON = /^\s{0,20}(?:```(?:json)?\s{1,4})?(?:\{\s{0,20}"|\[\s{0,20}[{["])/;

/** As much as tells whether a word goes on, or ended with an escape. */
const BEFORE = 3;

/** Puts values back into texts, whole or in pieces. */
export interface TextRestorer {
  /** The next piece of a text, restored; what may become a stand-in is held back, never more than `STAND_IN_MAX` characters. In JSON text values are escaped. */
  push(state: TextState, piece: string, end: End): string;
}

export function createTextRestorer({ values, addresses }: Pick<RestoreKeys, 'values' | 'addresses'>): TextRestorer {
  const translated = translations(values);
  const entities = [...new Set([...values.keys(), ...translated.keys()].map((core) => core.slice(0, core.lastIndexOf('_') + 1)))];
  const couldBe = (start: Core) => entities.some((entity) => (start.length <= entity.length ? entity.startsWith(start) : start.startsWith(entity)));
  const isKnown = (core: Core) => values.has(core) || translated.has(core);
  /** Where a stand-in may begin. */
  const begin = new RegExp(`[<\\\\&%${[...new Set(entities.map((entity) => entity[0]))].join('')}]`, 'g');

  return {
    push(state, piece, end) {
      const text = state.held + piece;
      state.held = '';
      if (text === '') return '';
      let out = '';
      let from = 0;
      let read = 0;
      if (state.head.length < HEAD_MAX) state.head = (state.head + piece).slice(0, HEAD_MAX);
      const { before, place } = state;
      const json = state.json || BEGINS_AS_JSON.test(state.head);
      const pass = (to: number) => {
        place.move(text, read, to);
        read = to;
      };
      // Without an underscore there is nothing but perhaps a beginning at the end.
      begin.lastIndex = text.includes('_') ? 0 : Math.max(0, text.length - STAND_IN_MAX);
      for (let match = begin.exec(text); match; match = begin.exec(text)) {
        const at = match.index;
        const reading = readStandIn(text, at, end, wordBefore, couldBe, isKnown);
        if (reading === undefined) continue;
        if (reading === 'more') {
          state.held = text.slice(at);
          break;
        }
        const core = translated.get(reading.core) ?? reading.core;
        // As a word of its own `Persona_1` is a name of code.
        if (core !== reading.core && isWord(text.charCodeAt(reading.start))) continue;
        pass(reading.start);
        const value = values.get(core)!;
        const address = place.addressWith(core);
        if (address === undefined || addresses.has(address) || isRecipient(address, value)) {
          const written = json ? JSON.stringify(value).slice(1, -1) : value;
          out += text.slice(from, reading.start) + written;
          // Attack: a value that is the start of an address itself, as a "password" may be.
          place.move(written, 0, written.length);
          from = read = reading.end;
        }
        begin.lastIndex = reading.end;
      }
      const to = text.length - state.held.length;
      pass(to);
      state.before = to < BEFORE ? (before + text.slice(0, to)).slice(-BEFORE) : text.slice(to - BEFORE, to);
      return out + text.slice(from, to);

      function wordBefore(at: number): boolean {
        const here = at < BEFORE ? (before + text.slice(0, at)).slice(-BEFORE) : text.slice(at - BEFORE, at);
        if (here === '' || !isWord(here.charCodeAt(here.length - 1))) return false;
        return !(json && /(?:^|[^\\])\\[nrtbf]$/.test(here));
      }
    },
  };
}
