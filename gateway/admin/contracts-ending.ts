import { CONTRACT_NOTICE_DAYS, type ProviderConfig } from '../core/model.ts';

const DAY_MS = 86_400_000;

/** Contracts with providers in use that have run out, or will within `CONTRACT_NOTICE_DAYS`; what ends first comes first. `now`: UTC milliseconds. */
export function contractsEnding(providers: readonly ProviderConfig[], now: number): { provider: string; name: string; expiresAt: number }[] {
  return providers
    .flatMap(({ id, name, enabled, contract: { expiresAt } }) => (enabled && expiresAt !== undefined && expiresAt <= now + CONTRACT_NOTICE_DAYS * DAY_MS ? [{ provider: id, name, expiresAt }] : []))
    .sort((a, b) => a.expiresAt - b.expiresAt);
}
