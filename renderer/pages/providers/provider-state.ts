import type { Provider } from './provider.ts';

/** Of these the office must mend something, and trying again does not help. */
const LASTING: readonly string[] = ['key-refused', 'unusable', 'no-credit'];
/** So many attempts in a row are no chance any more; the gateway lets a deployment rest then too. */
const MANY = 3;

export type ProviderState = 'off' | 'unasked' | 'answers' | 'stumbles' | 'fails' | 'refused';

/** What a provider's badge says; `stumbles`: the last attempt failed, which may pass. */
export function stateOf({ enabled, health: { answeredAt, failed, failures } }: Pick<Provider, 'enabled'> & { health: Pick<Provider['health'], 'answeredAt' | 'failed' | 'failures'> }): ProviderState {
  if (!enabled) return 'off';
  if (failures === 0 || !failed) return answeredAt === null ? 'unasked' : 'answers';
  if (failed.code === 'key-refused') return 'refused';
  return lasts({ code: failed.code, failures }) ? 'fails' : 'stumbles';
}

/** Whether somebody should look after it: the last attempts failed, and the next will hardly fare better. */
export function lasts({ code, failures }: { code: string; failures: number }): boolean {
  return failures >= MANY || LASTING.includes(code);
}
