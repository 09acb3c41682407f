import { dialog, type Session, shell, type WebContents } from 'electron';
import type { PageKind } from './bridge.ts';
import { LOCAL_ORIGIN } from './local-page.ts';
import type { Texts } from './texts/en.ts';

/** What a page of the gateway may ask of the system: to write to the clipboard after a click. */
const PERMITTED = new Set(['clipboard-sanitized-write']);
const OUTSIDE = new Set(['https:', 'http:', 'mailto:']);

export interface Fence {
  /** The gateway's origin while its process has reported where it listens; undefined otherwise, as whoever then holds that port is a stranger. */
  allow(origin: string | undefined): void;
  kindOf(url: string): PageKind | undefined;
  /** Refuses navigation, new windows and embedded pages of this page. */
  guard(contents: WebContents): void;
}

/** Keeps the window to our own pages and the gateway's. */
export function createFence(session: Session, texts: Texts, development: boolean): Fence {
  let origin: string | undefined;

  function kindOf(url: string): PageKind | undefined {
    const parsed = URL.parse(url);
    if (!parsed) return undefined;
    if (`${parsed.protocol}//${parsed.host}` === LOCAL_ORIGIN) return 'local';
    return origin !== undefined && parsed.origin === origin && parsed.pathname.startsWith('/ui/') ? 'ui' : undefined;
  }

  session.webRequest.onBeforeRequest((details, answer) => {
    const url = URL.parse(details.url);
    const ours = url !== null && (url.origin === origin || `${url.protocol}//${url.host}` === LOCAL_ORIGIN);
    // Made by the page itself, without a request to anybody: its own CSP decides about them.
    const made = url !== null && (url.protocol === 'data:' || url.protocol === 'blob:');
    const tools = development && url?.protocol === 'devtools:';
    answer({ cancel: !(ours || made || tools) });
  });
  session.setPermissionRequestHandler((contents, permission, decide, details) => {
    decide(PERMITTED.has(permission) && details.isMainFrame && kindOf(contents.getURL()) === 'ui');
  });
  session.setPermissionCheckHandler((contents, permission) => PERMITTED.has(permission) && contents !== null && kindOf(contents.getURL()) === 'ui');
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler(null);
  session.setSpellCheckerEnabled(false);
  // What comes to the disk goes there by the page's own "save", never by itself to a place that a page chose.
  session.on('will-download', (event, item) => {
    if (!item.getURL().startsWith('blob:') && !(origin !== undefined && item.getURL().startsWith(`${origin}/`))) event.preventDefault();
  });

  async function askOutside(address: string): Promise<void> {
    const url = URL.parse(address);
    if (!url || !OUTSIDE.has(url.protocol) || url.origin === origin) return;
    const { response } = await dialog.showMessageBox({ type: 'question', message: texts.outsideQuestion, detail: url.href, buttons: [texts.cancel, texts.outsideOpen], defaultId: 0, cancelId: 0, noLink: true });
    if (response === 1) await shell.openExternal(url.href);
  }

  return {
    allow(next) {
      origin = next;
    },
    kindOf,
    guard(contents) {
      contents.on('will-frame-navigate', (event) => {
        if (event.isMainFrame && kindOf(event.url) === 'ui') return;
        event.preventDefault();
        if (event.isMainFrame) void askOutside(event.url);
      });
      contents.on('will-redirect', (event, url) => {
        if (kindOf(url) === undefined) event.preventDefault();
      });
      contents.on('will-attach-webview', (event) => event.preventDefault());
      contents.setWindowOpenHandler(({ url }) => {
        void askOutside(url);
        return { action: 'deny' };
      });
    },
  };
}
