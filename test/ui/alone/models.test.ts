import { copyFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { STARTER_FILE } from '../../../gateway/local/testing/real.ts';
import { accessibilityFaults, launchBrowser, openUi } from '../../support/browser.ts';
import { type Gateway, startGateway } from '../../support/gateway.ts';
import { inBrowser } from '../../support/in-browser.ts';
import { type Mock, startMock } from '../../support/mock.ts';
import { approveMock, makeKey, post, USER } from '../../support/office.ts';

let browser: Browser;
let gateway: Gateway;
let mock: Mock;

beforeAll(async () => {
  [browser, gateway, mock] = await Promise.all([launchBrowser(), startGateway({ local: 'real' }), startMock()]);
  await approveMock(gateway, mock, { fast: ['mock/gpt-4o-mini', 'local/smollm2:135m'] });
});
afterAll(async () => {
  await browser?.close();
  await gateway?.stop();
  await mock?.stop();
});

it('shows what is installed and what suits this computer, and measures the speed', async () => {
  const { page, complaints } = await openUi(browser, gateway, { path: '/models' });
  const installed = page.getByRole('region', { name: 'Installed' });
  await installed.getByRole('row', { name: /smollm2:135m/ }).getByText('Answers').waitFor();
  await page.getByRole('region', { name: 'Suited to this computer' }).getByText('Recommended').first().waitFor();
  await page.getByRole('region', { name: 'This computer' }).getByText('Memory', { exact: true }).waitFor();
  await installed.getByRole('button', { name: 'Measure the speed of smollm2:135m' }).click();
  await installed.getByText(/tokens a second/).waitFor({ timeout: 60_000 });
  // Loaded by that: what Ollama says of it is more than its file, and no estimate any more.
  const memory = installed.getByRole('row', { name: /smollm2:135m/ }).getByText(/^[\d.’]+ [MG]B now/);
  await memory.waitFor({ timeout: 20_000 });
  const unloaded = installed.getByText(/^Not loaded; about [\d.’]+ [kMG]B then \(estimate\)$/);
  expect(await memory.count() + await unloaded.count()).toBe(await installed.getByRole('row').count() - 1);
  expect(await accessibilityFaults(page)).toEqual([]);
  expect(complaints).toEqual([]);
});

inBrowser('begins a download, which can be cancelled or says why it failed', async () => {
  const { page } = await openUi(browser, gateway, { path: '/models' });
  await page.getByRole('button', { name: 'Add a model' }).click();
  await page.getByRole('menuitem', { name: 'Download by name' }).click();
  const dialog = page.getByRole('dialog', { name: 'Download by name' });
  await dialog.getByRole('button', { name: 'Download' }).click();
  await dialog.getByText('Please enter a name.').waitFor();
  await dialog.getByLabel('Model').fill('gpt-oss:20b-cloud');
  await dialog.getByRole('button', { name: 'Download' }).click();
  await dialog.getByText('nothing of a vendor’s cloud', { exact: false }).waitFor();
  await dialog.getByLabel('Model').fill('qwen3:0.6b');
  await dialog.getByRole('button', { name: 'Download' }).click();
  await page.getByText('It has begun. You see how far it is on this page.').waitFor();
  const running = page.getByRole('region', { name: 'Downloads' });
  await running.getByText('Model qwen3:0.6b').waitFor();
  const cancel = running.getByRole('button', { name: 'Cancel' });
  // Where no model library can be reached it fails by itself, and says so: in the person's words, with the technical ones folded below.
  await Promise.race([cancel.click().catch(() => {}), running.getByText('The model could not be fetched').first().waitFor()]);
  await expect.poll(() => page.getByRole('progressbar', { name: 'Model qwen3:0.6b' }).count()).toBe(0);
});

inBrowser('ends a download that is on its way, goes on with it, and leaves it out of the list', async () => {
  const own = await startGateway({ env: { NODE_OPTIONS: `--import=${join(import.meta.dirname, '../../support/no-library.mjs')}` } });
  onTestFinished(async () => void (await own.stop()));
  const { page, complaints } = await openUi(browser, own, { path: '/models' });
  const downloads = page.getByRole('region', { name: 'Downloads' });
  const bar = downloads.getByRole('progressbar', { name: 'Model qwen3:0.6b' });
  await page.getByRole('button', { name: 'Download qwen3:0.6b' }).click();
  await bar.waitFor();
  await downloads.getByRole('button', { name: 'Cancel' }).click();
  await downloads.getByText('Cancelled; what is here is kept').waitFor();
  expect(await bar.count()).toBe(0);
  expect(await accessibilityFaults(page)).toEqual([]);
  await downloads.getByRole('button', { name: 'Go on: Model qwen3:0.6b' }).click();
  await bar.waitFor();
  await downloads.getByRole('button', { name: 'Cancel' }).click();
  await downloads.getByRole('button', { name: 'Remove from the list: Model qwen3:0.6b' }).click();
  await expect.poll(() => downloads.count()).toBe(0);
  expect(complaints).toEqual([]);
});

inBrowser('imports a file by hand, or says why it cannot, and removes what is installed after a question', async () => {
  const cut = join(gateway.home, 'cut.gguf');
  copyFileSync(STARTER_FILE, cut);
  truncateSync(cut, 500_000);
  const key = await makeKey(gateway, 'chart', '--floor', 'secret');
  const asked = (): Promise<Response> => post(gateway, key, '/v1/chat/completions', { model: 'local/office-model:v1', messages: USER, max_tokens: 8 });
  const { page, complaints } = await openUi(browser, gateway, { path: '/models' });
  const dialog = page.getByRole('dialog', { name: 'Import a file' });
  const importing = async (path: string): Promise<void> => {
    await page.getByRole('button', { name: 'Add a model' }).click();
    await page.getByRole('menuitem', { name: 'Import a file' }).click();
    await dialog.getByLabel('Full path of the file').fill(path);
    await dialog.getByLabel('Name it should have here').fill('office-model:v1');
    await dialog.getByRole('button', { name: 'Import' }).click();
    await dialog.waitFor({ state: 'detached' });
  };
  const steps = page.getByRole('region', { name: 'Downloads' });
  await importing(cut);
  await steps.getByText('Model office-model:v1').waitFor();
  await steps.getByText('This model or file cannot be used here.').waitFor();
  await steps.getByText('Technical details').last().click();
  await steps.getByText('cut short: it has 500000 bytes').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);

  await importing(STARTER_FILE);
  const row = page.getByRole('region', { name: 'Installed' }).getByRole('row', { name: /office-model:v1/ });
  await row.getByText('Answers').waitFor({ timeout: 30_000 });
  // What failed before has no trace once it has worked.
  expect(await steps.getByText('Model office-model:v1').count()).toBe(0);
  expect((await asked()).status).toBe(200);
  // What was measured of one stays when another is measured.
  await row.getByRole('button', { name: 'Measure the speed of office-model:v1' }).click();
  await row.getByText('tokens a second', { exact: false }).waitFor({ timeout: 60_000 });
  expect(await page.getByRole('region', { name: 'Installed' }).getByText('tokens a second', { exact: false }).count()).toBe(2);

  await row.getByRole('button', { name: 'Remove office-model:v1' }).click();
  const question = page.getByRole('dialog', { name: 'Remove the model office-model:v1?' });
  await question.getByText('Its file is deleted from this computer.').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await question.getByRole('button', { name: 'Cancel' }).click();
  await question.waitFor({ state: 'detached' });
  expect(await row.count()).toBe(1);
  await row.getByRole('button', { name: 'Remove office-model:v1' }).click();
  await question.getByRole('button', { name: 'Remove' }).click();
  await row.waitFor({ state: 'detached' });
  expect((await asked()).status).toBe(404);
  // Its weights are those of the starter model, which stays.
  expect(await gateway.cliJson(['models', 'list'])).toEqual(expect.not.arrayContaining([expect.objectContaining({ name: 'office-model:v1' })]));
  expect(complaints).toEqual([]);
});

inBrowser('says of a name or a path that is none at the field, in the person’s language, and folds what the gateway said', async () => {
  const { page } = await openUi(browser, gateway, { path: '/models', locale: 'de-CH' });
  const open = async (item: string) => {
    await page.getByRole('button', { name: 'Modell hinzufügen' }).click();
    await page.getByRole('menuitem', { name: item }).click();
    return page.getByRole('dialog', { name: item });
  };
  const file = await open('Datei importieren');
  await file.getByLabel('Vollständiger Pfad der Datei').fill('modell.gguf');
  await file.getByLabel('Name, den es hier haben soll').fill('Mein Modell!');
  await file.getByRole('button', { name: 'Importieren' }).click();
  await file.getByText('Bitte geben Sie den vollständigen Pfad ein.').waitFor();
  await file.getByText('Ein Modell, das hier läuft, heisst wie smollm2:135m', { exact: false }).waitFor();
  expect(await file.getByText('is not the name of a local model', { exact: false }).count()).toBe(0);
  // What was typed is not lost by a key.
  await page.keyboard.press('Escape');
  expect(await file.getByLabel('Name, den es hier haben soll').inputValue()).toBe('Mein Modell!');
  await file.getByRole('button', { name: 'Abbrechen' }).click();
  await file.waitFor({ state: 'detached' });
  const byName = await open('Nach Namen herunterladen');
  await byName.getByLabel('Modell', { exact: true }).fill('gpt-oss:120b-cloud');
  await byName.getByRole('button', { name: 'Herunterladen' }).click();
  await byName.getByText('Ein Modell, das hier läuft, heisst wie', { exact: false }).waitFor();
  await byName.getByLabel('Modell', { exact: true }).fill('hf.co/some/model:q4');
  await page.route('**/admin/api/models/pull', (route) => route.fulfill({ status: 400, json: { error: { message: 'Nothing here. Import it.', type: 'invalid_request_error', param: null, code: 'invalid_request' }, gatehouse: { trace_id: '', hint: 'Import it.' } } }));
  await byName.getByRole('button', { name: 'Herunterladen' }).click();
  await byName.getByText('In der Anfrage fehlt etwas', { exact: false }).waitFor();
  expect(await byName.getByText('Nothing here.', { exact: false }).isVisible()).toBe(false);
  await byName.getByText('Technische Angaben').click();
  await byName.getByText('Nothing here. Import it.', { exact: true }).waitFor();
  await byName.getByRole('button', { name: 'Abbrechen' }).click();
  const takeOver = await open('Von Ollama übernehmen');
  await takeOver.getByLabel('Ordner', { exact: false }).fill(gateway.home);
  await takeOver.getByRole('button', { name: 'Übernehmen' }).click();
  await takeOver.getByText('In diesem Ordner liegen keine Modelle eines Ollama.').waitFor();
});

inBrowser('lets what failed be tried again and left out of the list, and says what could not be taken over and why', async () => {
  const { page } = await openUi(browser, gateway, { path: '/models' });
  const open = async (item: string) => {
    await page.getByRole('button', { name: 'Add a model' }).click();
    await page.getByRole('menuitem', { name: item }).click();
    return page.getByRole('dialog', { name: item });
  };
  const byName = await open('Download by name');
  await byName.getByLabel('Model').fill('hf.co/some/model:q4');
  await byName.getByRole('button', { name: 'Download' }).click();
  const steps = page.getByRole('region', { name: 'Downloads' });
  await steps.getByText('Model hf.co/some/model:q4').waitFor();
  const again = page.waitForRequest('**/admin/api/models/pull');
  await steps.getByRole('button', { name: 'Try again: Model hf.co/some/model:q4' }).click();
  expect((await again).postDataJSON()).toEqual({ name: 'hf.co/some/model:q4' });
  await steps.getByRole('button', { name: 'Remove from the list: Model hf.co/some/model:q4' }).click();
  await expect.poll(() => page.getByText('Model hf.co/some/model:q4').count()).toBe(0);

  await page.route('**/admin/api/models/take-over', (route) => route.fulfill({ json: { models: [{ name: 'a:1b', how: 'linked' }, { name: 'b:1b', how: 'skipped', reason: 'its file is damaged' }] } }));
  const takeOver = await open('Take over from Ollama');
  await takeOver.getByRole('button', { name: 'Take over' }).click();
  await page.getByText('1 model was taken over.').waitFor();
  await takeOver.getByText('1 model was not taken over: b:1b').waitFor();
  await takeOver.getByText('Technical details').click();
  await takeOver.getByText('b:1b: its file is damaged').waitFor();
});

it('orders the models behind a name by mouse and by keyboard', async () => {
  const { page, complaints } = await openUi(browser, gateway, { path: '/models' });
  const names = page.getByRole('region', { name: 'Names for your tools' });
  await names.getByRole('row', { name: /fast/ }).getByText('mock/gpt-4o-mini, local/smollm2:135m').waitFor();
  await names.getByRole('button', { name: 'Edit fast' }).click();
  const dialog = page.getByRole('dialog', { name: 'The name “fast”' });
  const order = (): Promise<string[]> => dialog.locator('ol li > span:nth-child(2)').allTextContents();
  await dialog.getByRole('button', { name: 'Move local/smollm2:135m up' }).press('Enter');
  expect(await order()).toEqual(['local/smollm2:135m', 'mock/gpt-4o-mini']);
  await expect.poll(() => dialog.locator('span[role=status]').textContent()).toBe('local/smollm2:135m is now number 1.');
  expect(await accessibilityFaults(page)).toEqual([]);

  const [first, second] = await Promise.all([0, 1].map(async (index) => (await dialog.locator('ol li > span:first-child').nth(index).boundingBox())!));
  await page.mouse.move(first!.x + 8, first!.y + 8);
  await page.mouse.down();
  await page.mouse.move(second!.x + 8, second!.y + 4, { steps: 6 });
  await page.mouse.move(second!.x + 8, second!.y + 16, { steps: 6 });
  await page.mouse.up();
  await expect.poll(order).toEqual(['mock/gpt-4o-mini', 'local/smollm2:135m']);

  // For 50 ms after a drop the library swallows the click that belongs to it.
  await page.waitForTimeout(100);
  await dialog.getByRole('button', { name: 'Take mock/gpt-4o-mini out' }).click();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await names.getByRole('row', { name: /fast/ }).getByText('local/smollm2:135m', { exact: true }).waitFor();
  expect(await gateway.cliJson(['models', 'aliases'])).toEqual([{ name: 'fast', deployments: ['local/smollm2:135m'] }]);

  await names.getByRole('button', { name: 'Remove fast' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await names.getByText('No names yet.', { exact: false }).waitFor();
  expect(complaints).toEqual([]);
});

inBrowser.each([
  ['light', 1280, 800],
  ['dark', 390, 844],
] as const)('has no accessibility faults (%s, %i × %i)', async (colorScheme, width, height) => {
  const { page } = await openUi(browser, gateway, { path: '/models', colorScheme, viewport: { width, height } });
  await page.getByRole('region', { name: 'Suited to this computer' }).getByText('Recommended').first().waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
});
