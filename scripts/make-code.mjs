/** Run by Electron: lets the gateway's process write its compiled code, in a process like the one that will read it. `<entry> <Node options as JSON>` */
import { app, utilityProcess } from 'electron';

const [entry, execArgv] = process.argv.slice(-2);
void app.whenReady().then(() => {
  const child = utilityProcess.fork(entry, ['--make-code'], { execArgv: JSON.parse(execArgv), stdio: 'inherit' });
  child.once('exit', (code) => app.exit(code));
});
