import { needs } from '../../support/needs.ts';

/** The same specs that run in Chromium, each in a window of its own: what they register they register here. */
export function inWindow(specs: Record<string, () => Promise<unknown>>): void {
  for (const [name, load] of Object.entries(specs)) {
    needs('linux', 'electron')(`${name} in the window`, async () => {
      await load();
    });
  }
}
