import { readFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import type { Input, Output } from '../admin/contract.ts';
import { CliError, type Context } from './context.ts';
import { officeTime } from './office-days.ts';
import { common, type CommonOptions, print, table } from './output.ts';
import { classOption } from './parse.ts';

const UNREADABLE = {
  media: '; it holds pictures, which count as the class that the key states for them, or as its highest',
  unknown: '; a part could not be read, which counts as the highest class of the key',
};

type ListInput = Input<'recognition.listSave'>['body'];

interface ListOptions extends CommonOptions {
  name: string;
  kind: ListInput['kind'];
  class: ListInput['dataClass'];
  into?: string;
}

type Alarm = Output<'recognition.falseAlarms'>['alarms'][number];

const TEST = {
  silent: 'not found, thanks to the exception',
  unneeded: 'not found without the exception either: it can be taken back',
  off: 'its recogniser is switched off',
  failed: 'could not be run',
};

function testOf({ test }: Alarm): string {
  if (!test) return 'no words, so no test case';
  return test.result === 'found' ? `found as ${test.recogniser}, which makes it ${test.dataClass}` : TEST[test.result];
}

export function addRecognition(program: Command, context: Context): void {
  const { stdout, client } = context;
  const recognition = program.command('recognition').description('what is recognised in a request, and the office\'s own words');

  common(recognition.command('try <file>').description('say what would be found in a file, and which class it makes; nothing is stored or sent')).action(async (file: string, options: CommonOptions) => {
    const result = await client(options).call('recognition.try', { body: { file: bytesOf(file) } });
    print(stdout, options, result, () => [
      `Class: ${result.dataClass}${result.unreadable === null ? '' : UNREADABLE[result.unreadable]}`,
      ...table(['FOUND', 'CLASS', 'FROM', 'TO', 'CERTAIN'], result.findings.map(({ recogniser, dataClass, start, end, certain }) => [recogniser, dataClass, String(start), String(end), certain ? 'yes' : 'no']), 'Nothing was found.'),
    ]);
  });

  common(recognition.command('list').description('recognisers, lists of words and patterns')).action(async (options: CommonOptions) => {
    const api = client(options);
    const state = await api.call('recognition.get');
    const time = await officeTime(api);
    print(stdout, options, state, () => [
      ...state.problems,
      ...table(['RECOGNISER', 'GROUP', 'CLASS', 'WEIGHT', 'STATE'], state.recognisers.map(({ id, group, dataClass, weight, enabled }) => [id, group, dataClass, String(weight), enabled ? 'on' : 'off']), 'None.'),
      '',
      ...table(['LIST', 'NAME', 'KIND', 'CLASS', 'WORDS', 'CHANGED'], state.lists.map(({ id, name, kind, dataClass, count, updatedAt }) => [id, name, kind, dataClass, String(count), time(updatedAt)]), 'No lists of words.'),
      ...(state.patterns.length > 0 ? ['', ...table(['PATTERN', 'NAME', 'CLASS'], state.patterns.map(({ id, name, dataClass }) => [id, name, dataClass]), '')] : []),
    ]);
  });

  common(recognition.command('false-alarms').description('what was reported as a false alarm, and what its test case says of the recognisers of now')).action(async (options: CommonOptions) => {
    const api = client(options);
    const { alarms } = await api.call('recognition.falseAlarms');
    const time = await officeTime(api);
    print(stdout, options, alarms, () => table(['RECOGNISER', 'REPORTED', 'BY', 'REQUEST', 'TEST CASE'], alarms.map((alarm) => [alarm.recogniser, time(alarm.reportedAt), alarm.reportedBy, alarm.trace ?? '-', testOf(alarm)]), 'No false alarm was reported.'));
  });

  for (const [name, enabled] of [['on', true], ['off', false]] as const) {
    common(recognition.command(`${name} <recogniser>`).description(`switch a recogniser ${name}`)).action(async (id: string, options: CommonOptions) => {
      const changed = await client(options).call('recognition.set', { params: { id }, body: { enabled } });
      print(stdout, options, changed, () => `${id} is ${name}.`);
    });
  }

  common(recognition.command('import <file>').description('a list of words: one per line, or CSV').requiredOption('--name <name>', 'name of the list').addOption(classOption().default('confidential')))
    .addOption(new Option('--kind <kind>', 'what they are').choices(['person', 'organisation', 'matter', 'word']).default('word'))
    .option('--into <list>', 'in the place of the words of this list (its id)')
    .action(async (file: string, options: ListOptions) => {
      const data = bytesOf(file);
      const api = client(options);
      const preview = await api.call('recognition.listPreview', { body: { data } });
      const saved = await api.call('recognition.listSave', { body: { name: options.name, kind: options.kind, dataClass: options.class, data, ...(options.into !== undefined && { id: options.into }) } });
      print(stdout, options, { ...saved, rejected: preview.rejected }, () => [
        `List "${saved.name}" (${saved.id}) holds ${saved.count} words; ${preview.rejected} lines were left out.`,
        ...preview.rejections.slice(0, 10).map(({ line, text, reason }) => `  line ${line}: ${text}: ${reason}`),
      ]);
    });

  common(recognition.command('remove <list>').description('remove a list of words, given by id')).action(async (id: string, options: CommonOptions) => {
    await client(options).call('recognition.listRemove', { params: { id } });
    print(stdout, options, { id, removed: true }, () => `List ${id} is removed.`);
  });
}

function bytesOf(file: string): string {
  try {
    return readFileSync(file).toString('base64');
  } catch (error) {
    throw new CliError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)}).`);
  }
}
