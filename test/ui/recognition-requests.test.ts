import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFaults, faultsInBoth, launchBrowser, openUi } from '../support/browser.ts';
import { pdfOf } from '../support/documents.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { approveMock, makeKey, post } from '../support/office.ts';

const AHV = '756.9217.0769.85';
const LETTER = `Dear Ms Keller,\nyour AHV number ${AHV} is on file.`;
const HOSTILE = '<img src=x onerror="globalThis.pwned=1">';

let browser: Browser;
let gateway: Gateway;
let mock: Mock;
let key: string;
beforeAll(async () => {
  [browser, gateway, mock] = await Promise.all([launchBrowser(), startGateway({ local: 'idle' }), startMock()]);
  await approveMock(gateway, mock, { fast: ['mock/gpt-4o-mini'], echo: ['mock/echo'] });
  await gateway.cliJson(['policy', 'otherwise', '--class', 'confidential', 'refuse']);
  await gateway.cliJson(['policy', 'otherwise', '--class', 'secret', 'refuse']);
  key = await makeKey(gateway, 'Word', '--floor', 'internal');
});
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));
afterAll(async () => {
  await browser?.close();
  await Promise.all([gateway?.stop(), mock?.stop()]);
});

const send = (content: string, headers: Record<string, string> = {}): Promise<Response> => post(gateway, key, '/v1/chat/completions', { model: 'fast', messages: [{ role: 'user', content }] }, headers);
const classOf = async (content: string): Promise<string | null> => (await send(content)).headers.get('x-gatehouse-class');
const open = (tab: string, more: Parameters<typeof openUi>[2] = {}) => openUi(browser, gateway, { path: `/rules/recognition${tab && `?tab=${tab}`}`, ...more });

describe('trying it', () => {
  it('marks what is found as it is typed, and says what would become of it', async () => {
    const { page, complaints } = await open('try');
    const before = mock.connections();
    expect(await faultsInBoth(page)).toEqual([]);
    await page.getByLabel('Your text').fill(`${HOSTILE} hello`);
    await page.getByText('Nothing was recognised.').waitFor();
    await page.getByLabel('Your text').fill(`${LETTER} ${HOSTILE}`);
    await expect.poll(() => page.locator('mark').allTextContents()).toEqual([expect.stringContaining('Keller'), expect.stringContaining(AHV)]);
    await page.getByRole('status').getByText('Confidential').first().waitFor();
    expect(await page.locator('mark').nth(1).textContent()).toContain('Swiss social-security number');
    await page.getByRole('group', { name: 'How a provider would see it' }).getByText('<AHV_1>').waitFor();
    expect(await page.getByRole('group', { name: 'How a provider would see it' }).textContent()).not.toContain('Keller');
    await page.getByLabel('Key').selectOption('Word');
    await page.getByLabel('Model').selectOption('fast');
    await page.getByText('No data rule allows mock to see “Confidential”.').first().waitFor();
    expect(await faultsInBoth(page)).toEqual([]);
    await page.getByLabel('Your text').fill('hello');
    await page.getByText('mock may see this: the data rules allow it for “Internal”.').first().waitFor();
    expect(await page.locator('img[src="x"]').count()).toBe(0);
    expect(mock.connections()).toBe(before);
    expect(complaints).toEqual([]);
  });

  it('reads a file, and says where something in it cannot be read', async () => {
    const { page } = await open('try');
    const drop = async (name: string, buffer: Buffer): Promise<void> => {
      await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
      await page.getByText(`File: ${name}`).waitFor();
    };
    await drop('letter.pdf', pdfOf([`AHV ${AHV}`]));
    await page.locator('mark').filter({ hasText: AHV }).first().waitFor();
    await page.getByText('What is in a file is never sent with stand-ins.').waitFor();
    expect(await faultsInBoth(page)).toEqual([]);
    await page.getByRole('button', { name: 'Remove the file' }).click();
    const dropped = await page.evaluateHandle((text) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], 'dropped.txt'));
      return transfer;
    }, `My AHV number: ${AHV}`);
    await page.getByText('or drop it here').dispatchEvent('drop', { dataTransfer: dropped });
    await page.getByText('File: dropped.txt').waitFor();
    await page.locator('mark').filter({ hasText: AHV }).first().waitFor();
    await page.getByRole('button', { name: 'Remove the file' }).click();
    await drop('scan.bin', Buffer.from([0, 1, 2, 3]));
    await page.getByText('Something in this file could not be read', { exact: false }).waitFor();
    expect(await faultsInBoth(page)).toEqual([]);
  });
});

describe('a request', () => {
  it('tells why it has its class, and what was no such thing is reported, listed and taken back', async () => {
    await send(LETTER);
    const { page, complaints } = await openUi(browser, gateway, { path: '/requests?class=confidential' });
    await page.getByRole('row', { name: /Confidential Refused/ }).first().getByRole('link').click();
    const detail = page.getByRole('main');
    await detail.getByText('It contains a Swiss social-security number (AHV) in message 1.').waitFor();
    expect(await faultsInBoth(page)).toEqual([]);
    await detail.getByRole('button', { name: 'This was a false alarm: Swiss social-security number (AHV)' }).click();
    const question = page.getByRole('dialog', { name: 'Was this a false alarm?' });
    expect(await accessibilityFaults(page)).toEqual([]);
    await question.getByRole('button', { name: 'It was a false alarm' }).click();
    await detail.getByText('Reported as a false alarm').waitFor();
    expect(await classOf(`The number ${AHV} again`)).not.toBe('confidential');
    expect(await classOf('The number 756.1234.5678.97')).toBe('confidential');

    await page.goto(`${gateway.url}/ui/rules/recognition?tab=alarms`);
    await page.getByRole('row', { name: /Swiss social-security number \(AHV\) No test case.* Anna Muster/ }).waitFor();
    expect(await faultsInBoth(page)).toEqual([]);
    await page.getByRole('button', { name: 'Actions for Swiss social-security number (AHV)' }).click();
    await page.getByRole('menuitem', { name: 'Let it count again' }).click();
    await page.getByRole('heading', { name: 'No false alarm reported' }).waitFor();
    expect(await classOf(`The number ${AHV} again`)).toBe('confidential');
    expect(await faultsInBoth(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('tells an auditor too, who can report nothing', async () => {
    await send(LETTER);
    const { page, complaints } = await openUi(browser, gateway, { path: '/requests?class=confidential', role: 'auditor', name: 'Rita' });
    await page.getByRole('row', { name: /Confidential Refused/ }).first().getByRole('link').click();
    await page.getByText('It contains a Swiss social-security number (AHV) in message 1.').waitFor();
    expect(await page.getByRole('button', { name: /false alarm/ }).count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('that went with stand-ins says so, counts them, and is found by its filter; where it could not, it says why', async () => {
    await gateway.cliJson(['policy', 'pseudonymise', '--class', 'confidential', '--provider', 'mock']);
    expect((await send(LETTER)).headers.get('x-gatehouse-decision')).toBe('pseudonymise');
    await send('hello', { 'x-gatehouse-class': 'confidential' });
    const { page } = await openUi(browser, gateway, { path: '/requests' });
    await page.getByLabel('Answer').selectOption('With stand-ins');
    const row = page.getByRole('row', { name: /Confidential With stand-ins/ });
    await expect.poll(() => page.getByRole('row').filter({ has: page.getByRole('cell') }).count()).toBe(1);
    // What comes live is filtered too: only the second of these fits.
    await send('hello');
    await send(LETTER);
    await expect.poll(() => page.getByRole('row').filter({ has: page.getByRole('cell') }).count()).toBe(2);
    expect(await row.count()).toBe(2);
    await row.first().getByRole('link').click();
    const detail = page.getByRole('main');
    await detail.getByText('The data rules let the provider mock see this request with stand-ins.', { exact: false }).waitFor();
    expect(await detail.getByRole('region', { name: 'Replaced by stand-ins' }).textContent()).toContain('AHV numbers1');
    expect(await faultsInBoth(page)).toEqual([]);
    await page.getByRole('link', { name: 'Ask', exact: true }).click();
    await page.getByLabel('Data class').selectOption('Public');
    await page.getByLabel('Model', { exact: true }).selectOption('echo');
    await page.getByLabel('Your question').fill(LETTER);
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('mock has seen this with stand-ins', { exact: false }).waitFor();
    await page.getByText(`your AHV number ${AHV} is on file.`, { exact: false }).nth(1).waitFor();
    expect(mock.requests.at(-1)!.text).not.toContain(AHV);
    await page.getByRole('link', { name: 'Requests', exact: true }).click();
    await page.getByLabel('Answer').selectOption('Refused');
    await page.getByRole('row').filter({ has: page.getByRole('cell') }).first().getByRole('link').click();
    await detail.getByText('The program says so.').first().waitFor();
    await detail.getByText('It could not be sent with stand-ins: its class was stated', { exact: false }).waitFor();
    expect(await faultsInBoth(page)).toEqual([]);
  });
});

it.each([
  ['light', 1920, 1080],
  ['dark', 390, 844],
] as const)('fits the window without faults (%s, %i × %i)', async (colorScheme, width, height) => {
  const { page } = await open('', { colorScheme, viewport: { width, height } });
  for (const tab of ['Built in', 'Word lists', 'Own patterns', 'Try it', 'False alarms']) {
    await page.getByRole('tab', { name: tab }).click();
    await page.getByRole('tabpanel').waitFor();
    if (tab === 'Try it') {
      await page.getByLabel('Your text').fill(LETTER);
      await page.locator('mark').first().waitFor();
    }
    expect([tab, await accessibilityFaults(page)]).toEqual([tab, []]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  }
});
