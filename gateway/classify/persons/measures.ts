const MONEY_BEFORE = /(?:^|[^\p{L}])(?:CHF|S?Fr\.?|EUR|Euro|USD|GBP|[€£$]) ?-?$/iu;
const MONEY_BEHIND = /(?:[.,]\d\d|\.[-–—]+)? ?(?:CHF|S?Fr\b|Franken|francs?\b|franchi\b|EUR|Euro|€|£|Stutz\b|pounds\b|dollars\b|\.[-–—])/iuy;
const MONEY_REACH = 6;
const MEDICAL_UNIT = /(?:[.,]\d{1,2})? ?(?:mm ?Hg|[mµun]mol\/l|[mµu]g\/d?l|g\/d?l|m?I?U\/m?l|° ?C?(?= |$|[.,])|Grad Fieber)/iuy;
const SPACE = 32;

/** True where the number from `start` to `end` is, or ends, a sum of money. */
export function isSum(text: string, start: number, end: number): boolean {
  if (text.charCodeAt(end) > SPACE || end < text.length) {
    MONEY_BEHIND.lastIndex = end;
    if (MONEY_BEHIND.test(text)) return true;
  }
  const before = text.charCodeAt(start - 1);
  // The sign of a currency, the dot of its short form, or a blank behind either.
  return (before === SPACE || before === 46 || before > 127 || before === 36 || (before | 32) === 102) && MONEY_BEFORE.test(text.slice(Math.max(0, start - MONEY_REACH), start));
}

/** True where the number that ends at `end` was measured on a body: `150 mmHg`, `141 umol/l`. */
export function isMeasured(text: string, end: number): boolean {
  MEDICAL_UNIT.lastIndex = end;
  return MEDICAL_UNIT.test(text);
}
