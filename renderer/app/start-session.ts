import { call } from '../api/client.ts';
import { closeSession, linkToken, openSession, sessionState, storedSession } from '../api/session.ts';

/** Exchanges the link that the page was opened with, or takes up the session that this tab had. */
export async function startSession(): Promise<void> {
  addEventListener('hashchange', () => void fromAddress());
  if (await fromAddress()) return;
  const stored = storedSession(Date.now());
  if (stored) sessionState.set({ kind: 'open', session: stored });
  else closeSession({ kind: 'none' });
}

async function fromAddress(): Promise<boolean> {
  if (!location.hash.startsWith('#link=')) return false;
  const token = linkToken(location.hash);
  // Attack: the link stays in the history, or in a screenshot of the address bar. It goes before anything else happens, whether it opens or not.
  history.replaceState(null, '', location.pathname + location.search);
  if (token === undefined) return false;
  await signIn(token);
  return true;
}

/** Opens a session by a one-time token; how that ended stands in `sessionState`. */
export async function signIn(token: string): Promise<void> {
  sessionState.set({ kind: 'opening' });
  try {
    openSession(await call('session.create', { body: { token } }));
  } catch (error) {
    closeSession({ kind: 'failed', error });
  }
}

/** Ends the session at the gateway too; one that is away keeps it until its time is over. */
export async function signOut(): Promise<void> {
  await call('session.end').catch(() => {});
  closeSession({ kind: 'signed-out' });
}
