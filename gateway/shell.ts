/** Entry of the gateway as a child of the desktop shell: like main.ts, but spoken to over the message port of its process. */
import { type RunningApp, startApp } from './app.ts';
import { loadConfig } from './config/config.ts';
import { GatehouseError } from './core/errors.ts';
import { packageVersion, resourcesDir } from './installation.ts';
import { shellState } from './shell-state.ts';
import type { Start, ToGateway, ToShell } from './shell-protocol.ts';
import type { AskForUnlock, Unlock } from './store/vault.ts';

interface ParentPort {
  postMessage(message: ToShell): void;
  on(event: 'message', listener: (event: { data: ToGateway }) => void): void;
}

const port = (process as unknown as { parentPort: ParentPort }).parentPort;
const tell = (message: ToShell): void => port.postMessage(message);
/** Who sits at this computer, as the audit log names them. */
const ADMINISTRATOR = 'Administrator';
/** Ollama, its keeper and the word files would compete with the window's first page for two cores. */
const DELAY_MS = 1_000;
/** Contracts run out and logs disagree without anybody's doing. */
const STATE_MS = 5_000;
let starting: Promise<RunningApp | undefined> | undefined;
let unlocked: ((unlock: Unlock) => void) | undefined;

const askShell: AskForUnlock = (ways, failed) => {
  tell({ kind: 'locked', ways, ...(failed && { failed }) });
  return new Promise((resolve) => {
    unlocked = resolve;
  });
};

async function start(message: Start): Promise<RunningApp | undefined> {
  try {
    const config = loadConfig(process.env, { home: message.home, ...(message.port !== undefined && { port: message.port }) });
    const app = await startApp({
      config,
      version: packageVersion(),
      resourcesDir: message.resourcesDir ?? resourcesDir(),
      env: process.env,
      log: (line) => void process.stderr.write(`${line}\n`),
      unlock: askShell,
      node: message.node,
      delayMs: DELAY_MS,
      bound: (bound) => tell({ kind: 'bound', port: bound.port, url: linkFor(bound) }),
    });
    let told = '';
    const report = (): void => {
      const state = shellState(app, Date.now());
      const text = JSON.stringify(state);
      if (text !== told) tell({ kind: 'state', state });
      told = text;
    };
    app.engine.onStatus(report);
    app.office.onChange((event) => {
      if (event.kind === 'lockdown-changed') report();
    });
    setInterval(report, STATE_MS).unref();
    app.money.alerts.onAlert(({ budget, threshold, detail }) => {
      if (budget !== '') tell({ kind: 'alert', name: app.money.nameOf(String(detail['scope'])), threshold });
    });
    report();
    return app;
  } catch (error) {
    const known = error instanceof GatehouseError;
    if (!known) process.stderr.write(`${String((error as Error).stack)}\n`);
    tell({ kind: 'failed', message: (error as Error).message, ...(known && error.details.hint && { hint: error.details.hint }) });
    return undefined;
  }
}

function linkFor(app: RunningApp): string {
  const { token } = app.sessions.createLink(ADMINISTRATOR, 'admin', 'gatehouse');
  return `http://127.0.0.1:${app.port}/ui/#link=${token}`;
}

async function stop(): Promise<void> {
  // A start that still waits for a secret holds nothing that would have to be ended in order.
  if (!unlocked) await (await starting)?.stop();
  tell({ kind: 'stopped' });
  // The message above must have left: the port is emptied before the next turn but one.
  setTimeout(() => process.exit(0), 50);
}

port.on('message', ({ data }) => {
  switch (data.kind) {
    case 'start':
      starting ??= start(data);
      break;
    case 'unlock':
      unlocked?.({ by: data.by, ...(data.add && { add: data.add }) });
      unlocked = undefined;
      break;
    case 'link':
      void starting?.then((app) => {
        if (app) tell({ kind: 'link', id: data.id, url: linkFor(app) });
      });
      break;
    case 'lockdown':
      void starting?.then((app) => app?.office.setLockdown(data.on, ADMINISTRATOR));
      break;
    case 'ping':
      tell({ kind: 'pong' });
      break;
    case 'stop':
      void stop();
      break;
  }
});

// The shell ends this process where it must; whoever ends it otherwise gets an end in order too.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void stop());
