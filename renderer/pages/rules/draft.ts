import type { Input } from '../../../gateway/admin/contract.ts';
import type { DataClass } from '../../../gateway/core/data-class.ts';
import type { Otherwise } from '../../../gateway/core/model.ts';
import { sessionState } from '../../api/session.ts';
import { createStore } from '../../api/store.ts';
import { holdUnsaved } from '../../api/unsaved.ts';
import type { CellState, Policy, Route } from './rules.ts';

type ApiDraft = Input<'policy.preview'>['body'];

/** Changes that are not saved yet. */
export interface Draft {
  /** The version that they were begun on. */
  baseVersion: number;
  /** In the order in which they were made. */
  cells: (CellState & { dataClass: DataClass; provider: string })[];
  otherwise: Partial<Record<DataClass, Otherwise>>;
  localModels: Partial<Record<DataClass, string[]>>;
  /** All of them, in their order, and the names of those that were there before. */
  routes?: { all: Route[]; before: string[] };
}

interface Drafting {
  /** Whose it is: the next person at this tab gets an empty one. */
  owner: string | undefined;
  /** The newest comes last; none: nothing is drafted. */
  steps: readonly Draft[];
}

const NOTHING: Drafting = { owner: undefined, steps: [] };

/** Outside React: a draft survives going to another page and back. */
export const drafting = createStore<Drafting>(NOTHING);

drafting.subscribe(() => holdUnsaved('rules', drafting.get().steps.length > 0));
sessionState.subscribe(() => {
  const state = sessionState.get();
  if (state.kind === 'signed-out' || (state.kind === 'open' && state.session.name !== drafting.get().owner)) discardDraft();
});

export function currentDraft(): Draft | undefined {
  return drafting.get().steps.at(-1);
}

export function discardDraft(): void {
  drafting.set(NOTHING);
}

export function takeBackStep(): void {
  const { owner, steps } = drafting.get();
  drafting.set(steps.length > 1 ? { owner, steps: steps.slice(0, -1) } : NOTHING);
}

/** From now on the draft is a change of that version. */
export function rebaseDraft(baseVersion: number): void {
  const { owner, steps } = drafting.get();
  drafting.set({ owner, steps: steps.map((draft) => ({ ...draft, baseVersion })) });
}

function change(policy: Policy, next: (draft: Draft) => Draft): void {
  const session = sessionState.get();
  const { steps } = drafting.get();
  const draft = steps.at(-1) ?? { baseVersion: policy.version, cells: [], otherwise: {}, localModels: {} };
  drafting.set({ owner: session.kind === 'open' ? session.session.name : undefined, steps: [...steps, next(draft)] });
}

export function draftCell(policy: Policy, dataClass: DataClass, provider: string, state: CellState): void {
  change(policy, (draft) => ({ ...draft, cells: [...draft.cells.filter((cell) => cell.dataClass !== dataClass || cell.provider !== provider), { dataClass, provider, ...state }] }));
}

export function draftOtherwise(policy: Policy, dataClass: DataClass, otherwise: Otherwise): void {
  change(policy, (draft) => ({ ...draft, otherwise: { ...draft.otherwise, [dataClass]: otherwise } }));
}

export function draftLocalModels(policy: Policy, dataClass: DataClass, models: string[]): void {
  change(policy, (draft) => ({ ...draft, localModels: { ...draft.localModels, [dataClass]: models } }));
}

export function draftRoutes(policy: Policy, all: Route[]): void {
  change(policy, (draft) => ({ ...draft, routes: { all, before: draft.routes?.before ?? policy.routes.map(({ name }) => name) } }));
}

/** What the gateway gets. `existing`: the exceptions of the newest version; one that somebody else has added meanwhile stays. */
export function toApi({ cells, otherwise, localModels, routes }: Draft, existing: readonly Route[]): ApiDraft {
  const there = new Set(existing.map(({ name }) => name));
  return {
    cells,
    otherwise: Object.entries(otherwise).map(([dataClass, what]) => ({ dataClass: dataClass as DataClass, otherwise: what })),
    localModels: Object.entries(localModels).map(([dataClass, models]) => ({ dataClass: dataClass as DataClass, models })),
    ...(routes && { removedRoutes: routes.before.filter((name) => there.has(name)), routes: routes.all }),
  };
}
