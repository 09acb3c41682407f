import type { AllowedFinding, FoundValue } from '../config/false-alarms.ts';
import type { RecognitionStorage, Sealed } from '../config/recognition.ts';
import type { Store } from './open.ts';

interface Row { id: string; sealed: Uint8Array; updated_at: number }
interface AllowedRow { recogniser: string; mark: string; trace: string | null; reported_by: string; reported_at: number }

export function createRecognitionStorage(store: Store): RecognitionStorage {
  const { db } = store;
  const table = (name: 'word_lists' | 'office_patterns') => {
    const all = db.prepare<[], Row>(`SELECT id, sealed, updated_at FROM ${name} ORDER BY id`);
    const save = db.prepare(`INSERT INTO ${name} (id, sealed, updated_at) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET sealed = excluded.sealed, updated_at = excluded.updated_at`);
    const remove = db.prepare(`DELETE FROM ${name} WHERE id = ?`);
    return {
      all: (): Sealed[] => all.all().map(({ id, sealed, updated_at: updatedAt }) => ({ id, sealed, updatedAt })),
      save: ({ id, sealed, updatedAt }: Sealed): void => void save.run(id, sealed, updatedAt),
      remove: (id: string): void => void remove.run(id),
    };
  };
  const lists = table('word_lists');
  const patterns = table('office_patterns');
  const allowed = db.prepare<[], AllowedRow>('SELECT recogniser, mark, trace, reported_by, reported_at FROM false_alarms ORDER BY reported_at');
  const saveAllowed = db.prepare<[AllowedFinding]>('INSERT INTO false_alarms (recogniser, mark, trace, reported_by, reported_at) VALUES (@recogniser, @mark, @trace, @reportedBy, @reportedAt)');
  const one = 'WHERE recogniser = @recogniser AND mark = @mark';
  const deleteAllowed = db.prepare<[FoundValue]>(`DELETE FROM false_alarms ${one}`);
  const testCase = db.prepare<[FoundValue], Uint8Array | null>(`SELECT test_case FROM false_alarms ${one}`).pluck();
  const saveTestCase = db.prepare<[FoundValue & { sealed: Uint8Array }]>(`UPDATE false_alarms SET test_case = @sealed ${one}`);
  const countTestCases = db.prepare<[], number>('SELECT count(test_case) FROM false_alarms').pluck();
  return {
    transaction: (work) => store.transaction(work),
    scrub: () => store.scrub(),
    lists: lists.all,
    saveList: lists.save,
    deleteList: lists.remove,
    patterns: patterns.all,
    savePattern: patterns.save,
    deletePattern: patterns.remove,
    allowed: () => allowed.all().map((row): AllowedFinding => ({ recogniser: row.recogniser, mark: row.mark, trace: row.trace, reportedBy: row.reported_by, reportedAt: row.reported_at })),
    saveAllowed: (finding) => void saveAllowed.run(finding),
    deleteAllowed: (of) => void deleteAllowed.run(of),
    testCase: (of) => testCase.get(of) ?? null,
    saveTestCase: (of, sealed) => void saveTestCase.run({ ...of, sealed }),
    countTestCases: () => countTestCases.get()!,
  };
}
