import type { Command } from 'commander';
import type { Output } from '../admin/contract.ts';
import type { Context } from './context.ts';
import { type OfficeDays, officeTime } from './office-days.ts';
import { common, type CommonOptions, print } from './output.ts';

export function addUpdates(program: Command, context: Context): void {
  const { stdout, client } = context;
  const updates = program.command('updates').description('newer versions: looked for only where you allow it, never installed by themselves');

  common(updates.command('status', { isDefault: true }).description('whether Gatehouse looks, and what it found')).action(async (options: CommonOptions) => {
    const api = client(options);
    const [state, time] = [await api.call('updates.get'), await officeTime(api)];
    print(stdout, options, state, () => lines(state, time));
  });
  common(updates.command('off').description('never look')).action(async (options: CommonOptions) => {
    const api = client(options);
    const { address } = await api.call('updates.get');
    const [state, time] = [await api.call('updates.set', { body: { mode: 'off', address } }), await officeTime(api)];
    print(stdout, options, state, () => lines(state, time));
  });
  common(updates.command('ask').description('look once a day, and say what was found'))
    .requiredOption('--from <address>', 'the folder in which new versions are published')
    .action(async ({ from, ...options }: CommonOptions & { from: string }) => {
      const api = client(options);
      const [state, time] = [await api.call('updates.set', { body: { mode: 'ask', address: from } }), await officeTime(api)];
      print(stdout, options, state, () => lines(state, time));
    });
  common(updates.command('check').description('look now')).action(async (options: CommonOptions) => {
    const api = client(options);
    const [state, time] = [await api.call('updates.check'), await officeTime(api)];
    print(stdout, options, state, () => lines(state, time));
  });
}

function lines({ mode, address, version, checkedAt, newer, problem }: Output<'updates.get'>, time: OfficeDays['second']): string[] {
  if (mode === 'off') return [`This is version ${version}. Gatehouse never looks for updates.`];
  return [
    `This is version ${version}. Gatehouse looks once a day at ${address}.`,
    ...(newer ? [`Version ${newer.version} of ${newer.released} is there. Install it over this one; your data stays.`] : checkedAt === null ? ['It has not looked yet.'] : []),
    ...(checkedAt !== null && !newer && problem === null ? [`There was nothing newer at ${time(checkedAt)}.`] : []),
    ...(problem === null ? [] : [problem]),
  ];
}
