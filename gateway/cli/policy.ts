import { Argument, type Command } from 'commander';
import type { Input, Output } from '../admin/contract.ts';
import { DATA_CLASSES } from '../core/data-class.ts';
import type { Client, Context } from './context.ts';
import { findKey, keyNames } from './keys.ts';
import { common, type CommonOptions, list, print, table } from './output.ts';
import { type OfficeDays, officeTime, untilOf } from './office-days.ts';
import { classOption, parseUntil, type When } from './parse.ts';

type CellInput = Input<'policy.cell'>['body'];
type DataClass = CellInput['dataClass'];
type Conditions = NonNullable<CellInput['conditions']>;

interface PolicyOptions extends CommonOptions {
  class: DataClass;
  provider: string;
  model: string;
  key?: string;
  keys?: string;
  tags?: string;
  models?: string;
  regions?: string;
  addresses?: string;
  clientAddress?: string;
  contractValid?: boolean;
  hostedTool?: string[];
  until?: When;
  comment?: string;
  alias: string;
}

export function addPolicy(program: Command, context: Context): void {
  const { stdout, client } = context;
  const policy = program.command('policy').description('who may see which data');
  const needsClass = (): ReturnType<typeof classOption> => classOption().makeOptionMandatory();

  for (const action of ['allow', 'pseudonymise', 'deny'] as const) {
    const what = { allow: 'let a provider see a class, and with it the lower ones', pseudonymise: 'let it see the class only with stand-ins for what was recognised', deny: 'let it see neither the class nor the higher ones' };
    const command = common(policy.command(action).description(what[action]).addOption(needsClass()).requiredOption('--provider <name>', 'provider'));
    if (action !== 'deny') conditions(command);
    if (action === 'allow') command.option('--hosted-tool <name>', 'let it also run this tool of its own (repeat for several)', several);
    command.option('--comment <text>', 'why').action(async (options: PolicyOptions) => {
      const met = action === 'deny' ? {} : await conditionsOf(options, client(options));
      const body: CellInput = { dataClass: options.class, provider: options.provider, action, conditions: met, ...(options.comment === undefined ? {} : { comment: options.comment }) };
      tell(options, await client(options).call('policy.cell', { body }));
    });
  }

  common(policy.command('otherwise').addArgument(new Argument('<what>').choices(['local', 'refuse'])).description('what becomes of a request whose model may not see it').addOption(needsClass())).action(
    async (what: 'local' | 'refuse', options: PolicyOptions) => tell(options, await client(options).call('policy.otherwise', { body: { dataClass: options.class, otherwise: what } })),
  );

  common(policy.command('local-models [models...]').description('local models for a class, tried in this order; none: any that is installed').addOption(needsClass())).action(
    async (models: string[], options: PolicyOptions) => {
      const api = client(options);
      const change = await api.call('policy.localModels', { body: { dataClass: options.class, models } });
      const [{ localModels }, { localModels: installed }] = [await api.call('policy.get'), await api.call('policy.subjects')];
      // It may be on its way; one that is mistyped would answer nothing, and nobody would notice.
      const missing = localModels[options.class].filter((name) => !installed.includes(name));
      tell(options, change, missing.length === 0 ? [] : [`Not installed here, so passed over: ${missing.join(', ')}. See: gatehouse models list`]);
    },
  );

  common(policy.command('route <name>').description('send requests with a tag, key or address to another alias').requiredOption('--alias <alias>', 'alias'))
    .option('--tags <list>', 'any of these tags')
    .option('--keys <list>', 'any of these keys')
    .option('--addresses <list>', 'client addresses or ranges (CIDR)')
    .option('--until <when>', 'the end of a day, a time, or days as 30d', parseUntil)
    .action(async (name: string, options: PolicyOptions) => {
      const { tags, keys, clientAddresses, until } = await conditionsOf(options, client(options));
      const when = { ...(tags && { tags }), ...(keys && { keys }), ...(clientAddresses && { clientAddresses }), ...(until !== undefined && { until }) };
      tell(options, await client(options).call('policy.route', { params: { name }, body: { when, alias: options.alias } }));
    });

  common(policy.command('unroute <name>').description('take a route away')).action(async (name: string, options: PolicyOptions) =>
    tell(options, await client(options).call('policy.routeRemove', { params: { name } })),
  );

  common(policy.command('show').description('the policy in force')).action(async (options: CommonOptions) => {
    const api = client(options);
    const now = await api.call('policy.get');
    const [time, nameOf] = [await officeTime(api), await keyNames(api)];
    print(stdout, options, now, () => policyLines(now, time, nameOf));
  });

  common(policy.command('versions').description('who changed it when')).action(async (options: CommonOptions) => {
    const api = client(options);
    const { versions } = await api.call('policy.versions');
    const time = await officeTime(api);
    print(stdout, options, versions, () => table(['VERSION', 'TIME', 'AUTHOR', 'COMMENT'], versions.map((one) => [String(one.version), time(one.createdAt), one.author, one.comment]), 'None.'));
  });

  common(policy.command('diff <version>').description('what a version changed')).action(async (version: string, options: CommonOptions) => {
    const found = await client(options).call('policy.version', { params: { version } });
    print(stdout, options, found, () => found.differences.map(({ what, before, after }) => `${what}: ${before} → ${after}`));
  });

  common(policy.command('test').description('say what would happen to a request, and why').addOption(needsClass()).requiredOption('--model <model>', 'alias or provider/model'))
    .option('--key <key>', 'key, by id or name')
    .option('--tags <list>', 'tags of the request')
    .option('--client-address <address>', 'address of the client')
    .option('--hosted-tool <name>', 'a tool that the provider is to run (repeat for several)', several)
    .action(async (options: PolicyOptions) => {
      const api = client(options);
      const body: Input<'policy.simulate'>['body'] = {
        dataClass: options.class,
        model: options.model,
        ...(options.key === undefined ? {} : { keyId: await findKey(api, options.key) }),
        ...(options.tags === undefined ? {} : { tags: list(options.tags) }),
        ...(options.clientAddress === undefined ? {} : { clientAddress: options.clientAddress }),
        ...(options.hostedTool === undefined ? {} : { hostedTools: options.hostedTool }),
      };
      const result = await api.call('policy.simulate', { body });
      print(stdout, options, result, () => [
        ...(result.dataClass === options.class ? [] : [`It counts as ${result.dataClass}.`]),
        `${{ allow: 'Allowed', pseudonymise: 'Allowed with stand-ins', local: 'Answered locally', refuse: 'Refused' }[result.decision]}: ${result.reason} (policy version ${result.policyVersion}, ${result.rule})`,
        ...result.deployments.map(({ deployment, allowed, reason }) => `  ${allowed ? 'may' : 'may not'}  ${deployment}: ${reason}`),
      ]);
    });

  function tell(options: CommonOptions, { version, differences }: Output<'policy.cell'>, notes: string[] = []): void {
    const said = differences.length === 0 ? ['Nothing changed.'] : [`Policy version ${version}:`, ...differences.map(({ what, before, after }) => `  ${what}: ${before} → ${after}`)];
    print(stdout, options, { version, differences }, () => [...said, ...notes]);
  }
}

const several = (name: string, before: string[] = []): string[] => [...before, name];

function conditions(command: Command): Command {
  return command
    .option('--models <list>', 'only these models')
    .option('--regions <list>', 'only while it stands in one of these regions')
    .option('--contract-valid', 'only while its contract runs')
    .option('--keys <list>', 'only for these keys')
    .option('--tags <list>', 'only with one of these tags')
    .option('--addresses <list>', 'only from these client addresses or ranges (CIDR)')
    .option('--until <when>', 'the end of a day, a time, or days as 30d', parseUntil);
}

async function conditionsOf(options: PolicyOptions, api: Client): Promise<NonNullable<CellInput['conditions']>> {
  return {
    ...(options.models === undefined ? {} : { models: list(options.models) }),
    ...(options.regions === undefined ? {} : { regions: list(options.regions) }),
    ...(options.contractValid ? { contractValid: true } : {}),
    ...(options.keys === undefined ? {} : { keys: await Promise.all(list(options.keys).map((which) => findKey(api, which))) }),
    ...(options.tags === undefined ? {} : { tags: list(options.tags) }),
    ...(options.addresses === undefined ? {} : { clientAddresses: list(options.addresses) }),
    ...(options.hostedTool === undefined ? {} : { hostedTools: options.hostedTool }),
    ...(options.until === undefined ? {} : { until: await untilOf(api, options.until) }),
  };
}

function policyLines(policy: Output<'policy.get'>, time: OfficeDays['second'], nameOf: (key: string) => string): string[] {
  const providers = [...new Set(policy.cells.map(({ provider }) => provider))];
  const tools = ({ hostedTools }: Conditions): string => (hostedTools?.length ? `, and may run ${hostedTools.join(' and ')}` : '');
  const said = ({ models, regions, contractValid, keys, tags, clientAddresses, until }: Conditions): string => [
    ...Object.entries({ model: models, region: regions, key: keys?.map(nameOf), tag: tags, address: clientAddresses }).flatMap(([what, any]) => (any?.length ? [`${what} ${any.join(' or ')}`] : [])),
    ...(contractValid ? ['the contract runs'] : []),
    ...(until === undefined ? [] : [`before ${time(until)}`]),
  ].join(', ');
  const cell = (provider: string, dataClass: DataClass): string => {
    const found = policy.cells.find((one) => one.provider === provider && one.dataClass === dataClass);
    return found ? `${found.action}${said(found.conditions) === '' ? '' : ' (if)'}` : 'deny';
  };
  return [
    `Policy version ${policy.version} by ${policy.author}, ${time(policy.createdAt)}: ${policy.comment}`,
    ...table(
      ['CLASS', ...providers, 'local', 'OTHERWISE', 'LOCAL MODELS'],
      DATA_CLASSES.map((one) => [one, ...providers.map((provider) => cell(provider, one)), 'allow', policy.otherwise[one], policy.localModels[one].join(', ') || 'any']),
      '',
    ),
    ...policy.cells.filter((one) => Object.keys(one.conditions).length > 0).map((one) => `${one.dataClass} × ${one.provider}: ${one.action}${said(one.conditions) === '' ? '' : ` if ${said(one.conditions)}`}${tools(one.conditions)}`),
    ...policy.routes.map((route) => `route ${route.name}: ${said(route.when)} → ${route.alias}`),
  ];
}
