import fc from 'fast-check';
import { createInspector } from '../../../gateway/classify/engine.ts';
import { identifiers } from '../../../gateway/classify/identifiers/identifiers.ts';
import { secrets } from '../../../gateway/classify/secrets/secrets.ts';
import { anyIdentifier, anySecret, type Sample } from '../../support/identifiers.ts';
import { MUTATIONS, suits } from '../../support/mutations.ts';
import { type Plant, rankOf } from './types.ts';

/** What one value of these makes a request at the least; everything else planted here is confidential. */
const WEAKER: Readonly<Record<string, number>> = { email: rankOf('internal'), phone: rankOf('internal'), 'ch-uid': rankOf('internal') };
const PLAIN_SHARE = 2;

/** The office's own words, as the administrator has entered them. */
export const OFFICE_WORDS = [
  { kind: 'person', dataClass: 'confidential', words: ['Zacharias Quendelbach', 'Ottilie Wurzenrain'] },
  { kind: 'word', dataClass: 'secret', words: ['Himbeermond', 'Nordlichtakte'] },
] as const;

const inspector = createInspector([identifiers, secrets]);

/**
 * Values in all their disguises. How many of them are recognised is measured elsewhere (test/property/inspection.test.ts): here only those count that
 * are found by themselves, so that whatever reaches a provider got past the gateway and not past a recogniser.
 */
export function makePlants(seed: number): { plants: Plant[]; missed: number } {
  const plants: Plant[] = [];
  let missed = 0;
  const samples = fc.sample(fc.tuple(fc.oneof(anyIdentifier, anySecret), fc.nat()), { numRuns: 300, seed });
  for (const [index, [sample, at]] of samples.entries()) {
    const mutation = MUTATIONS[index % (MUTATIONS.length * PLAIN_SHARE)];
    const plant: Plant = { recogniser: sample.id, rank: WEAKER[sample.id] ?? rankOf('confidential'), value: secretOf(sample), written: mutation && suits(mutation, sample.kind) ? (mutation.apply(sample.value, at) as Plant['written']) : sample.value, label: sample.label };
    if (isFound(plant)) plants.push(plant);
    else missed += 1;
  }
  for (const { dataClass, words } of OFFICE_WORDS) for (const word of words) plants.push({ recogniser: 'office', rank: rankOf(dataClass), value: word, written: word, label: 'unsere Sache' });
  return { plants, missed };
}

export function sentence(label: string, written: string): string {
  return `Zu ${label} ${written} gehört`;
}

/** Of `password="…"` what must not be seen is the password. */
function secretOf({ id, value }: Sample): string {
  return id === 'password' ? value.slice(value.indexOf('"') + 1, -1) : value;
}

function isFound({ recogniser, written, label }: Plant): boolean {
  const texts = typeof written === 'string' ? [sentence(label, written)] : [`Zu ${label} ${written[0]}`, `${written[1]} gehört`];
  return inspector.inspect({ messages: texts.map((content) => ({ role: 'user', content })) }).findings.some((finding) => finding.recogniser.id === recogniser);
}
