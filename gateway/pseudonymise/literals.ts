import { isTradeWord } from '../classify/persons/name-line.ts';
import { isAscii } from '../core/ascii.ts';
import { isName, meant, plain } from './forms.ts';
import { isPerson, type Pseudonym } from './map.ts';
import { CannotReplace } from './refusals.ts';
import { eachWord, isLetter, nextWord, startsUpper, SUFFIXES, type Word } from './words.ts';

/** A known value in a text, or one word of a known person's name. */
export interface Mention {
  start: number;
  end: number;
  of: Pseudonym;
  /** True where it is one word of several. */
  part: boolean;
}

/**
 * How a value is known again by its words: a name by them alone, one word by its capital, a long number written in one piece, one word of a
 * person's name, a firm without its legal form or by one word of its own, a name as user names and file names have it (`annamueller`); everything
 * else by each character.
 */
interface Ending {
  of: Pseudonym;
  as: 'name' | 'word' | 'compact' | 'part' | 'firm' | 'glued' | 'literal';
  /** Characters of the value before its first word. */
  lead: number;
}

interface Node {
  next: Map<string, Node>;
  endings: Ending[];
}

const WORDS_MAX = 8;
const PART_MIN = 3;
const WHOLE_MIN = 2;
/** Values that differ in nothing but what stands between their words. */
const ENDINGS_MAX = 16;
const GAP_MAX = 8;
/** Between two words of a name: spaces, a comma, a hyphen, a full stop. */
const NAME_GAP = /^[\s,.\-–'’_+]*$/;
/** Of identifiers: `anna_mueller`, `brief_mueller.txt`. */
const JOINED = /_/;
/** `list_files` and `post_message` are tools of many, not of Mr List or Mrs Post. */
const IDENTIFIER_PART_MIN = 5;
const FIRMS = new Set(['ORGANISATION', 'CLIENT']);
const FIRM_PART_MIN = 4;
const LEGAL_FORM = /^(?:AG|GmbH|SA|S[aà]rl|SRL|SpA|KG|OHG|GbR|UG|SE|Ltd|Limited|LLC|LLP|Inc|Corp|plc|SAS|SNC|SASU|Sagl|EURL|Co|Cie|Partners?|Söhne|Fils|Figli|Sons|Associ[eé]s|Associati|Associates)$/i;
const LENGTH_MAX = 31;
const SUFFIX_MAX = 5;

/** Of one text: what more there is, nobody replaces. */
const MENTIONS_MAX = 10_000;
/** In a longer word there is no name, and other values are recognised again by themselves. */
const WORD_MAX = 256;

/** Finds known values in texts by their words: time linear in the text, however many values there are. */
export class Literals {
  readonly #root: Node = { next: new Map(), endings: [] };
  /** Lengths of the first words that begin with this ASCII character, as bits: most words of a text are passed over without being cut out. */
  readonly #lengths = new Uint32Array(128);
  /** Their second characters, likewise. */
  readonly #seconds = new Uint32Array(128);

  /** Throws `CannotReplace` rather than forget a value. */
  add(of: Pseudonym): void {
    const { value, by } = of;
    const words = eachWord(value);
    const texts = words.map(({ start, end }) => meant(value.slice(start, end)));
    if (texts.join('').length < WHOLE_MIN) return;
    const usual = texts.map((word) => plain(word, false));
    const spelt = texts.map((word) => (isAscii(word) ? word.toLowerCase() : plain(word, true)));
    const ways = spelt.every((word, i) => word === usual[i]) ? [usual] : [usual, spelt];
    const insert = (as: Ending['as'], order: (steps: string[]) => string[]): void => {
      for (const steps of ways) this.#insert(order(steps), { of, as, lead: words[0]!.start });
    };
    const text = by === 'words' ? meant(value) : value;
    if (by === 'words' && isName(text)) {
      insert('name', (steps) => steps);
      insert('name', (steps) => [steps.at(-1)!, ...steps.slice(0, -1)]);
      if (texts.length > 2) insert('name', (steps) => [...steps.slice(1), steps[0]!]);
      if (isPerson(of)) {
        insert('glued', (steps) => [steps.join('')]);
        insert('glued', (steps) => [`${steps.at(-1)!}${steps.slice(0, -1).join('')}`]);
      }
    } else if (by === 'words' && texts.length === 1 && texts[0] === text) {
      insert('word', (steps) => steps);
    } else {
      insert('literal', (steps) => steps.slice(0, WORDS_MAX));
      if (by === 'compact') insert('compact', (steps) => [steps.join('')]);
    }
    if (by === 'words' && FIRMS.has(of.entity)) this.#addFirm(texts, of.entity === 'CLIENT', insert);
    if (isPerson(of)) for (const [i, word] of texts.entries()) if (word.length >= PART_MIN && startsUpper(word)) insert('part', (steps) => [steps[i]!]);
  }

  /** Letters go on with the name alone: `Vexelbrot Bau AG`, then `Vexelbrot Bau` and `die Vexelbrot`. */
  #addFirm(words: readonly string[], isClient: boolean, insert: (as: Ending['as'], order: (steps: string[]) => string[]) => void): void {
    let last = words.length;
    while (last > 0 && LEGAL_FORM.test(words[last - 1]!)) last--;
    if (isClient && last === words.length) return;
    if (last > 1 && last < words.length) insert('firm', (steps) => steps.slice(0, last));
    for (const [i, word] of words.slice(0, last).entries()) {
      if (word.length >= FIRM_PART_MIN && startsUpper(word) && !isTradeWord(word)) insert('firm', (steps) => [steps[i]!]);
    }
  }

  #insert(steps: readonly string[], ending: Ending): void {
    let node = this.#root;
    for (const step of steps) {
      let next = node.next.get(step);
      if (!next) node.next.set(step, (next = { next: new Map(), endings: [] }));
      node = next;
    }
    const same = node.endings.some((known) => known.as === ending.as && (ending.as !== 'literal' || known.of === ending.of));
    if (!same) {
      if (node.endings.length >= ENDINGS_MAX) throw new CannotReplace('too-many');
      node.endings.push(ending);
    }
    const first = steps[0]!;
    this.#seconds[first.charCodeAt(0) & 0x7f]! |= 1 << (first.charCodeAt(1) & 31);
    for (let length = first.length; length <= first.length + SUFFIX_MAX; length++) this.#lengths[first.charCodeAt(0) & 0x7f]! |= 1 << Math.min(length, LENGTH_MAX);
  }

  /** In order, none overlapping another; throws `CannotReplace` where there are too many. Of those that begin with the same word the longest, and a whole value before a part. */
  scan(text: string): Mention[] {
    const mentions: Mention[] = [];
    for (let word = nextWord(text, 0); word; ) {
      const mention = this.#mayBegin(text, word) ? this.#longest(text, word) : undefined;
      const last = mentions.at(-1);
      if (mention && last && mention.start < last.end && mention.end > last.end) mention.start = last.end;
      if (mention && (!last || mention.start >= last.end)) {
        if (mentions.length === MENTIONS_MAX) throw new CannotReplace('too-many');
        mentions.push(mention);
      }
      word = nextWord(text, mention ? Math.max(mention.end, word.end) : word.end);
    }
    return mentions;
  }

  #mayBegin(text: string, { start, end }: Word): boolean {
    if (end - start > WORD_MAX) return false;
    const first = text.charCodeAt(start);
    if (first > 0x7e) return true;
    const lower = first <= 0x5a && first >= 0x41 ? first | 0x20 : first;
    const lengths = this.#lengths[lower]!;
    if (lengths === 0) return false;
    const second = text.charCodeAt(start + 1);
    // The bits that are looked at do not tell capitals from small letters.
    if (second <= 0x7e && (this.#seconds[lower]! & (1 << (second & 31))) === 0 && end - start > 1) return false;
    if ((lengths & (1 << Math.min(end - start, LENGTH_MAX))) !== 0) return true;
    for (let i = start; i < end; i++) if (text.charCodeAt(i) > 0x7e) return true;
    return false;
  }

  #longest(text: string, first: Word): Mention | undefined {
    let found: Mention | undefined;
    let foreign = false;
    for (const spelt of [false, true]) {
      if (spelt && !foreign) break;
      let node: Node | undefined = this.#root;
      let word: Word | undefined = first;
      for (let depth = 0; depth < WORDS_MAX && node && node.next.size > 0 && word && word.end - word.start <= WORD_MAX; depth++) {
        const written = text.slice(word.start, word.end);
        foreign ||= !isAscii(written);
        const step = plain(meant(written), spelt);
        for (const cut of cutsOf(step)) {
          for (const ending of node.next.get(cut === 0 ? step : step.slice(0, -cut))?.endings ?? []) {
            const mention = mentionOf(text, first.start, word.end, cut, ending);
            if (mention && (!found || mention.end > found.end || (mention.end === found.end && found.part))) found = mention;
          }
        }
        node = node.next.get(step);
        word = nextWord(text, word.end, word.end + GAP_MAX);
      }
    }
    return found;
  }
}

const UNCUT: readonly number[] = [0];

/** How many characters may be a suffix. */
function cutsOf(step: string): readonly number[] {
  const last = step.charCodeAt(step.length - 1);
  const sch = step.lastIndexOf('sch');
  const cut = sch > 0 && sch >= step.length - SUFFIX_MAX && SUFFIXES.includes(step.slice(sch)) ? step.length - sch : 0;
  if (last === 0x73) return cut > 0 ? [0, 1, cut] : [0, 1];
  return cut > 0 ? [0, cut] : UNCUT;
}

function mentionOf(text: string, start: number, end: number, cut: number, { of, as, lead }: Ending): Mention | undefined {
  const to = end - cut;
  if (as === 'literal' || as === 'compact') {
    if (cut > 0) return undefined;
    if (as === 'compact') return { start, end, of, part: false };
    const from = start - lead;
    const written = from < 0 ? '' : text.slice(from, from + of.value.length);
    return (of.by === 'exact' ? written === of.value : written.toLowerCase() === of.value.toLowerCase()) ? { start: from, end: from + of.value.length, of, part: false } : undefined;
  }
  if (as === 'glued') return { start, end: to, of, part: true };
  if (as === 'name') {
    let at = start;
    let joined = false;
    for (let word = nextWord(text, at, to); word; word = nextWord(text, at, to)) {
      const gap = text.slice(at, word.start);
      if (!NAME_GAP.test(gap)) return undefined;
      joined ||= JOINED.test(gap);
      at = word.end;
    }
    return joined ? inIdentifier(text, start, to, of) : { start, end: to, of, part: false };
  }
  // Attack's opposite: `koch` in a recipe is not Mr Koch.
  const capital = as === 'part' || as === 'firm' || startsUpper(meant(of.value));
  if (!capital || startsUpper(text.slice(start, start + 2))) return { start, end: to, of, part: as === 'part' || as === 'firm' };
  return to - start >= IDENTIFIER_PART_MIN && (text[start - 1] === '_' || text[end] === '_') ? inIdentifier(text, start, end, of) : undefined;
}

/** The whole identifier, which comes back as it was: `brief_mueller` is nobody's name. */
function inIdentifier(text: string, start: number, end: number, of: Pseudonym): Mention {
  let from = start;
  let to = end;
  while (from > 0 && start - from < WORD_MAX && isOfIdentifier(text.charCodeAt(from - 1))) from--;
  while (to < text.length && to - end < WORD_MAX && isOfIdentifier(text.charCodeAt(to))) to++;
  return { start: from, end: to, of, part: true };
}

function isOfIdentifier(code: number): boolean {
  return code === 0x5f || isLetter(code);
}
