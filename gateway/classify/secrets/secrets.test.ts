import { describe, expect, it } from 'vitest';
import { createInspector } from '../engine.ts';
import { secrets } from './secrets.ts';
import { SECRETS } from './recognisers.ts';

const inspector = createInspector([secrets]);
const idsIn = (text: string) => inspector.inspectText(text).findings.map((finding) => finding.recogniser.id);

describe.each(SECRETS.map((recogniser) => [recogniser.id, recogniser] as const))('%s', (id, recogniser) => {
  it.each(recogniser.examples.found)('finds %j', (example) => {
    expect(idsIn(`Guten Tag, ${example}`)).toContain(id);
    expect(idsIn(`${example}, danke`)).toContain(id);
  });
  it.each(recogniser.examples.passed)('passes over %j', (example) => {
    expect(idsIn(`Guten Tag, ${example}. Danke`)).not.toContain(id);
  });
});
