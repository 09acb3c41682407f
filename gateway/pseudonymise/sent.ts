import { addressAt, moveOver, newPlace } from './address.ts';
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
  readonly addresses = new Set<string>();
  #replacements = 0;

  /** Throws `CannotReplace` where there is too much. @param replacements in order, none overlapping another */
  replace(text: string, replacements: readonly Replacement[], style: 'text' | 'json' | 'bare'): string {
    this.#replacements += replacements.length;
    if (this.#replacements > REPLACEMENTS_MAX) throw new CannotReplace('too-many');
    let out = '';
    let from = 0;
    const place = newPlace();
    for (const { start, end, by } of replacements) {
      const core = coreOf(by.entity, by.number);
      const standIn = style === 'bare' ? core : `<${core}>`;
      moveOver(place, text, from, start, style === 'json');
      const address = addressAt(place);
      if (address !== undefined) this.addresses.add(address);
      moveOver(place, standIn, 0, standIn.length, false);
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
