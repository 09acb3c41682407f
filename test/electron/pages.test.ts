import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, afterAll, expect, it } from 'vitest';
import { findRealOllama } from '../../gateway/local/testing/real.ts';
import { accessibilityFaults } from '../support/browser.ts';
import { walkFirstRun } from '../support/first-run.ts';
import { needs } from '../support/needs.ts';
import { type Desktop, type DesktopOptions, removeHome, startDesktop } from './desktop.ts';
import { type Machine, startMachine } from './machine.ts';

const PAGES = ['Data rules', 'Ask', 'Models', 'Providers', 'Keys', 'Usage', 'Budgets', 'Reports', 'Prices', 'Requests', 'Audit log', 'Settings', 'Overview'] as const;
const PARTS = ['Network', 'People', 'Backup', 'Data kept', 'Questions and answers', 'Passing on figures', 'Help', 'About', 'General'] as const;
const CHAT_MODEL = 'smollm2:135m';

needs('linux', 'electron')('the pages in the window', () => {
  let machine: Machine;
  let desktop: Desktop | undefined;

  beforeAll(async () => {
    machine = await startMachine('keyring');
  });
  afterEach(async () => {
    await desktop?.quit();
    if (desktop) removeHome(desktop.home);
    desktop = undefined;
  });
  afterAll(() => machine.stop());

  async function open(options: Partial<DesktopOptions> = {}): Promise<{ complaints: string[] } & Desktop> {
    const started = await startDesktop({ machine, ...options });
    desktop = started;
    const complaints: string[] = [];
    started.window.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    started.window.on('pageerror', (error) => complaints.push(String(error)));
    await started.opened();
    return Object.assign(started, { complaints });
  }

  it('is served by the code that was made for this Electron', async () => {
    expect((await open()).output()).not.toContain('compiled anew');
  });

  it('all open, without a fault of accessibility or a complaint of the console', async () => {
    const { window, complaints } = await open();
    const settled = async (name: string, title: string): Promise<void> => {
      await window.getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
      await expect.poll(() => window.locator('[aria-busy="true"]').count()).toBe(0);
      expect([name, await accessibilityFaults(window)]).toEqual([name, []]);
    };
    await settled('first run', 'Welcome to Gatehouse');
    await window.getByRole('button', { name: 'Finish later' }).click();
    for (const name of PAGES) {
      await window.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name, exact: true }).click();
      await settled(name, name);
    }
    await window.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Settings' }).click();
    for (const name of PARTS) {
      await window.getByRole('navigation', { name: 'Parts of the settings' }).getByRole('link', { name, exact: true }).click();
      await settled(name, 'Settings');
    }
    expect(complaints).toEqual([]);
  }, 180_000);

  needs('ollama')('with the real Ollama', () => {
    it('lead from an empty office to a confidential answer in three clicks, which is seen in Requests', async () => {
      const ollama = await findRealOllama();
      const env = { GATEHOUSE_STARTER: CHAT_MODEL, XDG_CACHE_HOME: process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), GATEHOUSE_OLLAMA: ollama ?? '' };
      const { window, complaints } = await open({ env });
      expect(await walkFirstRun(window, 'en', CHAT_MODEL)).toBe(3);
      expect(await window.locator('main').innerText()).toContain('Paris');
      await window.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Requests' }).click();
      const row = window.getByRole('row', { name: /Professional secrecy Answered here/ });
      await row.getByText(CHAT_MODEL).waitFor();
      await row.getByRole('link').click();
      await window.getByRole('main').getByText('Professional secrecy').first().waitFor();
      expect(await accessibilityFaults(window)).toEqual([]);
      expect(complaints).toEqual([]);
    }, 300_000);
  });
});
