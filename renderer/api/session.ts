import type { Role } from '../../gateway/admin/contract.ts';
import { createStore, useStore } from './store.ts';

export interface Session {
  token: string;
  name: string;
  role: Role;
  /** UTC milliseconds. */
  expiresAt: number;
}

/** `none`: nobody is signed in here. `ended`: the gateway no longer knows the session. `failed`: the link did not open one. */
export type SessionState = { kind: 'opening' } | { kind: 'open'; session: Session } | { kind: 'none' | 'ended' | 'signed-out' } | { kind: 'failed'; error: unknown };

/** Attack: a cookie of 127.0.0.1 goes to every port of it; sessionStorage belongs to this origin and this tab alone. */
const PLACE = 'gatehouse.session';

export const sessionState = createStore<SessionState>({ kind: 'opening' });

let prover: Promise<CryptoKey> | undefined;

/**
 * `resume`: see AdminSessions.resume. Attack: whoever takes the port is sent the token, and a reload runs their code in this origin, with all that is stored
 * here: so the key stays in memory, where it can be used and not be read. Without a secure context (a host's name without TLS) there is none.
 */
export function openSession({ resume, ...session }: Session & { resume: string }): void {
  proveBy(resume);
  sessionStorage.setItem(PLACE, JSON.stringify(session));
  sessionState.set({ kind: 'open', session });
}

/** `resume`: 32 bytes in base64url. */
export function proveBy(resume: string): void {
  const key = Uint8Array.from(atob(resume.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
  prover = globalThis.crypto.subtle?.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
}

/** The proof for a challenge, in base64url; undefined where this page was not there when the session was opened. */
export async function proofOf(challenge: string): Promise<string | undefined> {
  if (!prover) return undefined;
  const proof = new Uint8Array(await crypto.subtle.sign('HMAC', await prover, new TextEncoder().encode(`${challenge} ${location.origin}`)));
  return btoa(String.fromCharCode(...proof)).replaceAll('+', '-').replaceAll('/', '_').replace('=', '');
}

export function closeSession(state: Exclude<SessionState, { kind: 'open' }>): void {
  prover = undefined;
  sessionStorage.removeItem(PLACE);
  sessionState.set(state);
}

/** The session that this tab had before a reload. */
export function storedSession(now: number): Session | undefined {
  try {
    const session = JSON.parse(sessionStorage.getItem(PLACE) ?? 'null') as Session | null;
    return session && session.expiresAt > now ? session : undefined;
  } catch {
    return undefined;
  }
}

export function sessionToken(): string | undefined {
  const state = sessionState.get();
  return state.kind === 'open' ? state.session.token : undefined;
}

/** False where there is no way; throws where it could not be tried. */
let opener: (() => Promise<boolean>) | undefined;
let opening: Promise<boolean> | undefined;

/** Names the way to a new session that needs nobody to bring a link. */
export function renewSessionsBy(open: () => Promise<boolean>): void {
  opener = open;
}

/** True once a new session has taken the place of one that the gateway no longer knows; throws where the gateway could not be asked. What is on the page stays, as it would not if the session were closed first. */
export function renewed(): Promise<boolean> {
  opening ??= (opener?.() ?? Promise.resolve(false)).finally(() => {
    opening = undefined;
  });
  return opening;
}

/** Only inside the session gate, where one is open. */
export function useSession(): Session {
  const state = useStore(sessionState);
  if (state.kind !== 'open') throw new Error('no session is open');
  return state.session;
}

/** The one-time token of what a person pasted: the whole link or the token alone. */
export function linkToken(text: string): string | undefined {
  return /ghl_[\w-]{10,180}/.exec(text)?.[0];
}
