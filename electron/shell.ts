import { hostname } from 'node:os';
import { join } from 'node:path';
import { app, clipboard, type Menu, Notification, session as sessions } from 'electron';
import type { GatewayState, Start, ToShell } from '../gateway/shell-protocol.ts';
import { type Answers, serveBridge } from './bridge-main.ts';
import { createFence } from './fence.ts';
import { type GatewayProcess, startGatewayProcess } from './gateway-process.ts';
import { createKeychain } from './keychain.ts';
import { LOCAL_ORIGIN, serveLocalPages } from './local-page.ts';
import { setStartAtLogin, startsAtLogin } from './login.ts';
import { setApplicationMenu } from './menu.ts';
import { createWords } from './texts.ts';
import { createTray } from './tray.ts';
import { createUnlocking } from './unlocking.ts';
import type { ShellView } from './view.ts';
import { createWindow, preloadPath } from './window.ts';

const PARTITION = 'persist:window';
/** A gateway that ran this long is started again at once after a crash, and the count begins anew. */
const STEADY_MS = 60_000;
const FIRST_WAIT_MS = 250;
/** A gateway that is being started again answers nothing. */
const LINK_MS = 10_000;
const CRASHES_IN_A_ROW = 5;
const ASKING: ReadonlySet<ShellView['stage']> = new Set(['choose-passphrase', 'passphrase', 'recovery']);

export interface ShellOptions {
  /** The folder of the built shell: preload, pages. */
  folder: string;
  gatewayScript: string;
  iconFolder: string;
  userData: string;
  start: Start;
  /** Only the icon beside the clock. */
  hidden: boolean;
}

/** The desktop application once Electron is ready: window, tray and the gateway process. */
export function startShell(options: ShellOptions) {
  const words = createWords(join(options.userData, 'language'), app.getLocale());
  const { texts } = words;
  const windowSession = sessions.fromPartition(PARTITION, { cache: false });
  void windowSession.setProxy({ mode: 'direct' });
  serveLocalPages(windowSession, join(options.folder, 'pages'));
  const fence = createFence(windowSession, texts, !app.isPackaged);
  const keychain = createKeychain(join(options.userData, 'keychain.bin'));

  let view: ShellView = { stage: 'starting', turn: 0, language: words.language, texts };
  let gateway: GatewayProcess | undefined;
  let state: GatewayState | undefined;
  let port: number | undefined;
  let leaving = false;
  let crashes = 0;
  let boundAt = 0;
  let links = 0;
  const asked = new Map<number, (url: string) => void>();
  const notices = new Set<Notification>();
  let toldHidden = false;
  let unsaved = false;
  let stopping = Promise.resolve();
  let stopped = false;

  const baseUrl = (): string | undefined => (port === undefined ? undefined : `http://127.0.0.1:${port}/v1`);
  const notify = (title: string, body: string): void => {
    if (!Notification.isSupported()) return;
    const notice = new Notification({ title, body });
    // Nobody else holds it: collected as garbage, it could not be clicked.
    notices.add(notice);
    notice.on('click', () => window.show());
    notice.on('close', () => void notices.delete(notice));
    notice.show();
  };

  const actions = {
    open: () => window.show(),
    quit: () => void askToQuit(),
    copyBaseUrl: () => clipboard.writeText(baseUrl() ?? ''),
    setLockdown: (on: boolean) => gateway?.send({ kind: 'lockdown', on }),
    setStartAtLogin(on: boolean): void {
      setStartAtLogin(on);
      refresh();
    },
  };
  // Its process takes longest: it begins before the window is made. What it says arrives when all of this stands.
  startGateway();
  const tray = createTray(options.iconFolder, texts, actions);
  const window = createWindow({
    session: windowSession,
    fence,
    preload: preloadPath(options.folder),
    icon: join(options.iconFolder, 'icon.png'),
    placeFile: join(options.userData, 'window.json'),
    texts,
    leaving: () => leaving,
    hidden() {
      if (!toldHidden) notify(texts.stillRunning, texts.stillRunningHint);
      toldHidden = true;
    },
  });
  window.contents.on('did-navigate', () => {
    unsaved = false;
  });
  const unlocking = createUnlocking({ keychain, texts, show: (shown) => show(shown), send: (message) => gateway?.send(message) });

  function refresh(): void {
    if (leaving) return;
    const url = baseUrl();
    tray.update({ stage: view.stage, ...(state && { gateway: state }), ...(url !== undefined && { baseUrl: url }) });
    setApplicationMenu(texts, { lockdown: state?.lockdown === true, open: view.stage === 'open', startAtLogin: startsAtLogin() }, actions);
    window.tell(view);
  }

  /** A stage that needs a person, or has no gateway's page yet, is shown on the local page. */
  function show(next: Omit<ShellView, 'language' | 'texts' | 'turn'>): void {
    const { banner } = view;
    // Started at login nobody sees the window: no tool gets an answer until somebody has typed.
    if (ASKING.has(next.stage) && !ASKING.has(view.stage)) window.show();
    view = { turn: view.turn + 1, language: words.language, texts, ...(banner !== undefined && { banner }), ...next };
    const local = fence.kindOf(window.contents.getURL()) === 'local';
    if (view.stage !== 'open' && view.stage !== 'restarting' && !local) window.load(`${LOCAL_ORIGIN}/start`);
    refresh();
  }

  function received(message: Exclude<ToShell, { kind: 'pong' }>): void {
    if (leaving) return;
    switch (message.kind) {
      case 'locked':
        void unlocking.locked(message);
        break;
      case 'bound':
        opened(message.port, message.url);
        break;
      case 'link':
        asked.get(message.id)?.(message.url);
        break;
      case 'state':
        stateChanged(message.state);
        break;
      case 'alert':
        notify(texts.budgetAlert.replace('{{threshold}}', String(message.threshold)), texts.budgetAlertHint.replace('{{name}}', () => message.name ?? texts.wholeOffice));
        break;
      case 'failed':
        if (!window.isVisible()) notify(texts.failed, message.message);
        show({ stage: 'failed', reason: [message.message, message.hint].filter(Boolean).join(' '), reasonLanguage: 'en' });
        break;
      case 'stopped':
        break;
    }
  }

  function opened(at: number, url: string): void {
    unlocking.opened();
    const before = port;
    port = at;
    boundAt = Date.now();
    fence.allow(`http://127.0.0.1:${at}`);
    const same = before === at && fence.kindOf(window.contents.getURL()) === 'ui';
    show({ stage: 'open', ...(view.stage === 'restarting' && { banner: 'restarted' }) });
    // A page that is still there finds its gateway again by itself, with what was typed into it.
    if (!same) window.load(url);
  }

  async function newLink(): Promise<string> {
    if (!gateway) throw new Error('The gateway is not running.');
    const id = ++links;
    let timer: NodeJS.Timeout | undefined;
    const answer = new Promise<string>((resolve, reject) => {
      asked.set(id, resolve);
      timer = setTimeout(() => reject(new Error('The gateway gave no link.')), LINK_MS);
    });
    gateway.send({ kind: 'link', id });
    return answer.finally(() => {
      clearTimeout(timer);
      asked.delete(id);
    });
  }

  function stateChanged(next: GatewayState): void {
    const before = state;
    state = next;
    if (next.local === 'failed' && before?.local !== 'failed') notify(texts.localFailed, texts.localFailedHint);
    if (next.unrecorded && !before?.unrecorded) notify(texts.unrecorded, texts.unrecordedHint);
    for (const name of next.contractsOver) if (!before?.contractsOver.includes(name)) notify(texts.contractOver.replace('{{name}}', () => name), texts.contractOverHint);
    for (const name of next.failing) if (!before?.failing.includes(name)) notify(texts.providerFailing.replace('{{name}}', () => name), texts.providerFailingHint);
    if (next.newer !== null && next.newer !== before?.newer) notify(texts.newerVersion.replace('{{version}}', next.newer), texts.newerVersionHint);
    if (before && next.lockdown !== before.lockdown) notify(next.lockdown ? texts.lockdownOn : texts.lockdownOff, next.lockdown ? texts.lockdownOnHint : texts.lockdownOffHint);
    refresh();
  }

  function startGateway(): void {
    gateway = startGatewayProcess({ script: options.gatewayScript, start: options.start, received, ended });
  }

  function ended(expected: boolean): void {
    gateway = undefined;
    state = undefined;
    // From here on the port may be anybody's: nothing of the window may reach it.
    fence.allow(undefined);
    if (leaving || expected) return refresh();
    crashes = Date.now() - boundAt > STEADY_MS ? 1 : crashes + 1;
    if (crashes > CRASHES_IN_A_ROW) {
      notify(texts.failed, texts.keepsFailing);
      return show({ stage: 'failed', reason: texts.keepsFailing });
    }
    show({ stage: 'restarting', banner: 'restarting' });
    setTimeout(() => {
      if (!leaving && !gateway) startGateway();
    }, FIRST_WAIT_MS * 2 ** (crashes - 1));
  }

  /** A person does; a signal, as of a computer that is switched off, does not wait for an answer. */
  async function askToQuit(): Promise<void> {
    if (unsaved && !leaving) {
      window.show();
      if (!(await window.askQuit())) return;
    }
    await quit();
  }

  function quit(): Promise<void> {
    if (!leaving) {
      leaving = true;
      // Electron would show it in a dialog, and the end would wait for somebody to close that.
      process.on('uncaughtException', (error) => process.stderr.write(`${error.stack}\n`));
      stopping = (gateway?.stop() ?? Promise.resolve()).then(() => {
        stopped = true;
        app.quit();
      });
      window.close();
      tray.destroy();
    }
    return stopping;
  }

  const answers: Answers = {
    view: () => view,
    passphrase: (passphrase) => unlocking.passphrase(passphrase),
    recover: (input) => unlocking.recover(input),
    retryKeychain: () => unlocking.retryKeychain(),
    otherWay: () => unlocking.otherWay(),
    restart() {
      if (view.stage !== 'open' && view.stage !== 'failed') return;
      crashes = 0;
      show(view.stage === 'failed' ? { stage: 'starting' } : { stage: 'restarting', banner: 'restarting' });
      // One that said it cannot start may still be ending.
      void (gateway?.stop() ?? Promise.resolve()).then(() => {
        if (!leaving && !gateway) startGateway();
      });
    },
    dismissBanner() {
      const { banner: _, ...rest } = view;
      view = rest;
      refresh();
    },
    info: () => ({ version: app.getVersion(), platform: `${process.platform} (${hostname()})`, startAtLogin: startsAtLogin() }),
    setStartAtLogin(on) {
      actions.setStartAtLogin(on);
      return answers.info(undefined) as ReturnType<Answers['setStartAtLogin']>;
    },
    choosePath: (what) => window.choosePath(what),
    link: newLink,
    unsaved(given) {
      unsaved = given;
    },
    setLanguage(language) {
      if (language === words.language) return;
      words.choose(language);
      view = { ...view, language };
      refresh();
    },
  };
  serveBridge(answers, (frame) => (frame && frame.parent === null ? fence.kindOf(frame.url) : undefined));

  window.load(`${LOCAL_ORIGIN}/start`);
  refresh();
  if (!options.hidden) window.show();
  // For the tests: nobody can click on a tray by program.
  app.on('gatehouse:tray-menu' as 'activate', ((give: (menu: Menu) => void) => give(tray.menu())) as never);
  app.on('before-quit', (event) => {
    if (stopped) return;
    event.preventDefault();
    void askToQuit();
  });
  return { show: () => window.show(), quit };
}
