import { type View, ViewBuilder } from './view.ts';

const NAMED: ReadonlyMap<string, string> = new Map(Object.entries({
  amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', ensp: ' ', emsp: ' ', thinsp: ' ', shy: '', zwnj: '', zwj: '', lrm: '', rlm: '', commat: '@', period: '.', colon: ':', sol: '/', lowbar: '_', hyphen: '-', dash: '-', ndash: '–', mdash: '—', plus: '+', equals: '=', num: '#',
  percnt: '%', comma: ',', lpar: '(', rpar: ')', Tab: '\t', NewLine: '\n', auml: 'ä', ouml: 'ö', uuml: 'ü', Auml: 'Ä', Ouml: 'Ö', Uuml: 'Ü', szlig: 'ß', agrave: 'à', aacute: 'á', acirc: 'â', ccedil: 'ç', egrave: 'è', eacute: 'é', ecirc: 'ê', euml: 'ë', igrave: 'ì', iacute: 'í',
  icirc: 'î', iuml: 'ï', ntilde: 'ñ', ograve: 'ò', oacute: 'ó', ocirc: 'ô', oelig: 'œ', ugrave: 'ù', uacute: 'ú', ucirc: 'û', aring: 'å', aelig: 'æ', oslash: 'ø', Agrave: 'À', Eacute: 'É', Egrave: 'È', Ccedil: 'Ç', Ntilde: 'Ñ', Aring: 'Å', Oslash: 'Ø',
}));
/** Attack: zeros before the number, as many as one likes. */
const ENTITY = /&(?:#0*(\d{1,7});?|#[xX]0*([\dA-Fa-f]{1,6});?|([A-Za-z]{2,8});)/y;
const PERCENT = /(?:%[\dA-Fa-f]{2})+/y;
const PERCENT_U = /%[uU]([\dA-Fa-f]{4})/y;
const BACKSLASH = /\\(?:u\{0*([\dA-Fa-f]{1,6})\}|u([\dA-Fa-f]{4})|x([\dA-Fa-f]{2})|U00([\dA-Fa-f]{6})|([nrtbf"'\\/]))/y;
const SIMPLE: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '', f: '', '"': '"', "'": "'", '\\': '\\', '/': '/' };
const ANY = /%(?:[\dA-Fa-f]{2}|[uU][\dA-Fa-f]{4})|&(?:#[\dxX]|[A-Za-z]{2,8};)|\\(?:[nrtbfux"'\\/]|U00)/;
/** Two signs in a row, a soft line end, a sign within a number, or one of those that stand within addresses and names: `n=20` is none of them. */
const QUOTED = /(?:=[\dA-Fa-f]{2}){2}|=\r?\n|\d=[2-7][\dA-Fa-f]\d|=(?:2[DEF]|3[AD]|40|5F)/i;
const QUOTED_SIGNS = /(?:=[\dA-Fa-f]{2})+/y;
const SOFT_LINE_END = /=[ \t]{0,8}\r?\n/y;
const EQUALS = 0x3d;
const AMPERSAND = 0x26;
const PERCENT_SIGN = 0x25;
const REVERSE_SOLIDUS = 0x5c;
/**
 * HTML entities, percent-encoding and JSON escapes read as what they stand for, in place: each offset still maps to the characters that it came
 * from. Undefined where there is none.
 */
export function decodeEscapes(text: string): View | undefined {
  if ((!text.includes('%') && !text.includes('&') && !text.includes('\\')) || !ANY.test(text)) return undefined;
  const out = new ViewBuilder(text.length);
  let changed = false;
  for (let i = 0; i < text.length; ) {
    const code = text.charCodeAt(i);
    const end = code === AMPERSAND ? entity(text, i, out) : code === PERCENT_SIGN ? percent(text, i, out) : code === REVERSE_SOLIDUS ? backslash(text, i, out) : i;
    if (end > i) {
      changed = true;
      i = end;
    } else {
      out.unit(code, i, i + 1);
      i += 1;
    }
  }
  return changed ? out.view() : undefined;
}

function entity(text: string, at: number, out: ViewBuilder): number {
  ENTITY.lastIndex = at;
  const match = ENTITY.exec(text);
  if (!match) return at;
  const decoded = match[3] === undefined ? fromCode(match[1] === undefined ? Number.parseInt(match[2]!, 16) : Number(match[1])) : NAMED.get(match[3]);
  if (decoded === undefined) return at;
  out.text(decoded, at, ENTITY.lastIndex);
  return ENTITY.lastIndex;
}

function percent(text: string, at: number, out: ViewBuilder): number {
  PERCENT_U.lastIndex = at;
  const unit = PERCENT_U.exec(text);
  if (!unit) return bytesAt(PERCENT, text, at, out);
  out.text(String.fromCharCode(Number.parseInt(unit[1]!, 16)), at, PERCENT_U.lastIndex);
  return PERCENT_U.lastIndex;
}

/** Bytes of a sign and two digits each. */
function bytesAt(pattern: RegExp, text: string, at: number, out: ViewBuilder): number {
  pattern.lastIndex = at;
  if (!pattern.test(text)) return at;
  const end = pattern.lastIndex;
  for (let i = at; i < end; ) {
    const [codePoint, bytes] = utf8Point(text, i, end);
    out.text(String.fromCodePoint(codePoint), i, i + bytes * 3);
    i += bytes * 3;
  }
  return end;
}

/**
 * Quoted-printable, as mails have it, read as what it stands for. A reading of its own: in other texts `=75` is a value, and must stay one. Undefined
 * where there is none.
 */
export function decodeQuotedPrintable(text: string): View | undefined {
  if (!text.includes('=') || !QUOTED.test(text)) return undefined;
  const out = new ViewBuilder(text.length);
  for (let i = 0; i < text.length; ) {
    const code = text.charCodeAt(i);
    SOFT_LINE_END.lastIndex = i;
    const end = code !== EQUALS ? i : SOFT_LINE_END.test(text) ? SOFT_LINE_END.lastIndex : bytesAt(QUOTED_SIGNS, text, i, out);
    if (end === i) out.unit(code, i, i + 1);
    i = Math.max(end, i + 1);
  }
  return out.view();
}

function percentByte(text: string, at: number): number {
  return Number.parseInt(text.slice(at + 1, at + 3), 16);
}

/** The code point at `at` and how many bytes it takes; a byte that is no UTF-8 counts as Latin-1. */
function utf8Point(text: string, at: number, end: number): [codePoint: number, bytes: number] {
  const first = percentByte(text, at);
  const bytes = first >= 0xf0 && first <= 0xf4 ? 4 : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xc2 && first < 0xe0 ? 2 : 1;
  if (bytes === 1 || at + bytes * 3 > end) return [first, 1];
  let codePoint = first & (0xff >> (bytes + 1));
  for (let k = 1; k < bytes; k++) {
    const byte = percentByte(text, at + k * 3);
    if ((byte & 0xc0) !== 0x80) return [first, 1];
    codePoint = (codePoint << 6) | (byte & 0x3f);
  }
  return codePoint > 0x10ffff ? [first, 1] : [codePoint, bytes];
}

function backslash(text: string, at: number, out: ViewBuilder): number {
  BACKSLASH.lastIndex = at;
  const match = BACKSLASH.exec(text);
  if (!match) return at;
  const hex = match[1] ?? match[2] ?? match[3] ?? match[4];
  const decoded = hex === undefined ? SIMPLE[match[5]!] : fromCode(Number.parseInt(hex, 16));
  if (decoded === undefined) return at;
  out.text(decoded, at, BACKSLASH.lastIndex);
  return BACKSLASH.lastIndex;
}

function fromCode(code: number): string | undefined {
  if (code > 0x10ffff) return undefined;
  return code > 0xffff ? String.fromCodePoint(code) : String.fromCharCode(code);
}
