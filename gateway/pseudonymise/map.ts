import type { Recogniser } from '../classify/recogniser.ts';
import type { Comparison, MapState } from '../core/pseudonyms.ts';
import { formsOf, isName, meant, spellings, wordsOf } from './forms.ts';
import { CannotReplace } from './refusals.ts';
import { coreOf, type Core, NUMBER_MAX } from './stand-in.ts';

/** A value and what stands for it. */
export interface Pseudonym {
  entity: string;
  number: number;
  /** As it was written when it was first seen. */
  value: string;
  by: Comparison;
}

/** Of one conversation: it is kept, sealed and read as a whole. */
const VALUES_MAX = 5_000;

/** The stand-ins of one conversation: the same value has the same one, and no number is given twice. */
export class PseudonymMap {
  readonly #next: Map<string, number>;
  readonly #values: Pseudonym[] = [];
  readonly #byForm = new Map<string, Pseudonym>();
  /** By surname; null where two people share it. */
  readonly #bySurname = new Map<string, Pseudonym | null>();
  readonly #forms = new Map<string, readonly string[]>();
  #changed = false;

  constructor(state: MapState = { next: {}, values: [] }) {
    this.#next = new Map(Object.entries(state.next));
    for (const [entity, number, value, by] of state.values) this.#put({ entity, number, value, by });
  }

  get changed(): boolean {
    return this.#changed;
  }

  get values(): readonly Pseudonym[] {
    return this.#values;
  }

  state(): MapState {
    return { next: Object.fromEntries(this.#next), values: this.#values.map(({ entity, number, value, by }) => [entity, number, value, by]) };
  }

  /** `formsOf`, worked out once. */
  forms(value: string, by: Comparison): readonly string[] {
    const key = `${by} ${value}`;
    let forms = this.#forms.get(key);
    if (!forms) this.#forms.set(key, (forms = formsOf(value, by)));
    return forms;
  }

  /** The value's stand-in, where it has one already: its own, or its bearer's where it is a surname that one person alone has. */
  find(value: string, by: Comparison): Pseudonym | undefined {
    const forms = this.forms(value, by);
    for (const form of forms) {
      const known = this.#byForm.get(form);
      if (known) return known;
    }
    if (by !== 'words') return undefined;
    for (const form of forms) {
      const bearer = this.#bySurname.get(form.slice(1));
      if (bearer) return bearer;
    }
    return undefined;
  }

  /** Throws `CannotReplace`. @param taken numbers that the client's own text uses */
  assign(value: string, entity: string, by: Comparison, taken: ReadonlySet<Core>): Pseudonym {
    const pseudonym = { entity, number: this.#number(entity, taken), value, by };
    if (this.#values.length >= VALUES_MAX) throw new CannotReplace('too-many');
    this.#put(pseudonym);
    this.#changed = true;
    return pseudonym;
  }

  /** Attack: a text that names a stand-in in use, to have its value told. That value gets another number, and the old one stands for nothing. */
  renumber(taken: ReadonlySet<Core>): void {
    if (taken.size === 0) return;
    for (const pseudonym of this.#values) {
      if (!taken.has(coreOf(pseudonym.entity, pseudonym.number))) continue;
      pseudonym.number = this.#number(pseudonym.entity, taken);
      this.#changed = true;
    }
  }

  #number(entity: string, taken: ReadonlySet<Core>): number {
    let number = this.#next.get(entity) ?? 1;
    while (taken.has(coreOf(entity, number))) number++;
    if (number > NUMBER_MAX) throw new CannotReplace('too-many');
    this.#next.set(entity, number + 1);
    return number;
  }

  #put(pseudonym: Pseudonym): void {
    this.#values.push(pseudonym);
    for (const form of this.forms(pseudonym.value, pseudonym.by)) if (!this.#byForm.has(form)) this.#byForm.set(form, pseudonym);
    if (!isPerson(pseudonym)) return;
    const surname = surnameOf(meant(pseudonym.value));
    for (const spelling of spellings(surname)) this.#bySurname.set(spelling, this.#bySurname.has(spelling) ? null : pseudonym);
  }
}

/** Entities whose values are names of people: their words may stand alone. */
const PEOPLE = new Set(['PERSON', 'NAME', 'CLIENT']);

export function isPersonal(entity: string): boolean {
  return PEOPLE.has(entity);
}

/** A full name of a person. */
export function isPerson({ entity, value, by }: Pseudonym): boolean {
  return by === 'words' && isPersonal(entity) && isName(meant(value));
}

/** The last word, or what stands before a comma. */
export function surnameOf(name: string): string {
  const comma = name.indexOf(',');
  return wordsOf(comma === -1 ? name : name.slice(0, comma)).at(-1) ?? '';
}

/** How findings of a recogniser compare. */
export function comparisonOf({ group, compact }: Recogniser): Comparison {
  return group === 'secret' ? 'exact' : compact ? 'compact' : 'words';
}
