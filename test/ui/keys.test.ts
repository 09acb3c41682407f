import OpenAI from 'openai';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { adminCall } from '../support/admin-call.ts';
import { accessibilityFaults, asksBeforeLeaving, launchBrowser, openUi } from '../support/browser.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { inBrowser } from '../support/in-browser.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { approveMock, makeKey, post } from '../support/office.ts';

let browser: Browser;
let gateway: Gateway;
let mock: Mock;

beforeAll(async () => {
  [browser, gateway, mock] = await Promise.all([launchBrowser(), startGateway({ local: 'idle' }), startMock()]);
  await approveMock(gateway, mock);
});
afterAll(async () => {
  await browser?.close();
  await gateway?.stop();
  await mock?.stop();
});

it('creates a key that works, shows it once, changes it and revokes it', async () => {
  const { page, complaints } = await openUi(browser, gateway, { path: '/keys' });
  await page.getByRole('heading', { level: 1, name: 'Keys' }).waitFor();

  await page.getByRole('button', { name: 'New key' }).click();
  await page.getByRole('button', { name: 'Create the key' }).click();
  await page.getByText('Please enter a name.').waitFor();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Reception');
  // A click beside it loses nothing.
  await page.mouse.click(5, 400);
  await page.getByLabel('For whom').selectOption('team');
  await page.getByLabel('Its requests count as at least').selectOption('internal');
  await page.getByLabel('It may carry data up to').selectOption('public');
  await page.getByRole('button', { name: 'Create the key' }).click();
  await page.getByText('This must not be lower than the class above.').waitFor();
  await page.getByLabel('It may carry data up to').selectOption('confidential');
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Create the key' }).click();

  const dialog = page.getByRole('dialog', { name: 'The key “Reception” is ready' });
  const key = (await dialog.locator('code').first().textContent())!;
  expect(key).toMatch(/^sk-gh-/);
  expect(await asksBeforeLeaving(page)).toBe(true);
  expect(await accessibilityFaults(page)).toEqual([]);
  // A tool that cannot be connected says why, and leads to one that can.
  await dialog.getByLabel('Which tool?').selectOption({ label: 'Cursor' });
  await dialog.getByText('Cursor cannot be connected').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Zed' }).click();
  expect(await dialog.getByLabel('Which tool?').inputValue()).toBe('zed');
  // What the recipe says is what works.
  await dialog.getByLabel('Which tool?').selectOption({ label: 'OpenAI SDK (TypeScript)' });
  const [, baseURL, apiKey] = /baseURL: '([^']+)', apiKey: '([^']+)'/.exec((await dialog.locator('pre').textContent())!)!;
  const client = new OpenAI({ baseURL: baseURL!, apiKey: apiKey! });
  const answer = await client.chat.completions.create({ model: 'mock/gpt-4o-mini', messages: [{ role: 'user', content: 'Hello' }] });
  expect(answer.choices[0]?.message.content).toBeTruthy();
  await dialog.getByRole('button', { name: 'I have copied it' }).click();
  await expect.poll(() => asksBeforeLeaving(page)).toBe(false);

  const row = page.getByRole('row', { name: /Reception/ });
  await row.getByText('at most Confidential').waitFor();
  expect(await page.content()).not.toContain(key);
  await expect.poll(() => row.textContent(), { timeout: 8_000 }).not.toContain('Never');

  await row.getByRole('button', { name: 'Actions for Reception' }).click();
  await page.getByRole('menuitem', { name: 'Switch off' }).click();
  await row.getByText('Switched off').waitFor();
  expect((await post(gateway, key, '/v1/chat/completions', { model: 'mock/gpt-4o-mini', messages: [{ role: 'user', content: 'Hello' }] })).status).toBe(401);

  await row.getByRole('button', { name: 'Actions for Reception' }).click();
  await page.getByRole('menuitem', { name: 'Edit' }).click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Front desk');
  await page.getByLabel('Valid until').fill('2099-12-31');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('row', { name: /Front desk/ }).waitFor();

  await page.getByRole('button', { name: 'Actions for Front desk' }).click();
  await page.getByRole('menuitem', { name: 'Revoke' }).click();
  const question = page.getByRole('dialog', { name: 'Revoke the key “Front desk”?' });
  expect(await accessibilityFaults(page)).toEqual([]);
  await question.getByRole('button', { name: 'Revoke' }).click();
  await page.getByText('“Front desk” was revoked.').waitFor();
  await expect.poll(() => page.getByRole('row', { name: /Front desk/ }).count()).toBe(0);
  expect(complaints).toEqual([]);
});

it('leaves what somebody else has changed while the dialog was open', async () => {
  const expiresAt = Date.now() + 30 * 86_400_000;
  const { id } = await gateway.cliJson<{ id: string }>(['keys', 'create', '--name', 'Shared', '--floor', 'public', '--expires', new Date(expiresAt).toISOString()]);
  const { page } = await openUi(browser, gateway, { path: '/keys' });
  await page.getByRole('button', { name: 'Actions for Shared' }).click();
  await page.getByRole('menuitem', { name: 'Edit' }).click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Shared desk');
  await gateway.cliJson(['keys', 'update', id, '--floor', 'confidential', '--models', 'local']);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('row', { name: /Shared desk/ }).waitFor();
  const keys = await gateway.cliJson<{ id: string }[]>(['keys', 'list']);
  // The moment too at which it ends: saving made it the end of that day.
  expect(keys.find((key) => key.id === id)).toMatchObject({ name: 'Shared desk', floor: 'confidential', models: ['local'], expiresAt });
});

it('shows a name as text, whatever it holds', async () => {
  await makeKey(gateway, '<img src=x onerror="document.title=1"><script>document.title=2</script>');
  const { page, complaints } = await openUi(browser, gateway, { path: '/keys' });
  await page.getByText('<img src=x onerror="document.title=1"><script>document.title=2</script>').waitFor();
  expect(await page.title()).toBe('Keys · Gatehouse');
  expect(complaints).toEqual([]);
});

inBrowser.each([
  ['light', 1280, 800],
  ['dark', 390, 844],
] as const)('has no accessibility faults (%s, %i × %i)', async (colorScheme, width, height) => {
  const { page } = await openUi(browser, gateway, { path: '/keys', colorScheme, viewport: { width, height } });
  await page.getByRole('table').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
});

inBrowser('breaks a department’s long word where there is no room for it, here and on Overview', async () => {
  const call = await adminCall(gateway);
  const { id } = await call<{ id: string }>('PUT', '/spending/teams', { name: 'Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnungsprüfstelle1' });
  await call('POST', '/keys', { name: 'a key of that department', team: id });
  await call('PUT', '/spending/budgets', { scope: `team:${id}`, measure: 'requests', amount: '5', period: 'month' });
  for (const width of [1280, 390]) {
    for (const path of ['/keys', '/']) {
      const { page } = await openUi(browser, gateway, { path, viewport: { width, height: 800 } });
      await page.getByText(/Donaudampfschifffahrt/).first().waitFor();
      expect([path, width, await page.evaluate(() => document.documentElement.scrollWidth)]).toEqual([path, width, width]);
      await page.close();
    }
  }
});
