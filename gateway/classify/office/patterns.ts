import { RE2JS } from 're2js';
import type { DataClass } from '../../core/data-class.ts';
import { GatehouseError } from '../../core/errors.ts';
import type { Detector, Match, Recogniser } from '../recogniser.ts';
import { officeWords } from './office-words.ts';
import { buildWordIndex } from './word-index.ts';

/** What is wrong with a pattern, for people who write one twice a year. */
export const PATTERN_PROBLEMS = {
  empty: 'The pattern is empty.',
  'too-long': 'The pattern is longer than 500 characters.',
  everyday: 'The pattern matches everyday text, so nearly every request would be held back. Make it narrower.',
  'no-letter': 'The pattern has no letter and no digit.',
  'matches-empty': 'The pattern matches an empty text, so it would match everywhere.',
  'too-large': 'The pattern is too large: its repetitions multiply. Use smaller numbers in braces.',
  'square-bracket': 'A square bracket is not closed.',
  'round-bracket': 'A round bracket is missing or too many.',
  'nothing-to-repeat': 'There is a *, + or ? with nothing before it that it could repeat.',
  'repeats-too-often': 'The pattern repeats too often: at most 1,000 times.',
  'look-around': 'Looking ahead or behind is not possible here, as it can take very long. Write what shall be found itself.',
  escape: 'This is not a known sign after a backslash; references back to a group are not possible here.',
  unreadable: 'The pattern cannot be read.',
} as const;
export type PatternProblem = keyof typeof PATTERN_PROBLEMS;

/** A pattern that cannot be used; `part` is where, in the person's own words. */
export class PatternRefused extends GatehouseError {
  readonly problem: PatternProblem;
  readonly part: string | undefined;

  constructor(problem: PatternProblem, part?: string) {
    super('invalid_request', `${PATTERN_PROBLEMS[problem]}${part ? ` See: ${part}` : ''}`, { param: 'source' });
    this.problem = problem;
    this.part = part;
  }
}

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
  if (text === '') throw refused('empty');
  if (text.length > LONGEST_SOURCE) throw refused('too-long');
  const delimited = DELIMITED.exec(text);
  const pattern = delimited || META.test(text) ? expression(delimited?.[1] ?? text) : words(text);
  pattern.find(EVERYDAY, () => {
    throw refused('everyday');
  });
  return pattern;
}

/** Layout, accents and length that single sentences have not. */
const LETTERS = `Guten Tag,\n\nwir danken für Ihre Nachricht („dringend“) und melden uns bald: bis dann!\n\tMit Grüssen\r\n\nÀ bientôt, « merci » – l'équipe\n\n{"hello": ["world", true], 'x': null}\n<p class="a">Perché no?</p>\n# List\n- one; two\n* three / four & more @ home (50 %) + 1 = 2\n\n${EVERYDAY}\n${EVERYDAY}\n`;

/** As `compilePattern`, and throws for one that finds something in nearly every letter: to be asked before it is taken, as one that is in use must not fail at a start. */
export function checkPattern(source: string): void {
  compilePattern(source).find(LETTERS, () => {
    throw refused('everyday');
  });
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
  if (index.entries === 0) throw refused('no-letter');
  const detector = officeWords(index);
  return { find: (within, found) => detector.detect(within, ({ start, end, certain }) => found(start, end, certain)) };
}

function expression(source: string): CompiledPattern {
  const compiled = compile(source);
  if (compiled.test('')) throw refused('matches-empty');
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
    throw explain(error instanceof Error ? error.message : String(error));
  }
  if (compiled.programSize() > LARGEST_PROGRAM) throw refused('too-large');
  return compiled;
}

function explain(message: string): PatternRefused {
  const part = /`(.*)`$/s.exec(message)?.[1]?.replace(/^\(\?i\)/, '');
  if (/missing closing \]/.test(message)) return refused('square-bracket', part);
  if (/missing closing \)|unexpected \)/.test(message)) return refused('round-bracket', part);
  if (/missing argument|invalid nested repetition/.test(message)) return refused('nothing-to-repeat', part);
  if (/invalid repeat count/.test(message)) return refused('repeats-too-often', part);
  if (/Perl syntax/.test(message)) return refused('look-around', part);
  return refused(/invalid escape sequence/.test(message) ? 'escape' : 'unreadable', part);
}

function refused(problem: PatternProblem, part?: string): PatternRefused {
  return new PatternRefused(problem, part);
}
