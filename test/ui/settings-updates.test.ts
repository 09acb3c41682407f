import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityFaults, launchBrowser, openUi } from '../support/browser.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';

let browser: Browser;
let gateway: Gateway;
let publisher: Server;
let answer = JSON.stringify({ version: '9.8.7', released: '2026-12-01' });
const asked: (string | undefined)[] = [];

beforeAll(async () => {
  publisher = createServer((request, response) => {
    asked.push(request.url);
    response.end(answer);
  });
  await new Promise<void>((resolve) => publisher.listen(0, '127.0.0.1', resolve));
  [browser, gateway] = await Promise.all([launchBrowser(), startGateway({ local: 'idle' })]);
});
afterAll(async () => {
  await browser?.close();
  await gateway?.stop();
  publisher.close();
});

it('looks for a newer version only where an administrator allows it, and tells of it', async () => {
  const { page, complaints } = await openUi(browser, gateway, { path: '/settings/about' });
  const address = `http://127.0.0.1:${(publisher.address() as AddressInfo).port}/gatehouse`;
  expect(await page.getByRole('radio', { name: 'Never look' }).isChecked()).toBe(true);
  expect(await page.getByRole('button', { name: 'Look now' }).count()).toBe(0);
  await page.getByRole('radio', { name: 'Look once a day and tell me' }).check();
  const field = page.getByRole('textbox', { name: 'Where new versions are published' });
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Please enter the address of a folder that begins with https://.').waitFor();
  await field.fill('http://office.example/gatehouse');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Please enter the address of a folder that begins with https://.').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await field.fill(address);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Not looked yet').waitFor();
  expect(asked).toEqual([]);
  await page.getByRole('button', { name: 'Look now' }).click();
  await page.getByText('Version 9.8.7 of 1 Dec 2026 is there').waitFor();
  expect(asked).toEqual(['/gatehouse/latest.json']);
  expect(await accessibilityFaults(page)).toEqual([]);

  await page.getByRole('link', { name: 'Overview', exact: true }).click();
  await page.getByText('Version 9.8.7 of Gatehouse is there.').waitFor();
  await page.getByRole('link', { name: 'Show where' }).click();
  answer = '<html>';
  await page.getByRole('button', { name: 'Look now' }).click();
  await page.getByText('The last look did not succeed.').waitFor();
  await page.getByText('Version 9.8.7 of 1 Dec 2026 is there').waitFor();
  answer = JSON.stringify({ version: '0.1.0', released: '2026-11-01' });
  await page.getByRole('button', { name: 'Look now' }).click();
  await page.getByText('This is the newest version.').waitFor();
  await page.getByRole('radio', { name: 'Never look' }).check();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect.poll(() => page.getByRole('button', { name: 'Look now' }).count()).toBe(0);
  // The browser's own, of the refused address.
  expect(complaints).toEqual([expect.stringContaining('400')]);
});
