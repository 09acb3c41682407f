import { call } from '../api/client.ts';
import { desktop } from '../api/desktop.ts';
import { codeOf } from '../components/error-text.ts';
import { closeSession, linkToken, openSession, proofOf, proveBy, renewed, renewSessionsBy, sessionState, sessionToken, storedSession } from '../api/session.ts';

/** Exchanges the link that the page was opened with, or takes up the session that this tab had; in the desktop application makes a new one. */
export async function startSession(): Promise<void> {
  renewSessionsBy(async () => (await resume()) || openHere());
  addEventListener('hashchange', () => void fromAddress());
  if (await fromAddress()) return;
  const stored = storedSession(Date.now());
  if (stored) {
    sessionState.set({ kind: 'open', session: stored });
    void keepProver(stored.token);
  } else if (!(await renewed().catch(() => false))) closeSession({ kind: 'none' });
}

/** For the next restart of the gateway. Attack: a stranger's page in our place asks too, but with a token that the gateway's new process did not give. */
async function keepProver(token: string): Promise<void> {
  const { resume } = await call('session.get').catch(() => ({ resume: null }));
  if (resume !== null && sessionToken() === token) proveBy(resume);
}

/** After a restart of the gateway: by what this page never sent. */
async function resume(): Promise<boolean> {
  const state = sessionState.get();
  if (state.kind !== 'open') return false;
  try {
    const { challenge } = await call('session.challenge');
    const proof = await proofOf(challenge);
    if (proof === undefined) return false;
    const opened = await call('session.resume', { body: { token: state.session.token, challenge, proof } });
    if (sessionState.get() !== state) return false;
    openSession(opened);
    return true;
  } catch (error) {
    return refused(error);
  }
}

/** Whoever sits at this computer has the desktop application's window, from its start on and after twelve hours as well. */
async function openHere(): Promise<boolean> {
  const state = sessionState.get();
  // Nobody becomes an administrator without having asked for it.
  if (state.kind === 'open' && state.session.role !== 'admin') return false;
  try {
    const token = linkToken((await desktop()?.link()) ?? '');
    // Meanwhile somebody may have signed out.
    if (token === undefined || sessionState.get() !== state) return false;
    openSession(await call('session.create', { body: { token } }));
    return true;
  } catch (error) {
    return refused(error);
  }
}

/** False for the gateway's own refusal; whatever else went wrong may go right later. */
function refused(error: unknown): false {
  if (codeOf(error) === 'admin_session_required') return false;
  throw error;
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
