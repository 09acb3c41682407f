import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createInspector } from '../engine.ts';
import { identifiers } from '../identifiers/identifiers.ts';
import { roleByParts } from './compounds.ts';
import { readLexicon } from './lexicon.ts';
import { createPersonDetector } from './persons.ts';
import { LEGAL, LEGAL_WEAK, MEDICAL, MEDICAL_WEAK } from './roles.ts';

const lexicon = readLexicon(join(import.meta.dirname, '../../../resources'));
const inspector = createInspector([identifiers, createPersonDetector(() => lexicon)]);
const classOf = (text: string) => inspector.inspectText(text).dataClass;
const role = (word: string) => roleByParts(word, 0, word.length);

describe('words by how they end or begin', () => {
  it.each([
    [MEDICAL, 'Schilddrüsenkarzinoms Schilddruesenkarzinom Oberschenkelfraktur Zahnarztbericht Physiotherapie Tonsillektomie rhinoscopie gonalgie tachycardie glycémie Rosuvastatin olmésartan'],
    [MEDICAL_WEAK, 'Krankentagegeld Angststörungen Kieferoperation'],
    [LEGAL, 'Räumungsklage Raeumungsklagen Ehescheidung Teilpfändung Mehrfachdelikten'],
    [LEGAL_WEAK, 'Ausschlussverfahren Kindesunterhalts Liegenschaftsgewinnsteuer Scheidungskind Straftatbestand'],
    [0, 'Entscheidung Unterscheidung Ankündigung Erkundigungen Kooperation Nostalgie Sympathie Mikroskopie Steuerungssystem lohnenswert Mehrwertsteuer Bildschirmanzeige Förderung Herausforderung microscopy'],
  ] as const)('%i: %s', (expected, words) => {
    for (const word of words.split(' ')) expect([word, role(word)]).toEqual([word, expected]);
  });
});

describe('a name beside words that no list can hold', () => {
  it.each([
    'Sehr geehrte Kollegin, bei Frau Ladina Wieser fanden wir ein Schilddrüsenkarzinom.',
    'Je vous adresse Monsieur Fernand Jolidon pour une gonalgie droite.',
    'La signora Iolanda Poncini prende rosuvastatina e lamenta una gonalgia.',
    'Please refill the olmesartan for Mr Barnaby Ockenden.',
    'Die Räumungsklagen gegen Herrn Adalbert Rütimann sind begründet.',
    'Herr Adalbert Rütimann bittet für die Staatssteuern von Fr. 18\'400 um Aufschub, es ist die zweite Mahnung.',
    'Levin Aschwanden, 4 Jahre, hat seit gestern Fieber.',
    'Frau Berta Nägeli: 165 mmHg, Schmerzen in der Brust.',
  ])('is confidential: %s', (text) => expect(classOf(text)).toBe('confidential'));

  it.each([
    'Petra Müller bringt den Kuchen, er kostet 45 Franken, bitte Geld mitbringen.',
    'Die Entscheidung von Frau Meier zur Steuerungssoftware kostet 4\'500 Franken.',
    'Anna Müller, 54 Jahre, leitet neu die Abteilung.',
    'Danke an Herrn Keller für die Ankündigung und die gute Kooperation.',
  ])('is not: %s', (text) => expect(classOf(text)).toBe('internal'));
});
