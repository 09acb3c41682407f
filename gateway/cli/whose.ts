import type { Output } from '../admin/contract.ts';

/** Whose a budget, a limit or a warning is: departments and keys by their names, as they are given to the other commands. */
export function whose(scope: string, { teams, keys }: Pick<Output<'spending.get'>, 'teams' | 'keys'>): string {
  const [kind, id] = [scope.slice(0, scope.indexOf(':') + 1), scope.slice(scope.indexOf(':') + 1)];
  if (kind === 'team:') return teams.find((team) => team.id === id)?.name ?? scope;
  return kind === 'key:' ? `key ${keys.find((key) => key.id === id)?.name ?? id}` : scope;
}
