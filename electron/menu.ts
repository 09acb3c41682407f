import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import type { Texts } from './texts/en.ts';
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
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  // Each with its words: Electron's own are English.
  const edit: MenuItemConstructorOptions[] = [
    { label: texts.undo, role: 'undo' },
    { label: texts.redo, role: 'redo' },
    separator,
    { label: texts.cut, role: 'cut' },
    { label: texts.copy, role: 'copy' },
    { label: texts.paste, role: 'paste' },
    { label: texts.selectAll, role: 'selectAll' },
  ];
  const view: MenuItemConstructorOptions[] = [
    { id: 'reload', label: texts.reload, role: 'reload' },
    separator,
    { label: texts.actualSize, role: 'resetZoom' },
    { label: texts.zoomIn, role: 'zoomIn' },
    { label: texts.zoomOut, role: 'zoomOut' },
    { label: texts.fullScreen, role: 'togglefullscreen' },
    ...(app.isPackaged ? [] : [{ role: 'toggleDevTools' } satisfies MenuItemConstructorOptions]),
  ];
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(process.platform === 'darwin' ? [{ role: 'appMenu' } satisfies MenuItemConstructorOptions] : []),
      { label: texts.menuFile, submenu: file },
      { label: texts.menuEdit, submenu: edit },
      { label: texts.menuView, submenu: view },
      { label: texts.menuWindow, submenu: [{ label: texts.minimise, role: 'minimize' }, { label: texts.closeWindow, role: 'close' }] },
    ]),
  );
}
