import type { OfficeStorage } from '../config/office-types.ts';
import { GatehouseError } from '../core/errors.ts';
import { isObject, type Json } from '../core/json.ts';
import type { ModelAlias, Policy } from '../core/model.ts';
import type { Store } from './open.ts';

interface Row { version: number; author: string; created_at: number; comment: string; body: string }

type PolicyPart = Pick<OfficeStorage, 'aliases' | 'saveAlias' | 'orderAliases' | 'deleteAlias' | 'newestPolicy' | 'policyVersion' | 'policyVersions' | 'insertPolicy'>;

export function policyRepository({ db }: Store): PolicyPart {
  const aliases = db.prepare<[], { name: string; deployments: string }>('SELECT name, deployments FROM aliases ORDER BY position, name');
  const saveAlias = db.prepare(
    `INSERT INTO aliases (name, deployments, position) VALUES (?, ?, (SELECT coalesce(max(position), 0) + 1 FROM aliases))
     ON CONFLICT (name) DO UPDATE SET deployments = excluded.deployments`,
  );
  const placeAlias = db.prepare('UPDATE aliases SET position = ? WHERE name = ?');
  const deleteAlias = db.prepare('DELETE FROM aliases WHERE name = ?');
  const newest = db.prepare<[], Row>('SELECT * FROM policies ORDER BY version DESC LIMIT 1');
  const one = db.prepare<[number], Row>('SELECT * FROM policies WHERE version = ?');
  const versions = db.prepare<[], Omit<Row, 'body'>>('SELECT version, author, created_at, comment FROM policies ORDER BY version DESC');
  const insert = db.prepare('INSERT INTO policies (version, author, created_at, comment, body) VALUES (?, ?, ?, ?, ?)');
  return {
    aliases: () => aliases.all().map(({ name, deployments }) => ({ name, deployments: JSON.parse(deployments) as ModelAlias['deployments'] })),
    saveAlias: ({ name, deployments }) => {
      saveAlias.run(name, JSON.stringify(deployments));
    },
    orderAliases: (names) => {
      names.forEach((name, index) => placeAlias.run(index + 1, name));
    },
    deleteAlias: (name) => {
      deleteAlias.run(name);
    },
    newestPolicy: () => policyOf(newest.get()),
    policyVersion: (version) => policyOf(one.get(version)),
    policyVersions: () => versions.all().map(({ created_at: createdAt, ...row }) => ({ ...row, createdAt })),
    insertPolicy: ({ version, author, createdAt, comment, ...body }) => {
      insert.run(version, author, createdAt, comment, JSON.stringify(body));
    },
  };
}

/** Throws `storage_unavailable` for a version that is no policy: the one in force stays, and an application that has none does not start. */
function policyOf(row: Row | undefined): Policy | undefined {
  if (!row) return undefined;
  const { version, author, created_at: createdAt, comment } = row;
  let body: Json = null;
  try {
    body = JSON.parse(row.body) as Json;
  } catch {
    // Said below, like everything else that is none.
  }
  if (!isObject(body) || !Array.isArray(body.cells) || !Array.isArray(body.routes) || !isObject(body.otherwise) || !isObject(body.localModels)) {
    throw new GatehouseError('storage_unavailable', `Version ${version} of the data rules in the database is damaged.`, { hint: 'Nothing is sent by such rules. Restore a backup.' });
  }
  return { version, author, createdAt, comment, ...(body as unknown as Pick<Policy, 'cells' | 'otherwise' | 'localModels' | 'routes'>) };
}
