import { useEffect, useState } from 'react';
import type { Input, OperationName, Output } from '../../gateway/admin/contract.ts';
import { call } from './client.ts';
import { ApiError } from './errors.ts';

/** Nothing is asked before nobody has typed for so long. */
const PAUSE_MS = 350;

interface Typed<N extends OperationName> {
  /** The last one, while a newer is waited for. */
  data: Output<N> | undefined;
  error: ApiError | undefined;
  waiting: boolean;
}

/**
 * The answer to what a person types or drops, asked anew as it changes; unlike a query's it is kept nowhere.
 * @param input the same object until it changes (`useMemo`); undefined: nothing is asked.
 */
export function useWhileTyping<N extends OperationName>(name: N, input: Input<N> | undefined): Typed<N> {
  const [answer, setAnswer] = useState<{ to?: Input<N>; data?: Output<N>; error?: ApiError }>({});
  useEffect(() => {
    if (input === undefined) return undefined;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      call(name, input, abort.signal).then(
        (data) => setAnswer({ to: input, data }),
        (error: unknown) => {
          if (!abort.signal.aborted) setAnswer({ to: input, error: error instanceof ApiError ? error : new ApiError('bad_answer', String(error)) });
        },
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [name, input]);
  if (input === undefined) return { data: undefined, error: undefined, waiting: false };
  return { data: answer.data, error: answer.error, waiting: answer.to !== input };
}
