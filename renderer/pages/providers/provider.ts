import type { Input, Output } from '../../../gateway/admin/contract.ts';
import { classRank, type DataClass } from '../../../gateway/core/data-class.ts';
import { CONTRACT_NOTICE_DAYS } from '../../../gateway/core/model.ts';

export type Provider = Output<'providers.list'>['providers'][number];
export type ProviderKind = Output<'providers.list'>['kinds'][number];
export type PrivacyCard = Output<'providers.catalogue'>['providers'][number];
export type Policy = Output<'policy.get'>;
export type Contract = Provider['contract'];
export type Trial = Input<'providers.try'>['body'];
export type TrialResult = Output<'providers.try'>;
/** A model that the server named: whether it has a price here, until when it knows the world, the day on which its maker switches it off. */
export type Offered = NonNullable<TrialResult['offered']>[number];

/** Those of a provider's models that the office asks for; `chosen`: their names, none means all. */
export function askedFor(offered: readonly Offered[], chosen: readonly string[]): readonly Offered[] {
  return chosen.length === 0 ? offered : offered.filter(({ name }) => chosen.includes(name));
}

export const ON_PREM = 'on-prem';
const DAY = 86_400_000;

export type ContractState = 'none' | 'valid' | 'ending' | 'over';

/** A contract without an end is valid until somebody enters one. */
export function contractState({ id, expiresAt }: Contract, now: number): ContractState {
  if (expiresAt !== undefined && expiresAt <= now) return 'over';
  if (expiresAt !== undefined && expiresAt - now <= CONTRACT_NOTICE_DAYS * DAY) return 'ending';
  return id === undefined && expiresAt === undefined ? 'none' : 'valid';
}

/** `pseudonymise`: with stand-ins only. */
export type Access = 'yes' | 'if' | 'pseudonymise' | 'no';

/** What a class may send to the provider, by the rules alone: allowing a class allows the lower ones, denying one denies the higher ones. */
export function accessOf({ cells }: Pick<Policy, 'cells'>, provider: string, dataClass: DataClass, now: number): Access {
  const rank = classRank(dataClass);
  const own = cells.filter((cell) => cell.provider === provider);
  const free = (cell: Policy['cells'][number]): boolean => Object.entries(cell.conditions).every(([name, value]) => value === undefined || name === 'hostedTools');
  const upTo = (action: string) => own.filter((cell) => cell.action === action && classRank(cell.dataClass) <= rank);
  const from = (action: string) => own.filter((cell) => cell.action === action && classRank(cell.dataClass) >= rank && (cell.conditions.until ?? Infinity) > now);
  const [bans, veils, clear, veiled] = [upTo('deny'), upTo('pseudonymise'), from('allow'), from('pseudonymise')];
  if (bans.some(free) || clear.length + veiled.length === 0) return 'no';
  // Such a cell closes its class, and the higher ones, to the request as it is.
  const withStandIns = clear.length === 0 || veils.some(free);
  const open = withStandIns ? [...clear, ...veiled].some(free) : clear.some(free) && veils.length === 0;
  if (bans.length > 0 || !open) return 'if';
  return withStandIns ? 'pseudonymise' : 'yes';
}

/** A short name out of a long one that is not taken yet. */
export function freeId(name: string, taken: readonly string[]): string {
  const base = name.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '').replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 40) || 'provider';
  let id = base;
  for (let number = 2; taken.includes(id); number++) id = `${base}-${number}`;
  return id;
}

/** Undefined for what is no http or https address. */
export function originOf(address: string): string | undefined {
  const url = URL.parse(address.trim());
  return url && /^https?:$/.test(url.protocol) ? url.origin : undefined;
}
