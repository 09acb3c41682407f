import { LOCAL_PROVIDER } from '../core/model.ts';
import { REPORT_TEXTS, type ReportLanguage, type ReportTexts } from './report-texts.ts';
import type { AuditReport } from './report.ts';
import { spaced } from './signature.ts';

const STYLE = `
@page { size: A4; margin: 16mm 14mm; }
* { box-sizing: border-box; }
body { font: 10.5pt/1.4 system-ui, sans-serif; color: #111; background: #fff; max-width: 190mm; margin: 0 auto; padding: 8mm; }
h1 { font-size: 17pt; margin: 0 0 1mm; }
h2 { font-size: 12.5pt; margin: 8mm 0 2mm; break-after: avoid; }
h3 { font-size: 10.5pt; margin: 5mm 0 1mm; break-after: avoid; }
p { margin: 1mm 0; }
table { border-collapse: collapse; width: 100%; font-size: 8.5pt; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th, td { text-align: start; vertical-align: top; padding: 1mm 1.5mm; border-bottom: 0.2mm solid #bbb; }
td { overflow-wrap: anywhere; }
th { border-bottom: 0.4mm solid #333; }
.n { text-align: end; white-space: nowrap; font-variant-numeric: tabular-nums; }
.t { white-space: nowrap; }
.mono { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
.note { color: #444; font-size: 9pt; }
.alarm { border: 0.5mm solid #a00; padding: 2mm 3mm; font-weight: 600; }
@media print { body { padding: 0; max-width: none; } }
`;

/**
 * The report as one page of HTML for reading and printing. Names in it come from many hands: all of them are escaped, and the page's own policy
 * lets no script run and nothing be loaded, wherever it is opened.
 */
export function pageOf(report: AuditReport, language: ReportLanguage): string {
  const texts = REPORT_TEXTS[language];
  const form = formatsOf(texts, report.timeZone);
  // The period ends before `to`.
  const title = `${texts.title}. ${texts.period(form.day(report.from), form.day(report.to - 1))}`;
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escaped(texts.title)}</h1>
<p>${escaped(texts.period(form.day(report.from), form.day(report.to - 1)))}</p>
<p class="note">${escaped(texts.made(form.time(report.madeAt), report.timeZone))}</p>
${proof(report, texts, form)}
<h2>${escaped(texts.seen)}</h2>
${seen(report, texts, form)}
<h2>${escaped(texts.exceptions)}</h2>
${exceptions(report, texts, form)}
</body>
</html>
`;
}

interface Formats { day(time: number): string; time(time: number): string; count(value: number): string; bytes(value: number): string }

function formatsOf({ locale }: ReportTexts, timeZone: string): Formats {
  const day = new Intl.DateTimeFormat(locale, { timeZone, dateStyle: 'long' });
  const time = new Intl.DateTimeFormat(locale, { timeZone, dateStyle: 'short', timeStyle: 'short' });
  const count = new Intl.NumberFormat(locale);
  const units = (['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const).map((unit) => new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 }));
  return {
    day: (at) => day.format(at),
    time: (at) => time.format(at),
    count: (value) => count.format(value),
    bytes(value) {
      const step = Math.min(Math.max(Math.floor(Math.log10(Math.max(value, 1)) / 3), 0), units.length - 1);
      return units[step]!.format(value / 1000 ** step);
    },
  };
}

function proof({ records, broken, fingerprint }: AuditReport, texts: ReportTexts, form: Formats): string {
  const state = broken
    ? `<p class="alarm">${escaped(texts.broken(String(broken.record)))}</p>`
    : `<p>${escaped(records.first === null ? texts.noRecords : texts.whole(form.count(records.count), String(records.first), String(records.last)))}</p>`;
  return `<h2>${escaped(texts.proof)}</h2>
${state}
<p>${escaped(texts.fingerprint)}: <span class="mono">${escaped(spaced(fingerprint))}</span></p>
<p>${escaped(texts.head)}: <span class="mono">${records.last ?? ''}${records.last === null ? '' : ':'}${escaped(records.head)}</span></p>
<p class="note">${escaped(texts.compare)}</p>`;
}

function seen(report: AuditReport, texts: ReportTexts, form: Formats): string {
  if (report.seen.length === 0) return `<p>${escaped(texts.nothingSeen)}</p>`;
  const rows = report.seen.map((one) => [
    ...whoOf(one, texts), classOf(one.dataClass, texts), nameIn(texts.ways, one.decision), number(form.count(one.sent)), number(form.bytes(one.bytes)),
    time(form.time(one.first)), time(form.time(one.last)), versions(one.policies),
  ]);
  return `${table([texts.provider, texts.region, texts.contract, texts.dataClass, texts.way, number(texts.sent), number(texts.bytes), texts.firstTime, texts.lastTime, texts.rules], rows, texts)}
<p class="note">${escaped(texts.seenNote)}</p>`;
}

/** Provider, region, contract: by the names that people know, and the id that stands in the log. */
function whoOf({ provider, providerName, region, contract }: AuditReport['seen'][number], texts: ReportTexts): Cell[] {
  if (provider === LOCAL_PROVIDER) return [texts.here, nameIn(texts.regions, region), '–'];
  return [providerName === provider ? provider : `${providerName} (${provider})`, nameIn(texts.regions, region), contract ?? texts.noContract];
}

function exceptions(report: AuditReport, texts: ReportTexts, form: Formats): string {
  const span = (one: { count: number; first: number; last: number }): Cell[] => [number(form.count(one.count)), time(form.time(one.first)), time(form.time(one.last))];
  const spanHead: Cell[] = [number(texts.count), texts.firstTime, texts.lastTime];
  return `<h3>${escaped(texts.refusals)}</h3>
${table([texts.dataClass, texts.reason, ...spanHead], report.refusals.map((one) => [classOf(one.dataClass, texts), reasonOf(one, texts), ...span(one)]), texts)}
<h3>${escaped(texts.interrupted)}</h3>
${table([texts.dataClass, ...spanHead], report.interrupted.map((one) => [classOf(one.dataClass, texts), ...span(one)]), texts)}
${report.interrupted.length === 0 ? '' : `<p class="note">${escaped(texts.interruptedNote)}</p>`}
<h3>${escaped(texts.policies)}</h3>
${table([texts.record, texts.when, texts.who, texts.version, texts.changes], report.policies.map((one) => [number(String(one.seq)), time(form.time(one.time)), one.actor, `${one.version ?? ''}${one.loosened ? ` (${texts.loosened})` : ''}`, [one.comment, ...one.differences].filter((line) => line !== '').join('\n')]), texts)}
<h3>${escaped(texts.notable)}</h3>
${table([texts.record, texts.when, texts.who, texts.what, texts.detail], report.notable.map((one) => [number(String(one.seq)), time(form.time(one.time)), one.actor, nameIn(texts.actions, one.action), one.detail]), texts)}
${report.leftOut === 0 ? '' : `<p class="note">${escaped(texts.leftOut(form.count(report.leftOut)))}</p>`}`;
}

type Cell = string | { text: string; style: 'n' | 't' };
const number = (text: string): Cell => ({ text, style: 'n' });
const time = (text: string): Cell => ({ text, style: 't' });

function table(head: readonly Cell[], rows: readonly (readonly Cell[])[], texts: ReportTexts): string {
  if (rows.length === 0) return `<p>${escaped(texts.none)}</p>`;
  const line = (cells: readonly Cell[], tag: 'th' | 'td'): string =>
    `<tr>${cells.map((cell) => (typeof cell === 'string' ? `<${tag}>${escaped(cell)}</${tag}>` : `<${tag} class="${cell.style}">${escaped(cell.text)}</${tag}>`)).join('')}</tr>`;
  return `<table><thead>${line(head, 'th')}</thead><tbody>
${rows.map((row) => line(row, 'td')).join('\n')}
</tbody></table>`;
}

/** `1–3, 5`. */
function versions(list: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const version of list) {
    const run = runs.at(-1);
    if (run?.[1] === version - 1) run[1] = version;
    else runs.push([version, version]);
  }
  return runs.map(([from, to]) => (from === to ? String(from) : `${from}–${to}`)).join(', ');
}

/** In one piece where it is one of ours. */
function classOf(dataClass: string, { classes }: ReportTexts): Cell {
  return Object.hasOwn(classes, dataClass) ? time(nameIn(classes, dataClass)) : dataClass;
}

function reasonOf({ code, why }: AuditReport['refusals'][number], { codes }: ReportTexts): string {
  const exact = why === null ? code : `${code}, ${why}`;
  return Object.hasOwn(codes, code) ? `${codes[code]!} (${exact})` : exact;
}

/** What the log says may be any text, `constructor` included. */
function nameIn(names: Readonly<Record<string, string>>, text: string): string {
  return Object.hasOwn(names, text) ? names[text]! : text;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Also what would turn the line around or steer a terminal is shown as what it is. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    // oxlint-disable-next-line no-control-regex -- control characters are what is replaced
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '\ufffd')
    .replace(/[&<>"']/g, (letter) => ENTITIES[letter]!)
    .replaceAll('\n', '<br>');
}
