import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser, openUi } from '../support/browser.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type Mock, startMock } from '../support/mock.ts';
import { approveMock, type ErrorBody, makeKey, post, USER } from '../support/office.ts';

const CHAT_MODEL = 'smollm2:135m';
const DEPARTMENTS = ['Litigation', 'Tax', 'Notary'];
/** Dollars. */
const LIMIT = '0.02';

let gateway: Gateway;
let mock: Mock;
let browser: Browser;
const keys = new Map<string, string>();

beforeAll(async () => {
  [gateway, mock, browser] = await Promise.all([startGateway({ local: 'real', env: { GATEHOUSE_STARTER: CHAT_MODEL } }), startMock(), launchBrowser()]);
  await gateway.waitFor(/Ready\./, 890_000);
  await approveMock(gateway, mock, { fast: ['mock/gpt-4o-mini'] });
  await gateway.cliJson(['prices', 'set', 'mock/*', '--input', '5', '--output', '20']);
  for (const name of DEPARTMENTS) {
    await gateway.cliJson(['teams', 'create', '--name', name]);
    await gateway.cliJson(['budgets', 'set', '--money', LIMIT, '--per', 'month', '--team', name]);
    keys.set(name, await makeKey(gateway, `${name} tool`, '--floor', 'internal', '--team', name, '--owner', `${name} writer`));
  }
});
afterAll(() => Promise.all([browser?.close(), gateway?.stop(), mock?.stop()]));

interface Standing { budget: { scope: string; limit: number }; used: number; reserved: number }
const ask = (department: string, model = 'fast'): Promise<Response> => post(gateway, keys.get(department)!, '/v1/chat/completions', { model, messages: USER, max_tokens: 30 });
const standingOf = async (department: string): Promise<Standing> => {
  const [teams, standings] = [await gateway.cliJson<{ id: string; name: string }[]>(['teams', 'list']), await gateway.cliJson<Standing[]>(['budgets', 'list'])];
  return standings.find(({ budget }) => budget.scope === `team:${teams.find(({ name }) => name === department)!.id}`)!;
};

it('stops a runaway loop exactly at its limit; the other departments and the local model go on', async () => {
  let answered = 0;
  let last: Response;
  while ((last = await ask('Litigation')).status === 200) answered++;
  const { error, gatehouse } = (await last.json()) as ErrorBody & { gatehouse: { budget: { needed: number } } };
  expect([last.status, error.code]).toEqual([429, 'budget_exceeded']);
  expect(error.message).toContain('department "Litigation" for this month');
  expect(mock.requests).toHaveLength(answered);
  const { used, reserved, budget } = await standingOf('Litigation');
  expect([reserved, used <= budget.limit, used + gatehouse.budget.needed > budget.limit]).toEqual([0, true, true]);
  expect((await ask('Tax')).status).toBe(200);
  const here = await ask('Litigation', 'local');
  expect([here.status, here.headers.get('x-gatehouse-provider')]).toEqual([200, 'local']);
  await gateway.cliJson(['budgets', 'rules', '--over-budget', 'local']);
  const instead = await ask('Litigation');
  expect(['provider', 'model', 'decision'].map((name) => instead.headers.get(`x-gatehouse-${name}`))).toEqual(['local', CHAT_MODEL, 'local']);
  expect((await standingOf('Litigation')).used).toBe(used);
});

it('the pages show the warning, the costs by department, the month’s report and the way of one request', async () => {
  const answer = await ask('Tax');
  const trace = answer.headers.get('x-gatehouse-trace-id')!;
  const { page, complaints } = await openUi(browser, gateway, { path: '/budgets' });
  await page.getByText('Nearly used up').or(page.getByText('Used up')).first().waitFor();
  await page.getByRole('tab', { name: 'Warnings' }).click();
  await page.getByText('Litigation').first().waitFor();
  expect(await page.getByText('80').count()).toBeGreaterThan(0);

  await page.getByRole('link', { name: 'Usage', exact: true }).click();
  await page.getByRole('heading', { name: 'By department' }).waitFor();
  for (const name of ['Litigation', 'Tax']) await page.getByRole('link', { name }).first().waitFor();
  const total = (await gateway.cliJson<{ total: { cost: number } }>(['usage'])).total.cost;
  await page.getByText(`US$${(total / 1e9).toFixed(2)}`).first().waitFor();

  await page.getByRole('link', { name: 'Reports' }).click();
  await page.getByRole('heading', { name: /^Cost report by department, / }).waitFor();
  await page.getByText('Litigation writer').waitFor();

  await page.goto(`${gateway.url}/ui/requests/${trace}`);
  for (const step of ['What happened, step by step', 'Set aside, in case it costs that much', 'Answered', 'What it cost']) await page.getByText(step, { exact: true }).first().waitFor();
  await page.getByText('mock/gpt-4o-mini').first().waitFor();

  await page.getByRole('link', { name: 'Audit log' }).click();
  await page.getByRole('button', { name: 'Check the log' }).click();
  await page.getByText('The log is whole').waitFor();
  expect(complaints).toEqual([]);
});

it('an audit export verifies offline with the public key, and no longer after one byte is changed', async () => {
  const file = join(gateway.home, 'audit.jsonl');
  await gateway.cliJson(['audit', 'export', '--out', file]);
  const { fingerprint } = await gateway.cliJson<{ fingerprint: string }>(['audit', 'key']);
  expect(await gateway.cliJson(['audit', 'verify', file, '--public-key', fingerprint])).toMatchObject({ intact: true });
  const bytes = readFileSync(file);
  const at = bytes.indexOf('"request.sent"') + 3;
  bytes[at] = bytes[at]! ^ 1;
  writeFileSync(file, bytes);
  const broken = await gateway.cli(['audit', 'verify', file, '--public-key', fingerprint]);
  expect(broken.code).toBe(1);
  expect(broken.stdout + broken.stderr).toMatch(/record \d+/);
});
