import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtIn } from './detectors.ts';
import { createInspector } from './engine.ts';
import { officeWords } from './office/office-words.ts';
import { indexOf } from './office/word-indexes.ts';

const { detectors } = builtIn(resolve(import.meta.dirname, '../../resources'));
const inspector = createInspector(detectors);

describe('who is nobody', () => {
  it.each([
    'Max Mustermann', 'Lieber Max Mustermann', 'Erika Mustermann, Musterstrasse 1, 12345 Musterstadt', 'Max Muster, Musterstrasse 12, 8000 Zürich', 'Frau Erika Muster', 'Muster Hans', 'Mustermann, Erika', 'John Doe, 12 Main Street', 'Jane Doe',
    'DE89 3704 0044 0532 0130 00', 'GB82WEST12345698765432', 'CH93-0076-2011-6238-5295-7', '4242 4242 4242 4242', '378282246310005', '+41 79 123 45 67', '044 123 45 67', 'max.mustermann@firma.ch', 'vorname.nachname@firma.ch', '{"name": "Max Mustermann"}', '<td>Max Mustermann</td>',
    'noreply@firma.ch', 'no-reply@firma.ch', 'Do-Not-Reply@firma.ch', 'mailer-daemon@mx1.firma.ch',
  ])('%s raises nothing', (text) => {
    expect(inspector.inspectText(`Vorlage: ${text}.`).dataClass).toBe('public');
    expect(inspector.inspect({ messages: [{ role: 'user', content: 'Vorlage' }], tools: [{ input: { value: text } }] }).dataClass).toBe('public');
  });

  it.each(['Max Mustermann leidet an Depression', 'Kläger: Max Muster, Beklagte: Erika Muster'])('%s raises nothing either', (text) => {
    expect(inspector.inspectText(text).findings.filter(({ recogniser }) => recogniser.group === 'person')).toEqual([]);
  });

  it.each([
    ['Thomas Muster, Dorfstrasse 14, 3930 Visp', 'confidential'], ['Herr Muster hat Krebs', 'confidential'], ['Max Meier, Musterstrasse 1', 'internal'], ['DE89 3704 0044 0532 0130 00 und CH66 0076 2011 6238 5295 8', 'confidential'], ['Anna Doe hat Krebs', 'public'], ['+41 79 412 45 67', 'internal'],
    ['Max Mustermann: Vorlage für Beat Zurbriggen, geb. 12.3.1970', 'confidential'], ['max.zurbriggen@firma.ch', 'internal'], ['12+max.zurbriggen@users.noreply.firma.ch', 'internal'], ['noreply.zurbriggen@firma.ch', 'internal'],
  ])('%s: %s', (text, dataClass) => {
    expect(inspector.inspectText(text).dataClass).toBe(dataClass);
  });

  it("counts where it stands in the office's own list", () => {
    const own = createInspector([...detectors, officeWords(indexOf([{ kind: 'person', dataClass: 'confidential', text: 'Max Mustermann' }]))]);
    expect(own.inspectText('Brief an Max Mustermann').dataClass).toBe('confidential');
  });
});
