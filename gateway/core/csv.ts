export type Cell = string | number | null;

/**
 * Where a cell may begin that is a formula: also behind blanks and invisible letters, in the wide forms of Asian scripts, and inside of ours. A
 * spreadsheet whose system separates lists by semicolons (Swiss, German and French ones) cuts a line at each of them, and at a line break within quotes.
 */
const FORMULA = /(^|[;\t]|\r\n?|\n)(?=[\s\p{Cf}]*[=+\-@＝＋－＠])|^(?=[\t\r\n])/gu;

/**
 * Rows as CSV (RFC 4180), each ended by CR LF; null is an empty cell. Attack: a name that a spreadsheet takes for a formula; a text that could be
 * one gets an apostrophe before it. Numbers stay as they are.
 */
export function csvRows(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = value.replace(FORMULA, "$1'");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
