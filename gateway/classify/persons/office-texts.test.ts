import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtIn } from '../detectors.ts';
import { createInspector } from '../engine.ts';

const inspector = createInspector(builtIn(join(import.meta.dirname, '../../../resources')).detectors);
const classOf = (text: string) => inspector.inspectText(text).dataClass;
const certain = (text: string) => inspector.inspectText(text).findings.filter((found) => found.certain && found.recogniser.entity === 'PERSON').map(({ start, end }) => text.slice(start, end));

describe('what an office writes about a person is confidential', () => {
  it.each([
    'Pat. Bürgi M., w 47: Kontrolle nach Cholezystektomie, reizlose Narben',
    'Fiche de salaire, employé Jean-Marc Pittet, salaire brut 6480, AVS 343.45, LPP 301.20',
    "Déclaration d'impôt 2024, contribuable : Yves Monnier, revenu imposable 96'200",
    'Busta paga, dipendente Tiziana Cereghetti, salario lordo 4980, AVS 263.95',
    "Dichiarazione d'imposta dei coniugi Marzio e Nicoletta Albertini, reddito imponibile 88'700",
    'Estratto del registro fondiario, part. 412, proprietario: Solcà Renato, nato il 09.03.1961',
    "L'attrice Ivana Stojanova chiede un risarcimento per mobbing",
    'Sig. Nunzio La Rocca (1958): carcinoma prostatico, in attesa di radioterapia',
    'Payslip October 2025, employee Siobhan McAteer, gross 6,250.00',
    'Tax return 2024 for Anna Miller, taxable income CHF 204,000',
    'Our employee Peter Miller has been off sick with anxiety since May',
    'Discharge summary for Anna Finch: cirrhosis, follow-up in 2 weeks',
    'Arbeitsbestätigung für Bojana Ristić, Lohn brutto 5400, Probezeit bis 31.3.',
    'Vertrag prüfen: Mieterin Djamila Cherif zahlt seit drei Monaten nicht, Ausweisung beantragen',
    'Aufnahme: Rosa Meier (89), dement, Pflegestufe 8',
    'Consultation de cardiologie : Emery Roland, indication à un défibrillateur',
    'Alla signora Fernanda Crivelli è stata ritirata la patente per guida in stato di ebbrezza',
    'Einspracheentscheid IV-Stelle: Slavko Marić erhält ab Mai eine halbe Rente',
    'Mme Rochat a perdu son emploi et touche le chômage',
    'Psychiatric report on Colm Rafferty: diminished responsibility',
    'Our client Anna Halloran contests the will and alleges undue influence',
  ])('%s', (text) => {
    expect(classOf(text)).toBe('confidential');
  });

  it.each(['How is taxable income reckoned?', 'Was ist ein Grundbuchauszug?', 'Quels sont les effets secondaires de la fluoxetine ?', "Che cos'è la fibrillazione?", 'Payslips and payroll: what does the law say?'])('without a person it is not: %s', (text) => {
    expect(classOf(text)).toBe('public');
  });
});

describe('what colleagues write of each other stays internal', () => {
  it.each([
    'Peter Frei hat den Flug nach Berlin gebucht, den Kaufvertrag für den Drucker legt er ab.',
    'Mme Dubois a demandé le loyer du parking, le vendeur vient à 14 h.',
    'Laura Ferrari prenota il ristorante, suo marito porta la macchina nuova.',
    'Emma Wilson and her husband are invited to the party; the nurse costume was fun.',
    'Peter Brown booked the car and is driving to Geneva with the buyer.',
  ])('%s', (text) => {
    expect(classOf(text)).toBe('internal');
  });
});

describe('the addressee above a street', () => {
  it.each<[string, string]>([
    ['Mahnung\nFatmire Krasniqi\nBahnhofstrasse 12\n5000 Aarau', 'Fatmire Krasniqi'],
    ['Rechnung\r\nXhemajlije Krasniqi\r\nBahnhofstrasse 12', 'Xhemajlije Krasniqi'],
    ['Zvjezdana Meier, Bahnhofstrasse 12, 5000 Aarau', 'Zvjezdana Meier'],
    ['Debtor: Rubaiyat Begum, 22 Station Road, Leeds', 'Rubaiyat Begum'],
    ['Facture\nLjubica Rochat-Trpčevska\nRue du Lac 15', 'Ljubica Rochat-Trpčevska'],
  ])('is found where one of the names is known: %j', (text, name) => {
    expect(certain(text)).toContain(name);
  });

  it.each(['Garage Meier\nBahnhofstrasse 12', 'Bäckerei Huber, Dorfstrasse 3', 'Boulangerie Rochat, Rue du Lac 3', 'Kantonales Steueramt\nBahnhofstrasse 12', 'Unsere Adresse\nBahnhofstrasse 12', 'Hotel Krone\nBahnhofstrasse 12', 'Wir fahren morgen mit dem Zug Meier\nBahnhofstrasse 12'])('is no shop and no office: %j', (text) => {
    expect(certain(text)).toEqual([]);
  });
});

describe('a list of names', () => {
  const unsure = (text: string) => inspector.inspectText(text).findings.filter((found) => !found.certain && found.recogniser.id === 'person').map(({ start, end }) => text.slice(start, end));

  it.each<[string, string[]]>([
    ['Klassenliste 3b: Lian Amrhein, Yara Duss, Tim Meier', ['Lian Amrhein', 'Yara Duss']],
    ['We met Fiona Kerr, Oluwatobi Ezekwesili and Nwando Achebe.', ['Oluwatobi Ezekwesili', 'Nwando Achebe']],
    ['Sont venus Odon Zryd, Zbynka Hrdlička et Marc Favre', ['Odon Zryd', 'Zbynka Hrdlička']],
  ])('holds people whom no list knows, too: %s', (text, expected) => {
    expect(unsure(text)).toEqual(expected);
  });

  it.each(['Anna Müller, Leiterin Marketing, Tel. 044', 'Anna Müller, Zürich West, Bern Ost', 'Anna Müller und Apple Pay', 'Anna Müller, Beat Kunz, Apple Pay Switzerland'])('is not everything beside a name: %s', (text) => {
    expect(unsure(text)).toEqual([]);
  });
});
