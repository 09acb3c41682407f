import { NAMES, PLACES } from './names.ts';
import type { Language, Split } from './types.ts';

/** A number from 0 up to 1, the same series for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A value to put in, and what of it is labelled. */
export interface Value {
  text: string;
  type?: string;
}

type Make = (pick: Pick_) => string;
interface Pick_ {
  digits(count: number): string;
  of<T>(list: readonly T[]): T;
  number(from: number, to: number): number;
}

const modulo97 = (digits: string): number => [...digits].reduce((rest, digit) => (rest * 10 + Number(digit)) % 97, 0);
const lettersAsNumbers = (text: string): string => text.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));

function iban(country: string, account: string): string {
  const check = String(98 - modulo97(lettersAsNumbers(`${account}${country}00`))).padStart(2, '0');
  return `${country}${check}${account}`;
}

const inFours = (text: string): string => text.replace(/(.{4})(?=.)/g, '$1 ');

function ean13(twelve: string): string {
  const sum = [...twelve].reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 1 : 3), 0);
  return `${twelve}${(10 - (sum % 10)) % 10}`;
}

function luhn(digits: string): string {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

function uid(eight: string): string | undefined {
  const weights = [5, 4, 3, 2, 7, 6, 5, 4];
  const rest = 11 - ([...eight].reduce((total, digit, index) => total + Number(digit) * weights[index]!, 0) % 11);
  return rest === 10 ? undefined : `${eight}${rest === 11 ? 0 : rest}`;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const token = (pick: Pick_, length: number, alphabet = ALPHABET): string => Array.from({ length }, () => pick.of([...alphabet])).join('');
const two = (n: number): string => String(n).padStart(2, '0');

/** What identifiers and secrets look like: check digits right, values made up. */
const MAKERS: Record<string, readonly [type: string, make: Make]> = {
  ahv: ['AHV', (p) => ean13(`756${p.digits(9)}`).replace(/(...)(....)(....)(..)/, p.of(['$1.$2.$3.$4', '$1.$2.$3.$4', '$1 $2 $3 $4', '$1$2$3$4']))],
  iban: ['IBAN', (p) => p.of([inFours, (t: string) => t])(iban('CH', `${p.of(['00762', '00900', '80808', '00230'])}${p.digits(12)}`))],
  qriban: ['IBAN', (p) => inFours(iban('CH', `3${p.of(['0', '1'])}${p.digits(3)}${p.digits(12)}`))],
  deiban: ['IBAN', (p) => inFours(iban('DE', `37040044${p.digits(10)}`))],
  card: ['CARD', (p) => p.of([inFours, (t: string) => inFours(t).replaceAll(' ', '-'), (t: string) => t])(luhn(`${p.of(['4', '51', '55'])}${p.digits(14)}`.slice(0, 15)))],
  phone: ['PHONE', (p) => p.of([`+41 ${p.of(['44', '31', '79', '78', '21'])} ${p.number(200, 699)} ${p.digits(2)} ${p.digits(2)}`, `079 ${p.number(200, 899)} ${p.digits(2)} ${p.digits(2)}`, `044 ${p.number(200, 699)} ${p.digits(2)} ${p.digits(2)}`])],
  birth: ['BIRTH_DATE', (p) => p.of([`${two(p.number(1, 28))}.${two(p.number(1, 12))}.${p.number(1938, 2008)}`, `${p.number(1, 28)}.${p.number(1, 12)}.${p.number(1938, 2008)}`])],
  birthiso: ['BIRTH_DATE', (p) => `${p.number(1938, 2008)}-${two(p.number(1, 12))}-${two(p.number(1, 28))}`],
  uid: ['UID', (p) => { for (;;) { const made = uid(p.digits(8)); if (made) return `CHE-${made.replace(/(...)(...)(...)/, '$1.$2.$3')}`; } }],
  bger: ['CASE', (p) => `${p.of(['5A', '4A', '6B', '2C', '1B'])}_${p.number(10, 999)}/${p.number(2012, 2025)}`],
  zhcase: ['CASE', (p) => `${p.of(['HG', 'LB', 'FE', 'CG'])}${p.number(12, 25)}0${p.digits(3)}-${p.of(['O', 'L', 'K'])}`],
  icd: ['DIAGNOSIS', (p) => p.of(['F32.1', 'E11.9', 'M54.5', 'I10', 'F43.2', 'G40.3', 'J45.0', 'C50.9'])],
  ip: ['IP', (p) => `${p.of([85, 178, 194, 213])}.${p.number(1, 250)}.${p.number(1, 250)}.${p.number(1, 250)}`],
  openai: ['SECRET', (p) => `sk-proj-${token(p, 40)}T3BlbkFJ${token(p, 40)}`],
  aws: ['SECRET', (p) => `AKIA${token(p, 16, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}`],
  github: ['SECRET', (p) => `ghp_${token(p, 36)}`],
  slack: ['SECRET', (p) => `xoxb-${p.digits(12)}-${p.digits(12)}-${token(p, 24)}`],
  password: ['SECRET', (p) => `${token(p, 5, 'abcdefghijkmnpqrstuvwxyz')}${p.digits(3)}${p.of(['!', '#', '%'])}${token(p, 7)}`],
  jwt: ['SECRET', (p) => `eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.${Buffer.from(`{"sub":"${p.digits(10)}","iat":16${p.digits(8)}}`).toString('base64url')}.${token(p, 43)}`],
  pem: ['SECRET', (p) => `-----BEGIN PRIVATE KEY-----\n${Array.from({ length: 3 }, () => token(p, 64)).join('\n')}\n-----END PRIVATE KEY-----`],
};

/** The values of one message: a person's name stays the same in all its places. */
export function valuesFor(language: Language, split: Split, random: () => number): (placeholder: string) => Value {
  const pick: Pick_ = {
    digits: (count) => Array.from({ length: count }, () => Math.floor(random() * 10)).join(''),
    of: (list) => list[Math.floor(random() * list.length)]!,
    number: (from, to) => from + Math.floor(random() * (to - from + 1)),
  };
  const names = NAMES[split][language];
  const people = [1, 2, 3].map(() => ({ given: pick.of(names.given.split(' ')), surname: pick.of(surnamesOf(names.surnames)) }));
  return (placeholder) => {
    const named = /^(name|first|last|rev|caps|email)([123]?)$/.exec(placeholder);
    if (named) {
      const { given, surname } = people[Number(named[2] || 1) - 1]!;
      const forms: Record<string, string> = { name: `${given} ${surname}`, first: given, last: surname, rev: `${surname}, ${given}`, caps: `${surname.toUpperCase()} ${given}` };
      if (named[1] === 'email') return { text: `${plain(given)}.${plain(surname)}@${pick.of(['bluewin.ch', 'gmail.com', 'muster-treuhand.ch', 'sunrise.ch'])}`, type: 'EMAIL' };
      return { text: forms[named[1]!]!, type: 'PERSON' };
    }
    if (placeholder === 'address') return { text: pick.of(PLACES[language]), type: 'ADDRESS' };
    if (placeholder === 'amount') return { text: `${pick.number(1, 98)}'${pick.digits(3)}.${pick.of(['00', '50', '35'])}` };
    if (placeholder === 'date') return { text: `${pick.number(1, 28)}.${pick.number(1, 12)}.202${pick.number(2, 5)}` };
    if (placeholder === 'n') return { text: String(pick.number(2, 90)) };
    const maker = MAKERS[placeholder];
    if (!maker) throw new Error(`No value is called ${placeholder}`);
    return { text: maker[1](pick), type: maker[0] };
  };
}

/** Surnames of several words keep together: von Salis, De Luca. */
function surnamesOf(list: string): string[] {
  return list.replace(/\b(von|de|De|Della|Di) (\p{Lu})/gu, '$1_$2').split(' ').map((name) => name.replaceAll('_', ' '));
}

function plain(name: string): string {
  return name.normalize('NFD').replace(/[^A-Za-z-]/g, '').toLowerCase();
}
