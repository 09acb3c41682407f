import { once } from 'node:events';
import { type CliDependencies, CliError } from './context.ts';

/** A pipe that nobody writes to and nobody closes must not hang the command. */
const FIRST_BYTE_MS = 10_000;
const MAX_BYTES = 1024 * 1024;

/** All of standard input; undefined where nothing came in time. */
export async function readInput(stdin: CliDependencies['stdin'], patience: 'first byte soon' | 'wait'): Promise<string | undefined> {
  if (patience === 'first byte soon' && !stdin.readableEnded && stdin.readableLength === 0) {
    try {
      await once(stdin, 'readable', { signal: AbortSignal.timeout(FIRST_BYTE_MS) });
    } catch (error) {
      if ((error as Error).name !== 'AbortError') throw error;
      stdin.destroy();
      return undefined;
    }
  }
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of stdin) {
    const buffer = Buffer.from(part as Uint8Array | string);
    parts.push(buffer);
    size += buffer.length;
    if (size > MAX_BYTES) throw new CliError('There is too much on standard input: at most 1 MB is read.', { hint: 'A larger file is named instead.' });
  }
  return Buffer.concat(parts).toString('utf8');
}

/** A secret given on standard input, without the line's end. Never an argument: those can be read by every user of the machine. */
export async function readSecret(dependencies: CliDependencies, asked: boolean): Promise<string | undefined> {
  const { stdin, stderr } = dependencies;
  if (stdin.isTTY && !asked) return undefined;
  if (stdin.isTTY) stderr.write("Paste the provider's key, then Enter and Ctrl-D:\n");
  const text = await readInput(stdin, asked ? 'wait' : 'first byte soon');
  if (text === undefined) stderr.write('No key came on standard input within 10 seconds: going on without one.\n');
  return text?.replace(/\r?\n$/, '');
}
