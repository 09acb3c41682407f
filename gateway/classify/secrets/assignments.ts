import type { Found } from '../recogniser.ts';
import { isPlaceholder } from './placeholders.ts';
import { connection, password } from './recognisers.ts';

const NAME = /(?:(?<!reise|kom|com|by|tres)pass|pass(?:wd|phrase)|passwor[dt]s?|kennwort|\bpw|pwd|mot[ _]?de[ _]?passe|mdp|parola d.ordine|secret|api[ _-]?key|apikey|(?:access|account)[ _-]?key|secret[ _-]?key|private[ _-]?key|auth[ _-]?token|access[ _-]?token|token|credentials?|(?:zugangs|sicherheits|entsperr|geheim)code|codewort|(?:wlan|wi-?fi|netzwerk|sicherheits)-?(?:schlüssel|schluessel|key)|pin-?code)["'`\]]?\s*$/i;
const AUTHORISATION = /authori[sz]ation["']?\s*$/i;
const NAME_REACH = 32;
/** Of a column that stands further to the right. */
const BLANKS_MAX = 24;
const QUOTE = /["'`]/;
const VALUE_MAX = 200;
const BARE = /[^\s,;"'`<>(){}[\]]{1,200}|<[^>\n]{0,60}>|\$\{[^}\n]{0,60}\}/y;

/** How the names end, in two letters. */
const endings = new Uint8Array(1 << 10);
for (const ending of ['rd', 'rt', 'wd', 'se', 'ds', 'ts', 'dp', 'ne', 'et', 'ey', 'en', 'al', 'ls', 'de', 'on', 'ss', 'pw', 'el']) endings[endingOf(ending.charCodeAt(0), ending.charCodeAt(1))] = 1;

function endingOf(a: number, b: number): number {
  return ((a & 31) << 5) | (b & 31);
}

/** A password, key or token behind `=` or `:` at `at`. */
export function assignmentAt(text: string, codes: Uint16Array, at: number, found: Found): void {
  let last = at - 1;
  while (last > 0 && last > at - 5 && codes[last]! < 0x61 && codes[last]! !== 0x5f && !(codes[last]! > 0x40 && codes[last]! < 0x5b)) last -= 1;
  if (last < 1 || endings[endingOf(codes[last - 1]!, codes[last]!)] !== 1) return;
  const name = text.slice(Math.max(0, at - NAME_REACH), at);
  const authorisation = AUTHORISATION.test(name);
  if (!authorisation && !NAME.test(name)) return;
  let start = at + 1;
  while (start < text.length && start < at + BLANKS_MAX && (text[start] === ' ' || text[start] === '=' || text[start] === '>' || text[start] === '\t')) start += 1;
  if (authorisation) {
    const scheme = /(?:Bearer|Basic|Token|Digest|ApiKey) {1,3}/iy;
    scheme.lastIndex = start;
    if (QUOTE.test(text[start] ?? '')) scheme.lastIndex = start + 1;
    if (!scheme.test(text)) return;
    start = scheme.lastIndex;
  }
  valueAt(text, start, found);
}

/** A user's name behind an option of a program that fetches. */
const LOGIN = /\b(?:curl|wget|https?|xh|smbclient|lftp)\b[^\n]{0,100}? (?:-u|-U|--user|--proxy-user)[ =]?["']?[^\s:"'-][^\s:"']{0,63}$/;
const LOGIN_REACH = 200;
const USER_REACH = 80;

/** `curl -u anna:Wolke7xy`, whose second colon is at `at`. */
export function loginAt(text: string, at: number, found: Found): void {
  const near = text.slice(Math.max(0, at - USER_REACH), at);
  if (!near.includes('-u') && !near.includes('-U')) return;
  BARE.lastIndex = at + 1;
  if (!LOGIN.test(text.slice(Math.max(0, at - LOGIN_REACH), at)) || !BARE.test(text)) return;
  const end = BARE.lastIndex;
  if (isSecret(text.slice(at + 1, end))) found({ recogniser: password, start: at + 1, end, certain: true });
}

/** The secret itself: quoted, or up to the next blank. False where it is none. */
function valueAt(text: string, at: number, found: Found): boolean {
  let start = at;
  let end: number;
  const quote = text[at] ?? '';
  if (QUOTE.test(quote)) {
    start = at + 1;
    end = start;
    while (end < text.length && end < start + VALUE_MAX && text[end] !== quote && text[end] !== '\n') end += 1;
    if (text[end] !== quote) return brokenAt(text, start, found);
  } else {
    BARE.lastIndex = at;
    if (!BARE.test(text)) return false;
    end = BARE.lastIndex;
    while (end > start && /[.,!?:]/.test(text[end - 1]!) && end - start > 8) end -= 1;
  }
  const value = text.slice(start, end);
  if (!isSecret(value)) return !QUOTE.test(quote) && brokenAt(text, start, found);
  found({ recogniser: password, start, end, certain: true });
  return true;
}

const BROKEN = /([^\s,;"'`<>(){}[\]\\]{1,64})( |[ \t]?\\?\r?\n[ \t>]{0,8})([^\s,;:"'`<>(){}[\]\\]{1,64})(?![:\w])/y;
const DIGIT = /\d/;

/** Attack: one line end, or one blank, in the value. What stands there is a word and another unless both together can be nothing else. */
function brokenAt(text: string, at: number, found: Found): boolean {
  BROKEN.lastIndex = at;
  const [whole, first, gap, second] = BROKEN.exec(text) ?? [];
  if (whole === undefined || isPlaceholder(first!) || !isSecret(first! + second!) || !looksChosen(first! + second!)) return false;
  if (!INNER_SIGN.test(first! + second!) && (gap === ' ' || !DIGIT.test(first!) || !DIGIT.test(second!))) return false;
  found({ recogniser: password, start: at, end: at + whole.length, certain: false });
  return true;
}

/** Not the one that ends a sentence. */
const INNER_SIGN = /[!#%&$*+?@^~§][\p{L}\d]/u;

/** Six characters and two kinds of them: a word of a sentence is neither. */
function isSecret(value: string): boolean {
  if (value.length < 6 || isPlaceholder(value)) return false;
  // `#token`, `**NOT SHOWN**`: words with signs around them; what is cut short shows no secret.
  if (/^[\W_]+[a-z-]+[\W_]*$/.test(value) || (/ /.test(value) && !/\d/.test(value)) || /…|\.\.\.$/.test(value)) return false;
  // A call, an index, a path into an object: code that fetches the value.
  if (/^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)+$/.test(value)) return false;
  const kinds = Number(/[a-zäöüéèà]/.test(value)) + Number(/[A-ZÄÖÜ]/.test(value)) + Number(/\d/.test(value)) + Number(/[^\p{L}\d]/u.test(value));
  return kinds >= 2 && (/\d/.test(value) || /[^\p{L}\d\s_-]/u.test(value));
}

const WORD = '(?:passwor[dt]|kennwort|mot de passe|parola(?: d.ordine)?|password|passphrase|passwd|pwd?|mdp|pin|puk)';
const VERB = '(?:is|ist|lautet|heisst|heißt|war|was|est|era|è|e)';
const BEGINS = new RegExp(`\\b${WORD}\\b`, 'iy');
const SAID = new RegExp(`\\b${WORD} ${VERB}:? ["'\`„“«*]{0,3}`, 'giy');
/** More words, a sign or another column between the name and the value; what can be taken for a word, a date or an address is none then. */
const APART = new RegExp(`\\b${WORD}(?:[^\\n:=]{1,48}[:=]|\\s{0,3}(?:[→|;<>–-]|=>|->|:?\\r?\\n|\\t)| \\(|(?: wurde)? auf|(?: \\p{L}{1,12}){0,3} ${VERB}(?: \\p{L}{1,12}){0,2}:?| changed to| set to| has been set to)?[ \\t]{1,4}["'\`„“«*_(]{0,3}|\\b${WORD}[;|>\\t:]\\s?["'\`„“«*_(]{0,3}`, 'giuy');

/** `the password is …`, without a colon, `Passwort für das Portal: …`, `Passwort → …`. `at` is where the first word begins. */
export function saidAt(text: string, at: number, found: Found): void {
  BEGINS.lastIndex = at;
  if (!BEGINS.test(text)) return;
  if (pinAt(text, at, found)) return;
  SAID.lastIndex = at;
  if (SAID.test(text) && valueAt(text, SAID.lastIndex, found)) return;
  APART.lastIndex = at;
  if (!APART.test(text)) return;
  const start = APART.lastIndex;
  STRONG.lastIndex = start;
  if (!STRONG.test(text)) return;
  const value = text.slice(start, STRONG.lastIndex);
  if (looksChosen(value) || (TOLD.test(text.slice(at, start)) && PLAIN.test(value))) found({ recogniser: password, start, end: start + value.length, certain: true });
}

/** Right before a value: what is told so is one, though it is a word and a year. */
const TOLD = new RegExp(`(?:[:=→]| ${VERB})\\s{0,4}["'\`„“«*_(]{0,3}$`, 'i');
const PLAIN = /^\p{L}{3,20}\d{2,6}[!?]?$/u;

const PIN = /\b(?:pin|puk)(?:-?code)?(?: (?:für|der|zur|zum|de|du|la|for|of|del|della) [^\n:=\d]{1,32}?)?(?: {0,2}[:=]| (?:is|ist|lautet|est|è)) {0,3}(\d{4,8})(?![\d.,:/-]?\d)/iy;
const PIN_OF_NOBODY = /^(?:1234|0123|12345|123456|12345678|(\d)\1+)$/;

/** `PIN: 471188`. */
function pinAt(text: string, at: number, found: Found): boolean {
  PIN.lastIndex = at;
  const match = PIN.exec(text);
  if (!match || PIN_OF_NOBODY.test(match[1]!)) return false;
  found({ recogniser: password, start: PIN.lastIndex - match[1]!.length, end: PIN.lastIndex, certain: true });
  return true;
}

const STRONG = /[^\s,;"'`„“”«»<>(){}[\]|]{7,64}(?<![.,:!?*_])/y;

/** A letter, a digit and a sign, or digits within letters of both cases: no word, number, date, file or address looks so. */
function looksChosen(value: string): boolean {
  if (!/\d/.test(value) || !/\p{L}/u.test(value) || isPlaceholder(value) || /^[a-z][\w+.-]*:\/\/|^[\w-]+(?:\.[\w-]+)+[/:]|@[\w-]+\.[a-z]{2,}$/i.test(value)) return false;
  return /[!#%&$*+?@^~§]/.test(value) || (/\p{L}\d+\p{L}/u.test(value) && /\p{Ll}/u.test(value) && /\p{Lu}/u.test(value));
}

/** What stands behind a port is no password. */
const CREDENTIALS = /:\/\/([^\s:/@?#]{1,80}):(?!\d{1,5}[#?])([^\s/@]{1,120})@[^\s/@]/y;
const SCHEME_MAX = 20;
const SCHEME = /[A-Za-z0-9+.-]/;

/** `scheme://user:password@host` whose colon is at `at`. */
export function connectionAt(text: string, at: number, found: Found): void {
  CREDENTIALS.lastIndex = at;
  const match = CREDENTIALS.exec(text);
  if (!match || isPlaceholder(match[2]!)) return;
  let start = at;
  while (start > 0 && start > at - SCHEME_MAX && SCHEME.test(text[start - 1]!)) start -= 1;
  let end = CREDENTIALS.lastIndex;
  while (end < text.length && end < start + 300 && !/[\s"'`<>]/.test(text[end]!)) end += 1;
  found({ recogniser: connection, start, end, certain: true });
}
