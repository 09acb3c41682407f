import { type InfiniteData, keepPreviousData, type QueryClient, QueryClient as Client, useInfiniteQuery, type UseInfiniteQueryResult, useMutation, type UseMutationResult, useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import type { Input, OperationName, Output } from '../../gateway/admin/contract.ts';
import { call, type Given } from './client.ts';
import { connection } from './connection.ts';
import type { ApiError } from './errors.ts';

/** One per page load. A gateway that is back is asked again for all that is shown. */
export function createQueryClient(): QueryClient {
  const client = new Client({
    defaultOptions: {
      // The gateway is on this machine or in this office: whether there is an internet does not matter.
      queries: { networkMode: 'always', retry: false, staleTime: 2_000 },
      mutations: { networkMode: 'always', retry: false },
    },
  });
  connection.subscribe(() => {
    if (connection.get() === 'connected') void client.invalidateQueries();
  });
  return client;
}

export interface QueryOptions {
  /** Milliseconds between two questions while the page is visible. */
  every?: number;
  enabled?: boolean;
  /** Shows the last answer until that of another input is there. */
  keep?: boolean;
}

/** The answer of a reading operation, kept and shared under `[operation, input]`. */
export function useOperation<N extends OperationName>(name: N, ...[input, options]: [...Given<N>, QueryOptions?]): UseQueryResult<Output<N>, ApiError> {
  const { every, enabled, keep } = (options ?? {}) as QueryOptions;
  return useQuery<Output<N>, ApiError>({
    ...question(name, input as Input<N>),
    ...(every !== undefined && { refetchInterval: every }),
    ...(enabled !== undefined && { enabled }),
    ...(keep && { placeholderData: keepPreviousData }),
  });
}

function question<N extends OperationName>(name: N, input: Input<N> | undefined) {
  return {
    queryKey: [name, input ?? null] as const,
    queryFn: ({ signal }: { signal: AbortSignal }): Promise<Output<N>> => call(name, input as Input<N>, signal),
  };
}

/** Asks before anything shows the answer; whatever does within two seconds finds it, or waits for it. A failure is left to whoever asks then. */
export function askAhead<N extends OperationName>(client: QueryClient, name: N, ...[input]: Given<N>): void {
  void client.prefetchQuery(question(name, input as Input<N> | undefined));
}

/** A list by pages: `next` gives the input of the page after the last one, undefined where there is none. */
export function usePages<N extends OperationName>(name: N, first: Input<N>, next: (last: Output<N>, all: readonly Output<N>[]) => Input<N> | undefined): UseInfiniteQueryResult<InfiniteData<Output<N>>, ApiError> {
  return useInfiniteQuery<Output<N>, ApiError, InfiniteData<Output<N>>, readonly unknown[], Input<N>>({
    queryKey: [name, 'pages', first],
    queryFn: ({ pageParam, signal }) => call(name, pageParam as Input<N>, signal),
    initialPageParam: first,
    getNextPageParam: next,
    placeholderData: keepPreviousData,
  });
}

/** A changing operation; afterwards, or where somebody else was sooner, the answers of `refreshes` are asked for anew. */
export function useAction<N extends OperationName>(name: N, refreshes: readonly OperationName[] = []): UseMutationResult<Output<N>, ApiError, Given<N>[0]> {
  const client = useQueryClient();
  const refresh = async (): Promise<void> => {
    await Promise.all(refreshes.map((other) => client.invalidateQueries({ queryKey: [other] })));
  };
  return useMutation<Output<N>, ApiError, Given<N>[0]>({
    mutationFn: (input) => call(name, input as Input<N>),
    onSuccess: refresh,
    onError: (error) => (error.code === 'conflict' ? refresh() : undefined),
  });
}
