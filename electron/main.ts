/** Entry of the desktop application. */
import { join, resolve } from 'node:path';
import { app, protocol } from 'electron';
import { defaultHome } from '../gateway/config/paths.ts';
import { LOCAL_SCHEME } from './local-page.ts';
import { HIDDEN } from './login.ts';
import { startShell } from './shell.ts';

const folder = import.meta.dirname;
const { env } = process;
const home = resolve(env['GATEHOUSE_HOME'] || defaultHome(env));
// Of the home, as is the single instance: a second office on the same account has a home and a window of its own.
const userData = join(home, 'desktop');

app.setName('Gatehouse');
app.setPath('userData', userData);
protocol.registerSchemesAsPrivileged([{ scheme: LOCAL_SCHEME, privileges: { standard: true, secure: true } }]);

if (app.requestSingleInstanceLock()) {
  // No top-level await: in an ES module it would keep Electron from ever becoming ready.
  void app.whenReady().then(() => {
    const packaged = app.isPackaged;
    const shell = startShell({
      folder,
      gatewayScript: join(folder, 'gateway-code.cjs'),
      iconFolder: packaged ? join(process.resourcesPath, 'resources', 'icons') : join(folder, '..', 'resources', 'icons'),
      userData,
      hidden: process.argv.includes(HIDDEN),
      start: {
        kind: 'start',
        home,
        // Electron's own program cannot run as Node (its fuse is off), so one comes along.
        node: packaged ? join(process.resourcesPath, process.platform === 'win32' ? 'node.exe' : 'node') : env['GATEHOUSE_NODE'] || 'node',
        ...(packaged && { resourcesDir: join(process.resourcesPath, 'resources') }),
      },
    });
    app.on('second-instance', () => shell.show());
    app.on('activate', () => shell.show());
    app.on('window-all-closed', () => {});
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void shell.quit());
  });
} else {
  app.quit();
}
