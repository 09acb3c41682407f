/** Labels behind which somebody is named, in four languages: headers of mails, roles of forms, fields of programs. */
const HEADERS = new Set(
  `an von kopie cc bcc cci ccn verteiler to from à de da per copie copia reply-to sender recipient organizer organiser organisator organisateur organizzatore attendee attendees teilnehmer teilnehmende participant participants partecipanti
  author authors autor auteur auteure autore verfasser anwesend anwesende entschuldigt abwesend présents présent excusés absents presenti assenti present apologies vorsitz protokoll unterschrift signature
  mandant mandanten klient klienten kunde kunden patient patienten client clients cliente clienti patiente paziente attn fao attention zuhanden absender expéditeur destinataire mittente destinatario
  assignee owner manager employee customer tenant landlord buyer seller beneficiary policyholder applicant candidate holder guardian spouse husband wife father mother son daughter witness passenger guest payee payer debtor creditor debitor kreditor borrower lender insured heir testator shareholder director supervisor contact
  ehemann ehefrau ehegatte gatte gattin vater mutter sohn tochter bruder schwester mieter vermieter käufer verkäufer auftraggeber bewerber schüler lehrer passagier gast zeuge erbe erben erblasser beistand mündel kandidat inhaber eigentümer bürge angehörige angehöriger wohnhaft mitarbeiter
  titulaire bénéficiaire assuré assurée locataire bailleur acheteur vendeur époux épouse mari femme père mère fils fille témoin propriétaire employé employée candidat candidate signataire héritier héritière passager curateur élève
  intestatario intestataria beneficiario beneficiaria assicurato assicurata inquilino locatore acquirente venditore marito moglie padre madre figlio figlia testimone proprietario proprietaria dipendente candidato candidata firmatario erede passeggero contraente`.split(/\s+/),
);
/** Of programs and things as much as of people. */
const AMBIGUOUS = new Set('owner manager holder guardian candidate contact sender recipient client clients passenger employee from to author name'.split(' '));
/** German compounds: Versicherungsnehmer, Kontoinhaberin. */
const COMPOUND = /.(?:nehmer|geber|inhaber|empfänger|eigentümer|besitzer|halter|vertreter|steller|schuldner|gläubiger|erbe|partner|person|pfleger|kunde|kundin|mieter|bewerber|lehrer|schüler)(?:in|s)?$/;
/** Fields of programs that hold one word of a name. */
const WORD_FIELDS = new Set('vorname nachname familienname firstname lastname surname forename givenname familyname prénom prenom nom cognome nome first last'.split(' '));
const NAME_FIELDS = new Set('name fullname displayname kundenname username person contactperson kontaktperson ansprechpartner'.split(' '));
const GENDERED = /(?:[/*:(·.-]?-?(?:innen|in|e))\)?$/;
const WORDS = /[\s_./-]+|(?<=\p{Ll})(?=\p{Lu})/u;

/** True where a label (`Versicherungsnehmer/in`, `Name des Kunden`) stands before who somebody is. */
export function namesSomebody(label: string): boolean {
  const word = label.toLowerCase();
  if (isOne(word)) return true;
  const words = word.split(/\s+/);
  return words.length > 1 && words.length <= 3 && words.some((one) => one.length > 4 && isOne(one));
}

const isOne = (word: string): boolean => HEADERS.has(word) || COMPOUND.test(word) || HEADERS.has(word.replace(GENDERED, '')) || COMPOUND.test(word.replace(GENDERED, ''));

/** What a program's field holds by its name (`clientName`, `contact_person`): somebody, one word of his name, or nothing of the kind. */
export function fieldHolds(field: string): 'name' | 'word' | undefined {
  const joined = field.toLowerCase().replace(/[\s_.-]+/g, '');
  if (WORD_FIELDS.has(joined)) return 'word';
  if (NAME_FIELDS.has(joined)) return 'name';
  return field.split(WORDS).some((word) => word.length > 3 && isOne(word.toLowerCase())) || joined === 'from' || joined === 'to' ? 'name' : undefined;
}

/** True for a label or field behind which two words that no list knows may as well be a thing. */
export const isAmbiguous = (label: string): boolean => AMBIGUOUS.has(label.toLowerCase());
