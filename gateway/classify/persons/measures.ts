const MONEY_BEFORE = /(?:^|[^\p{L}])(?:CHF|S?Fr\.?|EUR|Euro|USD|GBP|[€£$]) ?-?$/iu;
const MONEY_BEHIND = /(?:[.,]\d\d|\.[-–—]+)? ?(?:CHF|S?Fr\b|Franken|francs?\b|franchi\b|EUR|Euro|€|£|Stutz\b|pounds\b|dollars\b|\.[-–—])/iuy;
const MONEY_REACH = 6;
const MEDICAL_UNIT = /(?:[.,]\d{1,2})? ?(?:mm ?Hg|[mµun]mol\/l|[mµu]g\/d?l|g\/d?l|m?I?U\/m?l|° ?C?(?= |$|[.,])|Grad Fieber)/iuy;

/** True where the number from `start` to `end` is, or ends, a sum of money. */
export function isSum(text: string, start: number, end: number): boolean {
  if (mayBehind(text, end)) {
    MONEY_BEHIND.lastIndex = end;
    if (MONEY_BEHIND.test(text)) return true;
  }
  const before = text[start - 1] === ' ' ? text[start - 2] : text[start - 1];
  return before !== undefined && '.fFrRoODdPp€£$-'.includes(before) && MONEY_BEFORE.test(text.slice(Math.max(0, start - MONEY_REACH), start));
}

/** What a currency or the pence begin with. */
function mayBehind(text: string, end: number): boolean {
  const next = text[end] ?? '';
  return next === ' ' ? 'cCsSfFeE€£pd.'.includes(text[end + 1] ?? '-') : '.,€£'.includes(next || '-');
}

/** True where the number that ends at `end` was measured on a body: `150 mmHg`, `141 umol/l`. */
export function isMeasured(text: string, end: number): boolean {
  const next = text[end] === ' ' ? text[end + 1] : text[end];
  if (next === undefined || !'.,mMµunNgGiIUu°'.includes(next)) return false;
  MEDICAL_UNIT.lastIndex = end;
  return MEDICAL_UNIT.test(text);
}
