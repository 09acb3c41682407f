import type { UpdateSettings } from '../config/settings.ts';
import type { Clock } from '../core/clock.ts';
import { GatehouseError } from '../core/errors.ts';
import { fetchPublicFile, type PublicFile } from '../egress/public-file.ts';

export interface Release {
  version: string;
  /** A day, as `2026-12-01`. */
  released: string;
}

export interface UpdateStatus {
  /** UTC milliseconds; null: not since this start. */
  checkedAt: number | null;
  /** What was found, where it is newer than what runs. */
  newer: Release | null;
  /** Why the last look found nothing out. */
  problem: string | null;
}

/** Looks whether a newer version was published; never fetches or installs one. */
export interface Updates {
  status(): UpdateStatus;
  /** Looks now; what goes wrong is the status's problem. Throws `conflict` where the office has not allowed it. */
  check(): Promise<UpdateStatus>;
  close(): void;
}

export interface UpdatesOptions extends Pick<PublicFile, 'egress' | 'clear'> {
  clock: Clock;
  /** What runs. */
  version: string;
  settings(): UpdateSettings;
  /** While nothing is to leave the building, nobody is asked unless a person says so. */
  lockdown(): boolean;
}

/** The file beside the packages that says which version they are; `npm run package` writes it. */
export const RELEASE_FILE = 'latest.json';
const EVERY_MS = 24 * 3_600_000;
const LOOK_EVERY_MS = 10 * 60_000;
const LIMIT = 1024 * 1024;
const VERSION = /^\d{1,6}\.\d{1,6}\.\d{1,6}$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const NOTHING: UpdateStatus = { checkedAt: null, newer: null, problem: null };

export function createUpdates({ egress, clear, clock, version, settings, lockdown }: UpdatesOptions): Updates {
  /** Counts only for the address that it was found at. */
  let found: UpdateStatus & { address: string | null } = { ...NOTHING, address: null };

  function status(): UpdateStatus {
    const { mode, address } = settings();
    if (mode === 'off' || address !== found.address) return NOTHING;
    const { checkedAt, newer, problem } = found;
    return { checkedAt, newer, problem };
  }

  async function check(): Promise<UpdateStatus> {
    const { mode, address } = settings();
    if (mode === 'off' || address === null) throw new GatehouseError('conflict', 'Gatehouse does not look for updates.', { hint: 'Allow it first: gatehouse updates ask --from ADDRESS' });
    try {
      const url = `${address.replace(/\/+$/, '')}/${RELEASE_FILE}`;
      const release = readRelease(await fetchPublicFile({ egress, clear, address: url, name: 'The newest version', hint: 'Check the address, or try again later.', limit: LIMIT }));
      found = { address, checkedAt: clock.now(), newer: isNewer(release.version, version) ? release : null, problem: null };
    } catch (error) {
      // A version that was found once is still there.
      if (!(error instanceof GatehouseError)) throw error;
      found = { address, checkedAt: clock.now(), newer: status().newer, problem: error.message };
    }
    return status();
  }

  const timer = setInterval(() => {
    if (settings().mode === 'off' || lockdown() || clock.now() - (status().checkedAt ?? 0) < EVERY_MS) return;
    void check();
  }, LOOK_EVERY_MS);
  timer.unref();
  return { status, check, close: () => clearInterval(timer) };
}

function readRelease(text: string): Release {
  let release: Partial<Record<keyof Release, unknown>> | null;
  try {
    release = JSON.parse(text) as typeof release;
  } catch {
    release = null;
  }
  const { version, released } = release ?? {};
  if (typeof version !== 'string' || !VERSION.test(version) || typeof released !== 'string' || !DAY.test(released)) {
    throw new GatehouseError('provider_error', `What lies at the address is no ${RELEASE_FILE} of Gatehouse.`, { hint: 'Ask whoever gave you the address.' });
  }
  return { version, released };
}

function isNewer(one: string, other: string): boolean {
  return one.localeCompare(other, 'en', { numeric: true }) > 0;
}
