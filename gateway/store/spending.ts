import type { SpendingStorage, StoredBudget } from '../config/spending.ts';
import type { RateLimit, Team } from '../core/spending.ts';
import type { Store } from './open.ts';

interface TeamRow { id: string; name: string; cost_centre: string; created_at: number }

export function createSpendingStorage(store: Store): SpendingStorage {
  const { db } = store;
  const teams = db.prepare<[], TeamRow>('SELECT * FROM teams ORDER BY name COLLATE NOCASE');
  const saveTeam = db.prepare('INSERT INTO teams (id, name, cost_centre, created_at) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name, cost_centre = excluded.cost_centre');
  const deleteTeam = db.prepare('DELETE FROM teams WHERE id = ?');
  const keysOf = db.prepare<[string], number>('SELECT count(*) FROM virtual_keys WHERE team = ?').pluck();
  const budgets = db.prepare<[], string>('SELECT body FROM budgets ORDER BY id').pluck();
  const saveBudget = db.prepare('INSERT OR REPLACE INTO budgets (id, body) VALUES (?, ?)');
  const deleteBudget = db.prepare('DELETE FROM budgets WHERE id = ?');
  const limits = db.prepare<[], string>('SELECT body FROM rate_limits ORDER BY scope').pluck();
  const saveLimit = db.prepare('INSERT OR REPLACE INTO rate_limits (scope, body) VALUES (?, ?)');
  const deleteLimit = db.prepare('DELETE FROM rate_limits WHERE scope = ?');
  return {
    transaction: (work) => store.transaction(work),
    teams: () => teams.all().map((row): Team => ({ id: row.id, name: row.name, costCentre: row.cost_centre, createdAt: row.created_at })),
    saveTeam: ({ id, name, costCentre, createdAt }) => void saveTeam.run(id, name, costCentre, createdAt),
    deleteTeam: (id) => void deleteTeam.run(id),
    keysOf: (team) => keysOf.get(team) ?? 0,
    budgets: () => budgets.all().map((body) => JSON.parse(body) as StoredBudget),
    saveBudget: (budget) => void saveBudget.run(budget.id, JSON.stringify(budget)),
    deleteBudget: (id) => void deleteBudget.run(id),
    limits: () => limits.all().map((body) => JSON.parse(body) as RateLimit),
    saveLimit: (limit) => void saveLimit.run(limit.scope, JSON.stringify(limit)),
    deleteLimit: (scope) => void deleteLimit.run(scope),
  };
}
