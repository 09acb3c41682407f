import { contextBridge, ipcRenderer } from 'electron';
import { type Bridge, CALLS, channelOf, VIEW_EVENT } from './bridge.ts';
import type { ShellView } from './view.ts';

const calls = Object.fromEntries(Object.keys(CALLS).map((name) => [name, (input: unknown): Promise<unknown> => ipcRenderer.invoke(channelOf(name), input)]));
const onView: Bridge['onView'] = (listener) => {
  // The event itself would hand the page the sender, and with it every channel.
  ipcRenderer.on(VIEW_EVENT, (_event, view: ShellView) => listener(view));
};

contextBridge.exposeInMainWorld('gatehouse', { ...calls, onView });
