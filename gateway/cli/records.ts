import { type Command, Option } from 'commander';
import type { Input, Output } from '../admin/contract.ts';
import { TRACE_STREAM_PATH } from '../admin/contract.ts';
import { addTraceExport } from './contents.ts';
import type { Context } from './context.ts';
import { findKeyOfRecords } from './keys.ts';
import { officeTime } from './office-days.ts';
import { common, type CommonOptions, print, table } from './output.ts';
import { classOption, parseCount } from './parse.ts';

type Trace = Output<'traces.get'>;
type Query = Input<'traces.list'>['query'];

interface ListOptions extends CommonOptions {
  limit: number;
  follow?: boolean;
  class?: NonNullable<Query['dataClass']>;
  outcome?: NonNullable<Query['outcome']>;
  key?: string;
  provider?: string;
}

const HEAD = ['TIME', 'ID', 'KEY', 'CLASS', 'DECISION', 'MODEL', 'TOKENS', 'MS', 'OUTCOME'];

export function addRecords(program: Command, context: Context): void {
  const { stdout, client } = context;
  const traces = program.command('traces').description('what happened to requests; never their content');

  common(traces.command('list', { isDefault: true }).description('the newest traces'))
    .option('--limit <n>', 'how many', parseCount, 20)
    .option('--follow', 'go on with new ones until Ctrl-C')
    .addOption(classOption())
    .addOption(new Option('--outcome <outcome>', 'how they ended').choices(['ok', 'refused', 'error', 'aborted', 'interrupted']))
    .option('--key <key>', 'of one key, by id or name')
    .option('--provider <name>', 'of one provider')
    .action(async (options: ListOptions) => {
      const api = client(options);
      const time = await officeTime(api);
      const query: Query = {
        limit: String(options.limit),
        ...(options.class === undefined ? {} : { dataClass: options.class }),
        ...(options.outcome === undefined ? {} : { outcome: options.outcome }),
        ...(options.key === undefined ? {} : { keyId: await findKeyOfRecords(api, options.key) }),
        ...(options.provider === undefined ? {} : { provider: options.provider }),
      };
      if (options.follow) {
        const stop = new AbortController();
        process.once('SIGINT', () => stop.abort());
        await api.follow(TRACE_STREAM_PATH, (data) => {
          const trace = JSON.parse(data) as Trace;
          if (matches(query, trace)) print(stdout, options, trace, () => row(trace, time(trace.time)).join('  '));
        }, stop.signal);
        return;
      }
      const found = (await api.call('traces.list', { query })).traces;
      print(stdout, options, found, () => table(HEAD, found.map((trace) => row(trace, time(trace.time))), 'No traces yet.'));
    });

  common(traces.command('show <id>').description('one trace with its attempts')).action(async (id: string, options: CommonOptions) => {
    const trace = await client(options).call('traces.get', { params: { id } });
    print(stdout, options, trace, () => JSON.stringify(trace, null, 2).split('\n'));
  });

  common(traces.command('stop <id>').description('end a request that runs: its program gets an error')).action(async (id: string, options: CommonOptions) => {
    const stopped = await client(options).call('traces.stop', { params: { id } });
    print(stdout, options, stopped, () => [`${id} is stopped.`]);
  });

  addTraceExport(traces, context);
}

function matches(query: Query, trace: Trace): boolean {
  return (
    (query.dataClass === undefined || trace.dataClass === query.dataClass) &&
    (query.outcome === undefined || trace.outcome === query.outcome) &&
    (query.keyId === undefined || trace.keyId === query.keyId) &&
    (query.provider === undefined || trace.provider === query.provider)
  );
}

function row(trace: Trace, at: string): string[] {
  const tokens = trace.promptTokens === null ? '-' : `${trace.promptTokens}+${trace.completionTokens ?? 0}${trace.usageEstimated ? '~' : ''}`;
  const model = trace.provider ? `${trace.provider}/${trace.model ?? ''}` : trace.requestedModel;
  const outcome = trace.outcome === null ? 'running' : trace.errorCode ? `${trace.outcome} ${trace.errorCode}` : trace.outcome;
  return [at, trace.id, trace.keyName ?? '-', trace.dataClass, trace.decision, model, tokens, trace.totalMs === null ? '-' : String(Math.round(trace.totalMs)), outcome];
}
