import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { accessibilityFaults, launchBrowser, openTab, openUi } from '../support/browser.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { inBrowser } from '../support/in-browser.ts';
import { IN_WINDOW } from '../support/seat.ts';

const HOSTILE = '<img src=x onerror="document.title=1">';

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
const go = (page: Page, part: string): Promise<void> => page.getByRole('navigation', { name: 'Parts of the settings' }).getByRole('link', { name: part }).click();
const settingsFile = (): Record<string, unknown> => JSON.parse(readFileSync(join(gateway.home, 'gatehouse.json'), 'utf8')) as Record<string, unknown>;
const officeLanguage = async (): Promise<string | undefined> => /data-office-language="(\w*)"/.exec(await (await fetch(`${gateway.url}/ui/`)).text())?.[1];

it('has a language for the office, which a person’s own choice outweighs', async () => {
  const { page, complaints } = await openUi(browser, gateway, { path: '/settings' });
  await page.getByLabel('Language for people who have not chosen one').selectOption('de');
  await page.getByText('Saved.').waitFor();
  await page.getByLabel('Time zone').selectOption('Europe/Zurich');
  expect(await page.getByLabel('Your language').inputValue()).toBe('en');
  await expect.poll(officeLanguage).toBe('de');
  await page.getByLabel('Your language').selectOption('fr');
  await page.getByRole('heading', { name: 'Réglages' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Réglages' }).waitFor();
  await page.getByLabel('Votre langue').selectOption('en');
  await page.getByText('Dark', { exact: true }).click();
  expect(await page.evaluate(() => document.documentElement.dataset['mantineColorScheme'])).toBe('dark');
  await faults(page);
  await page.getByLabel('Language for people who have not chosen one').selectOption({ label: 'As the browser' });
  await expect.poll(officeLanguage).toBe('');
  expect(complaints).toEqual([]);
});

inBrowser('greets who is not signed in in the language of the office', async () => {
  const { page } = await openUi(browser, gateway, { path: '/settings' });
  await page.getByLabel('Language for people who have not chosen one').selectOption('de');
  await page.getByText('Saved.').waitFor();
  const stranger = await openTab(browser);
  await stranger.page.goto(`${gateway.url}/ui/`);
  await stranger.page.getByRole('heading', { name: 'Bei Gatehouse anmelden' }).waitFor();
  await page.getByLabel('Language for people who have not chosen one').selectOption({ label: 'As the browser' });
  await expect.poll(officeLanguage).toBe('');
});

inBrowser('tells everything on the office’s clock, wherever the browser stands, to an auditor too', async () => {
  const { page } = await openUi(browser, gateway, { path: '/settings', timezoneId: 'Pacific/Auckland' });
  await page.getByLabel('Time zone').selectOption('America/New_York');
  await page.getByText('Saved.').waitFor();
  const { startedAt } = await gateway.cliJson<{ startedAt: number }>(['status']);
  const told = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'America/New_York' }).format(startedAt);
  await go(page, 'About');
  await page.getByText(told, { exact: false }).waitFor();
  await page.getByRole('link', { name: 'Overview' }).click();
  await page.getByText(told, { exact: false }).waitFor();
  const { page: auditors } = await openUi(browser, gateway, { role: 'auditor', name: 'Ben', timezoneId: 'Pacific/Auckland' });
  await auditors.getByText(told, { exact: false }).waitFor();
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByLabel('Time zone').selectOption('Europe/Zurich');
  await page.getByText('Saved.').first().waitFor();
});

inBrowser('keeps its parts in one row on a phone, with the one that is shown in sight', async () => {
  const { page } = await openUi(browser, gateway, { path: '/settings/about', viewport: { width: 390, height: 844 } });
  const links = page.getByRole('navigation', { name: 'Parts of the settings' }).getByRole('link');
  await expect.poll(async () => {
    const shown = await page.getByRole('navigation', { name: 'Parts of the settings' }).getByRole('link', { name: 'About' }).boundingBox();
    return shown !== null && shown.x >= 0 && shown.x + shown.width <= 390;
  }).toBe(true);
  expect(new Set(await links.evaluateAll((all) => all.map((link) => Math.round(link.getBoundingClientRect().top)))).size).toBe(1);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
});

it('shows what only the desktop application has, in its window alone', async () => {
  const { page } = await openUi(browser, gateway, { path: '/settings' });
  await page.getByLabel('Time zone').waitFor();
  const login = page.getByRole('switch', { name: 'Start Gatehouse when I sign in to this computer' });
  if (!IN_WINDOW) {
    expect(await page.getByRole('switch').count()).toBe(0);
    return;
  }
  for (const on of [true, false]) {
    await login.click({ force: true });
    await expect.poll(() => login.isChecked()).toBe(on);
    await page.reload();
    await expect.poll(() => login.isChecked()).toBe(on);
  }
  await faults(page);
});

it('opens Gatehouse to other computers only after a warning, and says that it needs a restart', async () => {
  const { page, complaints } = await openUi(browser, gateway, { path: '/settings/network' });
  await page.getByText('This computer only').waitFor();
  const name = page.getByRole('combobox', { name: 'Names under which tools call Gatehouse' });
  await name.fill('not a name');
  await name.press('Enter');
  await page.getByText('“not a name” cannot be such a name').waitFor();
  expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
  await page.getByRole('button', { name: 'Discard changes' }).click();
  await name.fill('host.docker.internal');
  await name.press('Enter');
  await page.getByRole('button', { name: 'Save' }).click();
  await (IN_WINDOW ? page.getByRole('button', { name: 'Restart now' }) : page.getByText('Stop Gatehouse on its computer and start it again.')).waitFor();
  expect(settingsFile()).toMatchObject({ hostNames: ['host.docker.internal'] });

  const others = page.getByRole('group', { name: 'Other addresses of this computer' }).getByRole('checkbox');
  if ((await others.count()) === 0) return;
  await others.first().click();
  await page.getByRole('button', { name: 'Save' }).click();
  const question = page.getByRole('dialog', { name: 'Open Gatehouse to other computers?' });
  await faults(page);
  await question.getByRole('button', { name: 'Cancel' }).click();
  expect(settingsFile()['listen'] ?? []).toEqual([]);
  await page.getByRole('button', { name: 'Save' }).click();
  await question.getByRole('button', { name: 'Open it all the same' }).click();
  await page.getByText('Other computers too').waitFor();
  await faults(page);
  await others.first().click();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('This computer only').waitFor();
  expect(settingsFile()['listen']).toEqual([]);
  expect(complaints).toEqual([]);
});

inBrowser('lets an auditor in by a link that works once, and out again', async () => {
  const { page, complaints } = await openUi(browser, gateway, { path: '/settings/people' });
  await page.getByRole('button', { name: 'Let somebody in' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Make the link' }).click();
  await dialog.getByText('Please enter a name.').waitFor();
  await dialog.getByRole('textbox', { name: 'Name' }).fill(HOSTILE);
  await faults(page);
  await dialog.getByRole('button', { name: 'Make the link' }).click();
  const link = (await dialog.locator('code').textContent())!;
  await faults(page);
  await dialog.getByRole('button', { name: 'Done' }).click();

  const guest = await openTab(browser);
  await guest.page.goto(link);
  await guest.page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  await guest.page.goto(`${gateway.url}/ui/settings`);
  await guest.page.getByText('Only for administrators').waitFor();

  await page.getByText(HOSTILE).waitFor();
  expect(await page.title()).toBe('Settings · Gatehouse');
  const row = page.getByRole('listitem').filter({ hasText: HOSTILE });
  expect(await page.getByRole('listitem').filter({ hasText: '(you)' }).getByRole('button', { name: 'Remove' }).count()).toBe(0);
  await row.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect.poll(() => row.count()).toBe(0);
  await guest.page.getByRole('link', { name: 'Overview' }).click();
  await guest.page.getByText('Your session has ended.').waitFor();
  expect(complaints).toEqual([]);
});

it('keeps requests for as long as is asked, and writes as safely', async () => {
  const { page } = await openUi(browser, gateway, { path: '/settings/storage' });
  const days = page.getByRole('textbox', { name: 'Days that requests stay in the list' });
  await days.fill('');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Please enter a number from 1 to').waitFor();
  await days.fill('30');
  await page.getByRole('radio', { name: 'As safe as possible' }).check();
  await faults(page);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved; it counts after the next start').waitFor();
  expect(settingsFile()).toMatchObject({ traceRetentionDays: 30, durability: 'full' });
});

inBrowser.each([
  ['light', 390, 844],
  ['dark', 1920, 1080],
] as const)('has no accessibility faults (%s, %i × %i)', async (colorScheme, width, height) => {
  const { page } = await openUi(browser, gateway, { path: '/settings', colorScheme, viewport: { width, height } });
  for (const part of ['General', 'Network', 'People', 'Backup', 'Data kept', 'Help', 'About']) {
    await go(page, part);
    await expect.poll(() => page.getByRole('status', { name: 'Loading' }).count()).toBe(0);
    if (part === 'Help') await page.getByRole('button', { name: 'Show the file' }).click();
    if (part === 'Help') await page.getByRole('button', { name: 'Save as a file' }).waitFor();
    await faults(page);
    expect([part, await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)]).toEqual([part, true]);
  }
});
