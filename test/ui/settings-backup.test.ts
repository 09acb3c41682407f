import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { accessibilityFaults, asksBeforeLeaving, launchBrowser, openUi, savedFile } from '../support/browser.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { inBrowser } from '../support/in-browser.ts';
import { makeKey } from '../support/office.ts';

let browser: Browser;
let gateway: Gateway;

beforeAll(async () => {
  [browser, gateway] = await Promise.all([launchBrowser(), startGateway({ local: 'idle' })]);
});
afterAll(async () => {
  await browser?.close();
  await gateway?.stop();
});
afterEach(async () => {
  // Pages that stay open go on asking.
  for (const context of browser.contexts()) await context.close();
});

const faults = async (page: Page): Promise<void> => expect(await accessibilityFaults(page)).toEqual([]);

it('makes a new recovery key for the printer, backs up, and restores only what it has opened and checked', async () => {
  const { page, complaints } = await openUi(browser, gateway, { path: '/settings/backup', colorScheme: 'dark' });
  await page.getByRole('textbox', { name: 'Folder' }).fill('not/a/full/path');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('This folder cannot be used.').waitFor();
  await page.getByRole('textbox', { name: 'Folder' }).fill('');
  await page.getByRole('textbox', { name: 'How many are kept' }).fill('3');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').waitFor();
  await faults(page);

  await page.getByRole('button', { name: 'New recovery key' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'New recovery key' }).click();
  const shown = page.getByRole('dialog', { name: 'Your new recovery key' });
  const recoveryKey = (await shown.locator('code').textContent())!;
  expect(await asksBeforeLeaving(page)).toBe(true);
  await faults(page);
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  expect(await page.evaluate(() => document.body.innerText)).toContain(recoveryKey);
  expect(await page.evaluate(() => document.body.innerText)).not.toContain('Automatic backup');
  expect(await page.evaluate(() => getComputedStyle(document.querySelector('body > section')!).color)).toBe('rgb(26, 37, 38)');
  await page.emulateMedia({ media: 'screen', colorScheme: 'dark' });
  await shown.getByRole('button', { name: 'I have kept it' }).click();
  await expect.poll(async () => (await page.content()).includes(recoveryKey)).toBe(false);
  expect(await asksBeforeLeaving(page)).toBe(false);

  await page.getByRole('button', { name: 'Back up now' }).click();
  const restore = page.getByRole('button', { name: /^Restore the backup of/ });
  await restore.first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Recovery key' }).fill('AAAAA-AAAAA-AAAAA-AAAAA-AAAAA-AAAAA-AAAAA-AAAAA');
  await dialog.getByRole('button', { name: 'Open and check' }).click();
  await dialog.getByText('This recovery key does not open this backup.').waitFor();
  await dialog.getByRole('textbox', { name: 'Recovery key' }).fill(recoveryKey);
  await dialog.getByRole('button', { name: 'Open and check' }).click();
  await dialog.getByText('is whole').waitFor();
  await faults(page);
  await dialog.getByRole('button', { name: 'Restore at the next start' }).click();
  await page.getByText('A backup will be restored').waitFor();
  await faults(page);
  await page.getByRole('button', { name: 'Do not restore' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Do not restore' }).click();
  await expect.poll(() => page.getByText('A backup will be restored').count()).toBe(0);
  expect(complaints.filter((line) => !line.includes('400 (Bad Request)'))).toEqual([]);
});

it('shows the whole diagnostics file before it is saved, without any secret or name', async () => {
  const key = await makeKey(gateway, 'Dossier Meier');
  const { page } = await openUi(browser, gateway, { path: '/settings/help' });
  await page.getByRole('button', { name: 'Show the file' }).click();
  const text = (await page.getByRole('region', { name: 'Diagnostics file' }).textContent())!;
  expect((await savedFile(page, () => page.getByRole('button', { name: 'Save as a file' }).click())).text).toBe(text);
  expect(JSON.parse(text)).toMatchObject({ format: 'gatehouse-diagnostics' });
  expect(text).not.toMatch(new RegExp(`${key}|Dossier|Meier|Anna|${gateway.home}`));
  await faults(page);
});

inBrowser('names every part that it is built from, with its licence', async () => {
  const { page, complaints } = await openUi(browser, gateway, { path: '/settings/about' });
  await page.getByText('Version 0.1.0').waitFor();
  await page.getByRole('button', { name: 'Show the licences' }).click();
  for (const name of ['fastify', 'better-sqlite3', '@mantine/core', 'Ollama']) await page.getByRole('listitem').filter({ hasText: new RegExp(`^${name} `) }).waitFor();
  await page.getByRole('searchbox').fill('fastify');
  await page.locator('summary').first().click();
  await page.getByText(/Permission is hereby granted/).first().waitFor();
  await faults(page);
  expect(complaints).toEqual([]);
});

inBrowser('says when it could not be read, and knows no other part', async () => {
  const { page } = await openUi(browser, gateway, { path: '/settings/elsewhere' });
  await page.getByText('There is no such page').waitFor();
  await page.route('**/admin/api/backups', (route) => route.abort());
  await page.getByRole('navigation', { name: 'Parts of the settings' }).getByRole('link', { name: 'Backup' }).click();
  await page.getByText('This could not be shown').waitFor();
  await faults(page);
});
