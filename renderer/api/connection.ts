import { createStore } from './store.ts';

/** Whether the gateway answers. */
export const connection = createStore<'connected' | 'away'>('connected');

const PROBE_MS = 1_000;

/** Called where a request got no answer: asks until there is one again. */
export function gatewayAway(): void {
  if (connection.get() === 'away') return;
  connection.set('away');
  const probe = async (): Promise<void> => {
    try {
      if ((await fetch('/healthz', { cache: 'no-store', signal: AbortSignal.timeout(5_000) })).ok) {
        connection.set('connected');
        return;
      }
    } catch {
      // Still away.
    }
    setTimeout(() => void probe(), PROBE_MS);
  };
  setTimeout(() => void probe(), PROBE_MS);
}
