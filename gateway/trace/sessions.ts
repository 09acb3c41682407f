import type { Store } from '../store/open.ts';
import type { Recorder } from './recorder.ts';
import type { Trace } from './types.ts';

/** So many of one session are shown. */
const MOST = 500;

/** The requests of one key's session, oldest first; the newest where there are more than 500. */
export function createSessionReader({ db }: Store, recorder: Pick<Recorder, 'flush' | 'get'>): (keyId: string, session: string) => Trace[] {
  const ids = db.prepare<[string, string, number], string>('SELECT id FROM traces INDEXED BY traces_session WHERE session = ? AND key_id = ? ORDER BY id DESC LIMIT ?').pluck();
  return (keyId, session) => {
    recorder.flush();
    return ids.all(session, keyId, MOST).reverse().flatMap((id) => recorder.get(id) ?? []);
  };
}
