import { type Command, Option } from 'commander';
import type { Input, Output } from '../admin/contract.ts';
import { TRACE_EXPORT_PATH } from '../admin/contract.ts';
import { CONTENT_MODES, type ContentMode } from '../core/contents.ts';
import type { DataClass } from '../core/data-class.ts';
import { CliError, type Context } from './context.ts';
import { findKeyOfRecords, keyNames } from './keys.ts';
import { bytes, common, type CommonOptions, print, table } from './output.ts';
import { type OfficeDays, officeTime, sinceOf } from './office-days.ts';
import { classOption, parseCount, parseSince, type When } from './parse.ts';
import { readInput } from './secret.ts';

interface SetOptions extends CommonOptions { class: DataClass; mode: ContentMode; days?: number }
interface EraseOptions extends CommonOptions { key?: string; owner?: string; session?: string; trace?: string }
interface ExportOptions extends CommonOptions { format: 'csv' | 'jsonl'; class?: string; outcome?: string; key?: string; provider?: string; since?: When }

export function addContents(program: Command, context: Context): void {
  const { stdout, client } = context;
  const contents = program.command('contents').description('what is kept of requests and answers; each look is in the audit log');

  common(contents.command('status', { isDefault: true }).description('the rules, and how much is kept')).action(async (options: CommonOptions) => {
    const api = client(options);
    const state = await api.call('contents.get');
    const time = await officeTime(api);
    print(stdout, options, state, () => lines(state, time));
  });

  common(contents.command('set').description('say what is kept of a class from now on').addOption(classOption().makeOptionMandatory()))
    .addOption(new Option('--mode <mode>', 'off: nothing; hash: only marks by which equal messages are found; encrypted: the texts too').choices(CONTENT_MODES).makeOptionMandatory())
    .option('--days <n>', 'for so many days', parseCount)
    .action(async (options: SetOptions) => {
      const api = client(options);
      const { rules } = await api.call('contents.get');
      const state = await api.call('contents.set', { body: { [options.class]: { mode: options.mode, days: options.days ?? rules[options.class].days } } });
      const time = await officeTime(api);
      print(stdout, options, state, () => lines(state, time));
    });

  common(contents.command('show <trace>').description('what was asked and answered')).action(async (id: string, options: CommonOptions) => {
    const api = client(options);
    const content = await api.call('contents.read', { params: { id } });
    const [time, nameOf] = [await officeTime(api), await keyNames(api)];
    print(stdout, options, content, () => [`${time(content.time)}  ${content.dataClass}  ${content.owner || nameOf(content.keyId)}${content.cut ? '  (not whole)' : ''}`, 'Asked:', content.request, 'Answered:', content.answer]);
  });

  common(contents.command('find').description('requests with this very message or answer, given on standard input')).action(async (options: CommonOptions) => {
    const text = (await readInput(context.stdin, 'wait'))?.trim() ?? '';
    if (text === '') throw new CliError('There is no text on standard input.', { exitCode: 2 });
    const api = client(options);
    const { matches } = await api.call('contents.find', { body: { text } });
    const [time, nameOf] = [await officeTime(api), await keyNames(api)];
    print(stdout, options, matches, () => table(['TIME', 'TRACE', 'KEY', 'CLASS', 'WHERE'], matches.map((match) => [time(match.time), match.traceId, nameOf(match.keyId), match.dataClass, match.answer ? 'answer' : 'message']), 'Nothing like it is kept.'));
  });

  common(contents.command('erase').description('erase all contents of one key, one person, one conversation or one request; they cannot be brought back'))
    .option('--key <key>', 'of one key, by id or name; with --session of one conversation')
    .option('--owner <kind:name>', 'of one person or application, as person:Anna')
    .option('--session <id>', 'of one conversation of --key')
    .option('--trace <id>', 'of one request')
    .action(async (options: EraseOptions) => {
      const api = client(options);
      const key = options.key === undefined ? undefined : await findKeyOfRecords(api, options.key);
      const result = await api.call('contents.erase', { body: scopeOf({ ...options, ...(key !== undefined && { key }) }) });
      print(stdout, options, result, () => `${result.erased} records are erased.${result.scrubbed ? '' : ' Another program is reading the database: the last bytes go within a minute.'}`);
    });
}

/** `traces export`. */
export function addTraceExport(traces: Command, { stdout, client }: Context): void {
  traces.command('export').description('all traces, without contents, on standard output').option('--home <dir>', 'data folder of the appliance')
    .addOption(new Option('--format <format>', 'of the file').choices(['csv', 'jsonl']).default('csv'))
    .addOption(classOption())
    .addOption(new Option('--outcome <outcome>', 'how they ended').choices(['ok', 'refused', 'error', 'aborted', 'interrupted']))
    .option('--key <key>', 'of one key, by id or name')
    .option('--provider <name>', 'of one provider')
    .option('--since <time>', 'from this day or time on', parseSince)
    .action(async (options: ExportOptions) => {
      const api = client(options);
      const keyId = options.key === undefined ? undefined : await findKeyOfRecords(api, options.key);
      const query = { format: options.format, dataClass: options.class, outcome: options.outcome, keyId, provider: options.provider, since: options.since && String(await sinceOf(api, options.since)) };
      const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
      await api.download(`${TRACE_EXPORT_PATH}?${new URLSearchParams(given).toString()}`, stdout);
    });
}

function lines(state: Output<'contents.get'>, time: OfficeDays['second']): string[] {
  return [
    ...table(['CLASS', 'KEPT', 'DAYS', 'RECORDS', 'SIZE', 'OLDEST'], Object.entries(state.rules).map(([dataClass, { mode, days }]) => {
      const total = state.totals.find((one) => one.dataClass === dataClass);
      return [dataClass, mode, String(days), String(total?.records ?? 0), bytes(total?.bytes ?? 0), time(total?.oldest ?? null)];
    }), ''),
    ...(state.dropped > 0 ? [`${state.dropped} were not kept since the start: too much came at once, or the disk was full.`] : []),
  ];
}

function scopeOf({ key, owner, session, trace }: EraseOptions): Input<'contents.erase'>['body'] {
  if (trace !== undefined && [key, owner, session].every((other) => other === undefined)) return { by: 'trace', trace };
  if (owner !== undefined && [key, session, trace].every((other) => other === undefined)) return { by: 'owner', owner };
  if (key !== undefined && owner === undefined && trace === undefined) return session === undefined ? { by: 'key', keyId: key } : { by: 'session', keyId: key, session };
  throw new CliError('Say whose contents: --key, --owner, --key with --session, or --trace.', { exitCode: 2 });
}
