import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { app } from 'electron';

/** Started with this, the application stays in the tray until somebody opens it. */
export const HIDDEN = '--hidden';

function autostartFile(): string {
  const config = process.env['XDG_CONFIG_HOME'];
  return join(config && isAbsolute(config) ? config : join(homedir(), '.config'), 'autostart', 'gatehouse.desktop');
}

/** A program's name in a desktop entry: quoted, with its own signs escaped. */
function quoted(path: string): string {
  return `"${path.replace(/(["`$\\])/g, '\\$1').replaceAll('%', '%%')}"`;
}

function entry(): string {
  // An AppImage is mounted at another place each time: its own file is what must be started.
  const program = app.isPackaged ? [process.env['APPIMAGE'] ?? process.execPath] : [process.execPath, app.getAppPath()];
  return `[Desktop Entry]\nType=Application\nName=Gatehouse\nExec=${program.map(quoted).join(' ')} ${HIDDEN}\nIcon=gatehouse\nTerminal=false\nX-GNOME-Autostart-enabled=true\n`;
}

export function startsAtLogin(): boolean {
  if (process.platform === 'linux') return existsSync(autostartFile()) && !/^Hidden=true$/m.test(readFileSync(autostartFile(), 'utf8'));
  return app.getLoginItemSettings({ args: [HIDDEN] }).openAtLogin;
}

export function setStartAtLogin(on: boolean): void {
  if (process.platform !== 'linux') return app.setLoginItemSettings({ openAtLogin: on, args: [HIDDEN] });
  const file = autostartFile();
  if (!on) return rmSync(file, { force: true });
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, entry());
}
