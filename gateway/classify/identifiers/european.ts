import { uid } from 'stdnum/lib/cjs/at/index.js';
import { vat as beVat } from 'stdnum/lib/cjs/be/index.js';
import { egn, vat as bgVat } from 'stdnum/lib/cjs/bg/index.js';
import { vat as cyVat } from 'stdnum/lib/cjs/cy/index.js';
import { dic, rc } from 'stdnum/lib/cjs/cz/index.js';
import { vat as deVat } from 'stdnum/lib/cjs/de/index.js';
import { cpr, cvr } from 'stdnum/lib/cjs/dk/index.js';
import { ik, kmkr } from 'stdnum/lib/cjs/ee/index.js';
import { nif as esNif, nss } from 'stdnum/lib/cjs/es/index.js';
import { alv, hetu } from 'stdnum/lib/cjs/fi/index.js';
import { tva as frTva } from 'stdnum/lib/cjs/fr/index.js';
import { vat as gbVat } from 'stdnum/lib/cjs/gb/index.js';
import { amka, vat as grVat } from 'stdnum/lib/cjs/gr/index.js';
import { oib } from 'stdnum/lib/cjs/hr/index.js';
import { anum } from 'stdnum/lib/cjs/hu/index.js';
import { pps, vat as ieVat } from 'stdnum/lib/cjs/ie/index.js';
import { iva } from 'stdnum/lib/cjs/it/index.js';
import { asmens, pvm } from 'stdnum/lib/cjs/lt/index.js';
import { tva as luTva } from 'stdnum/lib/cjs/lu/index.js';
import { pvn } from 'stdnum/lib/cjs/lv/index.js';
import { vat as mtVat } from 'stdnum/lib/cjs/mt/index.js';
import { btw } from 'stdnum/lib/cjs/nl/index.js';
import { fodselsnummer } from 'stdnum/lib/cjs/no/index.js';
import { nip } from 'stdnum/lib/cjs/pl/index.js';
import { nif as ptNif } from 'stdnum/lib/cjs/pt/index.js';
import { cif, cnp } from 'stdnum/lib/cjs/ro/index.js';
import { personnummer, vat as seVat } from 'stdnum/lib/cjs/se/index.js';
import { ddv, emso } from 'stdnum/lib/cjs/si/index.js';
import { dph } from 'stdnum/lib/cjs/sk/index.js';
import type { Recogniser } from '../recogniser.ts';
import type { Digits } from './digits.ts';
import { INSURANCE_DE, PERSON_EU } from './labels.ts';
import { euVat, socialSecurity, taxId } from './recognisers.ts';

/** A number by which an authority knows somebody. */
export interface National {
  recogniser: Recogniser;
  /** Letters before the first digit. */
  letters: number;
  /** Digits up to the first letter or the end. */
  digits: number;
  /** Letters and digits altogether. */
  length: number;
  shape?: RegExp;
  valid(value: string): boolean;
  /** Must stand before it where the check alone lets too much pass. */
  label?: RegExp;
  /** False where its groups are none of such a number's. */
  isWritten?(codes: Uint16Array, digits: Digits, count: number): boolean;
}

interface Check { validate(value: string): { isValid: boolean } }

/** Number of letters and digits behind the first run of digits. */
function vat(prefix: string, digits: number, check: Check, behind = 0): National {
  const letters = prefix.replace('[A-Z]', 'A').length;
  return { recogniser: euVat, letters, digits, length: letters + digits + behind, shape: new RegExp(`^${prefix}`), valid: (value) => check.validate(value).isValid };
}

/** Their checks let a tenth of all numbers pass: a word must say what they are. */
function person(digits: number, check: Check, written = (value: string): string => value, behind = 0): National {
  return { recogniser: taxId, letters: 0, digits, length: digits + behind, valid: (value) => check.validate(written(value)).isValid, label: PERSON_EU };
}

const dashed = (fromEnd: number) => (value: string): string => `${value.slice(0, -fromEnd)}-${value.slice(-fromEnd)}`;

/** VAT numbers of the EU and the United Kingdom, and what their people's registers call them by, beyond the countries of national.ts; the checks are stdnum's. */
export const EUROPEAN: readonly National[] = [
  vat('ATU', 8, uid), vat('BE', 10, beVat), vat('BG', 9, bgVat), vat('BG', 10, bgVat), vat('CY', 8, cyVat, 1), vat('CZ', 8, dic), vat('CZ', 9, dic), vat('CZ', 10, dic), vat('DE', 9, deVat), vat('DK', 8, cvr), vat('EE', 9, kmkr), vat('EL', 9, grVat),
  vat('ES', 8, esNif, 1), vat('ES[A-Z]', 8, esNif), vat('FI', 8, alv), vat('FR', 11, frTva), vat('GB', 9, gbVat), vat('GB', 12, gbVat), vat('HR', 11, oib), vat('HU', 8, anum), vat('IE', 7, ieVat, 1), vat('IE', 7, ieVat, 2), vat('IT', 11, iva),
  vat('LT', 9, pvm), vat('LT', 12, pvm), vat('LU', 8, luTva), vat('LV', 11, pvn), vat('MT', 8, mtVat), vat('NL', 9, btw, 3), vat('PL', 10, nip), vat('PT', 9, ptNif), vat('RO', 8, cif), vat('RO', 9, cif), vat('RO', 10, cif), vat('SE', 12, seVat), vat('SI', 8, ddv), vat('SK', 10, dph),
  person(10, egn), person(10, rc), person(9, rc), person(10, cpr), person(11, ik), person(9, hetu, dashed(4), 1), person(10, hetu, dashed(4)), person(11, amka), person(11, oib), person(7, pps, undefined, 1), person(7, pps, undefined, 2),
  person(11, asmens), person(11, pvn), person(11, fodselsnummer), person(13, cnp), person(10, personnummer, dashed(4)), person(12, personnummer, dashed(4)), person(13, emso),
  { recogniser: socialSecurity, letters: 0, digits: 12, length: 12, valid: (value) => nss.validate(value).isValid, label: PERSON_EU },
  { recogniser: socialSecurity, letters: 1, digits: 9, length: 10, valid: isInsured, label: INSURANCE_DE },
];

/** Of a German health insurance: its letter as two digits, every other digit doubled, the sum of all their digits (§ 290 SGB V, annex 1). */
function isInsured(value: string): boolean {
  const figures = String(value.charCodeAt(0) - 64).padStart(2, '0') + value.slice(1, -1);
  const sum = Array.from(figures, Number).reduce((all, digit, index) => all + (index % 2 === 0 ? digit : digit * 2 > 9 ? digit * 2 - 9 : digit * 2), 0);
  return sum % 10 === Number(value.at(-1));
}
