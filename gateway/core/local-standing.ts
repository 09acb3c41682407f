import type { Capabilities } from './model.ts';

export interface LocalParts {
  phase: 'preparing' | 'starting' | 'ready' | 'failed' | 'stopped';
  /** What is being fetched or made. */
  steps: readonly { state: string }[];
  models: readonly { capabilities: Capabilities }[];
}

/** Whether a chat can be answered on this computer. `empty`: it runs and has no model that chats; `preparing`: one may be on its way. */
export function localStanding({ phase, steps, models }: LocalParts): LocalParts['phase'] | 'empty' {
  if (phase !== 'ready' || models.some(({ capabilities }) => capabilities.chat)) return phase;
  return steps.some(({ state }) => state === 'running' || state === 'waiting') ? 'preparing' : 'empty';
}
