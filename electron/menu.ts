import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import type { Texts } from './texts.ts';
import type { TrayActions } from './tray.ts';

export interface MenuState {
  lockdown: boolean;
  /** The gateway answers. */
  open: boolean;
  startAtLogin: boolean;
}

export interface MenuActions extends TrayActions {
  setStartAtLogin(on: boolean): void;
}

/** The application's own menu, with its shortcuts. */
export function setApplicationMenu(texts: Texts, state: MenuState, actions: MenuActions): void {
  const file: MenuItemConstructorOptions[] = [
    { id: 'copy-base-url', label: texts.copyBaseUrl, accelerator: 'CommandOrControl+Shift+C', enabled: state.open, click: () => actions.copyBaseUrl() },
    { id: 'lockdown', label: texts.lockdown, accelerator: 'CommandOrControl+Shift+L', type: 'checkbox', checked: state.lockdown, enabled: state.open, click: (item) => actions.setLockdown(item.checked) },
    { type: 'separator' },
    { id: 'start-at-login', label: texts.startAtLogin, type: 'checkbox', checked: state.startAtLogin, click: (item) => actions.setStartAtLogin(item.checked) },
    { type: 'separator' },
    { label: texts.closeWindow, role: 'close' },
    { id: 'quit', label: texts.quit, accelerator: 'CommandOrControl+Q', click: () => actions.quit() },
  ];
  const view: MenuItemConstructorOptions[] = [
    { label: texts.reload, role: 'reload' },
    { type: 'separator' },
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { role: 'togglefullscreen' },
    ...(app.isPackaged ? [] : [{ role: 'toggleDevTools' } satisfies MenuItemConstructorOptions]),
  ];
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(process.platform === 'darwin' ? [{ role: 'appMenu' } satisfies MenuItemConstructorOptions] : []),
      { label: texts.menuFile, submenu: file },
      { label: texts.menuEdit, role: 'editMenu' },
      { label: texts.menuView, submenu: view },
      { label: texts.menuWindow, role: 'windowMenu' },
    ]),
  );
}
