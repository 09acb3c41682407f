import { classRank, DATA_CLASSES, type DataClass } from '../core/data-class.ts';
import type { Cell, CellAction, Conditions, Policy } from '../core/model.ts';

const ACTION_RANK: Record<CellAction, number> = { deny: 0, pseudonymise: 1, allow: 2 };
/** Conditions that are met by any one of their values. */
const LISTS = ['models', 'regions', 'keys', 'tags', 'clientAddresses'] as const;
type ListCondition = (typeof LISTS)[number];

/** The first version: only the bundled Ollama may see anything. */
export function starterPolicy(now: number): Policy {
  return {
    version: 1,
    author: 'gatehouse',
    createdAt: now,
    comment: 'Starter policy: no provider but the local one may see anything.',
    cells: [],
    otherwise: { public: 'refuse', internal: 'refuse', confidential: 'local', secret: 'local' },
    localModels: { public: [], internal: [], confidential: [], secret: [] },
    routes: [],
  };
}

export function findCell(policy: Pick<Policy, 'cells'>, dataClass: DataClass, provider: string): Cell {
  return policy.cells.find((cell) => cell.dataClass === dataClass && cell.provider === provider) ?? { dataClass, provider, action: 'deny', conditions: {} };
}

/**
 * Sets one cell and keeps the matrix monotone: lower classes are raised to what the new cell lets through, higher ones are
 * narrowed to it. Never lets a higher class do more than it could before.
 */
export function withCell(policy: Policy, cell: Cell): Policy {
  const column = new Map<DataClass, Cell>();
  const rank = classRank(cell.dataClass);
  column.set(cell.dataClass, cell);
  let below = cell;
  for (let lower = rank - 1; lower >= 0; lower--) {
    const dataClass = DATA_CLASSES[lower]!;
    below = { ...raise(findCell(policy, dataClass, cell.provider), below), dataClass };
    column.set(dataClass, below);
  }
  for (let higher = rank + 1; higher < DATA_CLASSES.length; higher++) {
    const dataClass = DATA_CLASSES[higher]!;
    column.set(dataClass, { ...narrow(findCell(policy, dataClass, cell.provider), cell), dataClass });
  }
  const others = policy.cells.filter((one) => one.provider !== cell.provider);
  const own = [...column.values()].filter(({ action }) => action !== 'deny').sort((a, b) => classRank(a.dataClass) - classRank(b.dataClass));
  return { ...policy, cells: [...others, ...own] };
}

/** True where everything that `narrower` lets through, `wider` lets through as well. */
export function lets(wider: Pick<Cell, 'action' | 'conditions'>, narrower: Pick<Cell, 'action' | 'conditions'>): boolean {
  if (narrower.action === 'deny') return true;
  if (ACTION_RANK[wider.action] < ACTION_RANK[narrower.action]) return false;
  const [a, b] = [wider.conditions, narrower.conditions];
  if (a.contractValid && !b.contractValid) return false;
  if (a.until !== undefined && (b.until === undefined || b.until > a.until)) return false;
  if (b.hostedTools?.some((tool) => !a.hostedTools?.includes(tool))) return false;
  return LISTS.every((name) => a[name] === undefined || (b[name] !== undefined && b[name].every((value) => a[name]!.includes(value))));
}

/** The narrowest known cell that lets through what both do; where no single cell says it exactly, what `floor` does. */
function raise(cell: Cell, floor: Cell): Cell {
  if (lets(cell, floor)) return cell;
  if (lets(floor, cell) || cell.action !== floor.action) return floor;
  const differing = (['contractValid', 'until', 'hostedTools', ...LISTS] as const).filter((name) => JSON.stringify(cell.conditions[name]) !== JSON.stringify(floor.conditions[name]));
  const [name] = differing;
  if (differing.length !== 1 || name === undefined || !isList(name)) return floor;
  return { ...floor, conditions: { ...floor.conditions, [name]: [...new Set([...(floor.conditions[name] ?? []), ...(cell.conditions[name] ?? [])])] } };
}

/** What both cells let through, never more than either. */
function narrow(cell: Cell, limit: Cell): Cell {
  if (lets(limit, cell)) return cell;
  const action = ACTION_RANK[cell.action] <= ACTION_RANK[limit.action] ? cell.action : limit.action;
  const conditions: Conditions = {};
  for (const name of LISTS) {
    const [a, b] = [cell.conditions[name], limit.conditions[name]];
    const both = a && b ? a.filter((value) => b.includes(value)) : (a ?? b);
    if (both?.length === 0) return { ...cell, action: 'deny', conditions: {} };
    if (both) conditions[name] = both;
  }
  const tools = cell.conditions.hostedTools?.filter((tool) => limit.conditions.hostedTools?.includes(tool)) ?? [];
  if (tools.length > 0) conditions.hostedTools = tools;
  if (cell.conditions.contractValid || limit.conditions.contractValid) conditions.contractValid = true;
  const until = Math.min(cell.conditions.until ?? Infinity, limit.conditions.until ?? Infinity);
  if (until !== Infinity) conditions.until = until;
  return { ...cell, action, conditions };
}

function isList(name: keyof Conditions): name is ListCondition {
  return (LISTS as readonly string[]).includes(name);
}

/** One difference between two versions, for people: `cell internal × mock`, `deny`, `allow`. */
export interface PolicyDifference {
  what: string;
  before: string;
  after: string;
}

export function diffPolicies(before: Policy, after: Policy): PolicyDifference[] {
  const [old, now] = [describe(before), describe(after)];
  return [...new Set([...old.keys(), ...now.keys()])]
    .map((what) => ({ what, before: old.get(what) ?? '-', after: now.get(what) ?? '-' }))
    .filter((row) => row.before !== row.after);
}

function describe(policy: Policy): Map<string, string> {
  const lines = new Map<string, string>();
  for (const { dataClass, provider, action, conditions } of policy.cells) {
    lines.set(`cell ${dataClass} × ${provider}`, Object.keys(conditions).length === 0 ? action : `${action} ${JSON.stringify(conditions)}`);
  }
  for (const dataClass of DATA_CLASSES) {
    lines.set(`otherwise ${dataClass}`, policy.otherwise[dataClass]);
    if (policy.localModels[dataClass].length > 0) lines.set(`local models ${dataClass}`, policy.localModels[dataClass].join(', '));
  }
  policy.routes.forEach((route, index) => lines.set(`route ${route.name}`, `${index + 1}: ${JSON.stringify(route.when)} → ${route.alias}`));
  return lines;
}
