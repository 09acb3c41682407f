import { call } from '../api/client.ts';
import { desktop } from '../api/desktop.ts';
import { closeSession, linkToken, openSession, proofOf, renewed, renewSessionsBy, sessionState, storedSession } from '../api/session.ts';

/** Exchanges the link that the page was opened with, or takes up the session that this tab had; in the desktop application makes a new one. */
export async function startSession(): Promise<void> {
  renewSessionsBy(async () => (await resume()) || openHere());
  addEventListener('hashchange', () => void fromAddress());
  if (await fromAddress()) return;
  const stored = storedSession(Date.now());
  if (stored) sessionState.set({ kind: 'open', session: stored });
  else if (!(await renewed())) closeSession({ kind: 'none' });
}

/** After a restart of the gateway: by what this page never sent. */
async function resume(): Promise<boolean> {
  const state = sessionState.get();
  if (state.kind !== 'open') return false;
  try {
    const { challenge } = await call('session.challenge');
    const proof = await proofOf(challenge);
    if (proof === undefined) return false;
    openSession(await call('session.resume', { body: { token: state.session.token, challenge, proof } }));
    return true;
  } catch {
    return false;
  }
}

/** Whoever sits at this computer has the desktop application's window, from its start on and after twelve hours as well. */
export async function openHere(): Promise<boolean> {
  const state = sessionState.get();
  // Attack: an auditor waits until their session in the window ends, and goes on as its administrator.
  if (state.kind === 'open' && state.session.role !== 'admin') return false;
  try {
    const token = linkToken((await desktop()?.link()) ?? '');
    if (token === undefined) return false;
    openSession(await call('session.create', { body: { token } }));
    return true;
  } catch {
    return false;
  }
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
