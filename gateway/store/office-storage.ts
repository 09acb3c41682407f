import type { OfficeStorage } from '../config/office-types.ts';
import { keyRepository } from './keys.ts';
import type { Store } from './open.ts';
import { policyRepository } from './policies.ts';
import { providerRepository } from './providers.ts';
import { settingRepository } from './settings.ts';

/** The office's state on SQLite. */
export function createOfficeStorage(store: Store): OfficeStorage {
  return {
    transaction: (work) => store.transaction(work),
    scrub: () => store.scrub(),
    ...keyRepository(store),
    ...providerRepository(store),
    ...policyRepository(store),
    ...settingRepository(store),
  };
}
