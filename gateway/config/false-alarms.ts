import type { Clock } from '../core/clock.ts';
import { GatehouseError } from '../core/errors.ts';
import type { AuditAppend, OfficeVault } from './office-types.ts';

/** One value of one recogniser, known by the keyed hash of what was found. */
export interface FoundValue {
  recogniser: string;
  mark: string;
}

/** A finding that somebody has reported as a false alarm. */
export interface AllowedFinding extends FoundValue {
  /** Null where it was found in a text that somebody tried out. */
  trace: string | null;
  reportedBy: string;
  /** UTC milliseconds. */
  reportedAt: number;
}

/** The words that a false alarm was about, and where in them it was found, in UTF-16 offsets. */
export interface TestCase {
  text: string;
  start: number;
  end: number;
}

export interface FalseAlarmStorage {
  transaction<T>(work: () => T): T;
  /** Drops what was deleted from the log too. */
  scrub(): void;
  allowed(): AllowedFinding[];
  saveAllowed(finding: AllowedFinding): void;
  deleteAllowed(of: FoundValue): void;
  /** Sealed. */
  testCase(of: FoundValue): Uint8Array | null;
  saveTestCase(of: FoundValue, sealed: Uint8Array): void;
  countTestCases(): number;
}

/**
 * Values that the office has reported as no finding, and the words they were about. Those are encrypted on the disk, held in memory no longer than they are
 * looked at, and erased with their entry.
 */
export interface FalseAlarms {
  allowed(): AllowedFinding[];
  isAllowed(recogniser: string, mark: string): boolean;
  /** One that is known stays as it is; where it has no test case yet, and there is room for one, it gets this. */
  allow(finding: Omit<AllowedFinding, 'reportedAt' | 'reportedBy'>, author: string, test?: TestCase): AllowedFinding;
  disallow(of: FoundValue, author: string): void;
  hasTestCase(of: FoundValue): boolean;
  /** To be run. Throws `storage_unavailable` where it cannot be opened. */
  testCase(of: FoundValue): TestCase | undefined;
  /** Instead of the one it has, if it has one. */
  saveTestCase(of: FoundValue, test: TestCase, author: string): void;
  /** For somebody to look at: writes an audit record first, without which nothing is shown. */
  showTestCase(of: FoundValue, by: string): TestCase;
}

/** Writes with an audit record, and tells those who read words and exceptions. */
export type Change = (author: string, action: string, detail: Parameters<AuditAppend>[2], work: () => void) => void;

export interface FalseAlarmDependencies {
  storage: FalseAlarmStorage;
  vault: OfficeVault;
  audit: AuditAppend;
  clock: Clock;
  change: Change;
}

/** As many can be run in a second or two. */
export const TEST_CASES_MAX = 500;

export function createFalseAlarms({ storage, vault, audit, clock, change }: FalseAlarmDependencies): FalseAlarms {
  let allowed = new Map(storage.allowed().map((finding) => [nameOf(finding), finding]));

  function known(of: FoundValue): AllowedFinding {
    const found = allowed.get(nameOf(of));
    if (!found) throw new GatehouseError('not_found', 'There is no such exception.');
    return found;
  }
  const seal = (of: FoundValue, test: TestCase): Uint8Array => vault.seal(JSON.stringify(test), nameOf(of));
  const opened = (of: FoundValue, sealed: Uint8Array): TestCase => JSON.parse(vault.open(sealed, nameOf(of))) as TestCase;
  const hasTestCase = (of: FoundValue): boolean => storage.testCase(of) !== null;
  const isFull = (): boolean => storage.countTestCases() >= TEST_CASES_MAX;

  function saveTestCase(of: FoundValue, test: TestCase, author: string): void {
    const { recogniser, mark } = known(of);
    const replaced = hasTestCase(of);
    if (!replaced && isFull()) throw new GatehouseError('conflict', `There are ${TEST_CASES_MAX} test cases already.`, { hint: 'Take back exceptions that are no longer needed.' });
    storage.transaction(() => {
      storage.saveTestCase(of, seal(of, test));
      audit(author, 'recognition.falseAlarmWords', { recogniser, mark });
    });
    if (replaced) storage.scrub();
  }

  return {
    allowed: () => [...allowed.values()],
    isAllowed: (recogniser, mark) => allowed.has(nameOf({ recogniser, mark })),
    allow(finding, author, test) {
      const kept = test && !isFull() ? test : undefined;
      const before = allowed.get(nameOf(finding));
      if (before) {
        if (kept && !hasTestCase(before)) saveTestCase(before, kept, author);
        return before;
      }
      const full: AllowedFinding = { ...finding, reportedBy: author, reportedAt: clock.now() };
      const { recogniser, mark, trace } = full;
      change(author, 'recognition.falseAlarm', { recogniser, mark, trace, testCase: kept !== undefined }, () => {
        storage.saveAllowed(full);
        if (kept) storage.saveTestCase(full, seal(full, kept));
        allowed = new Map(allowed).set(nameOf(full), full);
      });
      return full;
    },
    disallow(of, author) {
      const { recogniser, mark } = known(of);
      change(author, 'recognition.falseAlarmRemove', { recogniser, mark }, () => {
        storage.deleteAllowed(of);
        allowed = new Map(allowed);
        allowed.delete(nameOf(of));
      });
      storage.scrub();
    },
    hasTestCase,
    testCase(of) {
      const sealed = storage.testCase(of);
      return sealed === null ? undefined : opened(of, sealed);
    },
    saveTestCase,
    showTestCase(of, by) {
      const { recogniser, mark } = known(of);
      const sealed = storage.testCase(of);
      if (sealed === null) throw new GatehouseError('not_found', 'This exception has no test case.');
      audit(by, 'recognition.falseAlarmRead', { recogniser, mark });
      return opened(of, sealed);
    },
  };
}

const nameOf = ({ recogniser, mark }: FoundValue): string => `false alarm ${recogniser} ${mark}`;
