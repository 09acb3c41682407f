import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { accessibilityFaults, launchBrowser, openUi } from '../support/browser.ts';
import { startGateway } from '../support/gateway.ts';

const LOCALES = { en: 'en-GB', de: 'de-CH', fr: 'fr-CH', it: 'it-CH' } as const;
const PRACTICE = { en: 'Medical practice', de: 'Arztpraxis', fr: 'Cabinet médical', it: 'Studio medico' } as const;
const CHAT_MODEL = 'smollm2:135m';

interface Texts {
  office: { title: string; takeAll: string };
  test: { ask: string; here: string };
  connect: { keyName: string };
}
const textsOf = (language: string, namespace: string): unknown => JSON.parse(readFileSync(join(import.meta.dirname, `../../renderer/texts/${language}/${namespace}.json`), 'utf8'));

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

it.each(['en', 'de', 'fr', 'it'] as const)('leads from an empty office to a confidential answer in three clicks (%s)', async (language) => {
  const texts = textsOf(language, 'first-run') as Texts;
  const overview = textsOf(language, 'overview') as { title: string; attention: { recoveryLink: string } };
  const gateway = await startGateway({ local: 'real', env: { GATEHOUSE_STARTER: CHAT_MODEL } });
  onTestFinished(async () => void (await gateway.stop()));
  const { page, complaints } = await openUi(browser, gateway, { firstRun: true, locale: LOCALES[language] });
  let clicks = 0;
  await page.exposeFunction('clicked', () => clicks++);
  await page.evaluate("addEventListener('click', ({ isTrusted }) => isTrusted && clicked(), true)");

  await page.getByRole('heading', { level: 1, name: texts.office.title }).waitFor();
  await page.getByRole('radio', { name: PRACTICE[language] }).click();
  await page.getByRole('button', { name: texts.office.takeAll }).click();
  await page.waitForURL('**/welcome/connect');
  // The model may still be on its way: nothing is to be clicked meanwhile.
  await page.getByRole('button', { name: texts.test.ask, disabled: false }).click({ timeout: 800_000 });
  await page.getByText(texts.test.here).waitFor({ timeout: 120_000 });
  expect(clicks).toBe(3);

  const arrival = page.getByRole('status').filter({ has: page.getByRole('link') });
  await arrival.getByText(CHAT_MODEL).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  const [trace] = await gateway.cliJson<object[]>(['traces', 'list', '--limit', '1']);
  expect(trace).toMatchObject({ keyName: texts.connect.keyName, dataClass: 'secret', provider: 'local', model: CHAT_MODEL, outcome: 'ok' });
  if (language === 'en') expect(await page.locator('main').innerText()).toContain('Paris');

  await page.goto(`${gateway.url}/ui/`);
  await page.getByRole('heading', { level: 1, name: overview.title }).waitFor();
  expect(await page.locator('html').getAttribute('data-office-language')).toBe(language);
  await page.getByRole('link', { name: overview.attention.recoveryLink }).click();
  await page.waitForURL('**/welcome/recovery');
  expect(complaints).toEqual([]);
});
