import type { Found } from '../recogniser.ts';
import { type Before, plainWords } from './context.ts';
import { type Digits, isCapital, isDigit, isLetter, isWordAt } from './digits.ts';
import { CASE, DIAGNOSIS, MEDICAL, PLATE } from './labels.ts';
import { caseNumber, citedCase, icd10, licencePlate } from './recognisers.ts';

/** Swiss federal courts and cantonal courts: `5A_123/2020`, `B-1234/2020`, `B 2021/17`, `VB.2019.00123`, `HG190123-O`, `C/12345/2026`, `PE26.012345`. */
const FEDERAL = /\d[A-H][_ ]\d{1,5}\/(?:19|20)\d\d(?!\d)/y;
const LETTERS_FIRST = /(?:[A-F]-\d{1,5}\/20\d\d|[A-Z]{1,4} (?:19|20)\d\d\/\d{1,4}|[A-Z]{2,4}[. ](?:19|20)\d\d[./]\d{1,6}|[A-Z]{2}\d{6}-[A-Z]|[A-Z]{1,4}\/\d{3,6}\/(?:19|20)\d\d|[A-Z]{2}\d\d\.\d{6})(?![\dA-Za-z])/y;
const LABELLED = /(?:[A-Z]{1,4}[ .-]?)?\d[\dA-Za-z]{0,11}(?: ?[/._-] ?[\dA-Za-z]{1,10}| [A-Z]{1,4} \d{1,6}\/\d{2,4}){0,5}/y;
const YEAR = /^(?:19|20)\d\d$/;
const MEDICAL_REACH = 160;
const WORD_REACH = 16;

/** Case and matter numbers around the first of `digits`: by their own shape, or behind a word such as "Dossier". */
export function caseAt(text: string, codes: Uint16Array, digits: Digits, before: Before, found: Found): void {
  const first = digits.at[0]!;
  if (match(FEDERAL, text, first)) return found({ recogniser: isCited(text, first, FEDERAL.lastIndex) && !before.says(CASE) ? citedCase : caseNumber, start: first, end: FEDERAL.lastIndex, certain: true });
  let start = first;
  while (start > 0 && start > first - 5 && (isCapital(codes[start - 1]!) || (start === first && isJoint(codes[start - 1]!)))) start -= 1;
  if (start < first && !isWordAt(codes, start - 1) && match(LETTERS_FIRST, text, start)) return found({ recogniser: isCited(text, start, LETTERS_FIRST.lastIndex) && !before.says(CASE) ? citedCase : caseNumber, start, end: LETTERS_FIRST.lastIndex, certain: true });
  if (digits.length < 3 || !before.says(CASE)) return;
  const from = start < first && !isWordAt(codes, start - 1) && isCapital(codes[start]!) ? start : first;
  // The rest of a date or an amount.
  if (from === first && first > 1 && isDigit(codes[first - 2]!) && (codes[first - 1] === 0x2e || codes[first - 1] === 0x2d || codes[first - 1] === 0x2f)) return;
  if (isWordAt(codes, from - 1) || !match(LABELLED, text, from)) return;
  const token = text.slice(from, LABELLED.lastIndex);
  if (YEAR.test(token) || token.replace(/\D+/g, '').length < 3 || isQuantity(text, from, LABELLED.lastIndex, token)) return;
  found({ recogniser: caseNumber, start: from, end: LABELLED.lastIndex, certain: true });
}

const CITING = /(?:^|[^a-z])(?:urteil\w*|entscheid\w*|rechtsprechung|praxis|bger|bundesgericht\w*|bvger|bundesverwaltungsgericht\w*|bstger|bge|arrets?|jurisprudence|tf|taf|tribunal federal|sentenz[ae]|giurisprudenza|tribunale federale|judge?ments?|decisions?|rulings?|vgl|cf|siehe|voir|cfr|statt vieler)(?![a-z])[^!?\n]{0,120}$/;
const CITED_REACH = 160;
/** A date, or the place in the reasons. */
const REASONS = /^\)?,? {0,2}(?:(?:vom|du|del|of|dated) \d|(?:e|erw|consid|c)\. ?\d)/;

/** A published decision, as every brief cites them; of a file of one's own another word says so. */
function isCited(text: string, start: number, end: number): boolean {
  return REASONS.test(plainWords(text.slice(end, end + WORD_REACH))) || CITING.test(plainWords(text.slice(Math.max(0, start - CITED_REACH), start)));
}

/** Right before a number that is one, whatever it looks like. */
const NUMBERED = /(?:\b(?:nr|nrn|no|num|numero|number|az|aktz|aktenzeichen|zeichen|geschaftszahl|gz|rif|ref|incarto|inc|r\.?g|n°?)|nummer|n°)[ .:°#"'=]{0,5}$/;
/** Right before a paragraph, a page, an amount, a day. */
const MEASURED = /(?:§+|\b(?:art(?:ikel|icle|icolo)?|abs|ziff(?:er)?|seiten?|s|pag(?:ina)?|pages?|p|chf|eur|fr|usd|um|uber|von|vom|du|de|del|dal|di|bis|au|ab|am|seit|fur|pour|per|of|ca|code|error|fehler|kostet|dauert|betragt))\.?\s{0,2}$/;
const UNIT = /^\s{0,2}(?:%|€|chf|eur|usd|fr\b|franken|francs?|franchi|prozent|pro(?:cent|zent)|tage?n?\b|wochen?|monate?n?\b|jahre?n?\b|stunden?|seiten?|pages?|pagine|jours?|mois|ans\b|heures?|giorni|mesi|anni|ore\b|days?|weeks?|months?|years?|hours?|falle?n?\b|cas\b|casi\b|cases\b|personen|personnes|persone|people)/;
const AMOUNT_OR_DATE = /^(?:(?:CHF|EUR|USD|FR|ART|ABS)\b.*|\d{1,2}[./-] ?\d{1,2}[./-] ?(?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d)$/i;
const QUANTITY_REACH = 16;

/** "Verfahren nach Art. 314", "Schaden von 12500 Franken", "affaire du 12.03.2026": behind a word for a file, and no number of one. */
function isQuantity(text: string, start: number, end: number, token: string): boolean {
  const words = plainWords(text.slice(Math.max(0, start - QUANTITY_REACH), start));
  if (NUMBERED.test(words)) return false;
  return AMOUNT_OR_DATE.test(token) || MEASURED.test(words) || UNIT.test(plainWords(text.slice(end, end + QUANTITY_REACH)));
}

function match(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}

function isJoint(code: number): boolean {
  return code === 0x20 || code === 0x2d || code === 0x2e || code === 0x2f;
}

/** German practices add how certain it is: `F32.1G`. */
const ICD = /[A-TV-Z]\d\d(?:\.\d{1,2})?(?=[GVZA]?(?![\dA-Za-z]))(?!\.\d)/iy;

/** Right before what looks like a code of a diagnosis and is none. */
const NO_DIAGNOSIS = /\b(?:vitamine?s?|vitamina|zimmer|chambre|camera|room|station|bett|haus|raum|saal|formular|coenzym|faktor)[ :-]{0,3}$/;
/** Right before a code without its point, where the text speaks of medicine. */
const LISTED = /(?:[(:,;/]|\b(?:wegen|mit|bei|an|und|avec|con|with|and|et))\s{0,2}$/;

/** An ICD-10 code whose two digits are the first of `digits`, where the text speaks of a diagnosis, or of medicine and the code has its point or stands by itself in a list. */
export function icd10At(text: string, codes: Uint16Array, digits: Digits, before: Before, found: Found): void {
  const start = digits.at[0]! - 1;
  if (start < 0 || !isLetter(codes[start]!) || digits.firstGroupEnd !== start + 3 || isWordAt(codes, start - 1) || !match(ICD, text, start)) return;
  const end = ICD.lastIndex;
  const pointed = end - start > 3;
  const words = pointed ? '' : plainWords(text.slice(Math.max(0, start - WORD_REACH), start));
  if (NO_DIAGNOSIS.test(words)) return;
  const medical = (pointed || LISTED.test(words)) && MEDICAL.test(plainWords(text.slice(Math.max(0, start - MEDICAL_REACH), end + MEDICAL_REACH)));
  if (!medical && !before.says(DIAGNOSIS)) return;
  found({ recogniser: icd10, start, end, certain: true });
}

const CANTONS = 'AG|AI|AR|BE|BL|BS|FR|GE|GL|GR|JU|LU|NE|NW|OW|SG|SH|SO|SZ|TG|TI|UR|VD|VS|ZG|ZH|FL';
const SWISS_PLATE = new RegExp(`(?:${CANTONS})[ ·-]{0,3}\\d{1,3}(?:[ '’.]?\\d{3})?(?![\\dA-Za-z])`, 'y');
const GERMAN_PLATE = /[A-ZÄÖÜ]{1,3}[ -][A-Z]{1,2}[ -]?\d{1,4}[HE]?(?![\dA-Za-z])/y;

/** A licence plate whose first digit is the first of `digits`, behind a word such as "Kontrollschild". */
export function plateAt(text: string, codes: Uint16Array, digits: Digits, before: Before, found: Found): void {
  const first = digits.at[0]!;
  let start = first;
  while (start > 0 && start > first - 8 && (isCapital(codes[start - 1]!) || codes[start - 1] === 0x20 || codes[start - 1] === 0x2d || codes[start - 1] === 0xb7)) start -= 1;
  while (start < first && !isCapital(codes[start]!)) start += 1;
  if (start === first || isWordAt(codes, start - 1) || !before.says(PLATE)) return;
  for (const pattern of [SWISS_PLATE, GERMAN_PLATE]) if (match(pattern, text, start)) return found({ recogniser: licencePlate, start, end: pattern.lastIndex, certain: true });
}
