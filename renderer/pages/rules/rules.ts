import type { Output } from '../../../gateway/admin/contract.ts';
import { classRank, DATA_CLASSES, type DataClass } from '../../../gateway/core/data-class.ts';
import type { Cell, Conditions } from '../../../gateway/core/model.ts';
import type { Reason } from '../../../gateway/core/reason.ts';

export type Policy = Output<'policy.get'>;
export type Preview = Output<'policy.preview'>;
export type Difference = Preview['differences'][number];
export type Subjects = Output<'policy.subjects'>;
export type Provider = Subjects['providers'][number];
export type Reach = Output<'policy.reach'>['reach'];
export type Route = Policy['routes'][number];

/** From less to more. */
const OPENNESS = { deny: 0, pseudonymise: 1, allow: 2 } as const;

export type CellState = Pick<Cell, 'action' | 'conditions'>;

/** What no cell allows is denied. */
export function cellOf(policy: Policy, dataClass: DataClass, provider: string): CellState {
  return policy.cells.find((cell) => cell.dataClass === dataClass && cell.provider === provider) ?? { action: 'deny', conditions: {} };
}

export function sameCell(a: CellState, b: CellState): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Why a cell that is not denied lets nothing through at the moment, whatever the request; undefined: it does. */
export function closedBy({ action, conditions: { regions, contractValid, until, keys } }: CellState, provider: Provider, subjects: Subjects, lockdown: boolean, now: number): Reason | undefined {
  if (action === 'deny') return undefined;
  if (lockdown && provider.leaves) return { code: 'lockdown' };
  if (!provider.enabled) return { code: 'provider-off', provider: provider.name };
  if (until !== undefined && now >= until) return { code: 'ended', at: until };
  if (regions && !regions.includes(provider.region)) return { code: 'regions', region: provider.region, values: regions };
  const { id, expiresAt = Number.POSITIVE_INFINITY } = provider.contract;
  if (contractValid && !id) return { code: 'no-contract' };
  if (contractValid && expiresAt <= now) return { code: 'contract-ended', at: expiresAt };
  if (keys && !subjects.keys.some((key) => key.usable && keys.includes(key.id))) return { code: 'keys' };
  return undefined;
}

/** The other classes that would move with this one, as a higher class never sees more than a lower one. */
export function movesAlong(policy: Policy, dataClass: DataClass, provider: string, action: CellState['action']): DataClass[] {
  const rank = classRank(dataClass);
  return DATA_CLASSES.filter((other) => {
    const cell = cellOf(policy, other, provider);
    const more = OPENNESS[cell.action] - OPENNESS[action];
    if (classRank(other) > rank) return more > 0;
    return classRank(other) < rank && action !== 'deny' && (more < 0 || !isFree({ ...cell.conditions, hostedTools: undefined }));
  });
}

export function isFree(conditions: Conditions): boolean {
  return Object.values(conditions).every((value) => value === undefined);
}
