import { Place } from './address.ts';
import type { Pseudonym } from './map.ts';
import { CannotReplace } from './refusals.ts';
import { type Core, coreOf } from './stand-in.ts';

/** Where a stand-in goes in a text. */
export interface Replacement {
  start: number;
  end: number;
  by: Pseudonym;
}

/** Of one request; replacing holds up everybody else. */
const REPLACEMENTS_MAX = 10_000;

/** What one request is sent with. */
export class Sent {
  readonly values = new Map<Core, string>();
  /** With the stand-in at the end. Attack: a document holds an address of its own with a value that its author knows; only that one goes there. */
  readonly addresses = new Set<string>();
  #replacements = 0;

  /** Throws `CannotReplace` where there is too much. @param replacements in order, none overlapping another */
  replace(text: string, replacements: readonly Replacement[], style: 'text' | 'json' | 'bare'): string {
    this.#replacements += replacements.length;
    if (this.#replacements > REPLACEMENTS_MAX) throw new CannotReplace('too-many');
    let out = '';
    let from = 0;
    const place = new Place(style === 'json' ? 'json' : 'text');
    for (const { start, end, by } of replacements) {
      const core = coreOf(by.entity, by.number);
      const standIn = style === 'bare' ? core : `<${core}>`;
      place.move(text, from, start);
      const address = place.addressWith(core);
      if (address) this.addresses.add(address);
      // As it will be given out when it is restored.
      const value = style === 'json' ? JSON.stringify(by.value).slice(1, -1) : by.value;
      place.move(value, 0, value.length);
      this.values.set(core, by.value);
      out += text.slice(from, start) + standIn;
      from = end;
    }
    return out + text.slice(from);
  }

  counts(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const core of this.values.keys()) {
      const entity = core.slice(0, core.lastIndexOf('_'));
      counts[entity] = (counts[entity] ?? 0) + 1;
    }
    return counts;
  }
}
