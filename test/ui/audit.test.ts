import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFaults, launchBrowser, openUi, savedFile } from '../support/browser.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { inBrowser } from '../support/in-browser.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { approveMock, makeKey, post, USER } from '../support/office.ts';

const HOSTILE = '<img src=x onerror=alert(1)>';

let browser: Browser;
let gateway: Gateway;
let mock: Mock;
let key: string;

const records = (page: Page) => page.getByRole('list', { name: 'Records of the audit log' }).getByRole('listitem');
const faults = async (page: Page): Promise<string[]> => {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    found.push(...(await accessibilityFaults(page)));
  }
  return found;
};

beforeAll(async () => {
  [browser, gateway, mock] = await Promise.all([launchBrowser(), startGateway({ local: 'idle' }), startMock()]);
  await approveMock(gateway, mock, { fast: ['mock/gpt-4o-mini'] });
  key = await makeKey(gateway, 'crm', '--floor', 'internal');
  await makeKey(gateway, HOSTILE, '--floor', 'secret');
  expect((await post(gateway, key, '/v1/chat/completions', { model: 'fast', messages: USER })).status).toBe(200);
  expect((await post(gateway, key, '/v1/chat/completions', { model: 'fast', messages: USER }, { 'x-gatehouse-class': 'secret' })).status).toBeGreaterThanOrEqual(400);
});
afterAll(async () => {
  await browser?.close();
  await Promise.all([gateway?.stop(), mock?.stop()]);
});

describe('the records', () => {
  it('say who did what in plain words, in detail on demand, and hostile names stay text', async () => {
    const { page, complaints } = await openUi(browser, gateway, { path: '/audit', role: 'auditor', name: 'Rita' });
    await records(page).filter({ hasText: 'A key was created' }).filter({ hasText: HOSTILE }).waitFor();
    await records(page).filter({ hasText: 'Rita' }).filter({ hasText: 'Somebody signed in' }).waitFor();
    expect(await records(page).filter({ hasText: 'A request was sent' }).count()).toBe(0);
    const created = records(page).filter({ hasText: 'A key was created' }).filter({ hasText: 'crm' });
    await created.getByRole('button').first().focus();
    await page.keyboard.press('Enter');
    await created.getByText('Counts as at least').waitFor();
    await created.locator('dd').getByText('Internal', { exact: true }).waitFor();
    await created.getByText('Hash of this record').waitFor();
    await created.getByRole('button', { name: 'As it was written' }).click();
    await created.getByRole('region', { name: 'As it was written' }).getByText('"action": "key.create"').waitFor();
    expect(await page.locator('img[src="x"]').count()).toBe(0);
    expect(await faults(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('filter by what, by whom, and with requests, which lead to the request', async () => {
    const { page } = await openUi(browser, gateway, { path: '/audit' });
    await records(page).first().waitFor();
    await page.getByLabel('What happened').selectOption('A provider was added');
    await expect.poll(() => records(page).count()).toBe(1);
    expect(new URL(page.url()).searchParams.get('action')).toBe('provider.add');
    await page.getByRole('button', { name: 'Remove filters' }).click();
    await page.getByLabel('Which records').selectOption('Requests too');
    await page.getByLabel('Who').selectOption('crm');
    const refused = records(page).filter({ hasText: 'A request was refused' });
    await refused.getByText('Professional secrecy · ').waitFor();
    await expect.poll(() => records(page).count()).toBe(2);
    const sent = records(page).filter({ hasText: 'A request was sent' });
    await sent.getByRole('button').first().click();
    await sent.getByText('mock may see this: the data rules allow it for “Internal”.').waitFor();
    await sent.getByText('as it was', { exact: true }).waitFor();
    expect(await faults(page)).toEqual([]);
    await page.getByLabel('What happened').selectOption('A budget was removed');
    await page.getByRole('heading', { name: 'No record fits the filters' }).waitFor();
    expect(await faults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Remove filters' }).click();
    await page.getByLabel('Which records').selectOption('Requests too');
    await sent.getByRole('button').first().click();
    await sent.getByRole('link', { name: 'Show the request' }).click();
    await page.waitForURL(/\/ui\/requests\/trc_/);
  });

  inBrowser('come page by page, as far as they are asked for', async () => {
    for (let i = 0; i < 60; i++) expect((await post(gateway, key, '/v1/chat/completions', { model: 'fast', messages: USER })).status).toBe(200);
    const { page } = await openUi(browser, gateway, { path: '/audit?requests=1' });
    await expect.poll(() => records(page).count()).toBe(50);
    await page.getByRole('button', { name: 'Show older records' }).click();
    await records(page).filter({ hasText: 'A provider was added' }).waitFor();
    expect(await records(page).count()).toBeGreaterThan(60);
    expect(await page.getByRole('button', { name: 'Show older records' }).count()).toBe(0);
  });

  inBrowser('say what fails, and are asked for again', async () => {
    const { page } = await openUi(browser, gateway, { path: '/' });
    await page.route('**/admin/api/audit?**', (route) => route.fulfill({ status: 503, contentType: 'application/json', body: JSON.stringify({ error: { code: 'storage_unavailable', message: 'The disk is full.', type: 'api_error' } }) }));
    await page.getByRole('link', { name: 'Audit log', exact: true }).click();
    await page.getByRole('alert').getByText('Gatehouse cannot write to its disk.').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.unroute('**/admin/api/audit?**');
    await page.getByRole('button', { name: 'Try again' }).click();
    await records(page).first().waitFor();
  });
});

describe('the proof', () => {
  it('signs, shows the key to note, and saves a file that verifies without the gateway', async () => {
    const { page, complaints } = await openUi(browser, gateway, { path: '/audit?tab=proof', role: 'auditor', name: 'Rita' });
    await page.getByRole('button', { name: 'Sign now' }).click();
    await page.getByText(/^The log is signed up to record \d+\.$/).waitFor();
    const own = await gateway.cliJson<{ fingerprint: string; latest: { seq: number; hash: string } }>(['audit', 'key']);
    await page.getByText(own.fingerprint, { exact: true }).waitFor();
    await page.getByText(`${own.latest.seq}:${own.latest.hash}`, { exact: true }).waitFor();
    await page.getByText('Equal', { exact: true }).waitFor();
    expect(await faults(page)).toEqual([]);
    const file = await savedFile(page, () => page.getByRole('button', { name: 'Save the file' }).click());
    expect(file.name).toBe('gatehouse-audit.jsonl');
    expect(file.text.split('\n')[0]).toContain('gatehouse-audit-export');
    expect(file.text.trimEnd().split('\n').at(-1)).toContain('gatehouse-audit-head');
    expect(complaints).toEqual([]);
  });

  inBrowser('says that the log is whole, and at which record it was changed', async () => {
    const other = await startGateway({ local: 'idle' });
    try {
      await makeKey(other, 'crm');
      const { page } = await openUi(browser, other, { path: '/audit' });
      await page.getByRole('button', { name: 'Check the log' }).click();
      await page.getByRole('heading', { name: 'The log is whole' }).waitFor();
      await page.getByText(/^\d+ records were read: none was changed, and none is missing\./).waitFor();
      expect(await faults(page)).toEqual([]);
      const db = new Database(join(other.home, 'gatehouse.db'));
      let record: number;
      try {
        const { seq } = db.prepare("SELECT seq FROM audit WHERE action = 'key.create' AND detail LIKE '%crm%'").get() as { seq: number };
        record = seq;
        db.exec('DROP TRIGGER IF EXISTS audit_no_update');
        db.prepare("UPDATE audit SET detail = replace(detail, 'crm', 'CRM') WHERE seq = ?").run(seq);
      } finally {
        db.close();
      }
      await page.getByRole('button', { name: 'Check the log' }).click();
      await page.getByRole('heading', { name: 'The log was changed' }).waitFor();
      await page.getByText(`The fault is at record ${record}.`).waitFor();
      expect(await faults(page)).toEqual([]);
    } finally {
      await other.stop();
    }
  });
});

describe('the report', () => {
  it('shows who saw what, and is saved as a page in the language and as data', async () => {
    const { page, complaints } = await openUi(browser, gateway, { path: '/audit?tab=report', role: 'auditor', name: 'Rita' });
    const seen = page.getByRole('row', { name: /^mock \(European Union\) Internal as it was .* [1-9]\d*×$/ });
    await seen.waitFor();
    await page.getByRole('listitem').filter({ hasText: 'Professional secrecy' }).filter({ hasText: '1×' }).waitFor();
    expect(await faults(page)).toEqual([]);
    await page.getByRole('button', { name: /^Language/ }).click();
    await page.getByRole('menuitem', { name: /Deutsch/ }).or(page.getByRole('menuitemradio', { name: /Deutsch/ })).first().click();
    const file = await savedFile(page, () => page.getByRole('button', { name: 'Als Seite speichern' }).click());
    expect(file.name).toMatch(/^gatehouse-audit-report-\d{4}-\d{2}-01-\d{4}-\d{2}-\d{2}\.html$/);
    expect(file.text).toContain('Prüfbericht');
    const data = JSON.parse((await savedFile(page, () => page.getByRole('button', { name: 'Als Daten speichern (JSON)' }).click())).text) as { seen: { provider: string }[] };
    expect(data.seen.map(({ provider }) => provider)).toContain('mock');
    await page.getByLabel('Zeitraum').selectOption('Andere Tage');
    await page.getByLabel('Von').fill('2026-02-02');
    await page.getByLabel('Bis', { exact: true }).fill('2026-02-01');
    await page.getByRole('alert').getByText('Der erste Tag darf nicht nach dem letzten liegen.').waitFor();
    await page.getByLabel('Bis', { exact: true }).fill('2026-02-03');
    await page.getByText('In diesem Zeitraum wurde keine Anfrage gesendet.').waitFor();
    expect(complaints).toEqual([]);
  });
});

inBrowser('fits a phone', async () => {
  for (const tab of ['records&requests=1', 'report', 'proof']) {
    const { page } = await openUi(browser, gateway, { path: `/audit?tab=${tab}`, viewport: { width: 390, height: 844 }, locale: 'de-CH' });
    await expect.poll(() => page.locator('[aria-busy="true"]').count()).toBe(0);
    await page.waitForTimeout(300);
    expect([tab, await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)]).toEqual([tab, true]);
  }
});

// Last: no request fits these budgets any more.
inBrowser('the records say in the person’s language how much a budget is of, and who used the command line', async () => {
  await gateway.cliJson(['budgets', 'set', '--requests', '80', '--per', 'month']);
  await gateway.cliJson(['budgets', 'set', '--money', '200', '--per', 'month']);
  const { page, complaints } = await openUi(browser, gateway, { path: '/audit', locale: 'de-CH' });
  const made = page.getByRole('listitem').filter({ hasText: 'Ein Budget wurde erstellt' }).filter({ hasText: '(Befehlszeile)' });
  await made.filter({ hasText: '80 Anfragen pro Monat' }).waitFor();
  await made.filter({ hasText: /\$\s?200\.00 pro Monat/ }).waitFor();
  expect(await page.getByText('command line').count()).toBe(0);
  expect(complaints).toEqual([]);
});
