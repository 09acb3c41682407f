import type { Lexicon } from './lexicon.ts';
import { fieldHolds, isAmbiguous, namesSomebody } from './labels.ts';
import { LINE_MAX, type NameLine, nameLine } from './name-line.ts';
import { isCapital, letterAt, wordEnd } from './reader.ts';
import { LEGAL, LEGAL_WEAK } from './roles.ts';
import { wordValue } from './word-table.ts';

/** Told of a name, and whether nothing else can belong to it. */
export type Placed = (name: NameLine, certain: boolean) => void;

const LABEL_MAX = 40;
const VALUE_MAX = 300;
const ITEMS_MAX = 20;
const LOCAL_MAX = 64;
/** A header that says little by itself is one beside others. */
const AROUND = 200;
const DISPLAY_MAX = LINE_MAX + 2;
/** A speaker behind the time. */
const STAMPED_MAX = LINE_MAX + 32;

const PART = String.raw`(?:\p{Lu}[\p{L}\p{M}'’-]*\.?)`;
const SMALL = '(?:(?:von|van|vom|zu|zur|de|den|der|des|del|della|di|da|do|dos|du|la|le|al|el|bin|und|et|e|and|&) ){0,2}';
const NAMES = `${PART}(?: ${SMALL}${PART}){0,3}`;
const DISPLAYED = new RegExp(String.raw`(?:^|[^\p{L}\p{M}.'’-])(?:[AP]M )?(${NAMES})$`, 'u');
const REVERSED = new RegExp(String.raw`(?:^|[:;>,] ?)(${PART}(?: ${PART})?, ${PART}(?: ${PART})?)$`, 'u');
const NAMES_HERE = new RegExp(NAMES, 'uy');
const ENDED = /[ \t]*(?:$|[\r\n,;:)<|"])/y;

const ALONE_ELSE = new Set(['a', 'de', 'da', 'per']);
const MAIL_HEADERS = new Set(['from', 'to', 'author']);
const OTHER_HEADER = /(?:^|\n)[ \t>*]*(?:Oggetto|Objet|Asunto|Da|De|À|A|Cc|Ccn|Cci|Data|Date|Inviato|Envoyé)[ *]*:/;
const SUBJECTS = new Set('betreff betrifft betr re ref aw wg fwd sache causa affaire cause case matter subject objet concerne oggetto riguarda concerns verfahren rubrum'.split(' '));
const PARTIES = new RegExp(String.raw`(?:(${NAMES})|\p{L}+) (gegen|\.\/\.|-\/-|c\/|c\.|contre|contro|ca\.|vs?\.?|versus|\/) ?(${NAMES})(?=[ \t]*(?:$|[\r\n,;.(:–-]))`, 'uy');
/** Who says so has a dispute in mind; the others compare products too. */
const AGAINST = /^(?:gegen|\.\/\.|-\/-|c\/|contre|contro)$/;
const HEADING = /^(?:Sache|Sachen|Causa|Affaire|Cause|Case|Matter|Verfahren|Prozess|Procès|Betreff|Objet|Oggetto) /;
const CHAT = /^(?:\[[\d.,:/ -]{4,22}(?: ?[AP]M)?\]|[\d./-]{6,10},? \d{1,2}:\d{2}(?::\d{2})?(?: [AP]M)? -) (.+)$/;
const SPEAKER = /^\p{Lu}[\p{L}\p{M}'’-]+ \p{Lu}[\p{L}\p{M}'’-]+$/u;
/** Of a record of what somebody was asked. */
const ROLE_OF_SPEAKER = /^(?:Antwort|Aussage|Réponse|Risposta|Answer|Zeuge|Zeugin|Témoin|Teste|Witness|RA|Me|Avv|Herr|Frau|Madame|Monsieur|Signora?)$/;
const SPOKEN = 1_000;
const SHORT_LEADS = /(?:z\. ?H[dv]?\.|[iI]\. ?[AV]\.|p\. ?A\.|p\. ?p\.|c\. ?a\.)[ \t]+/y;
const SAID = [' wrote', ' a écrit', ' ha scritto'];
const GAP_MAX = 4;
const TELEPHONE = /^Tel(?:efon|ephone|éphone)?[.:]? ?(?:[A-Z]{1,2}\.?:? ?)?[+(\d]/;
const TELEPHONE_MAX = 20;
const CARD_FIELD = /^(?:item\d\.)?(N|FN|ORG)(?:;[^:\n]{0,80})?$/;

/** Names that no list need know: of mails' headers and addresses, cards, calendars and transcripts, behind `c/o` and `i.A.`, and the parties of a subject line. */
export function namesByPlace(lexicon: Lexicon, text: string, placed: Placed): void {
  const read = (start: number, end: number, certain: boolean): NameLine | undefined => {
    const name = nameLine(lexicon, text, start, end);
    if (name) placed(name, certain && name.kind === 'person');
    return name;
  };
  each(text, '@', (at) => {
    const range = displayedBefore(text, at);
    if (range) read(...range, true);
  });
  each(text, ':', (at) => colon(lexicon, text, at, placed));
  each(text, '/', (at) => {
    if (text[at - 1] === 'c' && text[at + 1] === 'o' && !letterAt(text, at - 2) && !letterAt(text, at + 2)) behind(lexicon, text, at + 2, placed);
    else if (text[at - 1] === '<') element(lexicon, text, at - 1, placed);
    else if (text[at + 1] === 's' && text[at + 2] === '/' && text[at + 3] === ' ') behind(lexicon, text, at + 3, placed);
    else if (text[at - 1] === '.' && text[at + 1] === '.') between(lexicon, text, at - 1, placed);
  });
  each(text, '.', (at) => {
    if (letterAt(text, at - 2) || !letterAt(text, at - 1) || !'ziIpc'.includes(text[at - 1]!)) return;
    SHORT_LEADS.lastIndex = at - 1;
    if (SHORT_LEADS.test(text)) behind(lexicon, text, SHORT_LEADS.lastIndex, placed);
  });
  each(text, 'Tel', (at) => {
    const range = TELEPHONE.test(text.slice(at, at + TELEPHONE_MAX)) ? namesBefore(text, at, ' ,:;|\t(') : undefined;
    const name = range && nameLine(lexicon, text, ...range);
    if (name?.kind === 'person') placed(name, lineStart(text, name.start, 1) === name.start);
  });
  signature(lexicon, text, placed);
  each(text, 'CN=', (at) => {
    const quoted = text[at + 3] === '"';
    const start = at + (quoted ? 4 : 3);
    const end = start + text.slice(start, start + DISPLAY_MAX).search(quoted ? '"' : /[:;,"\r\n/]/);
    if (end > start && /^"?:mailto:|^"?;/i.test(text.slice(end, end + 9))) read(start, end, true);
  });
}

function each(text: string, sign: string, told: (at: number) => void): void {
  for (let at = text.indexOf(sign); at >= 0; at = text.indexOf(sign, at + 1)) told(at);
}

/** Of `Odon Zryd <o.z@firma.ch>` the name. */
function displayedBefore(text: string, at: number): [start: number, end: number] | undefined {
  let start = at;
  while (at - start < LOCAL_MAX && /[\w.+'-]/.test(text[start - 1] ?? ' ')) start--;
  if (text.startsWith('mailto:', start - 7)) start -= 7;
  if (start === at) return undefined;
  const bracketed = '<[('.includes(text[start - 1] ?? ' ');
  let end = bracketed ? start - 1 : start;
  while ((bracketed ? ' ' : ' ,:;|\t').includes(text[end - 1] ?? '\n') && start - end < GAP_MAX) end--;
  if (!bracketed && end === start) return undefined;
  const quote = text[end - 1];
  if (quote === '"' || quote === "'") {
    const from = text.slice(Math.max(0, end - DISPLAY_MAX), end - 1).lastIndexOf(quote);
    return from >= 0 ? [Math.max(0, end - DISPLAY_MAX) + from + 1, end - 1] : undefined;
  }
  const range = namesBefore(text, end, '');
  return range && (bracketed || spells(text.slice(start, at), text.slice(...range))) ? range : undefined;
}

/** Capitalised words that end at `at`, but for the signs of `gap`. */
function namesBefore(text: string, at: number, gap: string): [start: number, end: number] | undefined {
  let end = at;
  while (at - end < GAP_MAX && end > 0 && gap.includes(text[end - 1]!)) end--;
  const before = text.slice(lineStart(text, end, DISPLAY_MAX) ?? end - DISPLAY_MAX, end);
  const names = (REVERSED.exec(before) ?? DISPLAYED.exec(before))?.[1];
  return names === undefined ? undefined : [end - names.length, end];
}

/** True where `o.zryd`, `zryd` or `oz` can be the address of Odon Zryd. */
function spells(local: string, names: string): boolean {
  const words = plain(names).split(/[^a-z]+/).filter((word) => word !== '');
  const parts = plain(local).split(/[^a-z]+/);
  return words.length > 1 && (words.some((word) => word.length > 2 && parts.includes(word)) || parts.join('') === words.map(([first]) => first).join('') || words.some((word) => word.length > 2 && parts.some((part) => part.endsWith(word))));
}

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** `On Monday Odon Zryd wrote:`, `Am Montag schrieb Odon Zryd:` */
function told(lexicon: Lexicon, text: string, at: number, placed: Placed): void {
  let end = text[at - 1] === ' ' ? at - 1 : at;
  const wrote = text.slice(Math.max(0, end - DISPLAY_MAX), end).lastIndexOf('schrieb ');
  if (wrote >= 0) behind(lexicon, text, Math.max(0, end - DISPLAY_MAX) + wrote + 'schrieb '.length, placed);
  const said = SAID.find((word) => text.startsWith(word, end - word.length));
  if (said === undefined) return;
  end -= said.length;
  const before = text.slice(Math.max(0, end - DISPLAY_MAX), end);
  const names = DISPLAYED.exec(before)?.[1];
  const name = names === undefined ? undefined : nameLine(lexicon, text, end - names.length, end);
  if (name) placed(name, name.kind === 'person');
}

/** Where the line begins, or undefined where that is more than `most` characters back. */
function lineStart(text: string, at: number, most: number): number | undefined {
  const from = Math.max(0, at - most);
  const end = text.slice(from, at).lastIndexOf('\n');
  return end >= 0 ? from + end + 1 : from === 0 ? 0 : undefined;
}

/** What stands behind a label at a line's beginning, and before the colon of a transcript. */
function colon(lexicon: Lexicon, text: string, at: number, placed: Placed): void {
  if (text[at - 1] === '"' || text[at - 1] === "'") {
    member(lexicon, text, at, placed);
    return;
  }
  told(lexicon, text, at, placed);
  const from = lineStart(text, at, STAMPED_MAX);
  if (from === undefined) return;
  let value = at + 1;
  while (' \t*_"'.includes(text[value] ?? '\n') && value - at < 6) value++;
  const label = at - from <= LABEL_MAX ? text.slice(from, at).replace(/^[ \t>*_#|"-]+|[ *_\t"]+$/g, '') : '';
  if (label !== '' && isCapital(text.charCodeAt(value))) {
    const word = label.toLowerCase();
    if (namesSomebody(word) || ALONE_ELSE.has(word)) {
      if (!ALONE_ELSE.has(word) || OTHER_HEADER.test(text.slice(Math.max(0, from - AROUND), from)) || OTHER_HEADER.test(text.slice(at, at + AROUND))) headed(lexicon, text, value, isCapital(label.charCodeAt(0)), MAIL_HEADERS.has(word) ? false : isAmbiguous(word), placed);
      return;
    }
    if (SUBJECTS.has(word)) {
      partiesAt(lexicon, text, value, placed);
      return;
    }
  }
  if (SPEAKER.test(label)) speaks(lexicon, text, from, at, label, placed);
  const first = text[from];
  const line = text.slice(from, at);
  const card = first === 'N' || first === 'F' || first === 'O' || first === 'i' ? CARD_FIELD.exec(line)?.[1] : undefined;
  if (card !== undefined) onCard(lexicon, text, value, card, placed);
  const speaker = first === '[' || (first !== undefined && first >= '0' && first <= '9') ? CHAT.exec(line)?.[1] : undefined;
  const name = speaker === undefined ? undefined : nameLine(lexicon, text, at - speaker.length, at);
  if (name) placed(name, name.kind === 'person');
}

/** `Odon Zryd: hallo`: whoever speaks does so more than once; a heading of two words stands there too, so it is not certain. */
function speaks(lexicon: Lexicon, text: string, from: number, at: number, label: string, placed: Placed): void {
  const again = `${label}:`;
  if (text[at + 1] !== ' ' || (!text.slice(at, at + SPOKEN).includes(`\n${again}`) && !text.slice(Math.max(0, from - SPOKEN), from).includes(again))) return;
  const [answer, ...rest] = label.split(' ');
  const lead = ROLE_OF_SPEAKER.test(answer!) && rest.length > 0;
  const name = nameLine(lexicon, text, at - label.length + (lead ? answer!.length + 1 : 0), at);
  if (name && (name.kind === 'person' || lead)) placed({ ...name, kind: lead ? 'person' : 'word' }, false);
}

/** Of `"assignee": "Odon Zryd"`. */
function member(lexicon: Lexicon, text: string, at: number, placed: Placed): void {
  const quote = text[at + 1] === ' ' ? at + 2 : at + 1;
  if ((text[quote] !== '"' && text[quote] !== "'") || !isCapital(text.charCodeAt(quote + 1))) return;
  const before = text.slice(Math.max(0, at - LABEL_MAX), at - 1);
  const key = before.slice(before.lastIndexOf(text[at - 1]!) + 1);
  const length = text.slice(quote + 1, quote + 1 + DISPLAY_MAX).indexOf(text[quote]);
  if (length > 0) held(lexicon, text, quote + 1, quote + 1 + length, key, placed);
}

/** Of `<kunde>Odon Zryd</kunde>`; `at` is where the closing tag begins. */
function element(lexicon: Lexicon, text: string, at: number, placed: Placed): void {
  const before = text.slice(Math.max(0, at - DISPLAY_MAX), at);
  const from = before.lastIndexOf('>');
  if (from < 0 || !isCapital(before.charCodeAt(from + 1))) return;
  const tag = /^[\w:.-]{1,40}/.exec(text.slice(at + 2, at + 2 + LABEL_MAX))?.[0];
  if (tag !== undefined) held(lexicon, text, at - before.length + from + 1, at, tag.slice(tag.indexOf(':') + 1), placed);
}

function held(lexicon: Lexicon, text: string, start: number, end: number, field: string, placed: Placed): void {
  const holds = fieldHolds(field);
  const name = holds && nameLine(lexicon, text, start, end);
  if (!name) return;
  // A product has a `name` too.
  if (holds === 'word' ? name.kind === 'word' : name.kind === 'person' && (name.known || !isAmbiguous(field))) placed({ ...name, kind: 'person' }, true);
  else if (name.kind === 'person') placed({ ...name, kind: 'word' }, false);
}

/** Below all else and an empty line, or a line to sign on: the signature. */
function signature(lexicon: Lexicon, text: string, placed: Placed): void {
  const end = text.slice(-LINE_MAX).trimEnd();
  const from = end.lastIndexOf('\n');
  if (from < 0) return;
  const start = Math.max(0, text.length - LINE_MAX) + from + 1;
  if (!/(?:\n[ \t\r]*|[_.]{4,}[ \t\r]*)$/.test(text.slice(Math.max(0, start - LINE_MAX), start - 1))) return;
  const name = nameLine(lexicon, text, start, start + end.length - from - 1);
  if (name?.kind === 'person') placed({ ...name, kind: 'word' }, false);
}

/** One or several, with a comma or semicolon between them; with their addresses they are found by those. */
function headed(lexicon: Lexicon, text: string, at: number, sure: boolean, ambiguous: boolean, placed: Placed): void {
  const items = itemsAt(text, at, /[;,]| (?=(?:und|et|and|ed?|sowie) )/).filter(([start, end]) => !text.slice(start, end).includes('@'));
  const names = items.map(([start, end]) => nameLine(lexicon, text, start, end));
  const [first, second] = names;
  if (items.length === 2 && first?.kind === 'word' && second?.kind === 'word') {
    placed({ ...first, end: second.end, kind: 'person', known: first.known || second.known, units: [...first.units, ...second.units] }, sure);
    return;
  }
  for (const name of names) {
    if (!name || (name.kind === 'word' && !sure)) continue;
    if (ambiguous && !name.known) placed({ ...name, kind: 'word' }, false);
    else placed(name, sure && name.kind === 'person');
  }
}

function onCard(lexicon: Lexicon, text: string, at: number, field: string, placed: Placed): void {
  for (const [start, end] of itemsAt(text, at, /;/)) {
    const name = nameLine(lexicon, text, start, end);
    if (name) placed(field === 'N' && name.kind === 'word' ? { ...name, kind: 'person' } : name, field === 'N' || name.kind === 'person');
  }
}

function itemsAt(text: string, at: number, separator: RegExp): [start: number, end: number][] {
  const value = /^[^\r\n]*/.exec(text.slice(at, at + VALUE_MAX))![0];
  const items: [number, number][] = [];
  let start = at;
  for (const item of value.split(separator, ITEMS_MAX)) {
    items.push([start + (/^(?:und|et|and|ed?|sowie) /.exec(item)?.[0].length ?? 0), start + item.length]);
    start += item.length + 1;
  }
  return items;
}

/** The name right behind what leaves no doubt: `c/o`, `née`. */
export function behind(lexicon: Lexicon, text: string, at: number, placed: Placed): void {
  let start = at;
  while (' \t:'.includes(text[start] ?? '\n') && start - at < 4) start++;
  NAMES_HERE.lastIndex = start;
  if (!NAMES_HERE.test(text)) return;
  const end = NAMES_HERE.lastIndex;
  ENDED.lastIndex = end;
  const name = nameLine(lexicon, text, start, end);
  if (name) placed(name, name.kind !== 'organisation' && ENDED.test(text));
}

/** The parties of a subject line: `Zryd gegen Vexelbrot`. */
export function partiesAt(lexicon: Lexicon, text: string, at: number, placed: Placed): void {
  PARTIES.lastIndex = at;
  const found = PARTIES.exec(text);
  if (!found) return;
  const [whole, left = '', link = '', right = ''] = found;
  const end = at + whole.length;
  const names = [nameLine(lexicon, text, at, at + left.length), nameLine(lexicon, text, end - right.length, end)];
  const dispute = AGAINST.test(link);
  // "Impfung gegen Grippe" is no dispute, "Klage gegen Vexelbrot" is one.
  if (!names[0] && (wordValue(lexicon, text, at, wordEnd(text, at)) & (LEGAL | LEGAL_WEAK)) === 0) return;
  if (!dispute && (names[0]?.kind ?? 'organisation') !== names[1]?.kind) return;
  for (const name of names) if (name) placed(dispute && name.kind === 'word' && names[0] ? { ...name, kind: 'person' } : name, dispute && names[0] !== undefined && name.kind !== 'organisation');
}

/** On either side of `./.`, which nothing else is written with. */
function between(lexicon: Lexicon, text: string, at: number, placed: Placed): void {
  const before = text.slice(Math.max(0, at - DISPLAY_MAX), at).trimEnd();
  const left = DISPLAYED.exec(before)?.[1]?.replace(HEADING, '');
  let start = at + 3;
  while (text[start] === ' ' && start - at < 6) start++;
  NAMES_HERE.lastIndex = start;
  const from = Math.max(0, at - DISPLAY_MAX) + before.length - (left?.length ?? 0);
  for (const name of [left === undefined ? undefined : nameLine(lexicon, text, from, from + left.length), NAMES_HERE.test(text) ? nameLine(lexicon, text, start, NAMES_HERE.lastIndex) : undefined]) {
    if (name) placed(name.kind === 'word' ? { ...name, kind: 'person' } : name, name.kind !== 'organisation');
  }
}
