import type { OfficeStorage } from '../config/office-types.ts';
import type { Json } from '../core/json.ts';
import type { Store } from './open.ts';

/** What the office has set, each value as JSON. */
export function settingRepository({ db }: Store): Pick<OfficeStorage, 'settings' | 'saveSetting'> {
  const all = db.prepare<[], { name: string; value: string }>('SELECT name, value FROM office_settings');
  const save = db.prepare('INSERT INTO office_settings (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value');
  return {
    settings: () => new Map(all.all().map(({ name, value }) => [name, JSON.parse(value) as Json])),
    saveSetting: (name, value) => {
      save.run(name, JSON.stringify(value));
    },
  };
}
