import type { Output } from '../../../gateway/admin/contract.ts';

export type Key = Output<'keys.list'>['keys'][number];
export type CreatedKey = Output<'keys.create'>;

/** `disabled` before `expired`: what a person did counts before what time did. */
export function stateOf({ disabled, expiresAt }: Key, now: number): 'active' | 'disabled' | 'expired' {
  if (disabled) return 'disabled';
  return expiresAt !== null && expiresAt <= now ? 'expired' : 'active';
}
