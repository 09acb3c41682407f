import type { AuditLog } from './log.ts';

/** Records of what goes, each with its `id` and `name`. */
const GOING = ['team.remove', 'key.revoke', 'provider.remove'] as const;
const MOST = 10_000;

/** What departments, keys and providers were called that are gone: reports of earlier months speak of them. By id; undefined where the log does not say. */
export function createFormerNames(audit: Pick<AuditLog, 'list'>): (id: string) => string | undefined {
  let names = new Map<string, string>();
  let newest = -1;
  return (id) => {
    const last = audit.list({ acts: true, limit: 1 })[0]?.seq ?? 0;
    if (last !== newest) {
      newest = last;
      names = new Map();
      // Newest first: of an id that came back and went again the last name counts.
      for (const action of GOING) for (const { detail } of audit.list({ acts: true, action, limit: MOST })) if (typeof detail['id'] === 'string' && typeof detail['name'] === 'string' && !names.has(detail['id'])) names.set(detail['id'], detail['name']);
    }
    return names.get(id);
  };
}
