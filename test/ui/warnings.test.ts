import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityFaults, faultsInBoth, launchBrowser, openUi } from '../support/browser.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { startMailServer } from '../support/mail-server.ts';

let browser: Browser;
let gateway: Gateway;
let server: Awaited<ReturnType<typeof startMailServer>>;

beforeAll(async () => {
  [browser, gateway, server] = await Promise.all([launchBrowser(), startGateway(), startMailServer()]);
});
afterAll(() => Promise.all([browser?.close(), gateway?.stop(), server?.stop()]));

it('sets up e-mail, tries it, says what went wrong, and takes it away', async () => {
  const { page, complaints } = await openUi(browser, gateway, { path: '/budgets' });
  await page.getByRole('tab', { name: 'Rules and currency' }).click();
  const row = page.getByRole('region', { name: 'Warnings by e-mail' });
  await row.getByText('No warnings go out by e-mail.').waitFor();
  await row.getByRole('button', { name: 'Set up e-mail' }).click();
  const dialog = page.getByRole('dialog', { name: 'Warnings by e-mail' });
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText('Please fill this in.').first().waitFor();
  await dialog.getByLabel('To', { exact: false }).first().fill('anna@kanzlei.example; beat@kanzlei.example');
  await dialog.getByLabel('From').fill('gatehouse@kanzlei.example');
  await dialog.getByLabel('Mail server').fill('127.0.0.1');
  await dialog.getByLabel('Connection').selectOption('none');
  await dialog.getByLabel('Port').fill(String(server.port));
  await dialog.getByLabel('User name').fill('office');
  await dialog.getByLabel('Password', { exact: true }).fill('wrong');
  expect(await accessibilityFaults(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await row.getByText('E-mails go to anna@kanzlei.example, beat@kanzlei.example, over 127.0.0.1.').waitFor();

  await row.getByRole('button', { name: 'Send a test' }).click();
  await row.getByRole('alert').getByText('The last one was not taken: the mail server answered 535.').waitFor();
  await row.getByRole('button', { name: 'Change' }).click();
  await dialog.getByLabel('Password', { exact: true }).fill('mail-secret');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  await row.getByRole('button', { name: 'Send a test' }).click();
  await page.getByText('The mail server has taken the test.').waitFor();
  expect(server.messages.map(({ to }) => to)).toEqual([['anna@kanzlei.example', 'beat@kanzlei.example']]);
  expect(await faultsInBoth(page)).toEqual([]);

  await row.getByRole('button', { name: 'No more e-mails' }).click();
  await page.getByRole('dialog', { name: 'Send no more warnings by e-mail?' }).getByRole('button', { name: 'No more e-mails' }).click();
  await row.getByText('No warnings go out by e-mail.').waitFor();
  expect(complaints).toEqual([]);
});

it('sets up a webhook and shows its secret once', async () => {
  const { page } = await openUi(browser, gateway, { path: '/budgets' });
  await page.getByRole('tab', { name: 'Rules and currency' }).click();
  const row = page.getByRole('region', { name: 'Warnings to another program' });
  await row.getByRole('button', { name: 'Set up an address' }).click();
  const dialog = page.getByRole('dialog', { name: 'Warnings to another program' });
  await dialog.getByLabel('Address').fill('http://hooks.example.com/x');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText('Technical details').click();
  await dialog.getByRole('alert').getByText('over https only', { exact: false }).waitFor();
  await dialog.getByLabel('Address').fill('http://127.0.0.1:9/a-token-in-the-path');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByText(/^whsec_/).waitFor();
  await row.getByText('Another program is told at http://127.0.0.1:9.').waitFor();
  expect(await page.getByText('a-token-in-the-path').count()).toBe(0);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  await page.reload();
  await page.getByRole('tab', { name: 'Rules and currency' }).click();
  await row.getByText('Another program is told').waitFor();
  expect(await page.getByText(/^whsec_/).count()).toBe(0);
});
