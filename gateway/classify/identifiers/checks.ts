import type { Digits } from './digits.ts';

/** Luhn's check over the first `count` digits. */
export function luhn(digits: Digits, count: number): boolean {
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const value = digits.values[count - 1 - i]!;
    const doubled = i % 2 === 1 ? value * 2 : value;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** EAN-13's check over the first 13 digits. */
export function ean13(digits: Digits): boolean {
  let sum = 0;
  for (let i = 0; i < 13; i++) sum += digits.values[i]! * (i % 2 === 0 ? 1 : 3);
  return sum % 10 === 0;
}

/** The first `count` digits as a number; at most 15. */
export function numberOf(digits: Digits, from: number, count: number): number {
  let number = 0;
  for (let i = from; i < from + count; i++) number = number * 10 + digits.values[i]!;
  return number;
}

/** True where a payment card of `count` digits may begin like this (ISO/IEC 7812 ranges of the card schemes). */
export function cardRange(digits: Digits, count: number): boolean {
  const four = numberOf(digits, 0, 4);
  const two = Math.floor(four / 100);
  if (two >= 40 && two <= 49) return count === 16 || count === 13 || count === 19;
  if ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720)) return count === 16;
  if (two === 34 || two === 37) return count === 15;
  if (two === 36 || two === 38 || two === 39 || (four >= 3000 && four <= 3059)) return count === 14;
  if (four === 6011 || two === 65 || (four >= 6440 && four <= 6499)) return count === 16 || count === 19;
  if (four >= 3528 && four <= 3589) return count >= 16 && count <= 19;
  if (two === 62 || four === 6759 || four === 5018 || four === 5020 || four === 5038 || four === 5893 || four === 6304) return count >= 16 && count <= 19;
  return false;
}
