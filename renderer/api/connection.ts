import { createStore } from './store.ts';

/** Whether the gateway answers. */
export const connection = createStore<'connected' | 'away'>('connected');

const PROBE_MS = 1_000;
const WATCH_MS = 5_000;

async function answers(): Promise<boolean> {
  try {
    return (await fetch('/healthz', { cache: 'no-store', signal: AbortSignal.timeout(5_000) })).ok;
  } catch {
    return false;
  }
}

/** Called where a request got no answer: asks until there is one again. */
export function gatewayAway(): void {
  if (connection.get() === 'away') return;
  connection.set('away');
  const probe = async (): Promise<void> => {
    if (await answers()) connection.set('connected');
    else setTimeout(() => void probe(), PROBE_MS);
  };
  setTimeout(() => void probe(), PROBE_MS);
}

/** Asks now and then, so that a page that wants nothing of the gateway notices too, and one whose gateway hangs. Returns how to end it. */
export function watchGateway(): () => void {
  const timer = setInterval(async () => {
    if (document.visibilityState === 'visible' && connection.get() === 'connected' && !(await answers())) gatewayAway();
  }, WATCH_MS);
  return () => clearInterval(timer);
}
