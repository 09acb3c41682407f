import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { GATEWAY_ENV, GATEWAY_FLAGS, startGateway } from '../support/gateway.ts';
import { type Job, type JobResult, type Kind, modelOf, type Target, type Way, WAYS } from './scenario.ts';

const KINDS: Kind[] = ['plain', 'chunks', 'first', 'open'];

async function start(script: string, args: string[] = [], execArgv: string[] = []): Promise<{ child: ChildProcess; message: { port: number } }> {
  const child = fork(join(import.meta.dirname, script), args, { execArgv, env: { ...GATEWAY_ENV, ...process.env } });
  const [message] = (await Promise.race([once(child, 'message'), once(child, 'exit').then(() => { throw new Error(`${script} ended at once`); })])) as [{ port: number }];
  return { child, message };
}

export interface Stand {
  targets: { gateway: Target; reference: Target; direct: Target };
  load(job: Job): Promise<JobResult>;
  stop(): Promise<void>;
}

/** Upstream, pass-through, load generator and gateway, each a process of its own; with `self` a second pass-through takes the gateway's place. */
export async function startStand(self: boolean): Promise<Stand> {
  const upstream = await start('upstream.ts');
  const origin = `http://127.0.0.1:${upstream.message.port}`;
  const generator = await start('load.ts');
  const children = [upstream.child, generator.child];
  const passThrough = async (name: string): Promise<Target> => {
    const { child, message } = await start('pass-through.ts', [origin], GATEWAY_FLAGS);
    children.push(child);
    return { name, url: `http://127.0.0.1:${message.port}`, key: 'none', pid: child.pid ?? 0 };
  };
  let stopGateway: () => Promise<unknown> = () => Promise.resolve();
  const stop = async (): Promise<void> => {
    await stopGateway();
    await Promise.all(children.map(async (child) => {
      if (child.exitCode !== null) return;
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    }));
  };
  try {
    const reference = await passThrough('pass-through');
    let gateway: Target;
    if (self) gateway = await passThrough('pass-through again');
    else {
      const started = await governed(origin);
      gateway = started.target;
      stopGateway = started.stop;
    }
    return {
      targets: { gateway, reference, direct: { name: 'direct', url: origin, key: 'none', pid: upstream.child.pid ?? 0 } },
      async load(job) {
        generator.child.send(job);
        const [result] = (await once(generator.child, 'message')) as [JobResult];
        return result;
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The real built gateway, set up as an office does: provider, policy, aliases, price, budgets, key. */
async function governed(upstream: string): Promise<{ target: Target; stop: () => Promise<unknown> }> {
  const gateway = await startGateway();
  try {
    await gateway.cliJson(['providers', 'add', '--name', 'mock', '--kind', 'openai-compatible', '--base-url', `${upstream}/v1`, '--region', 'eu'], 'sk-upstream\n');
    const run = async (...args: string[]): Promise<void> => {
      const result = await gateway.cli(args);
      if (result.code !== 0) throw new Error(`gatehouse ${args.join(' ')}: ${result.stderr}${result.stdout}`);
    };
    await run('policy', 'allow', '--class', 'internal', '--provider', 'mock');
    for (const [name, base] of [['anthropic', `${upstream}/v1`], ['google', `${upstream}/v1beta`]] as const) {
      await gateway.cliJson(['providers', 'add', '--name', name, '--kind', name, '--base-url', base, '--region', 'eu'], 'sk-upstream\n');
      await run('policy', 'allow', '--class', 'internal', '--provider', name);
      await run('prices', 'set', `${name}/*`, '--input', '0.15', '--output', '0.60');
    }
    const providers: Record<Way, string> = { same: 'mock', 'to-anthropic': 'anthropic', 'to-google': 'google', anthropic: 'anthropic' };
    for (const kind of KINDS) for (const way of WAYS) await run('models', 'alias', modelOf(kind, way), `${providers[way]}/${kind}`);
    await run('prices', 'set', 'mock/*', '--input', '0.15', '--output', '0.60');
    await run('teams', 'create', '--name', 'Litigation');
    const { key } = await gateway.cliJson<{ key: string }>(['keys', 'create', '--name', 'bench', '--floor', 'internal', '--team', 'Litigation', '--owner', 'Anna', '--for', 'person']);
    // Four nested budgets, none of which is ever used up.
    for (const whose of [[], ['--team', 'Litigation'], ['--person', 'Anna'], ['--key', 'bench']]) await run('budgets', 'set', '--money', '9000000', ...whose);
    return { target: { name: 'gateway', url: gateway.url, key, pid: gateway.pid }, stop: gateway.stop };
  } catch (error) {
    await gateway.stop();
    throw error;
  }
}
