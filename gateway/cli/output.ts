import { writeFileSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import type { Command } from 'commander';
import { CliError } from './context.ts';

export interface CommonOptions {
  json?: boolean;
  home?: string;
}

/** Every command has these. */
export function common(command: Command): Command {
  return command.option('--json', 'print JSON').option('--home <dir>', 'data folder of the appliance');
}

/** JSON for programs, lines for people. */
export function print(out: Writable, options: CommonOptions, value: unknown, lines: () => string | string[]): void {
  if (options.json) {
    out.write(`${JSON.stringify(value)}\n`);
    return;
  }
  const text = lines();
  for (const line of Array.isArray(text) ? text : [text]) out.write(`${clean(line)}\n`);
}

/** Throws a CliError; a file that is new only its owner can read. */
export function save(file: string, text: string): void {
  try {
    writeFileSync(file, text, { mode: 0o600 });
  } catch (error) {
    throw unwritable(file, error);
  }
}

export function unwritable(file: string, error: unknown): CliError {
  return new CliError(`${file} cannot be written (${(error as NodeJS.ErrnoException).code ?? String(error)}).`);
}

/** Names come from many hands: what would steer the terminal is taken out. */
function clean(line: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is removed
  return stripVTControlCharacters(line).replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '');
}

/** Throws a CliError where nothing was said that is to be otherwise: "changed" would not be true. */
export function toChange<T extends object>(body: T): T {
  if (Object.keys(body).length === 0) throw new CliError('Say what is to change.', { hint: '--help shows what is possible.', exitCode: 2, code: 'invalid_request' });
  return body;
}

/** Columns as wide as their widest cell. Attack: a name with a line break in it would add a row that nobody has written. */
export function table(head: string[], given: string[][], empty: string): string[] {
  if (given.length === 0) return [empty];
  const rows = given.map((row) => row.map((cell) => cell.replace(/[\t-\r\u2028\u2029]+/g, ' ')));
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)));
  return [head, ...rows].map((row) => row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ').trimEnd());
}

export const list = (text: string): string[] => text.split(',').map((part) => part.trim()).filter((part) => part !== '');

export function bytes(count: number): string {
  if (count < 999_500) return `${Math.round(count / 1e3)} kB`;
  return count < 1e9 ? `${(count / 1e6).toFixed(0)} MB` : `${(count / 1e9).toFixed(2)} GB`;
}
