import type { Store } from './open.ts';

export type AdminRole = 'admin' | 'auditor';

export interface Admin {
  id: string;
  name: string;
  role: AdminRole;
  /** UTC milliseconds. */
  createdAt: number;
}

interface Row { id: string; name: string; role: AdminRole; created_at: number }

export interface AdminRepository {
  all(): Admin[];
  byName(name: string): Admin | undefined;
  save(admin: Admin): void;
  remove(id: string): void;
  insertLink(hash: string, admin: string, expiresAt: number): void;
  /** Takes the link away in the same step as it is read: it works once, whatever comes at the same time. */
  takeLink(hash: string, now: number): Admin | undefined;
  insertSession(hash: string, admin: string, createdAt: number, expiresAt: number): void;
  session(hash: string, now: number): { admin: Admin; expiresAt: number } | undefined;
  removeSession(hash: string): void;
  removeExpired(now: number): void;
}

export function adminRepository({ db }: Store): AdminRepository {
  const all = db.prepare<[], Row>('SELECT * FROM admins ORDER BY name');
  const byId = db.prepare<[string], Row>('SELECT * FROM admins WHERE id = ?');
  const byName = db.prepare<[string], Row>('SELECT * FROM admins WHERE name = ?');
  const save = db.prepare('INSERT INTO admins (id, name, role, created_at) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name, role = excluded.role');
  const remove = db.prepare('DELETE FROM admins WHERE id = ?');
  const insertLink = db.prepare('INSERT INTO admin_links (hash, admin, expires_at) VALUES (?, ?, ?)');
  const takeLink = db.prepare<[string], { admin: string; expires_at: number }>('DELETE FROM admin_links WHERE hash = ? RETURNING admin, expires_at');
  const insertSession = db.prepare('INSERT INTO admin_sessions (hash, admin, created_at, expires_at) VALUES (?, ?, ?, ?)');
  const session = db.prepare<[string, number], Row & { expires_at: number }>(
    'SELECT admins.*, admin_sessions.expires_at FROM admin_sessions JOIN admins ON admins.id = admin_sessions.admin WHERE hash = ? AND expires_at > ?',
  );
  const removeSession = db.prepare('DELETE FROM admin_sessions WHERE hash = ?');
  const expiredLinks = db.prepare('DELETE FROM admin_links WHERE expires_at <= ?');
  const expiredSessions = db.prepare('DELETE FROM admin_sessions WHERE expires_at <= ?');
  return {
    all: () => all.all().map(adminOf),
    byName: (name) => optional(byName.get(name)),
    save: ({ id, name, role, createdAt }) => {
      save.run(id, name, role, createdAt);
    },
    remove: (id) => {
      remove.run(id);
    },
    insertLink: (hash, admin, expiresAt) => {
      insertLink.run(hash, admin, expiresAt);
    },
    takeLink: (hash, now) => {
      const link = takeLink.get(hash);
      return link && link.expires_at > now ? optional(byId.get(link.admin)) : undefined;
    },
    insertSession: (hash, admin, createdAt, expiresAt) => {
      insertSession.run(hash, admin, createdAt, expiresAt);
    },
    session: (hash, now) => {
      const row = session.get(hash, now);
      return row && { admin: adminOf(row), expiresAt: row.expires_at };
    },
    removeSession: (hash) => {
      removeSession.run(hash);
    },
    removeExpired: (now) => {
      expiredLinks.run(now);
      expiredSessions.run(now);
    },
  };
}

const adminOf = ({ id, name, role, created_at: createdAt }: Row): Admin => ({ id, name, role, createdAt });
const optional = (row: Row | undefined): Admin | undefined => row && adminOf(row);
