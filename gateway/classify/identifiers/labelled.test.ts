import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyLabelled } from '../../../test/support/labelled-identifiers.ts';
import { MUTATIONS, suits } from '../../../test/support/mutations.ts';
import { createInspector } from '../engine.ts';
import { identifiers } from './identifiers.ts';

const inspector = createInspector([identifiers]);
/** By itself a value says nothing: encoded, its word goes with it. */
const WITH_LABEL = new Set(['base64']);

function found(id: string, ...contents: string[]): boolean {
  return inspector.inspect({ messages: contents.map((content) => ({ role: 'user', content })) }).findings.some(({ recogniser }) => recogniser.id === id);
}

describe('identifiers that a word explains', () => {
  it('are found as they are written, and not without the word', () => {
    let alone = 0;
    let tried = 0;
    fc.assert(fc.property(anyLabelled, ({ id, text, value }) => {
      expect(found(id, `Zu ${text} gehört`), text).toBe(true);
      tried += 1;
      if (found(id, `Zu ${value} gehört`)) alone += 1;
    }), { numRuns: 600, seed: 11 });
    // Some speak for themselves: a codice fiscale, a court's case number.
    expect(alone / tried).toBeLessThan(0.25);
  });

  it.each(MUTATIONS)('$name: hides less than one in two hundred', (mutation) => {
    const hidden: string[] = [];
    let tried = 0;
    fc.assert(fc.property(anyLabelled, fc.nat(), ({ id, label, value, text, kind }, seed) => {
      if (!suits(mutation, kind)) return;
      const mutated = WITH_LABEL.has(mutation.name) ? mutation.apply(text, seed) : mutation.apply(value, seed);
      const shown = WITH_LABEL.has(mutation.name) ? '' : `${label} `;
      tried += 1;
      const seen = Array.isArray(mutated) ? found(id, `Zu ${shown}${mutated[0]}`, `${mutated[1]} gehört`) : found(id, `Zu ${shown}${mutated} gehört`);
      if (!seen) hidden.push(`${id}: ${label} ${JSON.stringify(mutated)}`);
    }), { numRuns: 600, seed: 12 });
    expect(tried).toBeGreaterThan(150);
    expect(hidden.length / tried, hidden.slice(0, 12).join('\n')).toBeLessThanOrEqual(0.005);
  });

  it.each(MUTATIONS.filter(({ name, suits: some }) => some === undefined && !['base64', 'cut in two'].includes(name)))('$name of the word hides nothing either', (mutation) => {
    const hidden: string[] = [];
    let tried = 0;
    fc.assert(fc.property(anyLabelled, fc.nat(), ({ id, label, value }, seed) => {
      tried += 1;
      if (!found(id, `Zu ${String(mutation.apply(label, seed))} ${value} gehört`)) hidden.push(`${id}: ${label} ${value}`);
    }), { numRuns: 300, seed: 13 });
    expect(hidden.length / tried, hidden.slice(0, 12).join('\n')).toBeLessThanOrEqual(0.005);
  });
});
