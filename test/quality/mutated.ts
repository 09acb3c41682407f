/** Identifiers and secrets of the corpus, written so that a simple pattern misses them: `node test/quality/mutated.ts` prints recall and precision per mutation. */
import type { Inspector } from '../../gateway/classify/engine.ts';
import type { Finding } from '../../gateway/classify/inspection.ts';
import { MUTATIONS, type Mutation, suits } from '../support/mutations.ts';
import { CHECKED, type Counts, createMeasured, precision, readCorpus, recall } from './measure.ts';
import type { Labelled, Split } from './types.ts';

/** Values of which the characters are digits and separators. */
const NUMBERS = new Set(['AHV', 'IBAN', 'CARD', 'PHONE', 'UID', 'INSURANCE_CARD']);

/** A secret that is known by its own beginning: all but passwords. */
const KEY = /^(?:sk-|AKIA|ghp_|xoxb-|eyJ|-----BEGIN)/;

/** A diagnosis code is one only beside words of illness (I10 is a road, too), and a date is one of birth only beside its word: encoded by itself it says nothing. */
const NOT_BY_ITSELF = new Set(['DIAGNOSIS', 'BIRTH_DATE']);

const isChecked = ({ recogniser }: Finding): boolean => recogniser.group === 'identifier' || recogniser.group === 'secret';

/** Values that a mutation is promised to be seen through; of the others the card says how many are found. */
function promised(type: string, value: string, mutation: Mutation): boolean {
  if (mutation.name === 'base64' && NOT_BY_ITSELF.has(type)) return false;
  return suits(mutation, NUMBERS.has(type) ? 'number' : type === 'SECRET' && KEY.test(value) ? 'key' : 'other');
}

interface Piece {
  path: string;
  start: number;
  end: number;
}

/** A value: one piece, or two where it is cut. */
interface Placed {
  type: string;
  pieces: Piece[];
}

/** One message with its values changed: as one text, or as two messages where a value is cut. Undefined where the mutation suits none of its values. */
function mutate(message: Labelled, mutation: Mutation, seed: number, leftOut: boolean): { contents: string[]; placed: Placed[]; others: Placed[] } | undefined {
  const contents = [''];
  const placed: Placed[] = [];
  const others: Placed[] = [];
  let from = 0;
  const here = () => `messages[${contents.length - 1}].content`;
  const put = (text: string) => (contents[contents.length - 1] += text);
  message.spans.forEach(([start, end, type], index) => {
    put(message.text.slice(from, start));
    from = end;
    const value = message.text.slice(start, end);
    const chosen = CHECKED(type) && promised(type, value, mutation) !== leftOut;
    const written = chosen ? mutation.apply(value, seed + index) : value;
    // One cut per message: two messages of the same value each.
    const pieces = typeof written === 'string' ? [written] : contents.length === 1 ? written : [value];
    const placedPieces = pieces.map((piece, number) => {
      if (number > 0) contents.push('');
      const at = contents[contents.length - 1]!.length;
      put(piece);
      return { path: here(), start: at, end: at + piece.length };
    });
    (chosen && (typeof written === 'string' || pieces.length > 1) ? placed : others).push({ type, pieces: placedPieces });
  });
  put(message.text.slice(from));
  return placed.length > 0 ? { contents, placed, others } : undefined;
}

/** @param leftOut true for the values that the mutation does not suit, and for those alone */
export function measureMutated(inspector: Inspector, messages: readonly Labelled[], mutation: Mutation, told?: (message: Labelled, what: string) => void, leftOut = false): Counts {
  const counts: Counts = { found: 0, missed: 0, wrong: 0 };
  messages.forEach((message, number) => {
    const mutated = mutate(message, mutation, number * 16, leftOut);
    if (!mutated) return;
    const { findings } = inspector.inspect({ messages: mutated.contents.map((content) => ({ role: 'user', content })) });
    const checked = findings.filter(isChecked);
    const touches = ({ pieces }: Placed) => (finding: Finding) => pieces.some((piece) => finding.path === piece.path && finding.start < piece.end && piece.start < finding.end);
    for (const place of mutated.placed) {
      if (checked.some(touches(place))) counts.found++;
      else {
        counts.missed++;
        told?.(message, `- ${place.type} ${JSON.stringify(mutated.contents[0]!.slice(place.pieces[0]!.start, place.pieces[0]!.end)).slice(0, 90)}`);
      }
    }
    const labelled = [...mutated.placed, ...mutated.others];
    for (const finding of checked) {
      if (labelled.some((place) => touches(place)(finding))) continue;
      counts.wrong++;
      told?.(message, `+ ${finding.recogniser.id} ${finding.value().slice(0, 60)}`);
    }
  });
  return counts;
}

function print(errors: boolean): void {
  const inspector = createMeasured();
  const corpus = readCorpus();
  const told = new Map<string, number>();
  const tell = (name: string) => (message: Labelled, what: string) => {
    const key = `${name}: ${message.id.split('-').slice(0, 3).join('-')} ${what.slice(0, 100)}`;
    told.set(key, (told.get(key) ?? 0) + 1);
  };
  for (const mutation of MUTATIONS) {
    const figures = (['tune', 'held'] as Split[]).map((split) => {
      const counts = measureMutated(inspector, corpus.filter((message) => message.split === split), mutation, split === 'tune' ? tell(mutation.name) : undefined);
      return `${split}: recall ${(recall(counts) * 100).toFixed(2)} % of ${counts.found + counts.missed}, precision ${(precision(counts) * 100).toFixed(2)} %`;
    });
    console.log(mutation.name.padEnd(42), figures.join('   '));
    const left = measureMutated(inspector, corpus, mutation, undefined, true);
    if (left.found + left.missed > 0) console.log('  values that it does not suit'.padEnd(42), `recall ${(recall(left) * 100).toFixed(2)} % of ${left.found + left.missed}`);
  }
  if (errors) for (const [what, count] of [...told].sort((a, b) => b[1] - a[1]).slice(0, 120)) console.log(count, what);
}

if (import.meta.main) print(process.argv.includes('--errors'));
