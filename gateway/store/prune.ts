import type { Clock } from '../core/clock.ts';
import { GatehouseError } from '../core/errors.ts';
import { traceIdAt } from '../core/ids.ts';
import type { Store } from './open.ts';

const DAY = 86_400_000;
/** As long as OpenAI keeps them. */
const KEPT_RESPONSES_DAYS = 30;
const EVERY_MS = 60_000;
/** In one transaction: it holds up every request for some milliseconds. */
const AT_ONCE = 2_000;

export interface Pruner {
  close(): void;
}

/** Deletes traces, kept answers, and conversations that no trace speaks of any more, once they are older than `days()`; in small batches, one a minute. */
export function startPruner({ store, clock, days }: { store: Store; clock: Clock; days: () => number }): Pruner {
  const { db } = store;
  // Their ids begin with their time: what is young is not even looked at, of which there may be a million.
  const traces = db.prepare('DELETE FROM traces WHERE id IN (SELECT id FROM traces WHERE id < ? AND time < ? ORDER BY id LIMIT ?)');
  // A conversation that goes on has younger traces: its class is not forgotten, however old it is.
  const conversations = db.prepare(
    `DELETE FROM conversations WHERE (key_id, session) IN (
       SELECT key_id, session FROM conversations AS old WHERE raised_at < ?
         AND NOT EXISTS (SELECT 1 FROM traces INDEXED BY traces_session WHERE traces.session = old.session AND traces.key_id = old.key_id) LIMIT ?)`,
  );
  // A conversation that was resumed after its row was deleted: its class is remembered, its stand-ins are kept anew.
  const pseudonyms = db.prepare(
    `DELETE FROM pseudonyms WHERE (key_id, session) IN (
       SELECT key_id, session FROM pseudonyms AS old WHERE changed_at < ?
         AND NOT EXISTS (SELECT 1 FROM conversations WHERE conversations.session = old.session AND conversations.key_id = old.key_id)
         AND NOT EXISTS (SELECT 1 FROM traces INDEXED BY traces_session WHERE traces.session = old.session AND traces.key_id = old.key_id) LIMIT ?)`,
  );

  const responses = db.prepare('DELETE FROM responses WHERE id IN (SELECT id FROM responses WHERE created_at < ? LIMIT ?)');

  function prune(): void {
    try {
      const before = clock.now() - days() * DAY;
      const deleted = store.transaction(() => traces.run(traceIdAt(before + DAY), before, AT_ONCE).changes + conversations.run(before, AT_ONCE).changes + pseudonyms.run(before, AT_ONCE).changes + responses.run(Math.max(before, clock.now() - KEPT_RESPONSES_DAYS * DAY), AT_ONCE).changes);
      if (deleted > 0) store.scrub();
    } catch (error) {
      // A full disk, or settings that somebody is just editing: the next minute comes.
      if (!(error instanceof GatehouseError)) throw error;
    }
  }

  prune();
  const timer = setInterval(prune, EVERY_MS);
  timer.unref();
  return { close: () => clearInterval(timer) };
}
