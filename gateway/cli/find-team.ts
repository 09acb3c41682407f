import { type Client, CliError } from './context.ts';

/** The id of the department that is meant. */
export async function findTeam(api: Client, which: string): Promise<string> {
  const { teams } = await api.call('spending.get');
  const found = teams.find(({ id, name }) => id === which || name === which);
  if (!found) throw new CliError(`There is no department "${which}".`, { hint: 'See: gatehouse teams list', code: 'not_found' });
  return found.id;
}
