import type { Page } from 'playwright-core';
import { LETTER } from './requests.ts';

export interface View {
  name: string;
  /** Below `/ui`. */
  path: string;
  /** What must be there before, or is done first. */
  ready?: (page: Page) => Promise<unknown>;
  /** So that the next pictures do not show what was done for this one. */
  after?: (page: Page) => Promise<unknown>;
}

const QUESTION = 'What is a limitation period under Swiss contract law? Answer in three points.';

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const shown = (words: string) => (page: Page) => page.getByText(words).first().waitFor();
const rows = (page: Page) => page.getByRole('row').filter({ has: page.getByRole('cell') }).first().waitFor();

/** Every page of renderer/app/pages.ts, with the tabs and dialogs that matter most; the first run is below, before a model is installed and with one. */
export const VIEWS: readonly View[] = [
  { name: 'overview', path: '/', ready: shown('Requests today') },
  { name: 'ask', path: '/ask', ready: asked },
  { name: 'rules', path: '/rules', ready: rows },
  { name: 'rules-reach', path: '/rules?tab=reach', ready: rows },
  { name: 'rules-versions', path: '/rules?tab=versions', ready: (page) => page.getByRole('tabpanel').getByText(/Version \d/).first().waitFor() },
  { name: 'recognition-try', path: '/rules/recognition?tab=try', ready: recognised },
  { name: 'models', path: '/models', ready: shown('Recommended') },
  { name: 'providers', path: '/providers', ready: shown('Mistral AI') },
  { name: 'providers-add', path: '/providers/add', ready: shown('Mistral AI') },
  { name: 'keys', path: '/keys', ready: rows },
  { name: 'keys-new', path: '/keys', ready: newKey, after: revokeKey },
  { name: 'usage', path: '/usage', ready: drawn },
  { name: 'budgets', path: '/budgets', ready: (page) => page.getByRole('meter').first().waitFor() },
  { name: 'reports', path: '/reports', ready: (page) => page.getByRole('article').getByRole('table').first().waitFor() },
  { name: 'prices', path: '/prices', ready: rows },
  { name: 'requests', path: '/requests', ready: rows },
  { name: 'request', path: '/requests', ready: opened },
  { name: 'audit', path: '/audit', ready: (page) => page.getByRole('listitem').filter({ hasText: 'provider' }).first().waitFor() },
  { name: 'settings', path: '/settings/general', ready: (page) => page.getByLabel('Time zone').waitFor() },
];

export const FIRST_RUN: readonly View[] = [
  { name: 'first-run-1-office', path: '/welcome/office', ready: (page) => page.getByRole('radio', { name: 'Law firm' }).click() },
  { name: 'first-run-2-computer', path: '/welcome/computer', ready: (page) => page.getByRole('region', { name: 'Proposed model' }).waitFor() },
  { name: 'first-run-3-providers', path: '/welcome/providers', ready: shown('Mistral AI') },
  { name: 'first-run-4-recovery', path: '/welcome/recovery', ready: recoveryKey },
];
/** In all sizes before the next one: it makes the key. */
export const FIRST_KEY: readonly View[] = [{ name: 'first-run-5-connect', path: '/welcome/connect', ready: (page) => page.getByLabel('Name of the tool').fill('Word') }];
export const FIRST_ANSWER: readonly View[] = [{ name: 'first-run-6-answer', path: '/welcome/connect', ready: firstAnswer }];

async function asked(page: Page): Promise<void> {
  await page.getByLabel('Data class').selectOption('confidential');
  await page.getByLabel('Your question').fill(QUESTION);
  await button(page, 'Send').click();
  await page.getByText('The answer is complete.').waitFor({ state: 'attached' });
}

async function recognised(page: Page): Promise<void> {
  await page.getByRole('textbox').first().fill(LETTER);
  await page.locator('mark').first().waitFor();
}

async function newKey(page: Page): Promise<void> {
  await button(page, 'New key').first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Translations');
  await dialog.getByRole('button', { name: 'Create the key' }).click();
  await page.getByRole('dialog', { name: 'The key “Translations” is ready' }).waitFor();
}

async function revokeKey(page: Page): Promise<void> {
  await button(page, 'I have copied it').click();
  await button(page, 'Actions for Translations').click();
  await page.getByRole('menuitem', { name: 'Revoke' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await page.getByText('“Translations” was revoked.').waitFor();
}

async function drawn(page: Page): Promise<void> {
  await page.locator('.recharts-bar-rectangle').first().waitFor({ state: 'attached' });
}

async function opened(page: Page): Promise<void> {
  await page.getByRole('row').filter({ hasText: 'Outlook' }).first().getByRole('link').first().click();
  await page.getByRole('region', { name: 'What happened, step by step' }).waitFor();
}

async function recoveryKey(page: Page): Promise<void> {
  await button(page, /recovery key$/).first().click();
  await page.locator('code').first().waitFor();
}

async function firstAnswer(page: Page): Promise<void> {
  await page.getByLabel('Name of the tool').fill('Word');
  await button(page, 'Make the key').click();
  await page.getByRole('button', { name: 'Ask from here', disabled: false }).click();
  await page.getByRole('status').filter({ has: page.getByRole('link') }).first().waitFor();
}
