import { type Command, Option } from 'commander';
import type { Input, Output } from '../admin/contract.ts';
import { type Client, CliError, type Context } from './context.ts';
import { common, type CommonOptions, list, print, table, toChange } from './output.ts';
import { type OfficeDays, officeTime, untilOf } from './office-days.ts';
import { parseHeader, parseUntil, type When } from './parse.ts';
import { readSecret } from './secret.ts';

interface ProviderOptions extends CommonOptions {
  name?: string;
  title?: string;
  kind?: string;
  baseUrl?: string;
  region?: string;
  models?: string;
  header?: Record<string, string>;
  contract?: string;
  contractExpires?: When;
  transferBasis?: string;
  retention?: string;
  secrecyApproved?: boolean;
  trainsOnData?: boolean;
  key?: boolean;
  keyStdin?: boolean;
  removeKey?: boolean;
  credential?: string;
  disable?: boolean;
  enable?: boolean;
}

export function addProviders(program: Command, context: Context): void {
  const { stdout, client } = context;
  const providers = program.command('providers').description('services with models; their keys come on standard input');

  fields(common(providers.command('add').description('add a provider; its key is read from standard input, which may be empty').requiredOption('--name <id>', 'short name: it stands before the slash in provider/model')))
    .requiredOption('--kind <kind>', 'for instance openai-compatible; all of them: gatehouse providers kinds')
    .option('--base-url <url>', 'as the provider documents it, usually with /v1; not needed where its kind has a host (see: gatehouse providers kinds)')
    .option('--region <region>', 'where its machines stand: eu, ch, us, on-prem …; chooses the host where its kind has several')
    .option('--no-key', 'it needs no key; standard input is not read')
    .option('--key-stdin', 'wait for the key on standard input')
    .action(async (options: ProviderOptions) => {
      const api = client(options);
      const credential = options.key === false ? undefined : await readSecret(context, options.keyStdin ?? false);
      const body: Input<'providers.add'>['body'] = { id: options.name!, kind: options.kind!, ...(options.baseUrl !== undefined && { baseUrl: options.baseUrl }), ...(options.region !== undefined && { region: options.region }), ...(await given(api, options)), ...(credential ? { credential } : {}) };
      const provider = await api.call('providers.add', { body });
      print(stdout, options, provider, () => [
        `Provider "${provider.id}" added, ${provider.hasCredential ? 'with its key' : 'without a key'}.`,
        `No data may go there yet. Allow a class: gatehouse policy allow --class public --provider ${provider.id}`,
      ]);
    });

  common(providers.command('list').description('all providers')).action(async (options: CommonOptions) => {
    const api = client(options);
    const found = (await api.call('providers.list')).providers;
    const time = await officeTime(api);
    print(stdout, options, found, () => table(['NAME', 'KIND', 'REGION', 'BASE URL', 'KEY', 'STATE'], found.map((provider) => row(provider, time)), 'No providers.'));
  });

  common(providers.command('kinds').description('kinds of providers, and the hosts that are known for them')).action(async (options: CommonOptions) => {
    const { kinds } = await client(options).call('providers.list');
    const hosts = kinds.map(({ kind, name, baseUrl = '-', region = '-', regions }) => [kind, name, region, baseUrl, Object.keys(regions).join(',') || '-']);
    print(stdout, options, kinds, () => table(['KIND', 'NAME', 'REGION', 'BASE URL', 'OTHER REGIONS'], hosts, 'No kinds.'));
  });

  fields(common(providers.command('update <name>').description('change a provider')))
    .option('--kind <kind>', 'adapter')
    .option('--base-url <url>', 'base URL')
    .option('--region <region>', 'region')
    .option('--key-stdin', 'read its new key from standard input')
    .addOption(new Option('--remove-key', 'forget its key').conflicts('keyStdin'))
    .option('--credential <name>', 'which key is meant, as in provider@name/model; else the default one')
    .option('--disable', 'send it nothing')
    .addOption(new Option('--enable', 'use it again').conflicts('disable'))
    .action(async (id: string, options: ProviderOptions) => {
      const api = client(options);
      const credential = options.removeKey ? null : options.keyStdin ? await readSecret(context, true) : undefined;
      if (credential === '') throw new CliError('The key on standard input is empty.', { hint: 'To forget the key: --remove-key', exitCode: 2 });
      const body: Input<'providers.update'>['body'] = {
        ...(options.kind === undefined ? {} : { kind: options.kind }),
        ...(options.baseUrl === undefined ? {} : { baseUrl: options.baseUrl }),
        ...(options.region === undefined ? {} : { region: options.region }),
        ...(await given(api, options, async () => (await api.call('providers.list')).providers.find((one) => one.id === id)?.contract ?? {})),
        ...(credential === undefined ? {} : { credential }),
        ...(options.credential === undefined ? {} : { credentialName: options.credential }),
        ...(options.disable ? { enabled: false } : options.enable ? { enabled: true } : {}),
      };
      const provider = await api.call('providers.update', { params: { id }, body: toChange(body) });
      print(stdout, options, provider, () => `Provider "${id}" changed.`);
    });

  common(providers.command('remove <name>').description('forget a provider, its keys and its cells in the policy')).action(async (id: string, options: CommonOptions) => {
    await client(options).call('providers.remove', { params: { id } });
    print(stdout, options, { id, removed: true }, () => `Provider "${id}" removed.`);
  });

  common(providers.command('test <name>').description('ask a provider for its models, without any data')).action(async (id: string, options: CommonOptions) => {
    const result = await client(options).call('providers.test', { params: { id } });
    print(stdout, options, result, () => `${result.ok ? 'ok' : 'FAILED'} after ${Math.round(result.ms)} ms: ${result.message}`);
    if (!result.ok) throw new CliError(`Provider "${id}" does not answer as it should.`, { code: 'provider_error' });
  });
}

function fields(command: Command): Command {
  return command
    .option('--title <text>', 'name for people')
    .option('--models <list>', 'models that may be asked for, with commas; else any')
    .option('--header <name=value>', 'sent with every request; may be given several times', parseHeader)
    .option('--contract <id>', 'contract')
    .option('--contract-expires <when>', 'end of the contract: a day (it still counts), a time, or days as 30d', parseUntil)
    .option('--transfer-basis <text>', 'legal basis of a transfer abroad')
    .option('--retention <text>', 'how long it keeps data')
    .option('--secrecy-approved', 'approved for professional secrecy')
    .option('--trains-on-data', 'it trains models on what it is sent');
}

/** `before`: the contract that is there, of which what is not said stays. */
async function given(api: Client, options: ProviderOptions, before: () => Promise<Output<'providers.add'>['contract']> = () => Promise.resolve({})): Promise<Pick<Input<'providers.update'>['body'], 'name' | 'models' | 'headers' | 'contract'>> {
  const contract = {
    ...(options.contract === undefined ? {} : { id: options.contract }),
    ...(options.contractExpires === undefined ? {} : { expiresAt: await untilOf(api, options.contractExpires) }),
    ...(options.transferBasis === undefined ? {} : { transferBasis: options.transferBasis }),
    ...(options.retention === undefined ? {} : { retention: options.retention }),
    ...(options.secrecyApproved ? { secrecyApproved: true } : {}),
    ...(options.trainsOnData ? { trainsOnData: true } : {}),
  };
  return {
    ...(options.title === undefined ? {} : { name: options.title }),
    ...(options.models === undefined ? {} : { models: list(options.models) }),
    ...(options.header === undefined ? {} : { headers: options.header }),
    ...(Object.keys(contract).length === 0 ? {} : { contract: { ...(await before()), ...contract } }),
  };
}

function row(provider: Output<'providers.add'>, time: OfficeDays['second']): string[] {
  const keys = [...(provider.hasCredential ? ['default'] : []), ...provider.credentials];
  return [provider.id, provider.kind, provider.region, provider.baseUrl, keys.join(',') || '-', stateOf(provider, time)];
}

/** Switched off, or how it has answered of late. */
function stateOf({ enabled, health: { answeredAt, changedAt, failed, failures, resting } }: Output<'providers.add'>, time: OfficeDays['second']): string {
  if (!enabled) return 'off';
  const rests = resting.length > 0 ? `, rests until ${time(Math.max(...resting.map(({ until }) => until)))}` : '';
  if (failures > 0 && failed) return `fails (${failures}×): ${failed.code}, ${time(failed.at)}${rests}`;
  return `${answeredAt === null ? `on, not asked since ${changedAt === null ? 'the start' : 'it was changed'}` : `answers, last ${time(answeredAt)}`}${rests}`;
}
