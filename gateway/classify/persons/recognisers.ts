import type { Recogniser } from '../recogniser.ts';

/**
 * Weights: a full name and one more thing about a person (illness, dispute, address, date of birth) make a request confidential; two contexts without
 * a person do not ("Is depression a ground for divorce?"), and neither do a few well-known names by themselves.
 */
export const person: Recogniser = {
  id: 'person', group: 'person', entity: 'PERSON', dataClass: 'confidential', alone: 'internal', weight: 0.51,
  examples: { found: ['Anna Müller', 'Frau Dr. med. Zogaj', 'Dupont, Marie', 'Mme Rochat', 'MÜLLER Hans', 'dear mr smith'], passed: ['Müllerstrasse 5', 'the rose garden', 'am Montag', 'Parkinson Syndrom'] },
};
/** A given name or a surname by itself. */
export const namePart: Recogniser = {
  id: 'name-part', group: 'person', entity: 'PERSON', dataClass: 'confidential', weight: 0.19,
  examples: { found: ['Gestern rief Gisela an', 'selon Vuilleumier'], passed: ['the mark of quality', 'im Mai'] },
};
export const streetAddress: Recogniser = {
  id: 'street-address', group: 'person', entity: 'ADDRESS', dataClass: 'confidential', alone: 'internal', weight: 0.49,
  examples: { found: ['Bahnhofstrasse 12, 8001 Zürich', '12, rue de la Gare', 'Via Nassa 5', '221B Baker Street'], passed: ['Seite 12', 'chapter 4'] },
};
export const postalPlace: Recogniser = {
  id: 'postal-place', group: 'person', entity: 'ADDRESS', dataClass: 'confidential', weight: 0.2,
  examples: { found: ['8001 Zürich', 'CH-1950 Sion', '80331 München'], passed: ['2024 war gut', '1500 Franken'] },
};
export const organisation: Recogniser = {
  id: 'organisation', group: 'person', entity: 'ORGANISATION', dataClass: 'confidential', weight: 0.24,
  examples: { found: ['Muster Treuhand AG', 'Rochat & Associés SA', 'Stiftung Sonnenberg'], passed: ['eine AG gründen', 'the SA of the team'] },
};
export const medicalContext: Recogniser = {
  id: 'medical-context', group: 'context', dataClass: 'confidential', weight: 0.49,
  examples: { found: ['Diagnose', 'souffre de dépression', 'diagnosed with diabetes', 'terapia con antidepressivi'], passed: ['das Wetter', 'the doctor is in'] },
};
export const legalContext: Recogniser = {
  id: 'legal-context', group: 'context', dataClass: 'confidential', weight: 0.49,
  examples: { found: ['unsere Mandantin', 'la partie adverse a déposé plainte', 'divorzio', 'the plaintiff'], passed: ['ein Vertrag', 'tennis court'] },
};
