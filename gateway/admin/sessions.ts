import type { AuditLog } from '../audit/log.ts';
import type { Clock } from '../core/clock.ts';
import { GatehouseError } from '../core/errors.ts';
import { newId, newSecret } from '../core/ids.ts';
import { type Admin, adminRepository, type AdminRole } from '../store/admins.ts';
import type { Store } from '../store/open.ts';
import type { Vault } from '../store/vault.ts';

/** Who is asking. */
export interface Principal {
  name: string;
  role: AdminRole;
  /** `socket`: the operating-system user who owns the data folder. */
  via: 'socket' | 'session';
}

export interface AdminSessions {
  /** A token that works once within five minutes; makes the administrator, or changes the role of the one of that name. */
  createLink(name: string, role: AdminRole, author: string): { token: string; expiresAt: number };
  /** Throws `admin_session_required` for a token that was used, has run out or never was. */
  exchange(token: string): { token: string; admin: Admin; expiresAt: number };
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
      const token = SESSION_PREFIX + newSecret();
      const expiresAt = now + SESSION_MS;
      const admin = store.transaction(() => {
        const found = admins.takeLink(vault.keyedHash(link), now);
        if (!found) return undefined;
        admins.insertSession(vault.keyedHash(token), found.id, now, expiresAt);
        audit.append(found.name, 'admin.session', { role: found.role });
        return found;
      });
      if (!admin) throw new GatehouseError('admin_session_required', 'This link was used already, or its five minutes are over.', { hint: 'Make a new one: gatehouse admin link --name NAME --role admin' });
      return { token, admin, expiresAt };
    },
    authenticate(token) {
      if (!token.startsWith(SESSION_PREFIX) || token.length > 100) return undefined;
      const session = admins.session(vault.keyedHash(token), clock.now());
      return session && { name: session.admin.name, role: session.admin.role, via: 'session' };
    },
    expiresAt: (token) => admins.session(vault.keyedHash(token), clock.now())?.expiresAt,
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
