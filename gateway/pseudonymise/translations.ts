/** What models that answer in another language, or in American English, make of a stand-in's word: `<PERSONNE_1>`, `<ORGANIZATION_1>`. */
const TRANSLATIONS: Readonly<Record<string, readonly string[]>> = {
  PERSON: ['PERSONNE', 'PERSONA'],
  ADDRESS: ['ADRESSE', 'INDIRIZZO'],
  ORGANISATION: ['ORGANIZATION', 'ORGANIZZAZIONE'],
  CLIENT: ['KLIENT', 'KLIENTIN', 'MANDANT', 'CLIENTE'],
  PHONE: ['TELEFON', 'TELEPHONE', 'TELEFONO'],
  EMAIL: ['E_MAIL', 'COURRIEL'],
  BIRTH_DATE: ['DATE_OF_BIRTH', 'GEBURTSDATUM', 'DATE_DE_NAISSANCE', 'DATA_DI_NASCITA'],
  CASE: ['FALL', 'CAS', 'CASO'],
  DIAGNOSIS: ['DIAGNOSE', 'DIAGNOSTIC', 'DIAGNOSI'],
  CARD: ['KARTE', 'CARTE', 'CARTA'],
  REFERENCE: ['REFERENZ', 'RIFERIMENTO'],
  PASSPORT: ['REISEPASS', 'PASSEPORT', 'PASSAPORTO'],
  PASSWORD: ['PASSWORT', 'MOT_DE_PASSE'],
};

export function translationsOf(entity: string): readonly string[] {
  return TRANSLATIONS[entity] ?? [];
}
