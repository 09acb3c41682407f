import { createServer } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import type { ShellLanguage } from '../../electron/languages.ts';
import type { Texts } from '../../electron/texts/en.ts';
import { de } from '../../electron/texts/de.ts';
import { en } from '../../electron/texts/en.ts';
import { fr } from '../../electron/texts/fr.ts';
import { it as italian } from '../../electron/texts/it.ts';
import type { ShellView } from '../../electron/view.ts';
import { accessibilityFaults } from '../support/browser.ts';
import { needs } from '../support/needs.ts';
import { type Desktop, endDesktop, startDesktop } from './desktop.ts';
import { type Machine, startMachine } from './machine.ts';
import { freePort, listen } from './ports.ts';

const LANGUAGES: readonly [ShellLanguage, Texts][] = [['en', en], ['de', de], ['fr', fr], ['it', italian]];
const PASSPHRASE = 'seven lamps over water';

type Word = keyof Texts;
/** What a stage shows, in its order. */
const ASKING = ['choosePassphrase', 'keychainMissing', 'passphrase', 'passphraseAgain', 'passphraseRule', 'protect'] as const satisfies Word[];
const UNLOCKING = ['unlockTitle', 'unlockHint', 'passphrase', 'unlock', 'useRecoveryKey'] as const satisfies Word[];
/** The stages that come and go too quickly to be met, or need a machine of their own, as the main process tells of them. */
const TOLD: readonly [Partial<ShellView> & Pick<ShellView, 'stage'>, readonly Word[]][] = [
  [{ stage: 'starting' }, ['starting', 'startingHint']],
  [{ stage: 'keychain', isNew: true }, ['keychainTitle', 'keychainHint', 'choosePassphrase']],
  [{ stage: 'keychain' }, ['keychainTitle', 'keychainHint', 'withoutKeychain']],
  [{ stage: 'recovery' }, ['recoveryTitle', 'recoveryHint', 'recoveryKey', 'unlock', 'askKeychain']],
  [{ stage: 'recovery', needsPassphrase: true }, ['recoveryTitle', 'recoveryHint', 'recoveryKey', 'newPassphrase', 'passphraseAgain', 'passphraseRule', 'unlock', 'askKeychain']],
];

it.each(LANGUAGES.slice(1))('has words of its own in %s', (_, texts) => {
  const same = (Object.keys(en) as Word[]).filter((name) => texts[name] === en[name]);
  expect(['passphrase', 'menuFile']).toEqual(expect.arrayContaining(same));
  for (const name of Object.keys(en) as Word[]) expect([name, texts[name].match(/\{\{\w+\}\}/g)]).toEqual([name, en[name].match(/\{\{\w+\}\}/g)]);
});

needs('linux', 'electron')('the pages that the window shows without a gateway', () => {
  let machine: Machine | undefined;
  let desktop: Desktop | undefined;
  afterEach(async () => {
    await endDesktop(desktop, machine);
    machine = desktop = undefined;
  });

  it('come up where somebody has to type, though only the icon was started', async () => {
    machine = await startMachine('none');
    desktop = await startDesktop({ machine, args: ['--hidden'] });
    await desktop.stage('choose-passphrase');
    await expect.poll(() => desktop!.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.isVisible())).toBe(true);
  });

  it.each(LANGUAGES)('say all in %s: what is asked, what is wrong, what failed', async (language, texts) => {
    const port = await freePort();
    const stranger = createServer((_, response) => void response.end());
    expect(await listen(stranger, port)).toBe(true);
    machine = await startMachine('none');
    desktop = await startDesktop({ machine, args: [`--lang=${language}`], env: { GATEHOUSE_PORT: String(port) } });
    const { app, window } = desktop;
    const shown = async (): Promise<string[]> => (await window.innerText('main')).split('\n').map((line) => line.trim()).filter(Boolean);
    const inWords = (words: readonly Word[]): string[] => words.map((word) => texts[word]);

    await desktop.stage('choose-passphrase');
    expect(await window.getAttribute('html', 'lang')).toBe(language);
    expect(await shown()).toEqual(inWords(ASKING));
    await window.fill('input[name=passphrase]', 'short');
    await window.fill('input[name=again]', 'short');
    await window.click('button.main');
    expect(await window.innerText('.wrong')).toBe(texts.passphraseShort);
    await window.fill('input[name=passphrase]', PASSPHRASE);
    await window.click('button.main');
    expect(await window.innerText('.wrong')).toBe(texts.passphraseDiffers);

    for (const [view, words] of TOLD) {
      await app.evaluate(({ webContents }, sent) => {
        for (const one of webContents.getAllWebContents()) if (one.getURL().endsWith('/start')) one.send('gatehouse:view', sent);
      }, { turn: 0, language, texts, ...view } satisfies ShellView);
      await desktop.stage(view.stage);
      await expect.poll(shown).toEqual(inWords(words));
      expect([view.stage, await accessibilityFaults(window)]).toEqual([view.stage, []]);
    }

    await window.reload();
    await desktop.stage('choose-passphrase');
    for (const name of ['passphrase', 'again']) await window.fill(`input[name=${name}]`, PASSPHRASE);
    await window.click('button.main');
    await desktop.stage('failed');
    const [title, reason, button, ...more] = await shown();
    expect([title, button, more]).toEqual([texts.failed, texts.tryAgain, []]);
    // In the gateway's own words, as everywhere.
    expect(reason).toContain(String(port));
    expect(await window.getAttribute('.reason', 'lang')).toBe('en');
    await new Promise((done) => { stranger.close(done); });
    await window.click('button.main');
    await desktop.stage('passphrase');
    expect(await shown()).toEqual(inWords(UNLOCKING));
    await window.fill('input[name=passphrase]', PASSPHRASE);
    await window.click('button.main');
    await desktop.opened();
  });
});
