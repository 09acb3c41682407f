import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface ChildOptions {
  cwd?: string;
  env: Record<string, string | undefined>;
  signal: AbortSignal;
  onLine?: (line: string) => void;
  /** Milliseconds; none where absent. */
  timeout?: number;
}

/**
 * Runs a tool to its end, its whole process group with it when aborted. Resolves to its last lines of output; rejects with the last of them as message,
 * or `ENOENT` as `code`.
 */
export function runTool(command: string, args: string[], options: ChildOptions): Promise<string[]> {
  const windows = process.platform === 'win32';
  return new Promise((resolve, reject) => {
    options.signal.throwIfAborted();
    const child = spawn(command, args, { cwd: options.cwd, env: options.env, stdio: ['ignore', 'pipe', 'pipe'], detached: !windows, windowsHide: true });
    const last: string[] = [];
    const end = (): void => {
      try {
        if (windows) child.kill('SIGKILL');
        else if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It has ended already.
      }
    };
    const timer = options.timeout === undefined ? undefined : setTimeout(end, options.timeout);
    options.signal.addEventListener('abort', end, { once: true });
    // What was started must not outlive a gateway that ends.
    process.once('exit', end);
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        last.push(line);
        if (last.length > 40) last.shift();
        options.onLine?.(line);
      });
    }
    const cleanUp = (): void => {
      clearTimeout(timer);
      options.signal.removeEventListener('abort', end);
      process.removeListener('exit', end);
    };
    child.once('error', (error) => {
      cleanUp();
      reject(error);
    });
    child.once('close', (code, signal) => {
      cleanUp();
      if (options.signal.aborted) return reject(options.signal.reason as Error);
      if (code === 0) return resolve(last);
      reject(new Error(last.findLast((line) => /error|fatal|not found|failed/i.test(line)) ?? last.at(-1) ?? `${command} ended with ${signal ?? code}`));
    });
  });
}
