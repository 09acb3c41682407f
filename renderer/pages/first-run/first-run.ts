import { useLocation } from 'wouter';
import type { Input, Output } from '../../../gateway/admin/contract.ts';
import { useAction } from '../../api/queries.ts';

export type FirstRunState = Output<'firstRun.get'>;
export type Starter = Output<'starters.list'>['starters'][number];

/** In their order; the names stand in the address and in the database. */
export const STEPS = ['office', 'computer', 'providers', 'recovery', 'connect'] as const;
export type Step = (typeof STEPS)[number];

export function isStep(name: string | undefined): name is Step {
  return STEPS.includes(name as Step);
}

export interface StepProps {
  state: FirstRunState;
  run: FirstRun;
}

export interface FirstRun {
  /** Keeps it without going anywhere. */
  save: (change: Partial<Input<'firstRun.set'>['body']>) => Promise<unknown>;
  /** Goes on at that step, also at the next start. */
  go: (step: Step, change?: Partial<Input<'firstRun.set'>['body']>) => Promise<void>;
  /** To the overview: until later, or for good. */
  leave: (how: 'left' | 'finished') => Promise<void>;
  pending: boolean;
}

/** Moves through the first run; how far it has come is kept by the gateway. */
export function useFirstRun({ due: _, recoveryKeyConfirmedAt: __, ...state }: FirstRunState, shown: Step): FirstRun {
  const [, navigate] = useLocation();
  const set = useAction('firstRun.set', ['firstRun.get']);
  const save: FirstRun['save'] = (change) => set.mutateAsync({ body: { ...state, left: false, step: shown, ...change } });
  return {
    save,
    pending: set.isPending,
    async go(step, change = {}) {
      await save({ ...change, step });
      navigate(`/welcome/${step}`);
    },
    async leave(how) {
      if (!state.finished) await save({ [how]: true });
      navigate('/');
    },
  };
}
