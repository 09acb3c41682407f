import type { ShellSecret, ToGateway, Way } from '../gateway/shell-protocol.ts';
import type { RecoveryInput } from './bridge.ts';
import type { Keychain } from './keychain.ts';
import type { Texts } from './texts/en.ts';
import type { ShellView } from './view.ts';

type Shown = Pick<ShellView, 'stage' | 'reason' | 'wrong' | 'needsPassphrase' | 'isNew'>;

export interface UnlockingOptions {
  keychain: Keychain;
  texts: Texts;
  show: (view: Shown) => void;
  send: (message: Extract<ToGateway, { kind: 'unlock' }>) => void;
}

/** Finds the secret that opens the database: from the keychain by itself, else from the person at the local page. */
export function createUnlocking({ keychain, texts, show, send }: UnlockingOptions) {
  let ways: Way[] = [];
  let fromKeychain: Uint8Array[] = [];
  let reason: string | undefined;
  /** What a person typed last, so that a wrong one is asked for again at the same place. */
  let asked: 'passphrase' | 'recovery' | undefined;
  let last: ShellSecret | undefined;
  /** What opened the database in this run: a gateway that crashed is started again without asking. */
  let known: ShellSecret | undefined;

  function answer(by: ShellSecret, add?: ShellSecret): void {
    last = add ?? by;
    send({ kind: 'unlock', by, ...(add && { add }) });
  }

  /** Ends the waiting for the keychain: the person chose another way. */
  let waiting = new AbortController();

  async function keychainAnswered(): Promise<boolean> {
    waiting.abort();
    waiting = new AbortController();
    const { signal } = waiting;
    show({ stage: 'keychain', isNew: ways.length === 0 });
    await keychain.answered(signal);
    return !signal.aborted;
  }

  async function protectNew(): Promise<void> {
    if (!(await keychainAnswered())) return;
    if (await keychain.usable()) return answer({ way: 'keychain', secret: await keychain.create() });
    show({ stage: 'choose-passphrase', reason: texts.keychainMissing });
  }

  async function askKeychain(): Promise<void> {
    if (!(await keychainAnswered())) return;
    const usable = await keychain.usable();
    fromKeychain = usable ? await keychain.read().catch(() => []) : [];
    if (tryNext()) return;
    reason = usable ? texts.keychainLocked : texts.keychainGone;
    askPerson();
  }

  function tryNext(): boolean {
    const secret = fromKeychain.shift();
    if (secret) answer({ way: 'keychain', secret });
    return secret !== undefined;
  }

  function askPerson(wrong?: string): void {
    const stage = asked ?? (ways.includes('passphrase') ? 'passphrase' : 'recovery');
    const details = { ...(reason !== undefined && { reason }), ...(wrong !== undefined && { wrong }) };
    asked = stage;
    if (stage === 'passphrase') return show({ stage, ...details });
    void keychain.usable().then((usable) => show({ stage, needsPassphrase: !usable, ...details }));
  }

  return {
    /** The gateway asks; `failed` says that the last answer did not open the database. */
    async locked(message: { ways: Way[]; failed?: { way: Way; message: string } }): Promise<void> {
      ways = message.ways;
      const { failed } = message;
      const again = known;
      known = undefined;
      if (again && !failed) return answer(again);
      if (failed?.way === 'keychain') {
        if (tryNext()) return;
        reason = texts.keychainOther;
        return askPerson();
      }
      if (failed && ways.length === 0) return show({ stage: 'choose-passphrase', wrong: failed.message });
      if (failed) return askPerson(failed.way === 'passphrase' ? texts.wrongPassphrase : failed.message);
      if (ways.length === 0) return protectNew();
      if (ways.includes('keychain') && keychain.exists()) return askKeychain();
      if (ways.includes('keychain')) reason = texts.keychainOther;
      askPerson();
    },
    passphrase(passphrase: string): void {
      asked = 'passphrase';
      answer({ way: 'passphrase', passphrase });
    },
    async recover({ recoveryKey, newPassphrase }: RecoveryInput): Promise<void> {
      asked = 'recovery';
      const add: ShellSecret = (await keychain.usable()) ? { way: 'keychain', secret: await keychain.create() } : { way: 'passphrase', passphrase: newPassphrase };
      answer({ way: 'recovery', recoveryKey }, add);
    },
    retryKeychain: () => askKeychain(),
    /** Another way than what is asked for now. */
    otherWay(): void {
      waiting.abort();
      if (ways.length === 0) return show({ stage: 'choose-passphrase' });
      if (asked === 'passphrase' || !ways.includes('passphrase')) asked = 'recovery';
      askPerson();
    },
    /** The database is open: what was made on the way is kept. */
    opened(): void {
      keychain.keep();
      known = last;
      asked = undefined;
      reason = undefined;
    },
  };
}

export type Unlocking = ReturnType<typeof createUnlocking>;
