import { RE2JS } from 're2js';
import type { DataClass } from '../../core/data-class.ts';
import { GatehouseError } from '../../core/errors.ts';
import type { Detector, Match, Recogniser } from '../recogniser.ts';
import { officeWords } from './office-words.ts';
import { buildWordIndex } from './word-index.ts';

/** A pattern of the office, ready to be tried on texts. */
export interface CompiledPattern {
  find(text: string, found: (start: number, end: number, certain: boolean) => void): void;
}

const LONGEST_SOURCE = 500;
const LARGEST_PROGRAM = 2_000;
/** Each match may cost a look at all that follows; what is left after so many of them counts as one finding. */
const MATCHES_MAX = 100;
const META = /[\\[\](){}*+?|^$]/;
const DELIMITED = /^\/(.+)\/i?$/s;
/** A pattern that finds something here finds something everywhere. */
const EVERYDAY = 'Guten Tag, wir danken für Ihre Nachricht und melden uns bald. Bonjour, merci pour votre message. Buongiorno, grazie per il messaggio. Hello, thank you for your message. 1 2 3, 10 or 20 of them.';

/**
 * Words, or a regular expression in RE2's syntax (no look-ahead, no back-references): it runs in a time that is linear in the length of a text, whatever the
 * pattern. Case does not matter. Throws `invalid_request` with a reason that people understand.
 */
export function compilePattern(source: string): CompiledPattern {
  const text = source.trim();
  if (text === '') throw refused('The pattern is empty.');
  if (text.length > LONGEST_SOURCE) throw refused(`The pattern is longer than ${LONGEST_SOURCE} characters.`);
  const delimited = DELIMITED.exec(text);
  const pattern = delimited || META.test(text) ? expression(delimited?.[1] ?? text) : words(text);
  pattern.find(EVERYDAY, () => {
    throw refused('The pattern matches everyday text, so nearly every request would be held back. Make it narrower.');
  });
  return pattern;
}

/** The pattern as a detector; throws as `compilePattern` does. */
export function officePattern({ id, source, dataClass }: { id: string; name: string; source: string; dataClass: DataClass }): Detector {
  const recogniser: Recogniser = { id: `office-pattern-${id}`, group: 'office', entity: 'WORD', dataClass, weight: 1, examples: { found: [], passed: [] } };
  const pattern = compilePattern(source);
  return {
    recognisers: [recogniser],
    detect(text, found) {
      pattern.find(text, (start, end, certain) => found({ recogniser, start, end, certain } satisfies Match));
    },
  };
}

function words(text: string): CompiledPattern {
  const index = buildWordIndex([{ text, kind: 'word' }]);
  if (index.entries === 0) throw refused('The pattern has no letter and no digit.');
  const detector = officeWords(index);
  return { find: (within, found) => detector.detect(within, ({ start, end, certain }) => found(start, end, certain)) };
}

function expression(source: string): CompiledPattern {
  const compiled = compile(source);
  if (compiled.test('')) throw refused('The pattern matches an empty text, so it would match everywhere.');
  return {
    find(text, found) {
      const matcher = compiled.matcher(text);
      for (let count = 0; matcher.find(); count++) {
        const start = matcher.start();
        if (count === MATCHES_MAX) return found(start, text.length, false);
        found(start, matcher.end(), true);
      }
    },
  };
}

function compile(source: string): RE2JS {
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(source, RE2JS.CASE_INSENSITIVE);
  } catch (error) {
    throw refused(explain(error instanceof Error ? error.message : String(error)));
  }
  if (compiled.programSize() > LARGEST_PROGRAM) throw refused('The pattern is too large: its repetitions multiply. Use smaller numbers in braces.');
  return compiled;
}

/** What is wrong, for people who write such a pattern twice a year. */
function explain(message: string): string {
  const part = /`(.*)`$/s.exec(message)?.[1]?.replace(/^\(\?i\)/, '');
  const at = part === undefined ? '' : ` at "${part}"`;
  if (/missing closing \]/.test(message)) return `A square bracket is not closed${at}.`;
  if (/missing closing \)|unexpected \)/.test(message)) return `A round bracket is missing or too many${at}.`;
  if (/missing argument|invalid nested repetition/.test(message)) return `There is a *, + or ? with nothing before it that it could repeat${at}.`;
  if (/invalid repeat count/.test(message)) return `The pattern repeats too often${at}: at most 1,000 times.`;
  if (/Perl syntax/.test(message)) return `Looking ahead or behind is not possible here, as it can take very long${at}. Write what shall be found itself.`;
  if (/invalid escape sequence/.test(message)) return `This is not a known sign after a backslash${at}; references back to a group are not possible here.`;
  return `The pattern cannot be read${at}.`;
}

function refused(message: string): GatehouseError {
  return new GatehouseError('invalid_request', message, { param: 'source' });
}
