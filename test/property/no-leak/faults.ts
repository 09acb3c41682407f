import Database from 'better-sqlite3';
import { join } from 'node:path';
import type { Random } from './random.ts';
import type { OfficeModel } from './types.ts';
import { newKey, newPolicy, PLACES, type World } from './world.ts';

/** What goes wrong while some requests run. Returns how it ends; `blind`: from then on, nothing that is recognised can be relied on. */
export interface Fault {
  blind?: boolean;
  end?: () => void;
}

type Begin = (world: World, random: Random) => Fault;

function everyDetector(world: World, detect: (original: World['detectors'][number]['detect']) => World['detectors'][number]['detect']): () => void {
  const originals = world.detectors.map((detector) => detector.detect);
  for (const [index, detector] of world.detectors.entries()) detector.detect = detect(originals[index]!);
  return () => {
    for (const [index, detector] of world.detectors.entries()) detector.detect = originals[index]!;
  };
}

function withDatabase(world: World, work: (db: Database.Database) => void): Database.Database {
  const db = new Database(join(world.home, 'gatehouse.db'));
  work(db);
  return db;
}

/** A moment within the requests' own time. */
function soon(random: Random, work: () => void): void {
  setTimeout(work, random.below(4));
}

/** Every change of the administrator reads the office's words anew. */
function readWordsAnew({ app }: World): void {
  const all = app.office.setting('recognisers');
  const enabled = all['licence-plate']?.enabled ?? true;
  app.office.setSetting('recognisers', { ...all, 'licence-plate': { enabled: !enabled } }, 'test');
}

export const FAULTS: Readonly<Record<string, Begin>> = {
  'a recogniser throws': (world) => ({
    blind: true,
    end: everyDetector(world, () => () => {
      throw new Error('thrown by the test');
    }),
  }),
  'a recogniser hangs': (world) => ({
    end: everyDetector(world, (original) => (text, found) => {
      const until = performance.now() + 3;
      while (performance.now() < until);
      original(text, found);
    }),
  }),
  'the office words are damaged': (world) => {
    const db = withDatabase(world, () => {});
    const rows = db.prepare<[], { id: string; sealed: Buffer }>('SELECT id, sealed FROM word_lists').all();
    db.exec('UPDATE word_lists SET sealed = zeroblob(60)');
    readWordsAnew(world);
    return {
      blind: true,
      end() {
        for (const { id, sealed } of rows) db.prepare('UPDATE word_lists SET sealed = ? WHERE id = ?').run(sealed, id);
        db.close();
        readWordsAnew(world);
      },
    };
  },
  'the policy is damaged': (world, random) => {
    const db = withDatabase(world, () => {});
    const { version, body } = db.prepare<[], { version: number; body: string }>('SELECT version, body FROM policies ORDER BY version DESC LIMIT 1').get()!;
    db.prepare('UPDATE policies SET body = ? WHERE version = ?').run(random.pick(['', '{', '{"cells":7}', '[]']), version);
    const read = (): boolean => {
      try {
        return world.change((app, state) => (app.office.setLockdown(!state.lockdown, 'test'), { lockdown: !state.lockdown }));
      } catch {
        return false;
      }
    };
    const { cells, routes } = world.state;
    // What is no policy either stays unread, and the old one holds, or it permits nothing.
    if (read()) world.replace({ cells: [], routes: [] });
    return {
      end() {
        db.prepare('UPDATE policies SET body = ? WHERE version = ?').run(body, version);
        db.close();
        if (read()) world.replace({ cells, routes });
      },
    };
  },
  'the database is locked': (world, random) => {
    const db = withDatabase(world, (other) => other.exec(`BEGIN ${random.pick(['IMMEDIATE', 'EXCLUSIVE'])}`));
    return { end: () => void db.exec('ROLLBACK').close() };
  },
  'DNS answers change': (world, random) => {
    const { names } = world.sniffer;
    const before = new Map(names);
    for (const { host } of PLACES) if (host !== undefined && random.chance(0.9)) names.set(host, random.pick(['127.0.0.11', '127.0.0.12', '127.0.0.13', '127.0.0.17', '127.0.0.17', 'ENOTFOUND', 'EAI_AGAIN']));
    world.sniffer.dropConnections();
    return { end: () => before.forEach((address, name) => names.set(name, address)) };
  },
  'the local model is killed': ({ app }) => {
    const pid = app.engine.status().ollama?.pid;
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
    return {};
  },
  'the policy changes': (world, random) => {
    soon(random, () => world.change((app, state) => newPolicy(app, state, random)));
    return {};
  },
  'nothing may leave the building': (world, random) => {
    const lockdown = !world.state.lockdown;
    soon(random, () => world.change((app) => (app.office.setLockdown(lockdown, 'test'), { lockdown })));
    return {};
  },
  'a key is revoked': (world, random) => {
    const old = random.pick([...world.state.keys.keys()]);
    soon(random, () =>
      world.change((app, state) => {
        app.office.revokeKey(old, 'test');
        const key = newKey(app, random);
        const keys = new Map(state.keys).set(key.id, key);
        keys.delete(old);
        return { keys };
      }),
    );
    return {};
  },
  'a provider is switched off, or on': (world, random) => {
    soon(random, () => changeProvider(world, random, (provider) => ({ enabled: !provider.enabled })));
    return {};
  },
  'a provider moves': (world, random) => {
    soon(random, () => changeProvider(world, random, () => ({ place: random.pick(['alpha', 'beta', 'gamma', 'delta']) })));
    return {};
  },
};

type Provider = OfficeModel['providers'] extends ReadonlyMap<string, infer P> ? P : never;

function changeProvider(world: World, random: Random, work: (provider: Provider) => Partial<Provider>): void {
  const id = random.pick(['alpha', 'beta', 'gamma', 'delta']);
  world.change((app, state) => {
    const part = work(state.providers.get(id)!);
    app.office.updateProvider(id, { ...(part.enabled !== undefined && { enabled: part.enabled }), ...(part.place !== undefined && { baseUrl: world.addressOf(part.place) }) }, 'test');
    return { providers: new Map(state.providers).set(id, { ...state.providers.get(id)!, ...part }) };
  });
}
