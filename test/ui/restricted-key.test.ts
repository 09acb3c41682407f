import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityFaults, launchBrowser, openUi } from '../support/browser.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { sendJson, startMockServer } from '../support/mock-server.ts';

let browser: Browser;
let gateway: Gateway;

beforeAll(async () => {
  [browser, gateway] = await Promise.all([launchBrowser(), startGateway({ local: 'idle' })]);
});
afterAll(async () => {
  await browser?.close();
  await gateway?.stop();
});

it('says of a key that may not list models that it may work all the same, in the server’s own words, and replaces it', async () => {
  const said = 'You have insufficient permissions for this operation. Missing scopes: api.model.read.';
  const server = await startMockServer({ path: '/v1', answer: (_record, response) => sendJson(response, 403, { error: { message: said } }) });
  const { page } = await openUi(browser, gateway, { path: '/providers/add' });
  await page.getByRole('button', { name: 'Choose: Another server' }).click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Restricted');
  await page.getByRole('textbox', { name: 'Address' }).fill(server.url);
  await page.getByLabel('Key of the provider').fill('sk-restricted-1');
  await page.getByRole('button', { name: 'Test the connection' }).click();
  await page.getByText(`Or allow it to read the list of models. The server says: “${said}”`).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Continue without a working test' }).waitFor();
  await gateway.cliJson(['providers', 'add', '--name', 'restricted', '--kind', 'openai-compatible', '--base-url', server.url, '--region', 'eu'], 'sk-restricted-1');
  const { page: list } = await openUi(browser, gateway, { path: '/providers' });
  await list.getByRole('button', { name: 'Actions for restricted' }).click();
  await list.getByRole('menuitem', { name: 'Replace the key' }).click();
  await list.getByLabel('New key').fill('sk-restricted-2');
  await list.getByRole('button', { name: 'Test and replace' }).click();
  await list.getByText('“restricted” has its new key.').waitFor();
  await server.stop();
});
