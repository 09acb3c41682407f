import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { askAdmin } from '../support/admin-socket.ts';
import { accessibilityFaults, faultsInBoth, launchBrowser, openUi } from '../support/browser.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { approveMock, makeKey, post } from '../support/office.ts';

const AHV = '756.9217.0769.85';
const OTHER = '756.1234.5678.97';
const HOSTILE = '<img src=x onerror="globalThis.pwned=1">';
const KIND = 'Swiss social-security number (AHV)';
const LETTER = `Dear Ms Keller.\nPlease see ${AHV} ${HOSTILE} for the exhibition.\nYours`;

let browser: Browser;
let gateway: Gateway;
let mock: Mock;
let key: string;
beforeAll(async () => {
  [browser, gateway, mock] = await Promise.all([launchBrowser(), startGateway({ local: 'idle' }), startMock()]);
  await approveMock(gateway, mock, { fast: ['mock/gpt-4o-mini'] });
  await gateway.cliJson(['policy', 'otherwise', '--class', 'confidential', 'refuse']);
  key = await makeKey(gateway, 'Word', '--floor', 'internal');
});
afterEach(async () => {
  const { alarms } = (await askAdmin(gateway.home, 'GET', '/recognition/false-alarms')) as { alarms: { recogniser: string; mark: string }[] };
  for (const { recogniser, mark } of alarms) await askAdmin(gateway.home, 'DELETE', `/recognition/false-alarms/${recogniser}/${mark}`);
  await Promise.all(browser.contexts().map((context) => context.close()));
});
afterAll(async () => {
  await browser?.close();
  await Promise.all([gateway?.stop(), mock?.stop()]);
});

/** Gives the id of its trace. */
async function send(content: string): Promise<string> {
  const { headers } = await post(gateway, key, '/v1/chat/completions', { model: 'fast', messages: [{ role: 'user', content }] });
  return headers.get('x-gatehouse-trace-id')!;
}
const classOf = async (text: string): Promise<string> => ((await askAdmin(gateway.home, 'POST', '/recognition/try', { text })) as { dataClass: string }).dataClass;
const dialog = (page: Page) => page.getByRole('dialog');
const row = (page: Page) => page.getByRole('row', { name: new RegExp(KIND.replaceAll(/[()]/g, '\\$&')) });
const act = async (page: Page, item: string): Promise<void> => {
  await page.getByRole('button', { name: `Actions for ${KIND}` }).click();
  await page.getByRole('menuitem', { name: item }).click();
};

async function ask(page: Page): Promise<void> {
  await page.getByRole('button', { name: `This was a false alarm: ${KIND}` }).click();
  await dialog(page).getByText('From now on this one value no longer counts as', { exact: false }).waitFor();
}
const report = (page: Page) => dialog(page).getByRole('button', { name: 'It was a false alarm' }).click();

async function toList(page: Page): Promise<void> {
  await page.evaluate(() => history.pushState(null, '', '/ui/rules/recognition?tab=alarms'));
  await row(page).waitFor();
}

describe('the words of a false alarm', () => {
  it('are pasted by whoever reports it, checked, shown only when asked for, and tested on what is recognised now', async () => {
    const { page, complaints } = await openUi(browser, gateway, { path: `/requests/${await send(LETTER)}` });
    await ask(page);
    const words = dialog(page).getByLabel('The words it was about (optional)');
    await words.fill(`Please see ${OTHER}.`);
    await report(page);
    await dialog(page).getByRole('alert').getByText('These are not the words', { exact: false }).waitFor();
    expect(await dialog(page).getByRole('alert').count()).toBe(1);
    expect(await faultsInBoth(page)).toEqual([]);
    await words.fill(LETTER);
    await report(page);
    await page.getByText('its sentence is kept as a test case', { exact: false }).waitFor();
    await page.getByText('Reported as a false alarm').waitFor();

    await toList(page);
    await row(page).getByText('Not found, thanks to the exception.').waitFor();
    expect(await page.content()).not.toContain('exhibition');
    expect(await faultsInBoth(page)).toEqual([]);
    await act(page, 'Show the words');
    await dialog(page).getByText('The audit log says that you have looked at these words.').waitFor();
    const shown = await dialog(page).getByRole('group', { name: 'The words it was about' }).textContent();
    expect([shown!.includes(`${HOSTILE} for the exhibition.`), shown!.includes('Keller')]).toEqual([true, false]);
    expect(await dialog(page).locator('mark').textContent()).toContain(AHV);
    expect(await page.locator('img[src="x"]').count()).toBe(0);
    expect(await accessibilityFaults(page)).toEqual([]);
    await dialog(page).getByRole('button', { name: 'Close' }).click();
    expect(await gateway.cliJson(['audit', 'list', '--action', 'recognition.falseAlarmRead'])).toMatchObject([{ actor: 'Anna Muster', detail: { recogniser: 'ch-ahv' } }]);

    const { id } = (await askAdmin(gateway.home, 'POST', '/recognition/lists', { name: 'Matters', kind: 'matter', dataClass: 'secret', text: AHV })) as { id: string };
    await page.reload();
    await row(page).getByText('Now found as: Matter of your list', { exact: false }).waitFor();
    await row(page).getByText('Professional secrecy').waitFor();
    expect(await faultsInBoth(page)).toEqual([]);
    await askAdmin(gateway.home, 'DELETE', `/recognition/lists/${id}`);
    expect(complaints.filter((line) => !line.includes('400'))).toEqual([]);
  });

  it('can be left out, and added later', async () => {
    const { page, complaints } = await openUi(browser, gateway, { path: `/requests/${await send(LETTER)}` });
    await ask(page);
    await report(page);
    await page.getByText('Noted. This value no longer counts.').waitFor();
    await toList(page);
    await row(page).getByText('No test case: the words are not known.').waitFor();
    await row(page).getByRole('button', { name: 'Add the words' }).click();
    const words = dialog(page).getByLabel('The words it was about');
    await words.fill('Something else.');
    await dialog(page).getByRole('button', { name: 'Save' }).click();
    await dialog(page).getByRole('alert').getByText('These are not the words', { exact: false }).waitFor();
    expect(await faultsInBoth(page)).toEqual([]);
    await words.fill(LETTER);
    await dialog(page).getByRole('button', { name: 'Save' }).click();
    await page.getByText('Kept as a test case.').waitFor();
    await row(page).getByText('Not found, thanks to the exception.').waitFor();
    await act(page, 'Replace the words');
    await dialog(page).getByRole('button', { name: 'Cancel' }).click();
    expect(complaints.filter((line) => !line.includes('400'))).toEqual([]);
  });

  it('are taken from the request where the office keeps it, without a question', async () => {
    await gateway.cliJson(['policy', 'allow', '--class', 'confidential', '--provider', 'mock']);
    await gateway.cliJson(['contents', 'set', '--class', 'confidential', '--mode', 'encrypted', '--days', '30']);
    const id = await send(LETTER);
    await expect.poll(async () => (await gateway.cliJson<{ totals: unknown[] }>(['contents', 'status'])).totals.length).toBeGreaterThan(0);
    const { page, complaints } = await openUi(browser, gateway, { path: `/requests/${id}` });
    await ask(page);
    await dialog(page).getByText('Its sentence is taken from the kept request', { exact: false }).waitFor();
    expect(await dialog(page).getByRole('textbox').count()).toBe(0);
    expect(await accessibilityFaults(page)).toEqual([]);
    await report(page);
    await page.getByText('its sentence is kept as a test case', { exact: false }).waitFor();
    await toList(page);
    await row(page).getByText('Not found, thanks to the exception.').waitFor();

    // What was refused is not kept.
    await gateway.cliJson(['policy', 'deny', '--class', 'confidential', '--provider', 'mock']);
    const refused = await send(`The number ${OTHER}.`);
    await page.evaluate((trace) => history.pushState(null, '', `/ui/requests/${trace}`), refused);
    await ask(page);
    await dialog(page).getByLabel('The words it was about (optional)').waitFor();
    await gateway.cliJson(['contents', 'set', '--class', 'confidential', '--mode', 'off']);
    expect(complaints).toEqual([]);
  });

  it('come with what is tried out, of which one value is chosen', async () => {
    const { page, complaints } = await openUi(browser, gateway, { path: '/rules/recognition?tab=try' });
    await page.getByLabel('Your text').fill(`The first is ${OTHER}. ${LETTER}`);
    await page.locator('mark').filter({ hasText: AHV }).waitFor();
    await page.getByRole('button', { name: `This was a false alarm: ${KIND}` }).click();
    await dialog(page).getByRole('radio', { name: AHV }).check();
    expect(await faultsInBoth(page)).toEqual([]);
    await report(page);
    await expect.poll(() => page.locator('mark').filter({ hasText: AHV }).count()).toBe(0);
    expect(await page.locator('mark').filter({ hasText: OTHER }).count()).toBe(1);
    expect([await classOf(`See ${AHV}`), await classOf(`See ${OTHER}`)]).toEqual(['public', 'confidential']);
    await page.getByRole('tab', { name: 'False alarms' }).click();
    await row(page).getByText('Tried out').waitFor();
    await row(page).getByText('Not found, thanks to the exception.').waitFor();
    expect(complaints).toEqual([]);
  });
});

it('an exception that is no longer needed is removed', async () => {
  const pattern = (await askAdmin(gateway.home, 'POST', '/recognition/patterns', { name: 'Files', source: 'ZK-[0-9]{4}', dataClass: 'confidential' })) as { id: string };
  await askAdmin(gateway.home, 'POST', '/recognition/false-alarms', { text: 'See ZK-1234.', recogniser: `office-pattern-${pattern.id}`, start: 4, end: 11 });
  const { page, complaints } = await openUi(browser, gateway, { path: '/rules/recognition?tab=alarms' });
  await page.getByText('Not found, thanks to the exception.').waitFor();
  await askAdmin(gateway.home, 'DELETE', `/recognition/patterns/${pattern.id}`);
  await page.reload();
  await page.getByText('The exception is no longer needed', { exact: false }).waitFor();
  expect(await faultsInBoth(page)).toEqual([]);
  await page.getByRole('button', { name: /^Actions for/ }).click();
  await page.getByRole('menuitem', { name: 'Remove the exception' }).click();
  await page.getByText('The exception is removed, and its words are erased.').waitFor();
  await page.getByRole('heading', { name: 'No false alarm reported' }).waitFor();
  expect(complaints).toEqual([]);
});

it('the list says what fails, and what cannot be done', async () => {
  const { page } = await openUi(browser, gateway, { path: `/requests/${await send(LETTER)}` });
  await page.route('**/admin/api/recognition/false-alarms', (route) => route.fulfill({ status: 503, json: { error: { code: 'storage_unavailable', message: 'The disk is full.', type: 'api_error' } } }));
  await ask(page);
  await report(page);
  await dialog(page).getByRole('alert').filter({ hasText: 'The disk is full.' }).waitFor();
  await dialog(page).getByRole('button', { name: 'Cancel' }).click();
  await page.evaluate(() => history.pushState(null, '', '/ui/rules/recognition?tab=alarms'));
  await page.getByRole('alert').getByText('This could not be shown').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.unroute('**/admin/api/recognition/false-alarms');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('heading', { name: 'No false alarm reported' }).waitFor();
});

it.each([
  ['light', 1920, 1080],
  ['dark', 390, 844],
] as const)('fits the window without faults (%s, %i × %i)', async (colorScheme, width, height) => {
  const id = await send(LETTER);
  await askAdmin(gateway.home, 'POST', '/recognition/false-alarms', { trace: id, evidence: 1 });
  const { page } = await openUi(browser, gateway, { path: '/rules/recognition?tab=alarms', colorScheme, viewport: { width, height } });
  await page.getByText('No test case: the words are not known.').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
});
