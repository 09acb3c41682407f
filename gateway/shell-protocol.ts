/**
 * What the desktop shell and the gateway say to each other over the message port between their processes; nothing of it ever stands on a command line
 * or in an environment. Types only: electron/ imports them.
 */

export type Way = 'key-file' | 'keychain' | 'passphrase' | 'recovery';

export type ShellSecret =
  | { way: 'keychain'; secret: Uint8Array }
  | { way: 'passphrase'; passphrase: string }
  | { way: 'recovery'; recoveryKey: string };

export interface Start {
  kind: 'start';
  home: string;
  /** Absent: as the settings say. */
  port?: number;
  /** A Node to run the keeper of the bundled Ollama. */
  node: string;
  /** Absent: found beside the gateway's own files. */
  resourcesDir?: string;
}

export type ToGateway =
  | Start
  /** The answer to `locked`. `add` becomes a further way in. */
  | { kind: 'unlock'; by: ShellSecret; add?: ShellSecret }
  /** A one-time link for the window; answered by `link` with the same number. */
  | { kind: 'link'; id: number }
  | { kind: 'lockdown'; on: boolean }
  /** Answered by `pong` by a process that does not hang. */
  | { kind: 'ping' }
  | { kind: 'stop' };

/** For the tray. */
export interface GatewayState {
  /** `empty`: it runs and has no model to answer with. */
  local: 'preparing' | 'starting' | 'ready' | 'empty' | 'failed' | 'stopped';
  /** One line for a person: what the local model is doing, or what failed. */
  message: string;
  lockdown: boolean;
  /** What left the building and the audit log disagree. */
  unrecorded: boolean;
  /** Providers in use whose contract has run out. */
  contractsOver: string[];
  /** Providers in use that do not answer. */
  failing: string[];
  /** A version that is newer than this one, where the office lets Gatehouse look for it. */
  newer: string | null;
}

export type ToShell =
  /** The database waits for a secret. No ways: it is new. */
  | { kind: 'locked'; ways: Way[]; failed?: { way: Way; message: string } }
  /** With a one-time link for the window, so that it need not ask for it. */
  | { kind: 'bound'; port: number; url: string }
  | { kind: 'link'; id: number; url: string }
  | { kind: 'state'; state: GatewayState }
  /** A budget has reached so many percent; without a name it is the whole office's. */
  | { kind: 'alert'; name: string | null; threshold: number }
  | { kind: 'pong' }
  /** It will not run; the process ends after this. */
  | { kind: 'failed'; message: string; hint?: string }
  | { kind: 'stopped' };
