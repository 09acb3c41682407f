import type { Recogniser } from '../recogniser.ts';

function certainly(id: string, entity: string, found: string[], passed: string[]): Recogniser {
  return { id, group: 'identifier', entity, dataClass: 'confidential', weight: 1, compact: true, examples: { found, passed } };
}

function partly(id: string, entity: string, weight: number, found: string[], passed: string[], compact = true): Recogniser {
  return { id, group: 'identifier', entity, dataClass: 'confidential', weight, alone: 'internal', compact, examples: { found, passed } };
}

export const chAhv = certainly('ch-ahv', 'AHV', ['756.9217.0769.85', 'AHV 7569217076985', '756 9217 0769 85'], ['756.9217.0769.84', '757.9217.0769.85']);
export const chInsuranceCard = certainly('ch-insurance-card', 'INSURANCE_CARD', ['80756 00080 0123456785'], ['80756 00080 0123456784', '80757 00080 0123456783']);
export const chUid = partly('ch-uid', 'UID', 0.4, ['CHE-116.281.710', 'CHE-107.787.577 MWST', 'che116281710'], ['CHE-116.281.711', 'CHE-Bericht 2020']);
export const euVat = partly('eu-vat', 'VAT', 0.4, ['DE136695976', 'ATU13585627', 'IT 00743110157', 'FR 44 732829320', 'NL123456782B01', 'ESB58300005', 'IE6433612B', 'EL094259216'], ['DE136695977', 'ATU13585628', 'DE 2023', 'IT00743110158']);
export const iban = certainly('iban', 'IBAN', ['CH66 0076 2011 6238 5295 8', 'DE05370502991071234567', 'GB46 BARC 2032 5148 6719 30', 'CH44 3199 9123 0008 8901 2'], ['CH93 0076 2011 6238 5295 7', 'DE89 3704 0044 0532 0130 00', 'CH94 0076 2011 6238 5295 7', 'DE 2023 bis 2024', 'CH93 0076']);
export const card = certainly('payment-card', 'CARD', ['4539 1488 0343 6467', '5501-0293-8475-6104', '378219463100586'], ['4111 1111 1111 1111', '4242424242424242', '4111 1111 1111 1112', '1234 5678 9012 3456', '9780306406157']);
export const phone = partly('phone', 'PHONE', 0.4, ['"phoneNumber":"030 901820"', 'telNr: 030 901820', '+41 44 668 18 00', '079 555 12 34', '0041 31 322 21 11', 'Tel. 030 901820', '+33 1 42 68 53 00'], ['2020 2021 2022', '15.05.1911 – 04.04.1991', '044 123', '1.500.000', '0800']);
export const email = partly('email', 'EMAIL', 0.4, ['anna.mueller@kanzlei-muster.ch', 'A@B.DE'], ['@media', 'x @ y', 'a@b', 'info@example.com', 'max@test.example', 'a@localhost'], false);
export const ip = partly('ip-address', 'IP', 0.3, ['85.5.17.201', '2a02:aa16:1100:1::5'], ['127.0.0.1', '192.0.2.5', 'Version 4.12.3.1', '2001:db8::1', '12:30:45', 'std::vector'], false);
export const birthDate = partly('birth-date', 'BIRTH_DATE', 0.6, ['geb. 12.03.1970', 'née le 3 mars 1982', 'born 1990-05-17', 'nato a Lugano il 4.5.1961', 'Geburtsdatum: 1. Dezember 1955', 'date_of_birth: 1990-05-17', 'GebDat 12.03.1970', 'Anna (*12.03.1970)', '{"dateOfBirth":"1990-05-17"}', 'data_nascita: 17.5.1990', 'am 12.03.1970 zur Welt', 'Paul (12.3.1970, né à Sion)'], ['12.03.2024', 'am 3. März 2021', 'geboren wurde die Idee', '\n* 12.03.2024 Sitzung', 'und *12.03.2024*'], false);
/** Weaker than a date: with a name it says who somebody is, with an illness alone it does not. */
export const birthYear: Recogniser = { ...birthDate, weight: 0.49 };
export const icd10 = { ...partly('icd-10', 'DIAGNOSIS', 0.6, ['Diagnose: F32.1', 'ICD-10 E11.9', 'diagnostic M54.5', 'Hauptdiagnose I10', 'leidet an I10', 'Patientin, I10, stabil', 'Patient: F32.1G'], ['Zimmer B12', 'F16', 'Vitamin B12', 'Formular A38', 'Diagnose: Vitamin B12', 'Patient fährt auf der A13'], false) };
export const caseNumber = partly('case-number', 'CASE', 0.5, ['5A_123/2020', 'Unser Verfahren 5A_123/2020', 'Az. 12 O 345/19', 'Geschäfts-Nr. HG190123-O', 'Dossier Nr. 2021-0457', 'n° de dossier 4711/22', 'procedimento n. 52.2020.13', 'B 2021/17', 'B-1234/2020', 'cause C/12345/2026', 'P/12345/2026', 'PE26.012345', 'Betreibung Nr. 123456', 'Untersuchungs-Nr. 2026/10021234', 'Versicherten-Nr. 12345678', 'ZEMIS-Nr. 12345678.9', '{"caseNumber": "2021-0457"}'], ['24/7', '3/4', '2020/21', 'Art. 5 Abs. 3', 'IMG/12/2024', 'Untersuchung vom 12.03.2026', 'Im Verfahren gilt Art. 314 ZPO', 'la procédure selon l’art. 308 CPC', 'Verfahren nach § 433 BGB', 'Schaden von 12500 Franken', 'Schaden in Höhe von EUR 4500', 'affaire du 12.03.2026', 'Verfahren dauert 180 Tage', 'Dossier, Seite 123', 'cause: error 404']);
/** Of a decision that a brief cites: published, and of others. However many, they are no client's file. */
export const citedCase: Recogniser = { ...caseNumber, weight: 0.05 };
export const passport = certainly('passport', 'PASSPORT', ['P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10', 'Reisepass Nr. X1234567', 'Pass-Nr.: X0A12B34', 'passeport suisse no S 1234567', 'carta d’identità E1234567', 'passport number C01X00T47', '{"passportNo": "YA1234567"}'], ['P<X', '<<<<<<<<<<<<', 'X1234567', 'Reisepass gültig bis 12.03.2031', 'passport renewal takes 10 days, form AB12345']);
export const licencePlate = partly('licence-plate', 'PLATE', 0.4, ['Kontrollschild ZH 123 456', 'Kennzeichen M-AB 1234', 'plaque VD 45678'], ['ZH 2020', 'M-AB 1234']);
export const socialSecurity = certainly('social-security', 'SOCIAL_SECURITY', ['1 85 05 78 006 084 91', 'Rentenversicherungsnummer 15 070649 C 103', 'NISS 85.07.30-033.28', 'SVNR 1237 010180', 'National Insurance number AB123456C', 'Versichertennummer A123456780', 'Seguridad Social 28 12345678 40'], ['1 85 05 78 006 084 92', '85.07.30-033.28']);
export const taxId = certainly('tax-id', 'TAX_ID', ['Steuer-ID 36 574 261 809', '{"steuer_id":"36574261809"}', 'taxId=36574261809', 'codice fiscale RCCMNL83S18D969H', 'BSN 111222333', 'NIF 54362315K', 'PESEL 44051401359', 'personnummer 850709-9805', 'henkilötunnus 131052-308T', 'rodné číslo 710319/2701', 'CNP 1630615123457', 'EGN 7523169263', 'OIB 33392005961', 'EMŠO 0101006500006', 'isikukood 36805280109', 'asmens kodas 33309240064', 'PPS number 6433612B', 'AMKA 01019699907', 'fnr. 15108695088', 'CPR 211062-5600'], ['36 574 261 809', 'BSN 111222334']);

export const paymentReference = partly('payment-reference', 'REFERENCE', 0.5, ['QR-Referenz 21 00000 00003 13947 14300 09017', 'Referenz: 210000000003139471430009017', 'référence 21 00000 00003 13947 14300 09017', 'Zahlungsreferenz RF18 5390 0754 7034', 'payment reference RF18539007547034'], ['21 00000 00003 13947 14300 09017', 'Referenz 21 00000 00003 13947 14300 09018', 'RF18 5390 0754 7034', 'Zahlung an RF24 Modul', 'Rechnung für RF18 5390 0754 7035']);

export const IDENTIFIERS: readonly Recogniser[] = [chAhv, chInsuranceCard, chUid, euVat, iban, card, phone, email, ip, birthDate, icd10, caseNumber, passport, licencePlate, socialSecurity, taxId, paymentReference];
