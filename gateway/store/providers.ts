import type { OfficeStorage, StoredCredential } from '../config/office-types.ts';
import type { Contract } from '../core/model.ts';
import type { Store } from './open.ts';

interface Row {
  id: string; kind: string; name: string; base_url: string; region: string; headers: Buffer | null;
  contract: string; models: string; enabled: number;
}

type ProviderPart = Pick<OfficeStorage, 'providers' | 'saveProvider' | 'deleteProvider' | 'credentials' | 'saveCredential' | 'deleteCredential'>;

export function providerRepository({ db }: Store): ProviderPart {
  const all = db.prepare<[], Row>('SELECT * FROM providers ORDER BY created_at, rowid');
  const save = db.prepare(
    `INSERT INTO providers (id, kind, name, base_url, region, headers, contract, models, enabled, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, name = excluded.name, base_url = excluded.base_url, region = excluded.region,
       headers = excluded.headers, contract = excluded.contract, models = excluded.models, enabled = excluded.enabled`,
  );
  const remove = db.prepare('DELETE FROM providers WHERE id = ?');
  const credentials = db.prepare<[], StoredCredential>('SELECT provider, name, sealed FROM provider_credentials ORDER BY provider, name');
  const saveCredential = db.prepare('INSERT OR REPLACE INTO provider_credentials (provider, name, sealed, created_at) VALUES (?, ?, ?, ?)');
  const deleteCredential = db.prepare('DELETE FROM provider_credentials WHERE provider = ? AND name = ?');
  return {
    providers: () =>
      all.all().map((row) => ({
        id: row.id,
        kind: row.kind,
        name: row.name,
        baseUrl: row.base_url,
        region: row.region,
        headers: row.headers,
        contract: JSON.parse(row.contract) as Contract,
        models: JSON.parse(row.models) as string[],
        enabled: row.enabled === 1,
      })),
    saveProvider: (provider, now) => {
      const { id, kind, name, baseUrl, region, headers, contract, models, enabled } = provider;
      save.run(id, kind, name, baseUrl, region, headers, JSON.stringify(contract), JSON.stringify(models), Number(enabled), now);
    },
    deleteProvider: (id) => {
      remove.run(id);
    },
    credentials: () => credentials.all(),
    saveCredential: ({ provider, name, sealed }, now) => {
      saveCredential.run(provider, name, sealed, now);
    },
    deleteCredential: (provider, name) => {
      deleteCredential.run(provider, name);
    },
  };
}
