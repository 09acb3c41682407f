import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Report } from './run.ts';

/** Runs cases in a process of their own, where `dns.lookup` and the certificates are the test's. Rejects with what it wrote where it does not end well. */
export async function runInChild(options: { sources: string; seed: number; cases: number; untilFirst?: boolean }): Promise<Report & { seconds: number }> {
  const { sources, seed, cases, untilFirst } = options;
  const child = spawn(process.execPath, [join(import.meta.dirname, 'run.ts'), '--sources', sources, '--seed', String(seed), '--cases', String(cases), ...(untilFirst ? ['--first'] : [])], { stdio: ['ignore', 'pipe', 'pipe'] });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  let written = '';
  let complaints = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (written += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  const [code] = (await once(child, 'close')) as [number | null];
  process.off('exit', kill);
  if (code !== 0) throw new Error(`the run of seed ${seed} ended with ${code}\n${complaints}${written}`);
  return JSON.parse(written) as Report & { seconds: number };
}
