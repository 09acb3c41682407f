/** What the columns of a CSV hold. */
export interface Columns {
  given: number;
  surname: number;
  /** Names of people or companies as they are, numbers of matters, words: an entry each. */
  entries: number[];
}

const GIVEN = /^(?:vorname|rufname|prénom|prenom|nome|first.?name|given.?name|forename)s?$/i;
const SURNAME = /^(?:nachname|familienname|nom(?: de famille)?|cognome|last.?name|surname|family.?name)$/i;
const ENTRY = /^(?:name|firma|firmenname|unternehmen|kunde|kundin|klient|klientin|mandant|mandantin|bezeichnung|begriff|wort|codewort|aktenzeichen|aktennummer|akten.?nr|dossier|dossier.?nr|mandats.?nr|referenz|nom complet|société|raison sociale|client|cliente|référence|terme|mot|ditta|società|ragione sociale|riferimento|parola|company|organisation|organization|customer|full.?name|matter|matter.?number|case|case.?number|reference|word|term|code.?word)$/i;
/** The same in two words or one put together: `Mandantenname`, `Nom du client`, `Matter No.` */
const ENTRY_OF_TWO = /^(?:(?:mandanten?|klienten?|kunden?|firmen|patienten?|partei|gegenpartei|vertragspartner|versicherten?|schuldner|gläubiger)[ _-]?(?:name|bezeichnung)?|(?:akten|dossier|geschäfts|mandats|fall|auftrags|projekt)[ _-]?(?:nummer|nr|bezeichnung|name|titel|zeichen)\.?|(?:client|customer|patient|company|account|debtor|party|project|contact)[ _-]?name|(?:matter|case|file)[ _-]?(?:name|no|number|ref|title|id)\.?|nom (?:du|de la|de l['’]|des|d['’]) ?\p{L}+|(?:n[°o]\.?|numéro|réf\.?|référence) (?:du |de |d['’])?(?:dossier|affaire|mandat|projet)|nome (?:del|della|dell['’]) ?\p{L}+|(?:numero|n\.|no\.|nr\.?|riferimento) (?:di |del |dell['’])?(?:pratica|incarto|mandato)|pratica|incarto|affaire|mandat|patient|patientin|patiente|paziente|gegenpartei|partei|partie(?: adverse)?|controparte)$/iu;
/** Headings that tell a header row, of columns that hold nothing to be recognised. */
const OTHER = /^(?:id|nr|nummer|no|datum|date|data|ort|plz|strasse|adresse|email|e-mail|telefon|tel|phone|kategorie|art|typ|type|status|bemerkung|notiz|remarque|nota|note|land|pays|country|anrede|titel|city|zip|address|localité|località|rue|via|npa|cap|ville|canton|kanton|code|ansprechpartner|sachbearbeiter|zuständig|responsable|responsabile|betrag|saldo|montant|importo|amount|balance|sprache|langue|lingua|language)\.?$/i;
const OTHER_OF_TWO = /(?:nummer|datum|strasse|straße|adresse|betrag|[ _-]?(?:nr|id|no|number|date|code|datum|address|phone|mail))\.?$|^(?:n[°o]\.?|numéro|numero|code|date|data|id)[ _-]/i;

/** The columns that a first row names, or undefined where it is no header. */
export function columnsOf(cells: readonly string[]): Columns | undefined {
  const columns: Columns = { given: -1, surname: -1, entries: [] };
  let named = 0;
  // "nome" is the given name beside "cognome", and "name" the surname beside "vorname".
  cells.forEach((cell, index) => {
    if (GIVEN.test(cell)) columns.given = index;
    else if (SURNAME.test(cell)) columns.surname = index;
    else if (ENTRY.test(cell) || ENTRY_OF_TWO.test(cell)) columns.entries.push(index);
    else if (!OTHER.test(cell) && !OTHER_OF_TWO.test(cell)) return;
    named++;
  });
  if (named * 2 < cells.length || (columns.given < 0 && columns.surname < 0 && columns.entries.length === 0)) return undefined;
  const plainName = cells.findIndex((cell) => /^name$/i.test(cell));
  if (columns.given >= 0 && columns.surname < 0 && plainName >= 0) {
    columns.surname = plainName;
    columns.entries = columns.entries.filter((index) => index !== plainName);
  }
  return columns;
}

const LETTER = /\p{L}{2}/u;
const LETTERS = /^[\p{L}\p{M}][\p{L}\p{M}'’. -]*$/u;
const CODE = /^(?=.*\d)[\p{L}\d][\p{L}\d ./_-]{3,40}$/u;
const DATE_OR_AMOUNT = /^[\d.,' ]+$|^\d{1,4}[./-]\d{1,2}[./-]\d{1,4}$/;

/** What one row gives. Without headings: the first two cells of letters are a name, behind a number of the row's own too, and each number that is no date or amount is a matter. */
export function entriesOf(cells: readonly string[], columns: Columns | undefined): string[] {
  if (columns) {
    const person = [cells[columns.given], cells[columns.surname]].filter((cell) => cell !== undefined && cell !== '').join(' ');
    return [person, ...columns.entries.map((index) => cells[index] ?? '')];
  }
  const at = Math.max(0, cells.findIndex((cell) => LETTER.test(cell)));
  const [first = '', second = ''] = cells.slice(at);
  const entries: string[] = [];
  const pair = LETTERS.test(first) && LETTERS.test(second) && !first.includes(' ') && !second.includes(' ');
  entries.push(pair ? `${first}, ${second}` : first);
  for (const cell of [...cells.slice(0, at), ...cells.slice(at + (pair ? 2 : 1))]) if (CODE.test(cell) && !DATE_OR_AMOUNT.test(cell)) entries.push(cell);
  return entries;
}
