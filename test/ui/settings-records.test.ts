import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsInBoth, launchBrowser, openUi } from '../support/browser.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { inBrowser } from '../support/in-browser.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { approveMock, makeKey, post } from '../support/office.ts';
import { startOtlpReceiver } from '../support/otlp-receiver.ts';

interface ContentState { rules: Record<string, { mode: string; days: number }>; totals: { records: number }[] }

let browser: Browser;
let gateway: Gateway;
let mock: Mock;
let key: string;

const TEXT = 'Which files are open?';
const ask = async (content = TEXT) => (await post(gateway, key, '/v1/chat/completions', { model: 'fast', messages: [{ role: 'user', content }] })).text();
const contents = () => gateway.cliJson<ContentState>(['contents', 'status']);

beforeAll(async () => {
  [browser, gateway, mock] = await Promise.all([launchBrowser(), startGateway({ local: 'idle' }), startMock()]);
  await approveMock(gateway, mock, { fast: ['mock/gpt-4o-mini'] });
  key = await makeKey(gateway, 'Word', '--floor', 'internal');
});
afterAll(async () => {
  await browser?.close();
  await Promise.all([gateway?.stop(), mock?.stop()]);
});

describe('questions and answers', () => {
  it('are kept as the office chooses, with a warning for what is confidential, found by their text and erased', async () => {
    const { page, complaints } = await openUi(browser, gateway, { path: '/settings/contents' });
    await page.getByLabel('What is kept: Professional secrecy').selectOption('The texts, encrypted');
    await page.getByText('Keep them only if you must.', { exact: false }).waitFor();
    expect(await faultsInBoth(page)).toEqual([]);
    await page.getByLabel('What is kept: Professional secrecy').selectOption('Nothing');
    expect(await page.getByText('Keep them only if you must.', { exact: false }).count()).toBe(0);
    // Somebody else, meanwhile.
    await gateway.cliJson(['contents', 'set', '--class', 'public', '--mode', 'hash', '--days', '3']);
    await page.getByLabel('What is kept: Internal').selectOption('The texts, encrypted');
    await page.getByLabel('Days: Internal').fill('14');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();
    const { rules } = await contents();
    expect([rules['internal'], rules['secret']!.mode, rules['public']]).toEqual([{ mode: 'encrypted', days: 14 }, 'off', { mode: 'hash', days: 3 }]);
    expect(await page.getByLabel('What is kept: Public').inputValue()).toBe('hash');
    expect(await page.getByRole('button', { name: 'Save' }).first().isDisabled()).toBe(true);

    await ask();
    await ask('Something else');
    await expect.poll(async () => (await contents()).totals[0]?.records).toBe(2);
    await page.getByLabel('The whole message or answer').fill(TEXT);
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('listitem').filter({ hasText: 'Word · asked' }).getByRole('link').waitFor();
    await page.getByText('2 requests, ', { exact: false }).waitFor({ timeout: 20_000 });
    expect(await faultsInBoth(page)).toEqual([]);

    await page.getByLabel('Key', { exact: true }).selectOption('Word');
    await page.getByRole('button', { name: 'Erase the texts' }).click();
    const question = page.getByRole('dialog', { name: 'Erase these texts?' });
    expect(await faultsInBoth(page)).toEqual([]);
    await question.getByRole('button', { name: 'Erase the texts' }).click();
    await page.getByText('The texts of 2 requests are erased.', { exact: false }).waitFor();
    expect((await contents()).totals.reduce((sum, { records }) => sum + records, 0)).toBe(0);
    const acts = await gateway.cliJson<{ action: string }[]>(['audit', 'list', '--acts']);
    expect(acts.map(({ action }) => action)).toEqual(expect.arrayContaining(['content.find', 'content.erase', 'setting.set']));
    expect(complaints).toEqual([]);
  });
});

describe('passing on figures', () => {
  it('sets a receiver up, tries it, says what was sent, and never shows its keys again', async () => {
    const receiver = await startOtlpReceiver();
    try {
      const { page, complaints } = await openUi(browser, gateway, { path: '/settings/transfer' });
      await page.getByText('Nothing is passed on.').waitFor();
      await page.getByRole('button', { name: 'Add a system' }).click();
      const dialog = page.getByRole('dialog', { name: 'Add a system' });
      await dialog.getByRole('button', { name: 'Save' }).click();
      await dialog.getByText('Please fill this in.').first().waitFor();
      await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('<b>Collector</b>');
      await dialog.getByRole('textbox', { name: 'Address' }).fill(receiver.origin);
      await dialog.getByLabel('Header for signing in (name)').fill('authorization');
      await dialog.getByRole('textbox', { name: 'Its value' }).fill('Bearer very-secret');
      expect(await faultsInBoth(page)).toEqual([]);
      await dialog.getByRole('button', { name: 'Save' }).click();
      const row = page.getByRole('listitem').filter({ hasText: '<b>Collector</b>' });
      await row.getByText('On', { exact: true }).waitFor();
      await row.getByRole('button', { name: 'Try it: <b>Collector</b>' }).click();
      await row.getByText(/^It was taken, after/).waitFor();
      await ask();
      await row.getByText(/^[1-9]\d* sent, 0 waiting, 0 dropped, 0 refused$/).waitFor({ timeout: 20_000 });
      expect(await page.content()).not.toContain('very-secret');
      expect(await faultsInBoth(page)).toEqual([]);

      await row.getByRole('button', { name: 'Edit <b>Collector</b>' }).click();
      const edit = page.getByRole('dialog', { name: 'Edit <b>Collector</b>' });
      expect(await edit.getByRole('textbox', { name: 'Its value' }).inputValue()).toBe('');
      await edit.getByText('Keys are stored and never shown.', { exact: false }).waitFor();
      await edit.getByRole('switch', { name: 'Switched on' }).click();
      await edit.getByRole('button', { name: 'Save' }).click();
      await row.getByText('Switched off').waitFor();
      await row.getByRole('button', { name: 'Remove <b>Collector</b>' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
      await page.getByText('Nothing is passed on.').waitFor();
      expect(complaints).toEqual([]);
    } finally {
      await receiver.stop();
    }
  });

  it('opens the figures to whoever shows the token, which is seen once', async () => {
    const { page } = await openUi(browser, gateway, { path: '/settings/transfer' });
    await page.getByLabel('Whoever shows the token').check();
    await page.getByRole('button', { name: 'Save' }).click();
    const token = (await page.getByText(/^mt-gh-/).textContent())!;
    const read = (authorization?: string) => fetch(`${gateway.url}/metrics`, { headers: authorization === undefined ? {} : { authorization } });
    expect([(await read()).status, (await read(`Bearer ${token}`)).status]).toEqual([401, 200]);
    expect(await faultsInBoth(page)).toEqual([]);
    await page.reload();
    await page.getByRole('button', { name: 'Make a new token' }).waitFor();
    expect(await page.content()).not.toContain(token);
  });

  inBrowser.each(['contents', 'transfer'])('fits a phone: %s', async (part) => {
    const { page } = await openUi(browser, gateway, { path: `/settings/${part}`, viewport: { width: 390, height: 844 } });
    await expect.poll(() => page.locator('[aria-busy="true"]').count()).toBe(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  });
});
