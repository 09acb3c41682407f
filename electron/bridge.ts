/**
 * The one table of what a page may ask the main process, and of what it is told. Both ends are made from it: `preload.ts` exposes exactly these names as
 * `window.gatehouse`, `bridge-main.ts` answers exactly these, from the pages named here, with inputs that pass `check`.
 */
import { isShellLanguage, type ShellLanguage } from './languages.ts';
import type { ShellView } from './view.ts';

/** `local`: our own page (start, passphrase, banner); `ui`: the gateway's. */
export type PageKind = 'local' | 'ui';

export interface Call<I, O> {
  from: readonly PageKind[];
  check: (value: unknown) => value is I;
  /** Never set: carries the type of the answer. */
  readonly answer?: O;
}

export interface DesktopInfo {
  version: string;
  platform: string;
  startAtLogin: boolean;
}

export interface RecoveryInput {
  recoveryKey: string;
  /** For the time after, where the system keeps no secrets. */
  newPassphrase: string;
}

/** What the person is to choose in the system's own dialog. */
export type Choice = 'file' | 'folder';

const LONGEST = 1024;
const nothing = (value: unknown): value is undefined => value === undefined;
const flag = (value: unknown): value is boolean => typeof value === 'boolean';
const text = (value: unknown): value is string => typeof value === 'string' && value.length <= LONGEST;
const choice = (value: unknown): value is Choice => value === 'file' || value === 'folder';
const recovery = (value: unknown): value is RecoveryInput =>
  typeof value === 'object' && value !== null && text((value as RecoveryInput).recoveryKey) && text((value as RecoveryInput).newPassphrase) && Object.keys(value).length === 2;

function call<I, O>(from: readonly PageKind[], check: (value: unknown) => value is I): Call<I, O> {
  return { from, check };
}

export const CALLS = {
  /** What the local page shows now. */
  view: call<undefined, ShellView>(['local'], nothing),
  /** Opens an existing database, or protects a new one. */
  passphrase: call<string, void>(['local'], text),
  recover: call<RecoveryInput, void>(['local'], recovery),
  /** Tries the system's keychain once more. */
  retryKeychain: call<undefined, void>(['local'], nothing),
  /** Goes on without what is waited for or asked for now. */
  otherWay: call<undefined, void>(['local'], nothing),
  /** Starts the gateway again: after it failed, or because a setting asks for it. */
  restart: call<undefined, void>(['local', 'ui'], nothing),
  dismissBanner: call<undefined, void>(['local'], nothing),
  info: call<undefined, DesktopInfo>(['ui'], nothing),
  setStartAtLogin: call<boolean, DesktopInfo>(['ui'], flag),
  /** Tray, menus and notifications speak as the page does. */
  setLanguage: call<ShellLanguage, void>(['ui'], isShellLanguage),
  /** The page holds something that would be lost with it. */
  unsaved: call<boolean, void>(['ui'], flag),
  /** The full path of what the person chose; null where they did not. Nothing of it is read. */
  choosePath: call<Choice, string | null>(['ui'], choice),
  /** A new one-time link for the window, before its session ends or after. */
  link: call<undefined, string>(['ui'], nothing),
} as const;

export type CallName = keyof typeof CALLS;
export type CallInput<N extends CallName> = (typeof CALLS)[N] extends Call<infer I, unknown> ? I : never;
export type CallOutput<N extends CallName> = (typeof CALLS)[N] extends Call<never, infer O> ? O : (typeof CALLS)[N] extends Call<infer _I, infer O> ? O : never;

/** Sent to the local page whenever what it shows changes. */
export const VIEW_EVENT = 'gatehouse:view';
export const channelOf = (name: string): string => `gatehouse:call:${name}`;

type Asking<N extends CallName> = CallInput<N> extends undefined ? () => Promise<CallOutput<N>> : (input: CallInput<N>) => Promise<CallOutput<N>>;

/** `window.gatehouse`, in the desktop application only. */
export type Bridge = { readonly [N in CallName]: Asking<N> } & { readonly onView: (listener: (view: ShellView) => void) => void };
