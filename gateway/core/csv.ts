export type Cell = string | number | null;

/** Also behind blanks and invisible letters, and in the wide forms of Asian scripts. */
const FORMULA = /^[\s\p{Cf}]*[=+\-@＝＋－＠]|^[\t\r\n]/u;

/**
 * Rows as CSV (RFC 4180), each ended by CR LF; null is an empty cell. Attack: a name that a spreadsheet takes for a formula; a text that could be
 * one begins with an apostrophe. Numbers stay as they are.
 */
export function csvRows(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
