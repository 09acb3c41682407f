import type { Command } from 'commander';
import { Option } from 'commander';
import type { Context } from './context.ts';
import { officeTime } from './office-days.ts';
import { common, type CommonOptions, print, table } from './output.ts';

export function addAdmin(program: Command, context: Context): void {
  const { stdout, client } = context;
  const admin = program.command('admin').description('who may administer');

  common(admin.command('link').description('a link that opens the administration once, within five minutes').requiredOption('--name <name>', 'the person'))
    .addOption(new Option('--role <role>', 'what the person may do').choices(['admin', 'auditor']).default('admin'))
    .action(async (options: CommonOptions & { name: string; role: 'admin' | 'auditor' }) => {
      const api = client(options);
      const link = await api.call('admins.link', { body: { name: options.name, role: options.role } });
      const time = await officeTime(api);
      print(stdout, options, link, () => [link.url, `For ${link.name} (${link.role}); works once, until ${time(link.expiresAt)}.`]);
    });

  common(admin.command('list').description('all administrators and auditors')).action(async (options: CommonOptions) => {
    const api = client(options);
    const { admins } = await api.call('admins.list');
    const time = await officeTime(api);
    print(stdout, options, admins, () => table(['NAME', 'ROLE', 'SINCE'], admins.map(({ name, role, createdAt }) => [name, role, time(createdAt)]), 'None yet. Make a link: gatehouse admin link --name NAME'));
  });

  common(admin.command('remove <name>').description('take a person out; open sessions end')).action(async (name: string, options: CommonOptions) => {
    await client(options).call('admins.remove', { params: { name } });
    print(stdout, options, { name, removed: true }, () => `${name} is removed.`);
  });

  common(admin.command('recovery-key').description('a new recovery key to print; an older one no longer works')).action(async (options: CommonOptions) => {
    const { recoveryKey } = await client(options).call('recovery.renew');
    print(stdout, options, { recoveryKey }, () => ['Print it and lock it away; it opens the database when the master key file is lost:', recoveryKey]);
  });
}
