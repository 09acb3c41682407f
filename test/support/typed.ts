import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');

/** What a person types in the project's folder, in a process group of its own, as a terminal gives it. */
export function typed(command: string, args: string[], env: Record<string, string>): { child: ChildProcess; text(): string; ended: Promise<number | null> } {
  const child = spawn(command, args, { cwd: ROOT, env: { PATH: process.env['PATH']!, HOME: process.env['HOME'] ?? '/root', ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { child, text: () => text, ended };
}
