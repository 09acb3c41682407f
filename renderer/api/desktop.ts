/** What the desktop application's preload offers this page; elsewhere there is none. */
export interface Desktop {
  info(): Promise<DesktopInfo>;
  restart(): Promise<void>;
  setStartAtLogin(on: boolean): Promise<DesktopInfo>;
  /** Tray, menus and notifications speak as the page does. */
  setLanguage(language: string): Promise<void>;
  /** Quitting asks before something is lost. */
  unsaved(something: boolean): Promise<void>;
  /** In the system's own dialog; null where nothing was chosen. */
  choosePath(what: 'file' | 'folder'): Promise<string | null>;
  /** A new one-time link: whoever sits at this computer needs no other. */
  link(): Promise<string>;
}

export interface DesktopInfo {
  version: string;
  platform: string;
  startAtLogin: boolean;
}

export function desktop(): Desktop | undefined {
  return (window as { gatehouse?: Desktop }).gatehouse;
}
