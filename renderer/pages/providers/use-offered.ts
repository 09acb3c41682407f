import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import type { Offered, Provider } from './provider.ts';

type Server = Pick<Provider, 'id' | 'kind' | 'baseUrl'>;

/** What the last working test of a provider's connection said of its models, until the session ends; the same name at another server is another model. */
export function useOffered(): { keep: (of: Server, models: readonly Offered[]) => void; find: (of: Server, model: string) => Offered | undefined } {
  const client = useQueryClient();
  const key = ({ id, kind, baseUrl }: Server): QueryKey => ['offered', id, kind, baseUrl];
  return {
    keep: (of, models) => {
      client.setQueryDefaults(['offered'], { gcTime: Infinity });
      client.setQueryData(key(of), models);
    },
    find: (of, model) => client.getQueryData<readonly Offered[]>(key(of))?.find(({ name }) => name === model),
  };
}
