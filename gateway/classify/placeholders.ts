import type { Found } from './overlaps.ts';
import { email, phone } from './identifiers/recognisers.ts';

const GIVEN = 'Max|Maxi|Erika|Erich|Hans|Hansi|Heidi|Anna|Peter|Petra|Maria|Martina|Felix|Fritz|Lisa|Monika|Sabine|Beat|Pia';
/** Whom forms, templates and manuals are made out to. A bare `Muster` is a family's name too. */
const NAMES = ['(?:\\p{Lu}[\\p{L}.-]{0,20} ){0,2}Muster(?:mann|frau)(?:,? (?:Max|Erika|Erich|Maria|Hans))?', `(?:${GIVEN}) (?:Muster|Beispiel)`, `(?:Muster|Beispiel),? (?:${GIVEN})`, '(?:John|Jane|Johnny|Janie) (?:[A-Z]\\. )?Doe', 'Doe, (?:John|Jane)', 'Joe Bloggs', 'Otto Normalverbraucher', 'Lieschen Müller', 'Pinco Pallino'];
const PLACE = '(?:,?\\s{1,3}(?:[A-Z]{1,2}-)?\\d{4,5} \\p{Lu}[\\p{L}.-]{1,30})?';
const ADDRESSES = [`(?:Muster|Beispiel)(?:strasse|straße|str\\.|weg|gasse|allee|platz) \\d{1,4}[a-z]?${PLACE}`, '\\d{4,5} (?:Muster|Beispiel)(?:stadt|hausen|dorf|ort|wil)', '\\d{1,4} Main (?:Street|St)'];
const WORDS = new RegExp(`(?<![\\p{L}\\d-])(?:${[...NAMES, ...ADDRESSES].join('|')})(?![\\p{L}\\d-])`, 'gu');
const LIKELY = /Muster|Beispiel|Doe\b|Bloggs|Normalv|Lieschen|Pallino|Main /;
/** As banks, card companies and their test systems print them in their manuals. */
const NUMBERS = new Set([
  'ch9300762011623852957', 'ch5604835012345678009', 'de89370400440532013000', 'gb29nwbk60161331926819', 'gb82west12345698765432', 'at611904300234573201', 'fr1420041010050500013m02606', 'it60x0542811101000000123456', 'li21088100002324013aa', 'nl91abna0417164300', 'es9121000418450200051332', 'be68539007547034', 'lu280019400644750000',
  '4111111111111111', '4242424242424242', '4012888888881881', '4000056655665556', '5555555555554444', '5105105105105100', '5500000000000004', '2223003122003222', '378282246310005', '371449635398431', '6011111111111117', '6011000990139424', '3530111333300000', '3566002020360505', '30569309025904', '38520000023237',
]);
/** Subscriber 123 45 67, and those that North America keeps for films. */
const TELEPHONE = /^(?:(?:\+|00)410?[2-9]\d|0[2-9]\d)1234567$|^(?:\+1)?(?:\d{3})?55501\d\d$/;
const ADDRESS = /^(?:(?:max|erika|hans|anna|petra)[._-]muster(?:mann|frau)?|(?:john|jane)[._-]?doe|(?:vorname|prenom|nome|firstname|first)[._-](?:nachname|name|nom|cognome|lastname|last)|no-?reply|do-?not-?reply|postmaster|mailer-daemon)@/;
/** Around a finding: a first name before it, a place behind it. */
const AROUND = 24;

/** True for what stands for nobody: manuals, templates and forms are full of it. */
function isPlaceholder({ recogniser, start, end, value }: Found, text: string): boolean {
  if (recogniser.group === 'identifier') return NUMBERS.has(value) || (recogniser === phone && TELEPHONE.test(value)) || (recogniser === email && ADDRESS.test(value));
  if (recogniser.group !== 'person') return false;
  const from = Math.max(0, start - AROUND);
  const near = text.slice(from, end + AROUND);
  return LIKELY.test(near) && Array.from(near.matchAll(WORDS)).some(({ 0: words, index }) => from + index <= start && end <= from + index + words.length);
}

/** Those, and what else was seen in one of them. What the office lists or has a pattern for is its own, whatever it looks like. */
export function placeholdersIn(text: string, found: readonly Found[]): readonly Found[] {
  const nobody = found.filter((one) => isPlaceholder(one, text));
  if (nobody.length === 0) return nobody;
  return found.filter(({ recogniser: { group }, start, end }) => (group === 'identifier' || group === 'person') && nobody.some((one) => one.start <= start && end <= one.end));
}
