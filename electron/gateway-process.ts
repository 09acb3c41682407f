import { type UtilityProcess, utilityProcess } from 'electron';
import type { Start, ToGateway, ToShell } from '../gateway/shell-protocol.ts';
import gatewayProcess from '../scripts/gateway-process.json' with { type: 'json' };

/** Of one try: the gateway's own way down takes at most its `shutdownMs` and Ollama's three seconds. */
const STOP_MS = 15_000;
const PING_MS = 5_000;
/** So many unanswered pings in a row: it hangs, and is ended to be started anew. Counted, not timed, as a computer that slept answered none meanwhile. */
const MISSED_PINGS = 4;

export interface GatewayProcessOptions {
  script: string;
  start: Start;
  received: (message: Exclude<ToShell, { kind: 'pong' }>) => void;
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
    execArgv: gatewayProcess.flags,
  });
  let expected = false;
  let running = true;
  const end = new Promise<void>((resolve) => {
    child.once('exit', () => {
      running = false;
      clearInterval(pings);
      resolve();
      options.ended(expected);
    });
  });
  let missed = 0;
  let pings: NodeJS.Timeout | undefined;
  const ping = (): void => {
    if (missed++ >= MISSED_PINGS) kill();
    else child.postMessage({ kind: 'ping' } satisfies ToGateway);
  };
  // UtilityProcess.kill() only asks, which a process that hangs does not hear.
  const kill = (): void => {
    if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL');
  };
  child.on('message', (message: ToShell) => {
    if (message.kind === 'pong') {
      missed = 0;
      return;
    }
    if (message.kind === 'bound') pings = setInterval(ping, PING_MS);
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
      clearInterval(pings);
      const hard = setTimeout(kill, STOP_MS);
      await end;
      clearTimeout(hard);
    },
  };
}
