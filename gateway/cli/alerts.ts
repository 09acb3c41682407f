import { type Command, Option } from 'commander';
import type { Input } from '../admin/contract.ts';
import { CliError, type Context } from './context.ts';
import { officeDays } from './office-days.ts';
import { common, type CommonOptions, list, print, table } from './output.ts';
import { readSecret } from './secret.ts';
import { whose } from './whose.ts';

type Mail = NonNullable<Input<'mail.set'>['body']['mail']>;

interface MailOptions extends CommonOptions {
  host?: string;
  port: string;
  security: Mail['security'];
  user?: string;
  passwordStdin?: boolean;
  from?: string;
  to?: string;
  off?: boolean;
}

export function addAlerts(program: Command, context: Context): void {
  const { stdout, client } = context;
  const alerts = program.command('alerts').description('warnings about budgets, and whom they reach');

  common(alerts.command('list').description('the newest hundred')).action(async (options: CommonOptions) => {
    const spending = await client(options).call('spending.get');
    const found = spending.alerts;
    const { second: time } = officeDays(spending.timeZone);
    print(stdout, options, found, () => table(['TIME', 'WHAT', 'SEEN BY'], found.map((alert) => [time(alert.time), alert.budget === '' ? `overrun of ${String(alert.detail['trace'])}` : `${alert.threshold} % of the budget of ${whose(String(alert.detail['scope']), spending)}`, alert.seenBy ?? '-']), 'No warnings.'));
  });
  common(alerts.command('seen').description('mark all as seen')).action(async (options: CommonOptions) => {
    await client(options).call('alerts.see');
    print(stdout, options, { ok: true }, () => 'All are marked as seen.');
  });
  common(alerts.command('webhook [url]').description('post warnings to an address, signed; without one: say where they go')).option('--off', 'no more').action(async (url: string | undefined, options: CommonOptions & { off?: boolean }) => {
    if (url !== undefined && options.off) throw new CliError('Give an address or --off, not both.', { exitCode: 2, code: 'invalid_request' });
    const api = client(options);
    if (url === undefined && options.off !== true) {
      const { webhook } = await api.call('webhook.get');
      print(stdout, options, webhook, () => (webhook ? `To ${webhook.origin}, ${webhook.enabled ? 'on' : 'off'}; ${webhook.status.sent} sent${webhook.status.problem === null ? '' : `; ${webhook.status.problem}`}.` : 'There is no webhook.'));
      return;
    }
    const { secret } = await api.call('webhook.set', { body: { webhook: url === undefined ? null : { url, enabled: true } } });
    print(stdout, options, { secret }, () => (secret === null ? 'There is no webhook any more.' : ['The receiver checks signatures with this secret, shown only now:', secret]));
  });
  common(alerts.command('mail').description('send warnings by e-mail'))
    .option('--host <name>', 'mail server')
    .option('--port <port>', '465 with TLS, 587 with STARTTLS', '465')
    .addOption(new Option('--security <how>', 'how the connection is protected').choices(['tls', 'starttls', 'none']).default('tls'))
    .option('--user <name>', 'name at the mail server')
    .option('--password-stdin', 'read the password from standard input')
    .option('--from <address>', 'whom they come from')
    .option('--to <addresses>', 'whom they go to, with commas')
    .option('--off', 'no more')
    .action(async ({ host, port, security, user, passwordStdin, from, to, off, ...options }: MailOptions) => {
      const api = client(options);
      if (host === undefined && off !== true) {
        const { mail } = await api.call('mail.get');
        print(stdout, options, mail, () => (mail ? `To ${mail.to.join(', ')} over ${mail.host}:${mail.port}; ${mail.status.sent} sent${mail.status.problem === null ? '' : `; ${mail.status.problem}`}.` : 'There is no mail server.'));
        return;
      }
      if (host !== undefined && (from === undefined || to === undefined)) throw new CliError('Say --from and --to.', { code: 'invalid_request' });
      const password = passwordStdin ? await readSecret(context, true) : undefined;
      await api.call('mail.set', { body: { mail: host === undefined ? null : { host, port: Number(port), security, from: from!, to: list(to!), enabled: true, ...(user !== undefined && { user }), ...(password !== undefined && { password }) } } });
      print(stdout, options, { ok: true }, () => (host === undefined ? 'Warnings are no longer mailed.' : `Warnings go to ${to!}. Try it: gatehouse alerts test mail`));
    });
  common(alerts.command('test').description('send a test now').argument('<way>', 'webhook or mail')).action(async (way: string, options: CommonOptions) => {
    if (way !== 'webhook' && way !== 'mail') throw new CliError('Say webhook or mail.', { code: 'invalid_request' });
    const { ok, problem } = await client(options).call(`${way}.test`);
    if (!ok) throw new CliError(`It was not taken: ${problem ?? 'no reason given'}.`, { code: 'provider_error' });
    print(stdout, options, { ok }, () => 'It was taken.');
  });
}
