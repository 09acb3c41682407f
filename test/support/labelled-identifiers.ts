import fc from 'fast-check';
import { vnr } from 'stdnum/lib/cjs/at/index.js';
import { insz } from 'stdnum/lib/cjs/be/index.js';
import { idnr, svnr } from 'stdnum/lib/cjs/de/index.js';
import { dni } from 'stdnum/lib/cjs/es/index.js';
import { codicefiscale } from 'stdnum/lib/cjs/it/index.js';
import { bsn } from 'stdnum/lib/cjs/nl/index.js';
import { pesel } from 'stdnum/lib/cjs/pl/index.js';
import { nif } from 'stdnum/lib/cjs/pt/index.js';
import type { Sample } from './identifiers.ts';

const DIGITS = [...'0123456789'];
const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const ofShape = (shape: string) => fc.stringMatching(new RegExp(`^(?:${shape})$`));

/** Values of that shape whose last characters, taken from `ends`, make the check right. */
function checked(shape: string, ends: readonly string[], valid: (value: string) => boolean): fc.Arbitrary<string> {
  return ofShape(shape).map((body) => ends.map((end) => body + end).find(valid) ?? '').filter((value) => value !== '');
}

const two = Array.from({ length: 100 }, (_, i) => String(i).padStart(2, '0'));
const day = '(?:0[1-9]|1\\d|2[0-8])';
const month = '(?:0[1-9]|1[0-2])';
/** Of its first ten figures one stands twice, and no other more than once. */
const taxDigits = fc.tuple(fc.shuffledSubarray(DIGITS, { minLength: 10 }), fc.nat(8)).map(([digits, at]) => digits.toSpliced(at, 1, digits[9]!).join(''))
  .map((body) => DIGITS.map((end) => body + end).find((value) => idnr.validate(value).isValid) ?? '').filter((value) => value !== '' && !value.startsWith('0'));

function sample(id: string, labels: readonly string[], values: fc.Arbitrary<string>, number: boolean): fc.Arbitrary<Sample> {
  return fc.tuple(fc.constantFrom(...labels), values).map(([label, value]) => ({ id, label, value, text: `${label} ${value}`, kind: number ? 'number' : 'other' }));
}

/** Identifiers that are known by the word before them: their own checks let too much pass, or there are none. */
export const anyLabelled: fc.Arbitrary<Sample> = fc.oneof(
  sample('tax-id', ['Steuer-ID', 'Steueridentifikationsnummer', 'IdNr.'], taxDigits, true),
  sample('tax-id', ['BSN', 'burgerservicenummer'], checked('[1-9]\\d{7}', DIGITS, (value) => bsn.validate(value).isValid), true),
  sample('tax-id', ['PESEL'], checked(`[5-9]\\d${month}${day}\\d{4}`, DIGITS, (value) => pesel.validate(value).isValid), true),
  sample('tax-id', ['NIF', 'contribuinte'], checked('2\\d{7}', DIGITS, (value) => nif.validate(value).isValid), true),
  sample('tax-id', ['DNI', 'NIF'], checked('\\d{8}', LETTERS, (value) => dni.validate(value).isValid), false),
  sample('tax-id', ['codice fiscale', 'cod. fisc.'], checked(`[BCDFGLMNPRST]{6}[5-9]\\d[ABCDEHLMPRST]${day}H501`, LETTERS, (value) => codicefiscale.validate(value).isValid), false),
  sample('social-security', ['Rentenversicherungsnummer', 'SVNR'], checked(`(?:15|23|65)${day}${month}[5-9]\\d[ABCDEFGHKMS]0`, two, (value) => svnr.validate(value).isValid), false),
  sample('social-security', ['SVNR', 'Sozialversicherungsnummer'], ofShape(`[1-9]\\d{3}${day}${month}[5-9]\\d`).filter((value) => vnr.validate(value).isValid), true),
  sample('social-security', ['NISS', 'registre national'], checked(`[5-9]\\d${month}${day}\\d{3}`, two, (value) => insz.validate(value).isValid), true),
  sample('social-security', ['National Insurance number', 'NINO'], ofShape('[ACEHJL][BCEHJL]\\d{6}[A-D]'), false),
  sample('icd-10', ['Diagnose:', 'diagnostic', 'ICD-10', 'diagnosi:'], ofShape('[A-T][0-8]\\d(?:\\.\\d)?'), false),
  sample('licence-plate', ['Kontrollschild', 'plaque', 'targa'], ofShape('(?:ZH|BE|VD|GE|TI|AG) [1-9]\\d{2,5}'), false),
  sample('case-number', ['Dossier Nr.', 'Geschäfts-Nr.', 'n° de dossier', 'incarto'], ofShape('20[12]\\d-[1-9]\\d{3}|[A-Z]{2}\\d{6}-[A-Z]|[1-9]\\d{3}/\\d\\d'), false),
  sample('birth-date', ['geboren am', 'née le', 'nato il', 'born on'], fc.oneof(ofShape(`${day}\\.${month}\\.19[3-9]\\d`), ofShape(`19[3-9]\\d-${month}-${day}`)), false),
);
