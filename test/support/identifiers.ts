import fc from 'fast-check';

/** A generated value that a recogniser must find. */
export interface Sample {
  /** The recogniser. */
  id: string;
  /** The word before it, where it is known by one; else what people write there. */
  label: string;
  value: string;
  /** Label and value. */
  text: string;
  /** A number stays the same value with blanks, line ends and other separators in it, a key with one. */
  kind: 'number' | 'key' | 'other';
}

const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`));

function luhnDigit(body: string): string {
  let sum = 0;
  for (let i = 0; i < body.length; i++) {
    const value = Number(body[body.length - 1 - i]) * (i % 2 === 0 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return String((10 - (sum % 10)) % 10);
}

function eanDigit(body: string): string {
  let sum = 0;
  for (let i = 0; i < body.length; i++) sum += Number(body[i]) * (i % 2 === 0 ? 1 : 3);
  return String((10 - (sum % 10)) % 10);
}

function ibanOf(country: string, bban: string): string {
  const figures = Array.from(`${bban}${country}00`, (char) => String(Number.parseInt(char, 36))).join('');
  return country + String(98n - (BigInt(figures) % 97n)).padStart(2, '0') + bban;
}

function uidDigit(body: string): string {
  const weights = [5, 4, 3, 2, 7, 6, 5, 4];
  const rest = 11 - (weights.reduce((sum, weight, i) => sum + weight * Number(body[i]), 0) % 11);
  return rest === 10 ? '' : String(rest % 11);
}

function sample(id: string, label: string, value: string, kind: Sample['kind']): Sample {
  return { id, label, value, text: `${label} ${value}`, kind };
}

const fours = (text: string) => text.replace(/(.{4})(?=.)/g, '$1 ');

const ahv = digits(9).map((body) => `756${body}` + eanDigit(`756${body}`)).chain((value) => fc.constantFrom(value, value.replace(/(\d{3})(\d{4})(\d{4})(\d\d)/, '$1.$2.$3.$4')));
const iban = fc.oneof(digits(17).map((body) => ibanOf('CH', body)), digits(18).map((body) => ibanOf('DE', body)), digits(16).map((body) => ibanOf('AT', body)), digits(14).map((body) => ibanOf('GB', `NWBK${body}`)));
const card = fc.oneof(digits(14).map((body) => `4${body}`), digits(13).map((body) => `52${body}`), digits(12).map((body) => `37${body}`)).map((body) => body + luhnDigit(body));
const uid = digits(8).map((body) => body + uidDigit(body)).filter((body) => body.length === 9).map((body) => `CHE-${body.replace(/(\d{3})(\d{3})(\d{3})/, '$1.$2.$3')}`);
const phone = fc.oneof(digits(7).map((body) => `+41 44 ${body}`), digits(7).map((body) => `079${body}`), digits(7).map((body) => `0041 31 ${body}`)).filter((value) => !/(?:44|31) [01]/.test(value) && !/^079[01]/.test(value));
const word = fc.stringMatching(/^[a-z]{3,10}$/);
const email = fc.tuple(word, word, fc.constantFrom('ch', 'de', 'com', 'legal')).map(([name, host, top]) => `${name}@${host}.${top}`);
const mixed = (length: number) => fc.stringMatching(new RegExp(`^[A-Za-z0-9]{${length}}$`)).filter((text) => /\d/.test(text) && new Set(text).size >= 8 && !/x{6}|0{8}/i.test(text));

/** Identifiers with a check of their own or a shape that leaves no doubt. */
export const anyIdentifier: fc.Arbitrary<Sample> = fc.oneof(
  ahv.map((value) => sample('ch-ahv', 'AHV-Nummer', value, 'number')),
  iban.chain((value) => fc.constantFrom(value, fours(value))).map((value) => sample('iban', 'das Konto', value, 'number')),
  card.chain((value) => fc.constantFrom(value, fours(value))).map((value) => sample('payment-card', 'die Karte', value, 'number')),
  uid.map((value) => sample('ch-uid', 'der Firma', value, 'number')),
  phone.map((value) => sample('phone', 'Telefon', value, 'number')),
  email.map((value) => sample('email', 'der Adresse', value, 'other')),
);

export const anySecret: fc.Arbitrary<Sample> = fc.oneof(
  mixed(36).map((body) => sample('api-key', 'dem Schlüssel', `ghp_${body}`, 'key')),
  mixed(32).map((body) => sample('api-key', 'dem Schlüssel', `sk-${body}`, 'key')),
  fc.tuple(mixed(20), mixed(40), mixed(43)).map(([head, body, sign]) => sample('web-token', 'dem Token', `eyJ${head}.eyJ${body}.${sign}`, 'key')),
  mixed(12).map((body) => sample('password', 'dem Eintrag', `password="${body}"`, 'other')),
);
