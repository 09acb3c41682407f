import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { Input, Output } from '../admin/contract.ts';
import { examineStopped } from '../admin/doctor-stopped.ts';
import { loadConfig } from '../config/config.ts';
import { CliError, type Context, type StartOptions } from './context.ts';
import { type OfficeDays, officeTime } from './office-days.ts';
import { bytes, common, type CommonOptions, print, save } from './output.ts';
import { parsePort } from './parse.ts';
import { readInput } from './secret.ts';

export function addGeneral(program: Command, context: Context): void {
  const { stdout, client } = context;

  program
    .command('start')
    .description('run the appliance')
    .option('--headless', 'without a window')
    .option('--port <port>', 'port of the data API (4141)', parsePort)
    .option('--home <dir>', 'data folder')
    .action(async (options: StartOptions) => {
      const exitCode = await context.start(options);
      // It has said itself what went wrong.
      if (exitCode !== 0) throw new CliError('', { code: 'start_failed' });
    });

  common(program.command('status').description('what runs, and how far set-up is')).action(async (options: CommonOptions) => {
    const api = client(options);
    const status = await api.call('status');
    const time = await officeTime(api);
    print(stdout, options, status, () => statusLines(status, time));
  });

  common(program.command('doctor').description('look for what is wrong, and say what to do')).action(async (options: CommonOptions) => {
    const { ok, checks } = await client(options)
      .call('doctor')
      .catch(async (error: unknown) => {
        if (!(error instanceof CliError) || error.code !== 'not_running') throw error;
        const { env, portIsFree } = context;
        return { ok: false, checks: await examineStopped(loadConfig(env, options.home === undefined ? {} : { home: options.home }), env['PATH'] ?? '', portIsFree) };
      });
    print(stdout, options, { ok, checks }, () =>
      checks.flatMap((check) => [`${{ ok: 'ok     ', warning: 'warning', failed: 'FAILED ' }[check.state]}  ${check.title}: ${check.message}`, ...(check.hint ? [`         → ${check.hint}`] : [])]),
    );
    if (!ok) throw new CliError('Something is wrong.', { code: 'doctor_failed' });
  });

  common(program.command('export [file]').description('the configuration without secrets, to a file or standard output')).action(async (file: string | undefined, options: CommonOptions) => {
    const configuration = await client(options).call('export');
    const text = `${JSON.stringify(configuration, null, 2)}\n`;
    if (file === undefined || file === '-') {
      stdout.write(text);
      return;
    }
    save(file, text);
    print(stdout, options, { file, providers: configuration.providers.length, aliases: configuration.aliases.length }, () => `Written to ${file}.`);
  });

  common(program.command('import <file>').description('take over a configuration ("-": standard input)')).action(async (file: string, options: CommonOptions) => {
    const text = file === '-' ? await readInput(context.stdin, 'wait') : await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => Promise.reject(new CliError(`${file} cannot be read (${error.code}).`)));
    let body: Input<'import'>['body'];
    try {
      body = JSON.parse(text ?? '') as typeof body;
    } catch {
      throw new CliError(`${file} is not valid JSON.`);
    }
    const result = await client(options).call('import', { body });
    print(stdout, options, result, () => [
      `Providers added: ${result.providersAdded.join(', ') || 'none'}; changed: ${result.providersChanged.join(', ') || 'none'}; aliases: ${result.aliases}; policy version ${result.policyVersion}.`,
      ...result.toDo,
    ]);
  });
}

function statusLines(status: Output<'status'>, time: OfficeDays['second']): string[] {
  const { local } = status;
  const confinement = { namespace: 'no network (kernel-enforced)', loopback: `loopback port (${local.confinementReason ?? 'next best'})` };
  return [
    `Gatehouse ${status.version}, process ${status.pid}, data in ${status.home}`,
    `Listening at   ${status.addresses.join(', ') || 'nothing yet'}`,
    ...(status.lockdown.on ? [`Lockdown       nothing leaves the building, since ${time(status.lockdown.since)} by ${status.lockdown.by ?? '-'}`] : []),
    `Policy         version ${status.policyVersion}; ${status.keys} keys, ${status.providers} providers`,
    `Local model    ${local.phase}: ${local.message}`,
    ...(local.ollama ? [`Ollama         ${local.ollama.version} (${local.ollama.source})${local.confinement ? `, ${confinement[local.confinement]}` : ''}`] : []),
    ...local.steps.map((step) => {
      const size = step.total === undefined ? '' : ` ${bytes(step.done ?? 0)} of ${bytes(step.total)}`;
      const speed = step.state === 'running' && step.bytesPerSecond ? `, ${bytes(step.bytesPerSecond)}/s` : '';
      const left = step.state === 'running' && step.secondsLeft !== undefined ? `, ${Math.ceil(step.secondsLeft)} s left` : '';
      return `  ${step.state.padEnd(9)} ${step.title}${size}${speed}${left}${step.message ? ` - ${step.message}` : ''}`;
    }),
    ...local.models.map((model) => `  installed ${model.name} (${bytes(model.sizeBytes)})`),
    ...status.turnedAway.map(({ program, count, at }) => `Turned away    ${program || 'a program'}, ${count} times without a good key, last ${time(at)}`),
    ...status.problems.map(({ message }) => `Problem        ${message}`),
  ];
}
