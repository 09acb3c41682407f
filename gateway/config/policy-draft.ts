import { DATA_CLASSES, type DataClass } from '../core/data-class.ts';
import type { Cell, CellAction, Conditions, Otherwise, Policy, RouteRule } from '../core/model.ts';
import { findCell, withCell } from './policy-change.ts';

export interface CellChange {
  dataClass: DataClass;
  provider: string;
  action: CellAction;
  conditions?: Conditions;
}

/** Several changes that become one version. They are applied in this order. */
export interface PolicyDraft {
  cells?: CellChange[];
  otherwise?: { dataClass: DataClass; otherwise: Otherwise }[];
  localModels?: { dataClass: DataClass; models: string[] }[];
  /** A rule of that name is replaced; new ones come last. */
  routes?: RouteRule[];
  /** Names. */
  removedRoutes?: string[];
}

type CellState = Pick<Cell, 'action' | 'conditions'>;
type RouteState = { position: number; when: RouteRule['when']; alias: string };

/** One difference between two policies, for a UI that says it in any language. `null`: there was or will be none. */
export type Difference =
  /** `asked` is false where the cell moved only so that the matrix stays monotone. */
  | { kind: 'cell'; dataClass: DataClass; provider: string; before: CellState; after: CellState; asked: boolean }
  | { kind: 'otherwise'; dataClass: DataClass; before: Otherwise; after: Otherwise }
  | { kind: 'localModels'; dataClass: DataClass; before: string[]; after: string[] }
  | { kind: 'route'; name: string; before: RouteState | null; after: RouteState | null };

export function applyDraft(policy: Policy, draft: PolicyDraft): Policy {
  let next = structuredClone(policy);
  for (const { dataClass, provider, action, conditions = {} } of draft.cells ?? []) {
    next = withCell(next, { dataClass, provider, action, conditions: action === 'deny' ? {} : present(conditions) });
  }
  for (const { dataClass, otherwise } of draft.otherwise ?? []) next.otherwise[dataClass] = otherwise;
  for (const { dataClass, models } of draft.localModels ?? []) next.localModels[dataClass] = models;
  const gone = new Set(draft.removedRoutes);
  next.routes = next.routes.filter(({ name }) => !gone.has(name));
  for (const rule of draft.routes ?? []) {
    const index = next.routes.findIndex(({ name }) => name === rule.name);
    next.routes = index < 0 ? [...next.routes, rule] : next.routes.with(index, rule);
  }
  return next;
}

/** Without the conditions that say nothing. */
export function present(conditions: Conditions): Conditions {
  return Object.fromEntries(Object.entries(conditions).filter(([, value]) => value !== undefined && value !== false));
}

export function differences(before: Policy, after: Policy, asked: readonly Pick<Cell, 'dataClass' | 'provider'>[] = []): Difference[] {
  const found: Difference[] = [];
  for (const provider of new Set([...before.cells, ...after.cells].map((cell) => cell.provider))) {
    for (const dataClass of DATA_CLASSES) {
      const [old, now] = [stateOf(before, dataClass, provider), stateOf(after, dataClass, provider)];
      if (same(old, now)) continue;
      found.push({ kind: 'cell', dataClass, provider, before: old, after: now, asked: asked.some((one) => one.dataClass === dataClass && one.provider === provider) });
    }
  }
  for (const dataClass of DATA_CLASSES) {
    const [old, now] = [before.otherwise[dataClass], after.otherwise[dataClass]];
    if (old !== now) found.push({ kind: 'otherwise', dataClass, before: old, after: now });
  }
  for (const dataClass of DATA_CLASSES) {
    const [old, now] = [before.localModels[dataClass], after.localModels[dataClass]];
    if (!same(old, now)) found.push({ kind: 'localModels', dataClass, before: old, after: now });
  }
  for (const name of new Set([...before.routes, ...after.routes].map((route) => route.name))) {
    const [old, now] = [routeState(before, name), routeState(after, name)];
    if (!same(old, now)) found.push({ kind: 'route', name, before: old, after: now });
  }
  return found;
}

function stateOf(policy: Policy, dataClass: DataClass, provider: string): CellState {
  const { action, conditions } = findCell(policy, dataClass, provider);
  return { action, conditions };
}

function routeState(policy: Policy, name: string): RouteState | null {
  const index = policy.routes.findIndex((route) => route.name === name);
  const route = policy.routes[index];
  return route ? { position: index + 1, when: route.when, alias: route.alias } : null;
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
