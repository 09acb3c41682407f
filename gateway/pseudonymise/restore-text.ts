import { moveOver, newPlace, type Place } from './address.ts';
import { type Core, type End, isWord, readStandIn, STAND_IN_MAX } from './stand-in.ts';
import type { RestoreKeys } from './types.ts';

/** One text on its way: what is held back of it, and where its end stands. */
export interface TextState {
  held: string;
  place: Place;
}

export function newText(): TextState {
  return { held: '', place: newPlace() };
}

/** Puts values back into texts, whole or in pieces. */
export interface TextRestorer {
  /**
   * The next piece of a text, restored; what may become a stand-in is held back, never more than `STAND_IN_MAX` characters.
   * @param json whether the text is JSON, so that values are escaped
   */
  push(state: TextState, piece: string, end: End, json: boolean): string;
}

export function createTextRestorer({ values, addresses }: Pick<RestoreKeys, 'values' | 'addresses'>): TextRestorer {
  const entities = [...new Set([...values.keys()].map((core) => core.slice(0, core.lastIndexOf('_') + 1)))];
  const couldBe = (start: Core) => entities.some((entity) => (start.length <= entity.length ? entity.startsWith(start) : start.startsWith(entity)));
  const isKnown = (core: Core) => values.has(core);
  /** Where a stand-in may begin. */
  const begin = new RegExp(`[<\\\\&%${[...new Set(entities.map((entity) => entity[0]))].join('')}]`, 'g');

  return {
    push(state, piece, end, json) {
      const text = state.held + piece;
      state.held = '';
      if (text === '') return '';
      let out = '';
      let from = 0;
      let read = 0;
      const { recent } = state.place;
      const pass = (to: number) => {
        moveOver(state.place, text, read, to, json);
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
        pass(reading.start);
        if (state.place.address === undefined || addresses.has(state.place.address)) {
          const value = values.get(reading.core)!;
          out += text.slice(from, reading.start) + (json ? JSON.stringify(value).slice(1, -1) : value);
          from = reading.end;
        }
        begin.lastIndex = reading.end;
      }
      const to = text.length - state.held.length;
      pass(to);
      return out + text.slice(from, to);

      function wordBefore(at: number): boolean {
        const before = at < 3 ? (recent + text.slice(0, at)).slice(-3) : text.slice(at - 3, at);
        if (before === '' || !isWord(before.charCodeAt(before.length - 1))) return false;
        return !(json && /(?:^|[^\\])\\[nrtbf]$/.test(before));
      }
    },
  };
}
