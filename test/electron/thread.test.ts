import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { needs } from '../support/needs.ts';
import { processesOf, removeHome, startDesktop } from './desktop.ts';
import { type Machine, startMachine } from './machine.ts';

needs('linux', 'electron')('from start to quit, with a keyring', () => {
  let machine: Machine;
  beforeAll(async () => {
    machine = await startMachine('keyring');
  });
  afterAll(() => machine.stop());

  it('opens the gateway page by itself, on both starts, and leaves no process', async () => {
    const first = await startDesktop({ machine });
    const { home } = first;
    try {
      const origin = await first.opened();
      await first.window.getByText('Administrator').first().waitFor();
      // By the code that V8 made for this Electron when the gateway was built.
      expect(first.output()).not.toContain('compiled anew');
      expect(new URL(first.window.url()).hash).toBe('');
      // The link and the key went over the message port: no command line and no environment of any process has them.
      const seen = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid).map((pid) => {
        try {
          return readFileSync(`/proc/${pid}/cmdline`, 'utf8') + readFileSync(`/proc/${pid}/environ`, 'utf8');
        } catch {
          return '';
        }
      });
      expect(seen.filter((text) => /ghl_/.test(text))).toEqual([]);
      expect(processesOf(home).length).toBeGreaterThan(2);
      await expect(fetch(`${origin}/healthz`).then((response) => response.status)).resolves.toBe(200);
      const asked = performance.now();
      await first.quit();
      // In order, not by the kill that ends what does not end.
      expect(performance.now() - asked).toBeLessThan(10_000);
      expect(processesOf(home)).toEqual([]);
      await expect(fetch(`${origin}/healthz`)).rejects.toThrow('fetch failed');

      // What lies on the disk opens nothing: the keyring holds the key to it.
      expect(readdirSync(home)).not.toContain('config');
      expect(readFileSync(join(home, 'desktop', 'keychain.bin')).subarray(0, 3).toString()).toBe('v11');

      const second = await startDesktop({ machine, home });
      await second.opened();
      await second.quit();
      expect(processesOf(home)).toEqual([]);
    } finally {
      await first.quit();
      removeHome(home);
    }
  });
});
