import { createHmac, timingSafeEqual } from 'node:crypto';
import type { AuditLog } from '../audit/log.ts';
import type { Clock } from '../core/clock.ts';
import { GatehouseError } from '../core/errors.ts';
import { keyedDigest } from '../core/hmac.ts';
import type { JsonObject } from '../core/json.ts';
import { newId, newSecret } from '../core/ids.ts';
import { type Admin, adminRepository, type AdminRole } from '../store/admins.ts';
import type { Store } from '../store/open.ts';
import type { Vault } from '../store/vault.ts';
import { Challenges } from './challenges.ts';

/** Who is asking. */
export interface Principal {
  name: string;
  role: AdminRole;
  /** `socket`: the operating-system user who owns the data folder. */
  via: 'socket' | 'session';
}

/** A session as its page gets it. */
export interface Opened {
  token: string;
  /** 32 bytes in base64url, for `resume`: the page never sends them. */
  resume: string;
  admin: Admin;
  /** UTC milliseconds. */
  expiresAt: number;
}

export interface AdminSessions {
  /** A token that works once within five minutes; makes the administrator, or changes the role of the one of that name. */
  createLink(name: string, role: AdminRole, author: string): { token: string; expiresAt: number };
  /** Throws `admin_session_required` for a token that was used, has run out or never was. */
  exchange(token: string): Opened;
  /** `Opened.resume` of a token that this process gave: for a page that was loaded anew. */
  resumeOf(token: string): string;
  /** For one `resume` within a minute. */
  challenge(): string;
  /**
   * A new token for one that an earlier process gave, until the same time. Attack: another process takes the port while the gateway is down, and is sent
   * the tokens of open pages. So a token is worth nothing after a restart, but for the page that proves what it never sent: HMAC-SHA-256 in base64url under
   * the bytes of `resume`, of the challenge, a blank and the page's own origin. Throws `admin_session_required`.
   */
  resume(proof: { token: string; challenge: string; proof: string; origin: string }): Opened;
  authenticate(token: string): Principal | undefined;
  /** UTC milliseconds; undefined where there is no such session. */
  expiresAt(token: string): number | undefined;
  end(token: string): void;
  admins(): Admin[];
  /** Ends the sessions and links of the administrator too. */
  remove(name: string, author: string): void;
}

const LINK_MS = 5 * 60_000;
const SESSION_MS = 12 * 3_600_000;
const LINK_PREFIX = 'ghl_';
const SESSION_PREFIX = 'ghs_';

export function createAdminSessions({ store, vault, audit, clock }: { store: Store; vault: Vault; audit: AuditLog; clock: Clock }): AdminSessions {
  const admins = adminRepository(store);
  const challenges = new Challenges(clock);
  const secretOf = keyedDigest(vault.derive('resuming of sessions'));
  /** Hashes of the tokens that this process gave. */
  const own = new Set<string>();

  /** Takes part in the caller's transaction. */
  function open(admin: Admin, now: number, expiresAt: number, detail: JsonObject): Opened {
    const token = SESSION_PREFIX + newSecret();
    const hash = vault.keyedHash(token);
    admins.insertSession(hash, admin.id, now, expiresAt);
    audit.append(admin.name, 'admin.session', { role: admin.role, ...detail });
    own.add(hash);
    return { token, resume: secretOf(token).toString('base64url'), admin, expiresAt };
  }

  function current(token: string): { hash: string; admin: Admin; expiresAt: number } | undefined {
    if (!token.startsWith(SESSION_PREFIX) || token.length > 100) return undefined;
    const hash = vault.keyedHash(token);
    const session = own.has(hash) ? admins.session(hash, clock.now()) : undefined;
    if (!session) own.delete(hash);
    return session && { hash, ...session };
  }

  return {
    createLink(name, role, author) {
      const now = clock.now();
      const token = LINK_PREFIX + newSecret();
      const expiresAt = now + LINK_MS;
      store.transaction(() => {
        admins.removeExpired(now);
        const known = admins.byName(name);
        const admin: Admin = known ? { ...known, role } : { id: newId('adm', now), name, role, createdAt: now };
        admins.save(admin);
        admins.insertLink(vault.keyedHash(token), admin.id, expiresAt);
        audit.append(author, 'admin.link', { name, role, ...(known && known.role !== role ? { formerRole: known.role } : {}) });
      });
      return { token, expiresAt };
    },
    exchange(link) {
      const now = clock.now();
      const opened = store.transaction(() => {
        const found = admins.takeLink(vault.keyedHash(link), now);
        return found && open(found, now, now + SESSION_MS, {});
      });
      if (!opened) throw new GatehouseError('admin_session_required', 'This link was used already, or its five minutes are over.', { hint: 'Make a new one: gatehouse admin link --name NAME --role admin' });
      return opened;
    },
    resumeOf: (token) => secretOf(token).toString('base64url'),
    challenge: () => challenges.make(),
    resume({ token, challenge, proof, origin }) {
      const now = clock.now();
      const hash = vault.keyedHash(token);
      const expected = createHmac('sha256', secretOf(token)).update(`${challenge} ${origin}`).digest();
      const shown = Buffer.from(proof, 'base64url');
      const proved = shown.length === expected.length && timingSafeEqual(shown, expected) && challenges.take(challenge);
      const opened = proved && store.transaction(() => {
        const session = admins.session(hash, now);
        if (!session) return undefined;
        admins.removeSession(hash);
        own.delete(hash);
        return open(session.admin, now, session.expiresAt, { resumed: true });
      });
      if (!opened) throw new GatehouseError('admin_session_required', 'This session is over.', { hint: 'Open a new one: gatehouse admin link --name NAME --role admin' });
      return opened;
    },
    authenticate(token) {
      const session = current(token);
      return session && { name: session.admin.name, role: session.admin.role, via: 'session' };
    },
    expiresAt: (token) => current(token)?.expiresAt,
    end(token) {
      store.transaction(() => admins.removeSession(vault.keyedHash(token)));
    },
    admins: () => admins.all(),
    remove(name, author) {
      store.transaction(() => {
        const admin = admins.byName(name);
        if (!admin) throw new GatehouseError('not_found', `There is no administrator "${name}".`);
        admins.remove(admin.id);
        audit.append(author, 'admin.remove', { name, role: admin.role });
      });
    },
  };
}
