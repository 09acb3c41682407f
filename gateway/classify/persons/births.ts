const SIGNS = '[\\s,;(|"\'’:/*†-]{1,6}';
/** `1959-05-03`, `3.5.1959`, `3.5.59`, `03/05/1959`, of a year in which somebody who has a letter written about may be born; what goes on with another date is a span of years. */
const DATE = new RegExp(`(${SIGNS}(?:[mwfdh][.)]{0,2}${SIGNS})?)(?:(?:0?[1-9]|[12]\\d|3[01])(?:\\. ?(?:0?[1-9]|1[0-2])\\. ?|/(?:0?[1-9]|1[0-2])/|-(?:0[1-9]|1[0-2])-)(?:19\\d\\d|200\\d|201[0-4])|(?:0?[1-9]|[12]\\d|3[01])\\.(?:0?[1-9]|1[0-2])\\.(?:3[1-9]|[4-9]\\d)|(?:19\\d\\d|200\\d|201[0-4])-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01]))(?![\\d.-]\\d|\\d|\\s{0,2}(?:[–—-]|bis|au|al|to)\\s{0,2}\\d)`, 'y');
/** An empty line between them: no longer one entry. */
const APART = /\n\s*\n/;

/** The date right behind a full name, as forms and reports give it without a word: `Zehnder Markus, 03.07.1981, m`. */
export function birthBehind(text: string, end: number): { start: number; end: number } | undefined {
  DATE.lastIndex = end;
  const match = DATE.exec(text);
  if (!match || APART.test(match[1]!)) return undefined;
  return { start: end + match[1]!.length, end: DATE.lastIndex };
}

const YEAR = /\.?[ :(]{0,3}(?:in |en |nel |im jahre? |ne |year )?((?:19[2-9]\d|20[01]\d)|(?<=jg\.? ?)['’]?[2-9]\d)(?![\d.–-]|\s?[–-])/iy;

/** The year behind a word that ends at `end` and speaks of birth: `Jg. 1970`, `née en 1970`. */
export function birthYearBehind(text: string, end: number): { start: number; end: number } | undefined {
  YEAR.lastIndex = end;
  const match = YEAR.exec(text);
  return match ? { start: YEAR.lastIndex - match[1]!.length, end: YEAR.lastIndex } : undefined;
}

/** The heading of a column of dates of birth, without blanks. */
const HEADING = /^(?:geb\.?(?:dat(?:um)?|tag)?\.?|geburts(?:datum|tag)|geborenam|nee?(?:le)?|(?:datede)?naissance|nat[oa]il|(?:datadi)?nascita|dob|born|birth(?:date|day)?|dateofbirth)$/;
const CELL = /^"?(?:\d{1,2}[./-] ?\d{1,2}[./-] ?\d{2,4}|\d{4}-\d\d-\d\d)"?$/;

export function isBirthHeading(heading: string): boolean {
  return HEADING.test(heading.toLowerCase().normalize('NFD').replaceAll(/\p{M}+/gu, '').replaceAll(/[_()]/g, ''));
}

export function isDateCell(cell: string): boolean {
  return CELL.test(cell);
}
