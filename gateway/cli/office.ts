import { resolve } from 'node:path';
import { Argument, type Command } from 'commander';
import type { Input } from '../admin/contract.ts';
import { CliError, type Context } from './context.ts';
import { officeTime } from './office-days.ts';
import { bytes, common, type CommonOptions, print, save, table } from './output.ts';
import { readInput } from './secret.ts';

export function addOffice(program: Command, context: Context): void {
  const { stdout, client } = context;

  common(program.command('lockdown').addArgument(new Argument('<state>').choices(['on', 'off'])).description('on: nothing leaves the building, no cloud provider is asked')).action(async (state: 'on' | 'off', options: CommonOptions) => {
    const now = await client(options).call('lockdown.set', { body: { on: state === 'on' } });
    print(stdout, options, now, () => (now.on ? 'Nothing leaves the building: every cloud provider is refused. Models can still be downloaded.' : 'The rules decide again what may go to a cloud provider.'));
  });

  common(program.command('diagnostics [file]').description('what helps to find a fault, without names, secrets or contents; to a file or standard output')).action(async (file: string | undefined, options: CommonOptions) => {
    const text = `${JSON.stringify(await client(options).call('diagnostics'), null, 2)}\n`;
    if (file === undefined || file === '-') {
      stdout.write(text);
      return;
    }
    save(file, text);
    print(stdout, options, { file }, () => `Written to ${file}. Look at it before you pass it on.`);
  });

  const backup = program.command('backup').description('encrypted backups, which the recovery key opens');
  common(backup.command('create').description('make one now')).action(async (options: CommonOptions) => {
    const made = await client(options).call('backups.create');
    print(stdout, options, made, () => `${made.name} (${bytes(made.bytes)})`);
  });

  common(backup.command('list', { isDefault: true }).description('what there is')).action(async (options: CommonOptions) => {
    const api = client(options);
    const found = await api.call('backups.list');
    const time = await officeTime(api);
    print(stdout, options, found, () => [
      `In ${found.folder}, ${found.settings.enabled ? `one a day, the newest ${found.settings.keep} are kept` : 'made by hand only'}.`,
      ...table(['NAME', 'TIME', 'SIZE'], found.backups.map((one) => [one.name, time(one.createdAt), bytes(one.bytes)]), 'None yet.'),
      ...(found.staged ? [`The one of ${time(found.staged.createdAt)} will be restored at the next start.`] : []),
    ]);
  });

  for (const [name, operation, description] of [
    ['check', 'backups.check', 'open one and say what it holds; the recovery key is read from standard input'],
    ['restore', 'backups.restore', 'the same, and restore it at the next start; revoked keys stay revoked'],
  ] as const) {
    const command = common(backup.command(`${name} <file>`).description(description));
    if (name === 'restore') command.option('--keys-on', "on another computer: leave the backup's keys switched on, though some may have been revoked since");
    command.action(async (file: string, options: CommonOptions & { keysOn?: boolean }) => {
      if (context.stdin.isTTY) context.stderr.write('Type the recovery key, then Enter and Ctrl-D:\n');
      const recoveryKey = (await readInput(context.stdin, 'wait'))?.trim();
      if (!recoveryKey) throw new CliError('No recovery key came on standard input.', { exitCode: 2 });
      const body: Input<'backups.restore'>['body'] = { path: resolve(file), recoveryKey, ...(options.keysOn ? { keysOn: true } : {}) };
      const api = client(options);
      const found = await api.call(operation, { body });
      const time = await officeTime(api);
      print(stdout, options, found, () => [
        `Of ${time(found.createdAt)}, made by Gatehouse ${found.application}: ${found.keys} keys, ${found.providers} providers, rules version ${found.policyVersion}, ${found.traces} traces, ${found.auditRecords} audit records.`,
        ...(name === 'restore' ? [`It will be restored at the next start.${found.sameOffice || options.keysOn ? '' : ' Its keys will be switched off: nobody here knows which were revoked.'}`] : []),
      ]);
    });
  }

  common(backup.command('cancel').description('do not restore at the next start')).action(async (options: CommonOptions) => {
    await client(options).call('backups.cancel');
    print(stdout, options, { cancelled: true }, () => 'Nothing will be restored.');
  });
}
