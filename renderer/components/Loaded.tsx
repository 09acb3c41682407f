import type { ReactNode } from 'react';
import type { ApiError } from '../api/errors.ts';
import { DeniedState, FailedState, LoadingState } from './states.tsx';

interface LoadedProps<T> {
  query: { data: T | undefined; error: ApiError | null; refetch: () => unknown };
  /** In place of grey lines; `false`: nothing. */
  loading?: ReactNode;
  children: (data: T) => ReactNode;
}

/**
 * What a query has to show: loading, failed or denied, else its data. Data that was there once stays while the gateway is away: the banner
 * says so.
 */
export function Loaded<T>({ query, loading, children }: LoadedProps<T>) {
  if (query.data !== undefined && query.error?.code !== 'bad_answer') return children(query.data);
  if (query.error?.code === 'role_not_allowed') return <DeniedState />;
  if (query.error) return <FailedState error={query.error} retry={() => void query.refetch()} />;
  return loading ?? <LoadingState />;
}
