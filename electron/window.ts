import { join } from 'node:path';
import { app, BrowserWindow, dialog, nativeTheme, type Session, WebContentsView } from 'electron';
import { type Choice, VIEW_EVENT } from './bridge.ts';
import type { Fence } from './fence.ts';
import { LOCAL_ORIGIN } from './local-page.ts';
import type { Texts } from './texts/en.ts';
import type { ShellView } from './view.ts';
import { readPlace, rememberPlace } from './window-place.ts';

const BANNER_HEIGHT = 52;
/** A page that has finished loading still has to ask the gateway and to draw what that says. */
const BANNER_DELAY_MS = 1_500;
/** The pages' own colours, so that nothing flashes while they load. */
const BACKGROUND = { light: '#f5f7f7', dark: '#14191a' } as const;

export interface WindowOptions {
  session: Session;
  fence: Fence;
  preload: string;
  icon: string;
  placeFile: string;
  texts: Texts;
  /** Whether closing ends the window, or only hides it. */
  leaving: () => boolean;
  hidden: () => void;
}

/** The one window with its banner. */
export function createWindow(options: WindowOptions) {
  const webPreferences = {
    session: options.session,
    preload: options.preload,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    webviewTag: false,
    spellcheck: false,
    navigateOnDragDrop: false,
    devTools: !app.isPackaged,
  };
  const { maximised, ...bounds } = readPlace(options.placeFile);
  const window = new BrowserWindow({ ...bounds, minWidth: 390, minHeight: 480, show: false, title: 'Gatehouse', icon: options.icon, backgroundColor: BACKGROUND[nativeTheme.shouldUseDarkColors ? 'dark' : 'light'], webPreferences });
  if (maximised) window.maximize();
  options.fence.guard(window.webContents);
  rememberPlace(window, options.placeFile);
  let banner: WebContentsView | undefined;
  const layBanner = (): void => {
    const { width } = window.getContentBounds();
    banner?.setBounds({ x: 0, y: 0, width, height: BANNER_HEIGHT });
  };
  window.on('resize', layBanner);
  window.on('close', (event) => {
    if (options.leaving()) return;
    event.preventDefault();
    window.hide();
    options.hidden();
  });
  window.on('page-title-updated', (event) => event.preventDefault());
  let replacing = false;
  let asking = false;
  // A page with something unsaved holds on to its place; what the shell has to show (a locked keychain, a failed start) comes first.
  window.webContents.on('will-prevent-unload', (event) => {
    if (replacing) event.preventDefault();
    else void askReload();
  });
  async function ask(message: string, goOn: string): Promise<boolean> {
    asking = true;
    const { texts } = options;
    const { response } = await dialog.showMessageBox(window, { type: 'question', message, detail: texts.unsavedHint, buttons: [texts.cancel, goOn], defaultId: 0, cancelId: 0, noLink: true });
    asking = false;
    return response === 1 && !window.isDestroyed();
  }
  async function askReload(): Promise<void> {
    if (asking) return;
    const { texts } = options;
    if (await ask(texts.unsavedQuestion, texts.reload)) load(window.webContents.getURL());
  }
  function load(url: string): void {
    replacing = true;
    const done = (): void => {
      replacing = false;
    };
    // A page that is replaced while it loads rejects; what counts is the last one.
    window.loadURL(url).then(done, done);
  }

  // Its process would compete with the page's for the processor: it begins when the first page stands, or when there is something to say.
  function beginBanner(): void {
    if (banner || window.isDestroyed()) return;
    banner = new WebContentsView({ webPreferences });
    options.fence.guard(banner.webContents);
    banner.setVisible(false);
    window.contentView.addChildView(banner);
    layBanner();
    void banner.webContents.loadURL(`${LOCAL_ORIGIN}/banner`);
  }
  window.webContents.on('did-finish-load', () => {
    if (options.fence.kindOf(window.webContents.getURL()) === 'ui') setTimeout(beginBanner, BANNER_DELAY_MS);
  });

  return {
    contents: window.webContents,
    show(): void {
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
    },
    isVisible: () => window.isVisible(),
    load,
    /** True where the person wants to quit though something is not saved. */
    async askQuit(): Promise<boolean> {
      if (asking || window.isDestroyed()) return false;
      return ask(options.texts.quitQuestion, options.texts.quit);
    },
    async choosePath(what: Choice): Promise<string | null> {
      const { filePaths } = await dialog.showOpenDialog(window, { properties: [what === 'file' ? 'openFile' : 'openDirectory'] });
      return filePaths[0] ?? null;
    },
    tell(view: ShellView): void {
      if (window.isDestroyed()) return;
      if (view.banner !== undefined) beginBanner();
      for (const contents of [window.webContents, banner?.webContents]) {
        // Words that only our own pages are meant to get.
        if (contents && options.fence.kindOf(contents.getURL()) === 'local') contents.send(VIEW_EVENT, view);
      }
      banner?.setVisible(view.banner !== undefined);
    },
    close(): void {
      // A view's page does not end with its window, and would keep the application.
      banner?.webContents.close();
      if (!window.isDestroyed()) window.destroy();
    },
  };
}

export type ShellWindow = ReturnType<typeof createWindow>;

export function preloadPath(folder: string): string {
  return join(folder, 'preload.cjs');
}
