import { describe, expect, it } from 'vitest';
import { createInspector } from '../engine.ts';
import { identifiers } from './identifiers.ts';
import { IDENTIFIERS } from './recognisers.ts';

const inspector = createInspector([identifiers]);
const idsIn = (text: string) => inspector.inspectText(text).findings.map((finding) => finding.recogniser.id);

describe.each(IDENTIFIERS.map((recogniser) => [recogniser.id, recogniser] as const))('%s', (id, recogniser) => {
  it.each(recogniser.examples.found)('finds %j', (example) => {
    expect(idsIn(`Guten Tag, ${example}`)).toContain(id);
    expect(idsIn(`${example}, danke`)).toContain(id);
  });
  it.each(recogniser.examples.passed)('passes over %j', (example) => {
    expect(idsIn(`Guten Tag, ${example}. Danke`)).not.toContain(id);
  });
});
