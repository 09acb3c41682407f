import { type Command, Option } from 'commander';
import type { Input, Output } from '../admin/contract.ts';
import { DATA_CLASSES, type DataClass, isDataClass } from '../core/data-class.ts';
import { CliError, type Context } from './context.ts';
import { common, type CommonOptions, list, print, table, toChange } from './output.ts';
import { parseHeader } from './parse.ts';
import { readInput } from './secret.ts';

interface ExporterOptions extends CommonOptions {
  name?: string;
  kind?: 'otlp' | 'langfuse';
  endpoint?: string;
  header?: Record<string, string>;
  publicKey?: string;
  classes?: string;
  secretStdin?: boolean;
  enable?: boolean;
  disable?: boolean;
}

export function addExporters(program: Command, context: Context): void {
  const { stdout, client } = context;

  async function given({ header, publicKey, classes, secretStdin }: ExporterOptions, kind: string): Promise<Pick<Input<'exporters.update'>['body'], 'headers' | 'publicKey' | 'secretKey' | 'classes'>> {
    const secret = secretStdin ? (await readInput(context.stdin, 'wait'))?.trim() : undefined;
    if (secret === '') throw new CliError('There is no secret on standard input.', { exitCode: 2 });
    const asHeader = secret !== undefined && kind !== 'langfuse' ? { authorization: secret } : undefined;
    return {
      ...((header || asHeader) && { headers: { ...header, ...asHeader } }),
      ...(publicKey !== undefined && { publicKey }),
      ...(secret !== undefined && !asHeader && { secretKey: secret }),
      ...(classes !== undefined && { classes: list(classes).map(checkClass) }),
    };
  }

  const exporters = program.command('exporters').description('where traces are sent: names and numbers, never contents');

  common(exporters.command('list', { isDefault: true }).description('all of them, and how they do')).action(async (options: CommonOptions) => {
    const found = (await client(options).call('exporters.list')).exporters;
    print(stdout, options, found, () => table(['ID', 'NAME', 'KIND', 'ENDPOINT', 'CLASSES', 'STATE', 'SENT', 'WAITING', 'DROPPED', 'PROBLEM'], found.map(row), 'No exporters.'));
  });

  fields(common(exporters.command('add').description('send traces somewhere')))
    .requiredOption('--name <name>', 'what it is called')
    .addOption(new Option('--kind <kind>', 'any OTLP receiver, or Langfuse').choices(['otlp', 'langfuse']).makeOptionMandatory())
    .requiredOption('--endpoint <url>', "an OTLP receiver's address, or that of Langfuse's pages")
    .action(async (options: ExporterOptions) => {
      const body: Input<'exporters.add'>['body'] = { name: options.name!, kind: options.kind!, endpoint: options.endpoint!, ...(await given(options, options.kind!)) };
      const exporter = await client(options).call('exporters.add', { body });
      print(stdout, options, exporter, () => [`Exporter "${exporter.name}" (${exporter.id}) added for ${exporter.classes.join(', ')}.`, `Try it: gatehouse exporters test ${exporter.id}`]);
    });

  fields(common(exporters.command('update <id>').description('change one')))
    .option('--name <name>', 'what it is called')
    .option('--endpoint <url>', 'its address; of another server: its keys and headers are forgotten')
    .option('--enable', 'send again')
    .addOption(new Option('--disable', 'send nothing').conflicts('enable'))
    .action(async (id: string, options: ExporterOptions) => {
      const api = client(options);
      const kind = (await api.call('exporters.list')).exporters.find((exporter) => exporter.id === id)?.kind ?? '';
      const body: Input<'exporters.update'>['body'] = {
        ...(options.name !== undefined && { name: options.name }),
        ...(options.endpoint !== undefined && { endpoint: options.endpoint }),
        ...(options.enable ? { enabled: true } : options.disable ? { enabled: false } : {}),
        ...(await given(options, kind)),
      };
      const exporter = await api.call('exporters.update', { params: { id }, body: toChange(body) });
      print(stdout, options, exporter, () => `Exporter "${exporter.name}" changed.`);
    });

  common(exporters.command('remove <id>').description('send nothing there any more, and forget its keys')).action(async (id: string, options: CommonOptions) => {
    await client(options).call('exporters.remove', { params: { id } });
    print(stdout, options, { id, removed: true }, () => `Exporter ${id} is removed.`);
  });

  common(exporters.command('test <id>').description('send an empty list to it')).action(async (id: string, options: CommonOptions) => {
    const result = await client(options).call('exporters.test', { params: { id } });
    print(stdout, options, result, () => `${result.message} (${result.ms} ms)`);
    if (!result.ok) throw new CliError('The exporter does not work.', { code: 'exporter_failed' });
  });

  const metrics = program.command('metrics').description('numbers for Prometheus at /metrics');
  common(metrics.command('status', { isDefault: true }).description('who may read them')).action(async (options: CommonOptions) => {
    const state = await client(options).call('metrics.get');
    print(stdout, options, state, () => STATES[state.access]);
  });
  for (const access of ['off', 'token', 'loopback'] as const) {
    common(metrics.command(access).description(STATES[access].toLowerCase().replace(/\.$/, ''))).action(async (options: CommonOptions) => {
      const granted = await client(options).call('metrics.set', { body: { access } });
      print(stdout, options, granted, () => [STATES[access], ...(granted.token === null ? [] : ['The token, shown only now:', granted.token])]);
    });
  }
}

const STATES = {
  off: 'Nobody may read them.',
  token: 'Whoever shows the token may read them.',
  loopback: 'Every program on this computer may read them.',
};

function fields(command: Command): Command {
  return command
    .option('--header <name=value>', 'sent along, for instance for a tenant; may be given several times', parseHeader)
    .option('--public-key <key>', "Langfuse's public key")
    .option('--secret-stdin', "read a secret from standard input: Langfuse's secret key, or the value of the header Authorization")
    .option('--classes <list>', 'of which classes, with commas; of confidential and secret requests names are sent as keyed hashes');
}

function checkClass(name: string): DataClass {
  if (!isDataClass(name)) throw new CliError(`"${name}" is no class: ${DATA_CLASSES.join(', ')}.`, { exitCode: 2 });
  return name;
}

function row(exporter: Output<'exporters.add'>): string[] {
  const { id, name, kind, endpoint, classes, enabled, status } = exporter;
  return [id, name, kind, endpoint, classes.join(','), enabled ? 'on' : 'off', String(status.sent), String(status.waiting), String(status.dropped + status.refused + status.withheld), status.problem ?? '-'];
}
