import { type UtilityProcess, utilityProcess } from 'electron';
import type { Start, ToGateway, ToShell } from '../gateway/shell-protocol.ts';

/** Of one try: the gateway's own way down takes at most its `shutdownMs` and Ollama's three seconds. */
const STOP_MS = 15_000;

export interface GatewayProcessOptions {
  script: string;
  start: Start;
  received: (message: ToShell) => void;
  /** It ended; `expected` after `stop()` or after it said itself that it cannot run. */
  ended: (expected: boolean) => void;
}

export interface GatewayProcess {
  readonly pid: number | undefined;
  send(message: ToGateway): void;
  /** Resolves when the process has ended; ends it the hard way where it does not by itself. */
  stop(): Promise<void>;
}

/** Starts the gateway as a child of its own. */
export function startGatewayProcess(options: GatewayProcessOptions): GatewayProcess {
  const child: UtilityProcess = utilityProcess.fork(options.script, [], {
    serviceName: 'Gatehouse gateway',
    stdio: 'inherit',
    execArgv: ['--max-old-space-size=256', '--max-semi-space-size=16'],
  });
  let expected = false;
  let running = true;
  const end = new Promise<void>((resolve) => {
    child.once('exit', () => {
      running = false;
      resolve();
      options.ended(expected);
    });
  });
  child.on('message', (message: ToShell) => {
    if (message.kind === 'failed') expected = true;
    options.received(message);
    if (message.kind === 'failed') child.postMessage({ kind: 'stop' } satisfies ToGateway);
  });
  child.postMessage(options.start);
  return {
    get pid() {
      return child.pid;
    },
    send(message) {
      if (running) child.postMessage(message);
    },
    async stop() {
      if (!running) return;
      expected = true;
      child.postMessage({ kind: 'stop' } satisfies ToGateway);
      const hard = setTimeout(() => {
        // UtilityProcess.kill() only asks, which a process that hangs does not hear.
        if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL');
      }, STOP_MS);
      await end;
      clearTimeout(hard);
    },
  };
}
