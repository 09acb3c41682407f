import { type Command, Option } from 'commander';
import type { Input, Output } from '../admin/contract.ts';
import { type Client, CliError, type Context } from './context.ts';
import { common, type CommonOptions, list, print, table, toChange } from './output.ts';
import { findTeam } from './find-team.ts';
import { untilOf, officeTime } from './office-days.ts';
import { classOption, parseExpiry, type When } from './parse.ts';

type DataClass = NonNullable<Input<'keys.create'>['body']['floor']>;

interface KeyOptions extends CommonOptions {
  name?: string;
  owner?: string;
  for?: Input<'keys.create'>['body']['ownerKind'];
  team?: string;
  floor?: DataClass;
  ceiling?: DataClass;
  mediaClass?: DataClass;
  models?: string;
  origins?: string;
  expires?: When | 'never';
  disable?: boolean;
  enable?: boolean;
}

export function addKeys(program: Command, context: Context): void {
  const { stdout, client } = context;
  const keys = program.command('keys').description('virtual keys: what tools use to come in');

  fields(common(keys.command('create').description('make a key; it is shown once').requiredOption('--name <name>', 'application, person or team'))).action(async (options: KeyOptions) => {
    const created = await client(options).call('keys.create', { body: { name: options.name!, ...(await given(client(options), options)), ...(await team(client(options), options)) } });
    const { id, key, ...rest } = created;
    print(stdout, options, { id, key, ...rest }, () => [`Key "${created.name}" (${id}), shown only now:`, key, `Classes ${created.floor} to ${created.ceiling}; models: ${created.models?.join(', ') ?? 'all that are cleared'}.`]);
  });

  common(keys.command('list').description('all keys')).action(async (options: CommonOptions) => {
    const api = client(options);
    const found = (await api.call('keys.list')).keys;
    const time = await officeTime(api);
    print(stdout, options, found, () => table(['ID', 'NAME', 'KEY', 'CLASSES', 'MODELS', 'LAST USED', 'STATE'], found.map((key) => row(key, time(key.lastUsedAt))), 'No keys yet. Make one: gatehouse keys create --name NAME'));
  });

  fields(common(keys.command('update <key>').description('change a key, given by id or name').option('--name <name>', 'new name')))
    .option('--disable', 'switch it off; running streams end')
    .addOption(new Option('--enable', 'switch it on again').conflicts('disable'))
    .action(async (which: string, options: KeyOptions) => {
      const api = client(options);
      const id = await findKey(api, which);
      const state = options.disable ? { disabled: true } : options.enable ? { disabled: false } : {};
      const body = toChange({ ...(options.name === undefined ? {} : { name: options.name }), ...(await given(api, options)), ...(await team(api, options)), ...state });
      const key = await api.call('keys.update', { params: { id }, body });
      print(stdout, options, key, () => `Key "${key.name}" (${id}) changed.`);
    });

  common(keys.command('revoke <key>').description('take a key away, given by id or name; running streams end')).action(async (which: string, options: CommonOptions) => {
    const api = client(options);
    const id = await findKey(api, which);
    await api.call('keys.revoke', { params: { id } });
    print(stdout, options, { id, revoked: true }, () => `Key ${id} is revoked.`);
  });
}

function fields(command: Command): Command {
  return command
    .option('--owner <name>', 'who answers for it')
    .addOption(new Option('--for <kind>', 'whom it stands for (application)').choices(['application', 'person', 'team']))
    .option('--team <team>', 'department, by id or name; "none": no department')
    .addOption(classOption('--floor <class>', 'lowest class its requests count as'))
    .addOption(classOption('--ceiling <class>', 'highest class it may send (secret)'))
    .addOption(classOption('--media-class <class>', 'class of images, audio and files (else the ceiling)'))
    .option('--models <list>', 'aliases and provider/model names it may ask for, with commas; "any": all that are cleared')
    .option('--origins <list>', 'browser origins that may use it, with commas')
    .option('--expires <when>', 'the end of a day, a time, days as 30d, or "never"', parseExpiry);
}

async function given(api: Client, options: KeyOptions): Promise<Omit<Input<'keys.create'>['body'], 'name'>> {
  return {
    ...(options.owner === undefined ? {} : { owner: options.owner }),
    ...(options.for === undefined ? {} : { ownerKind: options.for }),
    ...(options.floor === undefined ? {} : { floor: options.floor }),
    ...(options.ceiling === undefined ? {} : { ceiling: options.ceiling }),
    ...(options.mediaClass === undefined ? {} : { mediaClass: options.mediaClass }),
    ...(options.models === undefined ? {} : { models: options.models === 'any' ? null : list(options.models) }),
    ...(options.origins === undefined ? {} : { origins: list(options.origins) }),
    ...(options.expires === undefined ? {} : { expiresAt: options.expires === 'never' ? null : await untilOf(api, options.expires) }),
  };
}

async function team(api: Client, options: KeyOptions): Promise<{ team?: string | null }> {
  if (options.team === undefined) return {};
  return { team: options.team === 'none' ? null : await findTeam(api, options.team) };
}

function row(key: Output<'keys.update'>, lastUsed: string): string[] {
  const state = key.disabled ? 'off' : key.expiresAt !== null && key.expiresAt <= Date.now() ? 'expired' : 'on';
  return [key.id, key.name, `…${key.last4}`, `${key.floor} to ${key.ceiling}`, key.models?.join(',') ?? 'any', lastUsed, state];
}

/** What a key is called; what is none of those that are there, as it is. */
export async function keyNames(api: Client): Promise<(id: string) => string> {
  const names = new Map((await api.call('keys.list')).keys.map(({ id, name }) => [id, name]));
  return (id) => names.get(id) ?? id;
}

/** For looking back: a key that is gone is known by its id alone. */
export async function findKeyOfRecords(api: Client, which: string): Promise<string> {
  return which.startsWith('key_') ? which : findKey(api, which);
}

/** The id of the key that is meant; a name must be the only one of its kind. */
export async function findKey(api: Client, which: string): Promise<string> {
  const { keys } = await api.call('keys.list');
  const found = keys.filter(({ id, name }) => id === which || name === which);
  if (found.length === 1) return found[0]!.id;
  if (found.length === 0) throw new CliError(`There is no key "${which}".`, { hint: 'See: gatehouse keys list', code: 'not_found' });
  throw new CliError(`${found.length} keys are named "${which}": ${found.map(({ id }) => id).join(', ')}.`, { hint: 'Give the id.', code: 'ambiguous' });
}
