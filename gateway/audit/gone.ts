import type { AuditLog } from './log.ts';

/** Records of what goes, each with its `id` and `name`. */
const GOING = ['team.remove', 'key.revoke', 'provider.remove'] as const;
const MOST = 10_000;

export interface Gone {
  name: string;
  /** Of a department; empty without one. */
  costCentre: string;
}

/** What departments, keys and providers were that are gone: reports of earlier months speak of them. By id; undefined where the log does not say. */
export function createGone(audit: Pick<AuditLog, 'list'>): (id: string) => Gone | undefined {
  let gone = new Map<string, Gone>();
  let newest = -1;
  return (id) => {
    const last = audit.list({ acts: true, limit: 1 })[0]?.seq ?? 0;
    if (last !== newest) {
      newest = last;
      gone = new Map();
      for (const action of GOING) {
        for (const { detail: { id: of, name, costCentre } } of audit.list({ acts: true, action, limit: MOST })) {
          // Newest first: of an id that came back and went again the last name counts.
          if (typeof of === 'string' && typeof name === 'string' && !gone.has(of)) gone.set(of, { name, costCentre: typeof costCentre === 'string' ? costCentre : '' });
        }
      }
    }
    return gone.get(id);
  };
}
