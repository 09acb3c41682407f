import type { Detector, Found, Match, Recogniser } from '../recogniser.ts';
import { birthDate, birthYear } from '../identifiers/recognisers.ts';
import { addresseesOf } from './addressee.ts';
import { addressAt } from './addresses.ts';
import { listedWith } from './enumeration.ts';
import { behind, namesByPlace, partiesAt, type Placed } from './by-place.ts';
import { birthBehind, birthYearBehind } from './births.ts';
import { roleByParts } from './compounds.ts';
import { hashWord } from './fold.ts';
import { leadTo } from './leads.ts';
import type { Lexicon } from './lexicon.ts';
import { isMeasured, isSum } from './measures.ts';
import { isParty, type Name, nameAt, nameBefore, twoAhead, twoBefore, withFirstName } from './names.ts';
import { type NameLine, nameLine } from './name-line.ts';
import { isFirm, organisationAfter, organisationBefore } from './organisations.ts';
import { isCapital, letterAt, rolesOf, type Unit, wordBefore, wordEnd } from './reader.ts';
import { legalContext, medicalContext, namePart, organisation, person, postalPlace, streetAddress } from './recognisers.ts';
import { AHEAD, BORN, CLOSING, CONTEXT, EVERYDAY, FIELD, FUNCTION, GIVEN, GREETING, LABEL, LEGAL, LEGAL_FORM, LEGAL_WEAK, MEDICAL, MEDICAL_WEAK, NAME, OFFICE, ORGANISATION_HEAD, SAYS, STREET, SURNAME, TITLE } from './roles.ts';
import { type Hits, LONG, scanWords } from './scan.ts';
import { isAge, readTable } from './tables.ts';
import { addToFilter, wordValue } from './word-table.ts';

/** The letter s, as `scanWords` takes it. */
const GENITIVE = 1 << 18;
const LEADS = TITLE | OFFICE | LABEL | GREETING | CLOSING;
/** How many words of names that a text has shown are looked for again in it. */
const REMEMBERED = 512;
/** Between a name and a year of birth. */
const NEAR = 60;
/** `Jg. 1970: Anna Müller`. */
const SIGNS = 3;
const FILTER_WORDS = 512;
const LONGEST_AGE = 3;
/** What counts as one weak word each, however often it stands there; no word has these hashes. */
const AGE = 1;
const SUM = 2;
const MEASURE = 3;
const LONGEST_HOUSE_OR_POSTAL = 5;

/** Finds people, addresses, organisations and what speaks of illness or a dispute, in one pass over the words of a text. */
export function createPersonDetector(words: () => Lexicon): Detector {
  return {
    recognisers: [person, namePart, streetAddress, postalPlace, organisation, medicalContext, legalContext],
    detect(text, found) {
      const lexicon = words();
      const reading = new Reading(lexicon, text, found);
      scanWords(text, lexicon.filter, GENITIVE, reading);
      reading.finish();
    },
  };
}

const CELLS = { whole: person, part: namePart, birth: birthDate, maybe: namePart };

/** One text on its way. */
class Reading implements Hits {
  readonly #lexicon: Lexicon;
  readonly #text: string;
  readonly #found: Found;
  /** Up to here names have been taken. */
  #done = 0;
  #addressEnd = 0;
  #tableEnd = 0;
  #parts: Name[] = [];
  /** Where full names begin and end, in pairs. */
  #taken: number[] = [];
  /** Two words that no list knows, until something better is known of them. */
  #guesses: Name[] = [];
  /** Where names begin that their place has shown for certain. */
  #sure = new Set<number>();
  /** Hashes of words that belong to names shown in full. */
  #shown = new Set<number>();
  #unknown = false;
  #aged = false;
  #paid = false;
  /** Of birth, with no name before it. */
  #year: { start: number; end: number } | undefined;
  readonly #placed: Placed = (name, certain) => this.#place(name, certain, namePart);
  #medical = new Context(medicalContext);
  #legal = new Context(legalContext);

  constructor(lexicon: Lexicon, text: string, found: Found) {
    this.#lexicon = lexicon;
    this.#text = text;
    this.#found = found;
  }

  word(start: number, end: number, hash: number): void {
    let roles = wordValue(this.#lexicon, this.#text, start, end, hash);
    if (roles === 0) roles = rolesOf(this.#lexicon, this.#text, start, end).roles;
    if (roles === 0) {
      if (end - start >= LONG) this.long(start, end);
      return;
    }
    // An everyday word that only looks like a genitive: parties, notes.
    if (letterAt(this.#text, end) && (wordValue(this.#lexicon, this.#text, start, end + 1) & EVERYDAY) !== 0) return;
    if ((roles & CONTEXT) !== 0) this.#context(roles, hash, start);
    if ((roles & FIELD) !== 0 && start >= this.#tableEnd) this.#table(start);
    if ((roles & BORN) !== 0) {
      this.#before(start);
      this.#bornIn(end);
      behind(this.#lexicon, this.#text, this.#text[end] === '.' ? end + 1 : end, this.#placed);
    }
    if ((roles & (SAYS | FUNCTION | AHEAD)) !== 0) this.#unlisted(start, end, roles);
    if (start < this.#done) return;
    if ((roles & LEADS) !== 0 && this.#follow(start, roles)) return;
    // In lower case only who is nothing else than a name is one: most hits in English prose end here.
    if ((roles & NAME) !== 0 && ((roles & EVERYDAY) === 0 || isCapital(this.#text.charCodeAt(start)))) this.#name(start);
    if ((roles & (LEGAL_FORM | ORGANISATION_HEAD)) !== 0 && start >= this.#done) this.#organisation(start, roles);
  }

  long(start: number, end: number): void {
    const roles = this.#medical.seen && this.#legal.seen ? 0 : roleByParts(this.#text, start, end);
    if (roles !== 0) this.#context(roles, hashWord(this.#text, start, end), start);
  }

  #context(roles: number, hash: number, at: number): void {
    this.#medical.see(roles & MEDICAL, roles & MEDICAL_WEAK, hash, at, this.#found);
    this.#legal.see(roles & LEGAL, roles & LEGAL_WEAK, hash, at, this.#found);
  }

  number(start: number, end: number): void {
    if (end - start <= LONGEST_AGE && isAge(this.#text, end)) {
      this.#before(start);
      if (!this.#aged) this.#context(MEDICAL_WEAK, AGE, start);
      this.#aged = true;
    }
    if (!this.#legal.seen && !this.#paid && isSum(this.#text, start, end)) {
      this.#context(LEGAL_WEAK, SUM, start);
      this.#paid = true;
    }
    if (!this.#medical.seen && isMeasured(this.#text, end)) this.#context(MEDICAL_WEAK, MEASURE, start);
    if (end - start > LONGEST_HOUSE_OR_POSTAL || start < this.#addressEnd) return;
    const address = addressAt(this.#lexicon, this.#text, start, end);
    if (!address) return;
    this.#addressEnd = address.end;
    this.#report(address.street ? streetAddress : postalPlace, address.start, address.end, address.certain);
    for (const addressee of addresseesOf(this.#lexicon, this.#text, address)) this.#place(addressee, addressee.certain);
  }

  /** Single names at last, as the full name may come after them. */
  finish(): void {
    namesByPlace(this.#lexicon, this.#text, this.#placed);
    for (const part of this.#parts) {
      const again = part.units.every((unit) => this.#shown.has(hashWord(this.#text, unit.start, unit.end)));
      this.#report(namePart, part.start, part.end, again);
    }
    for (const name of this.#guesses) {
      if (this.#sure.has(name.start) || this.#covered(name)) continue;
      this.#remember(name.units);
      this.#report(person, name.start, name.end, false);
    }
    this.#lists();
    if (this.#unknown) this.#lookAgain();
  }

  #lists(): void {
    let to = 0;
    for (let i = 0; i < this.#taken.length; i += 2) {
      const start = this.#taken[i]!;
      if (start < to) continue;
      const { others, end } = listedWith(this.#lexicon, this.#text, { start, end: this.#taken[i + 1]! });
      for (const other of others) this.#report(person, other.start, other.end, false);
      to = end;
    }
  }

  /** By where it stands, whatever its words. */
  #place(name: NameLine, certain: boolean, word = organisation): void {
    if (name.kind === 'person') this.#remember(name.units);
    if (this.#covered(name)) return;
    if (certain) this.#sure.add(name.start);
    this.#report(name.kind === 'person' ? person : name.kind === 'word' ? word : organisation, name.start, name.end, certain);
  }

  #covered(name: { start: number; end: number }): boolean {
    for (let i = 0; i < this.#taken.length; i += 2) if (this.#taken[i]! <= name.start && this.#taken[i + 1]! >= name.end) return true;
    return false;
  }

  #remember(units: readonly Unit[]): void {
    for (const unit of units) {
      if (unit.end - unit.start < 3 || this.#shown.size >= REMEMBERED) continue;
      this.#shown.add(hashWord(this.#text, unit.start, unit.end));
      if ((unit.roles & NAME) === 0) this.#unknown = true;
    }
  }

  #before(at: number): void {
    const name = nameBefore(this.#lexicon, this.#text, at);
    if (name && name.end > this.#done) this.#take(name);
  }

  /** A year of birth says little unless a name stands near it. */
  #bornIn(end: number): void {
    const year = birthYearBehind(this.#text, end);
    if (!year) return;
    const last = this.#taken.at(-1) ?? Number.NEGATIVE_INFINITY;
    if (year.start - last <= NEAR) this.#report(birthYear, year.start, year.end, true);
    else this.#year = year;
  }

  #table(start: number): void {
    this.#tableEnd = readTable(this.#lexicon, this.#text, start, (from, to, what) => this.#report(CELLS[what], from, to, what !== 'maybe'));
  }

  #follow(start: number, roles: number): boolean {
    const lead = leadTo(this.#lexicon, this.#text, start, roles);
    if (!lead || lead.at < this.#done) return false;
    const name = nameAt(this.#lexicon, this.#text, lead.at, lead.kind);
    if (!name) this.#afterLead(start, lead.at, roles);
    if (!name || (!name.certain && isFirm(this.#text, name.end))) return false;
    this.#take(lead.doubtful ? { ...name, certain: false } : name);
    return true;
  }

  /** Who is greeted with one name that no list knows, and the parties of a matter. */
  #afterLead(start: number, at: number, roles: number): void {
    if ((roles & LABEL) !== 0) partiesAt(this.#lexicon, this.#text, at, this.#placed);
    if ((roles & GREETING) === 0 || (start > 0 && this.#text[start - 1] !== '\n')) return;
    const name = nameLine(this.#lexicon, this.#text, at, wordEnd(this.#text, at));
    if (name) this.#placed(name, false);
  }

  /** Two words that no list knows: beside what people do or are, a person; behind a preposition, perhaps one. */
  #unlisted(start: number, end: number, roles: number): void {
    const text = this.#text;
    if ((roles & (SAYS | FUNCTION)) !== 0) {
      const before = (roles & FUNCTION) === 0 ? start : ',(\n|–-'.includes(text[start - 1] === ' ' ? text[start - 2]! : (text[start - 1] ?? ' ')) ? trimmedBefore(text, start) : -1;
      const name = before < 0 ? undefined : twoBefore(this.#lexicon, text, before);
      if (name && name.end > this.#done) this.#guesses.push(name);
    }
    if ((roles & (SAYS | AHEAD)) === 0 || text[end] !== ' ' || end < this.#done) return;
    const name = twoAhead(this.#lexicon, text, end + 1);
    if (!name) return;
    if ((roles & SAYS) !== 0) this.#guesses.push(name);
    else this.#report(namePart, name.start, name.end, false);
  }

  #name(start: number): void {
    const name = nameAt(this.#lexicon, this.#text, start, 'none');
    if (!name) return;
    const before = wordBefore(this.#lexicon, this.#text, start);
    if (before && (before.roles & STREET) !== 0) {
      this.#done = name.end;
      return;
    }
    if (this.#text[start - 1] === '-' || this.#text[start - 1] === '@' || this.#text[start - 1] === '/') return;
    this.#take(withFirstName(this.#lexicon, this.#text, name) ?? name);
  }

  #take(name: Name): void {
    if (name.end <= this.#done) return;
    this.#done = name.end;
    if (name.kind === 'part' && !isParty(this.#lexicon, this.#text, name)) {
      this.#parts.push(name);
      return;
    }
    this.#remember(name.units);
    this.#taken.push(name.start, name.end);
    if (name.apart) for (const unit of name.units) this.#report((unit.roles & SURNAME) !== 0 && (unit.roles & GIVEN) === 0 ? person : namePart, unit.start, unit.end, name.certain);
    else this.#report(person, name.start, name.end, name.certain || name.kind === 'part');
    if (this.#year && name.start - this.#year.end <= SIGNS) this.#report(birthYear, this.#year.start, this.#year.end, true);
    this.#year = undefined;
    const birth = birthBehind(this.#text, name.end);
    if (birth) this.#report(birthDate, birth.start, birth.end, true);
  }

  /** Names that no list knows, once a title or a given name has shown them. */
  #lookAgain(): void {
    const text = this.#text;
    const filter = new Uint32Array(FILTER_WORDS);
    for (const hash of this.#shown) addToFilter(filter, hash);
    let next = 0;
    scanWords(text, filter, GENITIVE, {
      word: (start, end, hash) => {
        while (next < this.#taken.length && this.#taken[next + 1]! <= start) next += 2;
        if (next < this.#taken.length && this.#taken[next]! <= start) return;
        if (!isCapital(text.charCodeAt(start)) || !this.#shown.has(hash)) return;
        const roles = wordValue(this.#lexicon, text, start, end, hash);
        if (roles !== 0) return;
        // "Frau Quellmalz … Lirka Quellmalz": the word before may be the given name that no list knows, and with it goes nothing that is needed.
        const before = wordBefore(this.#lexicon, text, start, 1);
        this.#report(namePart, before?.capital && before.roles === 0 && before.end - before.start > 2 ? before.start : start, end, true);
      },
      long: () => {},
      number: () => {},
    });
  }

  #organisation(start: number, roles: number): void {
    const end = wordEnd(this.#text, start);
    const range = (roles & LEGAL_FORM) !== 0 ? organisationBefore(this.#lexicon, this.#text, start, end) : organisationAfter(this.#lexicon, this.#text, start, end);
    if (range) this.#report(organisation, range.start, range.end, range.certain);
  }

  #report(recogniser: Recogniser, start: number, end: number, certain: boolean): void {
    this.#found({ recogniser, start, end, certain } satisfies Match);
  }
}

/** Before the comma, bracket or line end that parts a function from its name. */
function trimmedBefore(text: string, start: number): number {
  let at = start;
  while (start - at < SIGNS && ' ,(\n|–-'.includes(text[at - 1] ?? 'x')) at--;
  return at;
}

/** A context counts once per text, at its first strong word or its second weak one. It has no length: all places of it are the same value. */
class Context {
  readonly #recogniser: Recogniser;
  #weak = 0;
  seen = false;

  constructor(recogniser: Recogniser) {
    this.#recogniser = recogniser;
  }

  see(strong: number, weak: number, hash: number, at: number, found: Found): void {
    if (this.seen || (strong === 0 && weak === 0)) return;
    if (strong === 0 && (this.#weak === 0 || this.#weak === hash)) {
      this.#weak = hash;
      return;
    }
    this.seen = true;
    found({ recogniser: this.#recogniser, start: at, end: at, certain: true });
  }
}
