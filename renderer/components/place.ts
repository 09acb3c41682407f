import type { Input, Output } from '../../gateway/admin/contract.ts';
import { LOCAL_PROVIDER } from '../../gateway/core/model.ts';

/** `here`: on this computer; an answer that the program broke off counts as answered. */
export type Place = NonNullable<Input<'traces.list'>['query']['place']>;

/** A provider may see it, with stand-ins in the place of what was recognised. */
export function isVeiled({ decision }: { decision: string }): boolean {
  return decision === 'pseudonymise';
}

export const PLACES = ['here', 'cloud', 'refused', 'failed', 'running'] as const satisfies readonly Place[];

/** Where the request was answered; the gateway counts and filters by the same rule. */
export function placeOf({ outcome, provider, decision }: Pick<Output<'traces.get'>, 'outcome' | 'provider' | 'decision'>): Place {
  if (outcome === null) return 'running';
  if (outcome === 'refused') return 'refused';
  if (outcome === 'error' || outcome === 'interrupted') return 'failed';
  return (provider ?? decision) === LOCAL_PROVIDER ? 'here' : 'cloud';
}
