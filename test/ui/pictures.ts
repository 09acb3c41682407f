/** `node test/ui/pictures.ts`: takes the pictures of docs/pictures anew, of a real gateway with a made-up office. Needs Ollama and the tests' models (`npm test` brings them). */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { launchBrowser, openUi } from '../support/browser.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { startMock } from '../support/mock.ts';
import { makeKey, post } from '../support/office.ts';

const FOLDER = join(import.meta.dirname, '../../docs/pictures');
const SIZES = { desk: { width: 1280, height: 800 }, wide: { width: 1920, height: 1080 }, phone: { width: 390, height: 844 } } as const;

interface Picture {
  name: string;
  path: string;
  size?: keyof typeof SIZES;
  dark?: boolean;
  /** What must be there before. */
  ready: (page: Page) => Promise<unknown>;
}

const PICTURES: readonly Picture[] = [
  { name: 'first-run', path: '/welcome/office', ready: (page) => page.getByRole('heading', { level: 1 }).waitFor() },
  { name: 'overview', path: '/', ready: (page) => page.getByText('Requests today').waitFor() },
  { name: 'overview-dark', path: '/', dark: true, ready: (page) => page.getByText('Requests today').waitFor() },
  { name: 'overview-wide', path: '/', size: 'wide', ready: (page) => page.getByText('Requests today').waitFor() },
  { name: 'rules', path: '/rules', ready: (page) => page.getByRole('table').first().waitFor() },
  { name: 'rules-dark-phone', path: '/rules', size: 'phone', dark: true, ready: (page) => page.getByRole('heading', { level: 1 }).waitFor() },
  { name: 'recognition', path: '/rules/recognition', ready: (page) => page.getByRole('tab').first().waitFor() },
  { name: 'recognition-try', path: '/rules/recognition', ready: tried },
  { name: 'request', path: '/requests', ready: opened },
  { name: 'ask', path: '/ask', ready: asked },
  { name: 'models', path: '/models', ready: (page) => page.getByText('Recommended').first().waitFor() },
  { name: 'providers', path: '/providers', ready: (page) => page.getByText('Mistral AI').first().waitFor() },
  { name: 'keys', path: '/keys', ready: (page) => page.getByRole('table').waitFor() },
  { name: 'usage', path: '/usage?period=today', ready: (page) => page.locator('.recharts-bar-rectangle').first().waitFor({ state: 'attached' }) },
  { name: 'budgets', path: '/budgets', ready: (page) => page.getByRole('meter').first().waitFor() },
  { name: 'report', path: '/reports', ready: (page) => page.getByRole('article').getByRole('table').first().waitFor() },
  { name: 'requests', path: '/requests', ready: (page) => page.getByRole('row').filter({ hasText: 'Answered here' }).first().waitFor() },
  { name: 'requests-phone', path: '/requests', size: 'phone', ready: (page) => page.getByRole('row').filter({ hasText: 'Answered here' }).first().waitFor() },
  { name: 'settings', path: '/settings', ready: (page) => page.getByRole('heading', { level: 1 }).waitFor() },
];

const LETTER = 'Sehr geehrte Frau Keller\n\nIhre AHV-Nummer 756.9217.0769.85 liegt uns vor. Bitte überweisen Sie den Betrag auf CH93 0076 2011 6238 5295 7.\n\nFreundliche Grüsse\nDr. Petra Huber, Bahnhofstrasse 12, 8001 Zürich';

async function tried(page: Page): Promise<void> {
  await page.getByRole('tab', { name: 'Try it' }).click();
  await page.getByRole('textbox').first().fill(LETTER);
  await page.getByText('social-security').first().waitFor();
}

async function opened(page: Page): Promise<void> {
  await page.getByRole('row').filter({ hasText: 'letters' }).first().getByRole('link').click();
  await page.getByText('social-security').first().waitFor();
}

async function asked(page: Page): Promise<void> {
  await page.getByLabel('Your question').fill('What is the capital of France? Answer in one short sentence.');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('The answer is complete.').waitFor({ state: 'attached', timeout: 60_000 });
}

/** Departments and budgets, and prices that let the few requests of the pictures cost something. */
async function spend(gateway: Gateway): Promise<void> {
  await gateway.cliJson(['prices', 'set', 'mistral/*', '--input', '2000', '--output', '6000']);
  await gateway.cliJson(['budgets', 'currency', 'CHF', '--per-usd', '0.80', '--date', '2026-11-20']);
  for (const [name, number] of [['Notary', '210'], ['Front desk', '110'], ['Litigation', '310']] as const) await gateway.cliJson(['teams', 'create', '--name', name, '--cost-centre', number]);
  await gateway.cliJson(['budgets', 'set', '--money', '80', '--per', 'month', '--alert-at', '50,80']);
  await gateway.cliJson(['budgets', 'set', '--team', 'Notary', '--money', '0.60', '--per', 'week', '--soft']);
  await gateway.cliJson(['budgets', 'set', '--team', 'Front desk', '--money', '0.40', '--per', 'day', '--soft']);
  await gateway.cliJson(['budgets', 'limit', '--team', 'Front desk', '--requests-per-minute', '60', '--concurrent', '4']);
}

/** Applications, an approved provider, and a day's requests. */
async function furnish(gateway: Gateway, mockUrl: string): Promise<void> {
  await gateway.cliJson(['providers', 'add', '--name', 'mistral', '--title', 'Mistral AI', '--kind', 'openai-compatible', '--base-url', mockUrl, '--region', 'eu'], 'sk-mock\n');
  await gateway.cliJson(['models', 'alias', 'fast', 'mistral/gpt-4o-mini', 'local/smollm2:135m']);
  await gateway.cliJson(['models', 'alias', 'letters', 'mistral/gpt-4o', 'local/smollm2:135m']);
  for (const dataClass of ['public', 'internal']) await gateway.cliJson(['policy', 'allow', '--class', dataClass, '--provider', 'mistral']);
  await gateway.cliJson(['policy', 'otherwise', '--class', 'secret', 'refuse']);
  await spend(gateway);
  const [word, reception, search] = await Promise.all([
    makeKey(gateway, 'Word', '--floor', 'internal', '--team', 'Notary', '--owner', 'Petra Huber', '--for', 'person'),
    makeKey(gateway, 'Reception', '--floor', 'public', '--team', 'Front desk'),
    makeKey(gateway, 'Document search', '--floor', 'confidential', '--team', 'Litigation', '--owner', 'Archive'),
  ]);
  await gateway.cliJson(['budgets', 'set', '--person', 'Petra Huber', '--requests', '40', '--per', 'day', '--soft']);
  const messages = [{ role: 'user', content: 'Summarise this paragraph in one sentence.' }];
  await gateway.cliJson(['policy', 'pseudonymise', '--class', 'confidential', '--provider', 'mistral']);
  for (let round = 0; round < 6; round++) {
    await Promise.all([
      post(gateway, word, '/v1/chat/completions', { model: 'letters', messages }),
      post(gateway, reception, '/v1/chat/completions', { model: 'fast', messages }),
      post(gateway, search, '/v1/chat/completions', { model: 'local', messages, max_tokens: 8 }),
      post(gateway, word, '/v1/chat/completions', { model: 'mistral/gpt-4o-mini', messages, max_tokens: 8 }, { 'x-gatehouse-class': round % 2 === 0 ? 'secret' : 'confidential' }),
    ]);
  }
  await post(gateway, word, '/v1/chat/completions', { model: 'letters', messages: [{ role: 'user', content: LETTER }] });
}

mkdirSync(FOLDER, { recursive: true });
const [browser, gateway, mock] = await Promise.all([launchBrowser(), startGateway({ local: 'real', env: { GATEHOUSE_STARTER: 'smollm2:135m,all-minilm' } }), startMock()]);
try {
  await gateway.waitFor(/^Ready\./m, 120_000);
  await furnish(gateway, mock.url);
  const only = process.argv.slice(2);
  for (const { name, path, size = 'desk', dark = false, ready } of PICTURES.filter((picture) => only.length === 0 || only.includes(picture.name))) {
    const { page } = await openUi(browser, gateway, { path, viewport: SIZES[size], colorScheme: dark ? 'dark' : 'light' });
    await ready(page);
    await page.waitForTimeout(600);
    await page.screenshot({ path: join(FOLDER, `${name}.png`) });
    await page.context().close();
    process.stdout.write(`${name}\n`);
  }
} finally {
  await browser.close();
  await gateway.stop();
  await mock.stop();
}
