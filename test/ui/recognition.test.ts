import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFaults, faultsInBoth, launchBrowser, openUi } from '../support/browser.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { inBrowser } from '../support/in-browser.ts';
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

const classOf = async (content: string): Promise<string | null> => (await post(gateway, key, '/v1/chat/completions', { model: 'fast', messages: [{ role: 'user', content }] })).headers.get('x-gatehouse-class');
const open = (tab: string, more: Parameters<typeof openUi>[2] = {}) => openUi(browser, gateway, { path: `/rules/recognition${tab && `?tab=${tab}`}`, ...more });
const dialog = (page: Page) => page.getByRole('dialog');

describe('what is built in', () => {
  it('is reached from the data rules, shows examples, and asks before it is weakened', async () => {
    const { page, complaints } = await openUi(browser, gateway, { path: '/rules' });
    await page.getByRole('link', { name: 'What is recognised' }).click();
    await page.getByRole('heading', { level: 1, name: 'What is recognised' }).waitFor();
    const row = page.getByRole('listitem').filter({ hasText: 'Swiss social-security number (AHV)' });
    await row.getByRole('button', { name: /^Examples/ }).click();
    await row.getByText(AHV, { exact: true }).waitFor();
    await row.getByText('756.9217.0769.84', { exact: true }).waitFor();
    expect(await faultsInBoth(page)).toEqual([]);
    expect(await classOf(LETTER)).toBe('confidential');

    await row.getByRole('switch').click({ force: true });
    await dialog(page).getByText('This weakens the protection', { exact: false }).waitFor();
    await dialog(page).getByRole('button', { name: 'Cancel' }).click();
    expect(await row.getByRole('switch').isChecked()).toBe(true);
    await row.getByRole('switch').click({ force: true });
    await dialog(page).getByRole('button', { name: 'Switch off' }).click();
    await expect.poll(() => row.getByRole('switch').isChecked()).toBe(false);
    expect(await faultsInBoth(page)).toEqual([]);
    expect(await classOf(LETTER)).toBe('internal');
    await row.getByRole('switch').click({ force: true });
    await expect.poll(() => row.getByRole('switch').isChecked()).toBe(true);

    // More is protected at once, less only after a question.
    await row.getByRole('combobox').selectOption('Professional secrecy');
    await expect.poll(() => classOf(LETTER)).toBe('secret');
    await row.getByRole('combobox').selectOption('Internal');
    await dialog(page).getByText('may then go wherever “Internal” may go', { exact: false }).waitFor();
    await dialog(page).getByRole('button', { name: 'Cancel' }).click();
    await row.getByRole('combobox').selectOption('Confidential (usual)');
    await dialog(page).getByRole('button', { name: 'Lower the class' }).click();
    await expect.poll(() => classOf(LETTER)).toBe('confidential');
    expect(complaints).toEqual([]);
  });

  inBrowser('is closed to an auditor, who finds no way there', async () => {
    const { page } = await openUi(browser, gateway, { path: '/rules', role: 'auditor', name: 'Rita' });
    await page.getByRole('table').first().waitFor();
    expect(await page.getByRole('link', { name: 'What is recognised' }).count()).toBe(0);
    await page.evaluate(() => history.pushState(null, '', '/ui/rules/recognition'));
    await page.getByRole('heading', { name: 'Only for administrators' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  inBrowser('says what fails, and that recognition does not work', async () => {
    const { page } = await openUi(browser, gateway, { path: '/keys' });
    await page.route('**/admin/api/recognition', (route) => route.abort());
    await page.evaluate(() => history.pushState(null, '', '/ui/rules/recognition'));
    await page.getByRole('alert').getByText('This could not be shown').waitFor();
    await page.unroute('**/admin/api/recognition');
    await page.route('**/admin/api/recognition', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), problems: [`The list ${HOSTILE} cannot be read.`] } });
    });
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('alert').getByText('Recognition does not work completely').waitFor();
    await page.getByText(HOSTILE, { exact: false }).waitFor();
    expect(await faultsInBoth(page)).toEqual([]);
  });
});

describe('the word lists', () => {
  it('take what is pasted after showing what would be taken, and are found from then on', async () => {
    const { page, complaints } = await open('lists');
    await page.getByRole('heading', { name: 'No word list yet' }).waitFor();
    expect(await faultsInBoth(page)).toEqual([]);
    await page.getByRole('button', { name: 'New word list' }).click();
    await dialog(page).getByRole('button', { name: 'Save' }).click();
    await dialog(page).getByText('Please enter a name.').waitFor();
    await dialog(page).getByLabel('Name').fill(HOSTILE);
    await dialog(page).getByRole('button', { name: 'Save' }).click();
    await dialog(page).getByText('Please paste words or choose a file.').waitFor();
    await dialog(page).getByLabel('Words, one on each line').fill(`Sebald, Ottokar\nViridiana Amstalden\nab\nViridiana Amstalden`);
    await dialog(page).getByText('2 words will be taken').waitFor();
    await dialog(page).getByText('2 lines are left out').waitFor();
    await dialog(page).getByRole('button', { name: 'Show what is left out' }).click();
    await dialog(page).getByText('Too short: it would match everyday words.').waitFor();
    expect(await faultsInBoth(page)).toEqual([]);
    expect(await classOf('A letter to Viridiana Amstalden.')).not.toBe('secret');
    await dialog(page).getByLabel('Requests with them count as').selectOption('Professional secrecy');
    await dialog(page).getByRole('button', { name: 'Save' }).click();
    await page.getByRole('row', { name: /Professional secrecy 2 words/ }).waitFor();
    expect(await page.locator('img[src="x"]').count()).toBe(0);
    expect(await classOf('A letter to Viridiana Amstalden.')).toBe('secret');
    expect(await faultsInBoth(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  inBrowser('take a file in any encoding, add or replace, let single words go, and are deleted after a question', async () => {
    const { page } = await open('lists');
    const act = async (item: string): Promise<void> => {
      await page.getByRole('button', { name: /^Actions for/ }).first().click();
      await page.getByRole('menuitem', { name: item }).click();
    };
    await act('Edit or import');
    await dialog(page).locator('input[type=file]').setInputFiles({ name: 'clients.csv', mimeType: 'text/csv', buffer: Buffer.from('Name;Place\nJürg Zwöschli;Zug\nBalthasar Quellinger;Bern', 'latin1') });
    await dialog(page).getByText('2 words will be taken').waitFor();
    await dialog(page).getByText('Jürg Zwöschli').waitFor();
    await dialog(page).getByText('Replace them').click();
    await dialog(page).getByText('are erased and no longer looked for', { exact: false }).waitFor();
    await dialog(page).getByText('Add to them').click();
    await dialog(page).getByRole('button', { name: 'Save' }).click();
    await page.getByRole('row', { name: /4 words/ }).waitFor();
    expect(await classOf('Herr Zwöschli Jürg')).toBe('secret');

    await act('Show words');
    await dialog(page).getByLabel('Search').fill('QUELL');
    await expect.poll(() => dialog(page).getByRole('listitem').count()).toBe(1);
    await dialog(page).getByRole('button', { name: 'Remove: Balthasar Quellinger' }).click();
    await dialog(page).getByRole('button', { name: 'Put back: Balthasar Quellinger' }).click();
    expect(await dialog(page).getByRole('button', { name: /^Remove \d/ }).count()).toBe(0);
    await dialog(page).getByRole('button', { name: 'Remove: Balthasar Quellinger' }).click();
    expect(await faultsInBoth(page)).toEqual([]);
    await dialog(page).getByRole('button', { name: 'Remove 1 word' }).click();
    await page.getByRole('row', { name: /3 words/ }).waitFor();
    expect(await classOf('Herr Quellinger Balthasar')).not.toBe('secret');

    await act('Delete');
    await dialog(page).getByText('This cannot be undone.', { exact: false }).waitFor();
    await dialog(page).getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('heading', { name: 'No word list yet' }).waitFor();
    expect(await classOf('Herr Zwöschli Jürg')).not.toBe('secret');
  });

  inBrowser('take no file that is no text, chosen or dropped', async () => {
    const { page } = await open('lists');
    await page.getByRole('button', { name: 'New word list' }).click();
    const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
    for (const [name, buffer] of [['clients.csv', png], ['clients.txt', Buffer.from('%PDF-1.7\nAnna Muster')], ['clients.csv', Buffer.from('PK\u0003\u0004 Anna Muster')]] as const) {
      await dialog(page).locator('input[type=file]').setInputFiles([]);
      await dialog(page).locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer });
      await dialog(page).getByText('This is not a text file. Save it as CSV in your spreadsheet program, or copy the column and paste it.').waitFor();
      await dialog(page).locator('input[type=file]').setInputFiles({ name: 'right.csv', mimeType: 'text/csv', buffer: Buffer.from('Name\nAnna Muster') });
      await dialog(page).getByText('1 word will be taken').waitFor();
      expect(await dialog(page).getByText('This is not a text file.').count()).toBe(0);
      await dialog(page).getByRole('button', { name: 'Remove the file' }).click();
    }
    await dialog(page).getByText('or drop it here').dispatchEvent('drop', {
      dataTransfer: await page.evaluateHandle((bytes) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([Uint8Array.from(bytes)], 'clients.csv', { type: 'text/csv' }));
        return transfer;
      }, [...png]),
    });
    await dialog(page).getByText('This is not a text file.', { exact: false }).waitFor();
    expect(await dialog(page).getByText(/words? will be taken/).count()).toBe(0);
    await page.keyboard.press('Escape');
  });

  inBrowser('show 50,000 words, of which only those in sight exist', async () => {
    const { page } = await open('lists');
    await page.getByRole('button', { name: 'New word list' }).click();
    await dialog(page).getByLabel('Name').fill('Many');
    const text = Array.from({ length: 50_000 }, (_, i) => `Qx${i}ar Vorwinkel`).join('\n');
    await dialog(page).locator('input[type=file]').setInputFiles({ name: 'many.txt', mimeType: 'text/plain', buffer: Buffer.from(text) });
    await dialog(page).getByText('50,000 words will be taken').waitFor();
    await dialog(page).getByRole('button', { name: 'Save' }).click();
    await page.getByRole('row', { name: /50,000 words/ }).waitFor();
    await page.getByRole('button', { name: 'Actions for Many' }).click();
    await page.getByRole('menuitem', { name: 'Show words' }).click();
    await dialog(page).getByText('50,000 words').waitFor();
    expect(await dialog(page).getByRole('listitem').count()).toBeLessThan(60);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Actions for Many' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await dialog(page).getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('heading', { name: 'No word list yet' }).waitFor();
  });
});

inBrowser('takes no pasted text that is too long, and says so, in place of its beginning alone', async () => {
  const { page } = await open('try');
  const input = page.getByLabel('Your text');
  const paste = (length: number): Promise<boolean> =>
    input.evaluate((field, letters) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', 'x'.repeat(letters));
      return field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }, length);
  await input.fill('Frau Keller');
  expect(await paste(2_000_000)).toBe(false);
  await page.getByText('This text is too long to be looked at here: 2,000,000 characters at the most.').waitFor();
  expect(await input.inputValue()).toBe('Frau Keller');
  expect(await faultsInBoth(page)).toEqual([]);
  expect(await paste(1_000)).toBe(true);
  await input.fill('Frau Keller, 756.9217.0769.85');
  await expect.poll(() => page.getByText('This text is too long').count()).toBe(0);
});

it('own patterns are checked and tried while they are typed, and hold once saved', async () => {
  const { page, complaints } = await open('patterns');
  await page.getByRole('button', { name: 'New pattern' }).click();
  await dialog(page).getByLabel('Name').fill('Files');
  await dialog(page).getByLabel('Words or pattern').fill('(ZK-[0-9]{4}');
  await dialog(page).getByText('A round bracket is missing or too many.').waitFor();
  await dialog(page).getByLabel('Words or pattern').fill('[a-z ]+');
  await dialog(page).getByText('It fits everyday text', { exact: false }).waitFor();
  expect(await faultsInBoth(page)).toEqual([]);
  await dialog(page).getByRole('button', { name: 'Save' }).click();
  await dialog(page).getByRole('alert').waitFor();
  await dialog(page).getByLabel('Words or pattern').fill('ZK-[0-9]{4}');
  await dialog(page).getByText('This can be used.').waitFor();
  await dialog(page).getByLabel(/^Text to try it on/).fill(`${HOSTILE} and zk-1234`);
  await expect.poll(() => dialog(page).locator('mark').allTextContents()).toEqual([expect.stringContaining('zk-1234')]);
  expect(await faultsInBoth(page)).toEqual([]);
  await dialog(page).getByRole('button', { name: 'Save' }).click();
  await page.getByRole('row', { name: /Files ZK-\[0-9\]\{4\} Confidential/ }).waitFor();
  expect(await faultsInBoth(page)).toEqual([]);
  expect(await classOf('see zk-1234')).toBe('confidential');
  await page.getByRole('button', { name: 'Actions for Files' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await dialog(page).getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('heading', { name: 'No pattern yet' }).waitFor();
  expect(await classOf('see zk-1234')).toBe('internal');
  // The browser says that saving was refused.
  expect(complaints.filter((line) => !line.includes('400'))).toEqual([]);
});
