import type { ProviderConfig } from '../core/model.ts';

/** Days before a contract ends from which it wants attention. */
const CONTRACT_NOTICE_DAYS = 30;
const DAY_MS = 86_400_000;

/** Contracts with providers in use that have run out, or will within `CONTRACT_NOTICE_DAYS`; what ends first comes first. `now`: UTC milliseconds. */
export function contractsEnding(providers: readonly ProviderConfig[], now: number): { provider: string; expiresAt: number }[] {
  return providers
    .flatMap(({ id, enabled, contract: { expiresAt } }) => (enabled && expiresAt !== undefined && expiresAt <= now + CONTRACT_NOTICE_DAYS * DAY_MS ? [{ provider: id, expiresAt }] : []))
    .sort((a, b) => a.expiresAt - b.expiresAt);
}
