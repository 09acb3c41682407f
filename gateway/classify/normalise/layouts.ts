import { type View, ViewBuilder } from './view.ts';

const CELL_END = /<\/t[dh]>/i;
/** Between two cells, two rows, and whatever else stands in a table of HTML. */
const IN_TABLE = /<\/t[dh]\s{0,8}>\s{0,80}(?:<t[dh](?:\s[^<>]{0,300})?>)?|<\/?(?:table|thead|tbody|tfoot|tr|t[dh]|caption|colgroup|col|p|div|span|b|i|strong|em|br|font|a)(?:\s[^<>]{0,300})?\/?>/iy;
const CELL = /^<\/t[dh]\s{0,8}>\s{0,80}<t[dh]/i;
const ROW = /^<\/?(?:tr|table)\b/i;
const LESS = 0x3c;

/** A table of HTML as one whose cells are parted by tabs: its headings then say what stands below them. Undefined where there is none. */
export function withoutTableTags(text: string): View | undefined {
  if (!text.includes('<') || !CELL_END.test(text)) return undefined;
  const out = new ViewBuilder(text.length);
  for (let i = 0; i < text.length; ) {
    const code = text.charCodeAt(i);
    IN_TABLE.lastIndex = i;
    if (code !== LESS || !IN_TABLE.test(text)) {
      // Line ends between tags are none of the table's.
      if (code > 0x20 || out.last() !== 0x0a) out.unit(code, i, i + 1);
      i += 1;
      continue;
    }
    const end = IN_TABLE.lastIndex;
    const tag = text.slice(i, end);
    if (CELL.test(tag)) out.text('\t', i, end);
    else if (ROW.test(tag) && out.last() !== 0x0a) out.text('\n', i, end);
    i = end;
  }
  return out.view();
}

/** Fields of GDT, BDT and LDT, in which German and Swiss practices exchange patients, by their number. */
const FIELDS: Readonly<Record<string, string>> = {
  3100: 'Name: ', 3101: 'Nachname: ', 3102: 'Vorname: ', 3103: 'Geburtsdatum: ', 3105: 'Versichertennummer: ', 3106: 'Ort: ', 3107: 'Strasse: ', 3108: 'Versichertenart: ', 3112: 'PLZ: ', 3113: 'Ort: ', 3119: 'Versichertennummer: ', 3618: 'Mobil: ', 3619: 'E-Mail: ', 3626: 'Telefon: ', 6000: 'Diagnose: ', 6001: 'ICD: ', 6205: 'Diagnose: ',
};
const LINE = new RegExp(`(?<=^|\\n)\\d{3}(${Object.keys(FIELDS).join('|')})(?=\\S)`, 'g');
const PATIENT = /(?:^|\n)\d{3}310[0-3]\S/;

/** With words for the numbers of its fields. Undefined where the text holds no patient in that layout. */
export function withFieldNames(text: string): View | undefined {
  if (!text.includes('310') || !PATIENT.test(text)) return undefined;
  const out = new ViewBuilder(text.length + 64);
  let at = 0;
  const copy = (to: number) => {
    for (; at < to; at++) out.unit(text.charCodeAt(at), at, at + 1);
  };
  for (const { 0: head, 1: field, index } of text.matchAll(LINE)) {
    copy(index);
    out.text(FIELDS[field!]!, index, index + head.length);
    at = index + head.length;
  }
  copy(text.length);
  return out.view();
}
