import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtIn } from '../detectors.ts';
import { createInspector } from '../engine.ts';

const inspector = createInspector(builtIn(resolve(import.meta.dirname, '../../../resources')).detectors);

describe('decisions that a brief cites', () => {
  it.each([
    'Fasse die Urteile 5A_123/2020, 5A_907/2018 und 4A_12/2019 zum Scheidungsrecht zusammen', 'Urteil vom 3. Mai 2021 (5A_123/2020), E. 3.2: Scheidung, Unterhalt; Urteil vom 1. Juni 2020 (5A_907/2018)', 'Das Bundesgericht hielt in 5A_123/2020 E. 4.1 und 2C_45/2018 E. 3 fest, dass nach der Scheidung Unterhalt geschuldet ist',
    'Selon l’arrêt 5A_123/2020 du 3 mai 2021 consid. 4 et 6B_12/2019, le divorce', 'Il Tribunale federale (sentenza 5A_123/2020, 4A_12/2019) in materia di divorzio', 'Urteil C-1234/2020 des Bundesverwaltungsgerichts und A-5678/2019, Scheidung', 'Vgl. Urteil des Obergerichts Zürich LC190034-O vom 12.3.2020 und LC180012-O zur Scheidung',
  ])('are internal, however many: %s', (text) => {
    expect(inspector.inspectText(text).dataClass).toBe('internal');
  });

  it.each(['Unser Verfahren 5A_123/2020 zur Scheidung', 'In der Scheidung 5A_123/2020 und 5A_124/2020', 'Scheidung, Dossier 5A_123/2020, 5A_124/2020'])('a file of its own counts as before: %s', (text) => {
    expect(inspector.inspectText(`${text}, 5A_125/2020`).dataClass).toBe('confidential');
  });
});
