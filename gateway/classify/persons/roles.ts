/** What a word can be, as bits: the value of a word in the lexicon. */
export const GIVEN = 1;
export const SURNAME = 1 << 1;
export const PLACE = 1 << 2;
/** An everyday word: no name by itself, even where names are spelled like it. */
export const EVERYDAY = 1 << 3;
/** Herr, Madame, Dr: what follows is a name. */
export const TITLE = 1 << 4;
/** Richter, Kollegin, uncle: what follows is a name if it is known as one. */
export const OFFICE = 1 << 5;
/** von, de, della: within a name. */
export const PARTICLE = 1 << 6;
/** Patientin, Klient, Name: followed by a name, often after a colon. */
export const LABEL = 1 << 7;
export const GREETING = 1 << 8;
/** Grüsse, regards: a signature follows. */
export const CLOSING = 1 << 9;
export const LEGAL_FORM = 1 << 10;
export const ORGANISATION_HEAD = 1 << 11;
/** rue, via: before the name of a street. */
export const STREET = 1 << 12;
/** Strasse, Street: after the name of a street, or of whatever else is named after people. */
export const NAMED_AFTER = 1 << 13;
export const MEDICAL = 1 << 14;
/** Says something only together with another. */
export const MEDICAL_WEAK = 1 << 15;
export const LEGAL = 1 << 16;
export const LEGAL_WEAK = 1 << 17;
/** med., iur.: between a title and a name. */
export const DEGREE = 1 << 18;
/** Vorname, surname: heads a column of a table. */
export const FIELD = 1 << 19;
/** née, geboren: a name stands before it. */
export const BORN = 1 << 20;
/** sagte, wohnt, veut: what people do, right before or behind a name. */
export const SAYS = 1 << 21;
/** CEO, Geschäftsführerin: beside or below a name. */
export const FUNCTION = 1 << 22;
/** dass, bei, chez, with: a name may follow, as may anything. */
export const AHEAD = 1 << 23;

export const NAME = GIVEN | SURNAME;
/** A word that is known, and as no part of a name. */
export const isNoName = (roles: number): boolean => (roles & (EVERYDAY | PLACE)) !== 0 || (roles !== 0 && (roles & NAME) === 0);
export const CONTEXT = MEDICAL | MEDICAL_WEAK | LEGAL | LEGAL_WEAK;
/** The roles for which a word is looked at; the others only tell about its neighbours. */
export const TRIGGERS = NAME | TITLE | OFFICE | LABEL | GREETING | CLOSING | LEGAL_FORM | ORGANISATION_HEAD | FIELD | BORN | SAYS | FUNCTION | AHEAD | CONTEXT;
