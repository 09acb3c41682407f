import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser, openUi } from '../support/browser.ts';
import { startGateway } from '../support/gateway.ts';

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
});

it('gives nothing of use to whoever takes the port while the gateway is down, and goes on when it is back', async () => {
  const home = mkdtempSync(join(tmpdir(), 'gh-'));
  const gateway = await startGateway({ local: 'idle', home });
  const { page } = await openUi(browser, gateway);
  // A page that was loaded anew holds its own again.
  await page.reload();
  const stolen = new Set<string>();
  // The key of Ask: the stranger would be sent it with the next question.
  page.on('request', (request) => {
    const { authorization } = request.headers();
    if (authorization && new URL(request.url()).pathname.startsWith('/v1/')) stolen.add(authorization);
  });
  await page.getByRole('link', { name: 'Ask', exact: true }).click();
  await expect.poll(() => stolen.size).toBe(1);

  const stranger = createServer((request, response) => {
    if (request.headers.authorization) stolen.add(request.headers.authorization);
    response.writeHead(request.url!.includes('/status') ? 401 : 200, { 'content-type': 'application/json' }).end('{}');
  });
  await gateway.kill9();
  await new Promise<void>((resolve) => stranger.listen(gateway.port, '127.0.0.1', resolve));
  await page.getByRole('link', { name: 'Overview', exact: true }).click();
  await expect.poll(() => stolen.size, { timeout: 15_000 }).toBeGreaterThan(1);
  await page.getByRole('link', { name: 'Ask', exact: true }).click();
  stranger.closeAllConnections();
  await new Promise((resolve) => { stranger.close(resolve); });

  const again = await startGateway({ local: 'idle', home, port: gateway.port });
  const before = await page.evaluate(() => sessionStorage.getItem('gatehouse.session'));
  await page.getByRole('link', { name: 'Keys', exact: true }).click();
  await page.getByText('first key').waitFor({ timeout: 20_000 });
  expect(await page.evaluate(() => sessionStorage.getItem('gatehouse.session'))).not.toBe(before);
  for (const authorization of stolen) {
    expect((await fetch(`${again.url}/admin/api/status`, { headers: { authorization } })).status).toBe(401);
    expect((await fetch(`${again.url}/v1/models`, { headers: { authorization } })).status).toBe(401);
  }
  await again.stop();
  rmSync(home, { recursive: true, force: true });
});
