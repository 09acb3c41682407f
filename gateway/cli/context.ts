import type { Readable, Writable } from 'node:stream';
import type { Input, OperationName, Output } from '../admin/contract.ts';
import type { Env } from '../config/paths.ts';

export interface StartOptions {
  headless?: boolean;
  port?: number;
  home?: string;
}

/** What `gatehouse` gets from its process; `main.ts` gives `start`. */
export interface CliDependencies {
  /** Runs the appliance until it ends; gives the exit code. */
  start(options: StartOptions): Promise<number>;
  env: Env;
  stdin: Readable & { isTTY?: boolean };
  stdout: Writable;
  stderr: Writable;
}

type NoInput = Record<never, never>;

/** The admin API over the socket in the data folder. Rejects with a CliError. */
export interface Client {
  call<N extends OperationName>(operation: N, ...input: NoInput extends Input<N> ? [] : [Input<N>]): Promise<Output<N>>;
  /** Writes the answer's bytes as they come. */
  download(path: string, to: Writable): Promise<void>;
  /** Calls back for each server-sent event's data until `signal` or the appliance ends it. */
  follow(path: string, onData: (data: string) => void, signal: AbortSignal): Promise<void>;
}

/** What the groups of commands get. */
export interface Context extends CliDependencies {
  /** Nobody listens on this port of 127.0.0.1 and ::1. */
  portIsFree(port: number): Promise<boolean>;
  client(options: { home?: string }): Client;
}

/** An error for a person, without a stack. */
export class CliError extends Error {
  readonly exitCode: 1 | 2;
  readonly hint: string | undefined;
  /** The admin API's error code. */
  readonly code: string;

  constructor(message: string, details: { exitCode?: 1 | 2; hint?: string | undefined; code?: string } = {}) {
    super(message);
    this.exitCode = details.exitCode ?? 1;
    this.hint = details.hint;
    this.code = details.code ?? 'cli_error';
  }
}
