import { type KeyObject } from 'node:crypto';
import type { Clock } from '../core/clock.ts';
import { GatehouseError } from '../core/errors.ts';
import { checkpointRepository, type StoredCheckpoint } from '../store/checkpoints.ts';
import type { Store } from '../store/open.ts';
import type { Vault } from '../store/vault.ts';
import type { Marked } from './chain.ts';
import type { AuditLog } from './log.ts';
import { checkpointPayload, fingerprintOf, isSigned, newSigningKey, pemOf, privateKeyOf, publicKeyOf, publicTextOf, sign } from './signature.ts';

export interface Signer {
  public: KeyObject;
  private: KeyObject;
  /** Of the public half: what a person compares. */
  fingerprint: string;
}

export interface Checkpoints {
  /** Made on the first use. Throws `storage_unavailable` where the stored one was changed. */
  signer(): Signer;
  /** For people: PEM, and its fingerprint. */
  publicKey(): { pem: string; fingerprint: string };
  /** Signs the head as it is now; the one that is there where nothing was recorded since. Undefined: the log is empty. Throws `storage_unavailable`. */
  make(): StoredCheckpoint | undefined;
  latest(): StoredCheckpoint | undefined;
  between(first: number, last: number): StoredCheckpoint[];
  /** All of them; each signature is checked when it is asked for. */
  marks(): Marked[];
  /** Makes one where the office's day has changed since the last. */
  daily(): void;
  /** Makes a last one. */
  close(): void;
}

export interface CheckpointsOptions {
  store: Store;
  vault: Vault;
  audit: AuditLog;
  clock: Clock;
  /** The office's, as an IANA name. */
  timeZone(): string;
}

const EVERY_MS = 60_000;

export function createCheckpoints({ store, vault, audit, clock, timeZone }: CheckpointsOptions): Checkpoints {
  const repository = checkpointRepository(store);
  let known: Signer | undefined;

  function signer(): Signer {
    return (known ??= load() ?? create());
  }

  function load(): Signer | undefined {
    const stored = repository.key();
    if (!stored) return undefined;
    const secret = privateKeyOf(vault.open(stored.sealed, placeOf(stored.id)));
    const open = publicKeyOf(publicTextOf(secret))!;
    // Attack: whoever can write to the database puts a public key of his own there, and signs a chain of his own.
    if (publicTextOf(open) !== stored.public || fingerprintOf(open) !== stored.id) {
      throw new GatehouseError('storage_unavailable', 'The key that signs the audit log was changed in the database.', { hint: 'Compare the database with a backup.' });
    }
    return { public: open, private: secret, fingerprint: stored.id };
  }

  function create(): Signer {
    const pair = newSigningKey();
    const open = publicKeyOf(pair.public)!;
    const id = fingerprintOf(open);
    repository.saveKey({ id, public: pair.public, sealed: vault.seal(pair.private, placeOf(id)), createdAt: clock.now() });
    return { public: open, private: privateKeyOf(pair.private), fingerprint: id };
  }

  function make(): StoredCheckpoint | undefined {
    return store.transaction(() => {
      const { seq, hash } = audit.head();
      const last = repository.latest();
      // Not signed over: what the last one spoke of is no longer there.
      if (last && audit.read(last.seq - 1, 1)[0]?.hash !== last.hash) {
        throw new GatehouseError('storage_unavailable', `The audit log no longer holds record ${last.seq} as it was when it was signed.`, { hint: 'Verify the audit log, and compare the database with a backup.' });
      }
      if (seq === 0 || last?.seq === seq) return last;
      const { private: key, fingerprint: keyId } = signer();
      const facts = { seq, hash, time: clock.now(), records: seq, keyId };
      const checkpoint = { ...facts, signature: sign(checkpointPayload(facts), key) };
      repository.save(checkpoint);
      return checkpoint;
    });
  }

  const dayOf = (time: number): string => new Intl.DateTimeFormat('en-CA', { timeZone: timeZone(), dateStyle: 'short' }).format(time);

  function daily(): void {
    const last = repository.latest();
    if (last && dayOf(last.time) === dayOf(clock.now())) return;
    quietly(make);
  }

  const timer = setInterval(daily, EVERY_MS);
  timer.unref();
  return {
    signer,
    publicKey() {
      const { public: key, fingerprint } = signer();
      return { pem: pemOf(key), fingerprint };
    },
    make,
    latest: () => repository.latest(),
    between: (first, last) => repository.between(first, last),
    marks() {
      const all = repository.between(1, Number.MAX_SAFE_INTEGER);
      if (all.length === 0) return [];
      const { public: key, fingerprint } = signer();
      return all.map((one) => ({ seq: one.seq, hash: one.hash, genuine: () => one.keyId === fingerprint && one.records === one.seq && isSigned(checkpointPayload(one), one.signature, key) }));
    },
    daily,
    close() {
      clearInterval(timer);
      if (store.db.open) quietly(make);
    },
  };
}

const placeOf = (id: string): string => `audit_keys.${id}`;

/** A full disk, or a key that was changed, must neither end the process nor keep it from ending; verifying says what is wrong. */
function quietly(work: () => unknown): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof GatehouseError)) throw error;
  }
}
