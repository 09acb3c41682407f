import { join } from 'node:path';
import { Menu, type MenuItemConstructorOptions, nativeImage, Tray } from 'electron';
import type { GatewayState } from '../gateway/shell-protocol.ts';
import type { Texts } from './texts/en.ts';
import type { Stage } from './view.ts';

export type Light = 'green' | 'amber' | 'red';

export interface TrayView {
  stage: Stage;
  gateway?: GatewayState;
  baseUrl?: string;
}

export interface TrayActions {
  open(): void;
  quit(): void;
  copyBaseUrl(): void;
  setLockdown(on: boolean): void;
}

/** At a glance: green, all is answered; amber, something is on its way or waits for a person; red, no answers, or something left that the log does not have. */
export function lightOf({ stage, gateway }: TrayView): { light: Light; text: keyof Texts } {
  if (stage === 'failed') return { light: 'red', text: 'stateDown' };
  if (stage === 'starting' || stage === 'restarting') return { light: 'amber', text: 'starting' };
  if (stage !== 'open' || !gateway) return { light: 'amber', text: 'stateLocked' };
  if (gateway.unrecorded) return { light: 'red', text: 'stateUnrecorded' };
  if (gateway.local === 'failed' || gateway.local === 'stopped') return { light: 'red', text: 'stateNoLocal' };
  if (gateway.local === 'empty') return { light: 'amber', text: 'stateNoModel' };
  if (gateway.local !== 'ready') return { light: 'amber', text: 'stateBusy' };
  return gateway.contractsOver.length > 0 ? { light: 'amber', text: 'stateContractOver' } : { light: 'green', text: 'stateOpen' };
}

/** The icon beside the clock, with its menu. */
export function createTray(iconFolder: string, texts: Texts, actions: TrayActions) {
  const icons = Object.fromEntries((['green', 'amber', 'red'] as const).map((light) => [light, nativeImage.createFromPath(join(iconFolder, `tray-${light}.png`))])) as Record<Light, Electron.NativeImage>;
  const tray = new Tray(icons.amber);
  tray.on('click', () => actions.open());
  let menu = Menu.buildFromTemplate([]);

  return {
    update(view: TrayView): void {
      const { light, text } = lightOf(view);
      const template: MenuItemConstructorOptions[] = [
        { id: 'state', label: texts[text], enabled: false },
        ...(view.baseUrl === undefined ? [] : [{ id: 'base-url', label: `${texts.copyBaseUrl}: ${view.baseUrl}`, click: () => actions.copyBaseUrl() }]),
        { type: 'separator' },
        { id: 'lockdown', label: texts.lockdown, type: 'checkbox', checked: view.gateway?.lockdown === true, enabled: view.stage === 'open' && view.gateway !== undefined, click: (item) => actions.setLockdown(item.checked) },
        { type: 'separator' },
        { id: 'open', label: texts.open, click: () => actions.open() },
        { id: 'quit', label: texts.quit, click: () => actions.quit() },
      ];
      menu = Menu.buildFromTemplate(template);
      tray.setImage(icons[light]);
      tray.setToolTip(`Gatehouse: ${texts[text]}`);
      tray.setContextMenu(menu);
    },
    menu: () => menu,
    destroy: () => tray.destroy(),
  };
}
