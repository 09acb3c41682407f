import type { Page } from 'playwright-core';
import type { Gateway } from './gateway.ts';
import type { Mock } from './mock.ts';
import { approveMock, makeKey, post, USER } from './office.ts';

/** A page, or a part of one, of the office of `furnish`, in English. */
export interface View {
  path: string;
  title: string;
  /** Only there when the gateway has answered. */
  content: (page: Page) => Promise<void>;
  /** What an auditor gets. */
  auditor?: 'reads';
}

const text = (words: string) => (page: Page): Promise<void> => page.locator('main').getByText(words, { exact: true }).first().waitFor();

export const VIEWS: readonly View[] = [
  { path: '/', title: 'Overview', content: text('Requests today'), auditor: 'reads' },
  { path: '/rules', title: 'Data rules', content: (page) => page.getByRole('table').first().waitFor(), auditor: 'reads' },
  { path: '/rules?tab=reach', title: 'Data rules', content: (page) => page.getByRole('cell', { name: 'Word' }).or(page.getByRole('rowheader', { name: 'Word' })).first().waitFor(), auditor: 'reads' },
  { path: '/rules?tab=try', title: 'Data rules', content: (page) => page.getByRole('button', { name: 'Try it' }).waitFor(), auditor: 'reads' },
  { path: '/rules?tab=versions', title: 'Data rules', content: (page) => page.getByRole('tabpanel').getByText(/Version 2/).first().waitFor(), auditor: 'reads' },
  { path: '/rules/recognition', title: 'What is recognised', content: (page) => page.getByRole('switch').first().waitFor({ state: 'attached' }) },
  { path: '/models', title: 'Models', content: (page) => page.getByRole('region', { name: 'Names for your tools' }).getByRole('row', { name: /fast/ }).waitFor() },
  { path: '/providers', title: 'Providers', content: text('mock') },
  { path: '/providers/add', title: 'Add a provider', content: text('Mistral AI') },
  { path: '/keys', title: 'Keys', content: (page) => page.getByRole('row', { name: /Word/ }).waitFor() },
  { path: '/usage', title: 'Usage', content: (page) => page.getByRole('region', { name: 'By department' }).getByText('No department').waitFor(), auditor: 'reads' },
  { path: '/budgets', title: 'Budgets', content: (page) => page.getByRole('region', { name: 'Whole office' }).waitFor(), auditor: 'reads' },
  { path: '/reports', title: 'Reports', content: (page) => page.getByRole('article').getByRole('region', { name: 'No department' }).waitFor(), auditor: 'reads' },
  { path: '/requests', title: 'Requests', content: (page) => page.getByRole('row', { name: /Word fast/ }).waitFor(), auditor: 'reads' },
  { path: '/prices', title: 'Prices', content: (page) => page.getByRole('row', { name: /^mock\/gpt-4o-mini/ }).waitFor(), auditor: 'reads' },
  { path: '/prices?tab=office', title: 'Prices', content: text('You have no prices of your own. The price list counts.'), auditor: 'reads' },
  { path: '/prices?tab=list', title: 'Prices', content: (page) => page.getByRole('region', { name: 'The list in force' }).waitFor(), auditor: 'reads' },
  { path: '/audit', title: 'Audit log', content: (page) => page.locator('main').getByRole('listitem').first().waitFor(), auditor: 'reads' },
  { path: '/audit?tab=report', title: 'Audit log', content: (page) => page.getByRole('row', { name: /^mock \(European Union\) Public/ }).waitFor(), auditor: 'reads' },
  { path: '/audit?tab=proof', title: 'Audit log', content: text('Fingerprint'), auditor: 'reads' },
  { path: '/settings/general', title: 'Settings', content: (page) => page.getByLabel('Time zone').waitFor() },
  { path: '/settings/network', title: 'Settings', content: text('This computer only') },
  { path: '/settings/people', title: 'Settings', content: (page) => page.getByRole('listitem').filter({ hasText: '(you)' }).waitFor() },
  { path: '/settings/backup', title: 'Settings', content: (page) => page.getByRole('button', { name: 'Back up now' }).waitFor() },
  { path: '/settings/storage', title: 'Settings', content: (page) => page.getByRole('textbox', { name: 'Days that requests stay in the list' }).waitFor() },
  { path: '/settings/contents', title: 'Settings', content: (page) => page.getByLabel('What is kept: Internal').waitFor() },
  { path: '/settings/transfer', title: 'Settings', content: text('Nothing is passed on.') },
  { path: '/settings/about', title: 'Settings', content: (page) => page.getByText(/^Version \d/).waitFor() },
  { path: '/welcome/office', title: 'Welcome to Gatehouse', content: (page) => page.getByRole('radio', { name: 'Law firm' }).waitFor() },
  { path: '/welcome/computer', title: 'This computer', content: (page) => page.getByRole('region', { name: 'Proposed model' }).waitFor() },
  { path: '/welcome/providers', title: 'Providers outside', content: text('Mistral AI') },
  { path: '/welcome/recovery', title: 'Recovery key', content: (page) => page.getByRole('heading', { level: 1, name: 'Recovery key' }).waitFor() },
  { path: '/welcome/connect', title: 'The first answer', content: (page) => page.getByRole('button', { name: 'Make the key' }).waitFor() },
];

/** Parts that are drawn from the answers of a view. */
export const FURTHER: readonly View[] = [
  { path: '/rules/recognition?tab=lists', title: 'What is recognised', content: (page) => page.getByRole('tabpanel').getByRole('heading').waitFor() },
  { path: '/rules/recognition?tab=patterns', title: 'What is recognised', content: (page) => page.getByRole('tabpanel').getByRole('heading').waitFor() },
  { path: '/rules/recognition?tab=try', title: 'What is recognised', content: (page) => page.getByRole('tabpanel').getByRole('textbox').first().waitFor() },
  { path: '/rules/recognition?tab=alarms', title: 'What is recognised', content: (page) => page.getByRole('tabpanel').getByRole('heading').waitFor() },
  { path: '/reports?kind=tags', title: 'Reports', content: (page) => page.getByRole('article').getByText('Cost report by feature and customer').first().waitFor(), auditor: 'reads' },
];

/** A provider, an alias, a key and a request: what the content of the views names. Gives the view of the request. */
export async function furnish(gateway: Gateway, mock: Mock): Promise<View> {
  await approveMock(gateway, mock, { fast: ['mock/gpt-4o-mini'] });
  const key = await makeKey(gateway, 'Word', '--floor', 'public');
  const { status, headers } = await post(gateway, key, '/v1/chat/completions', { model: 'fast', messages: USER });
  if (status !== 200) throw new Error(`the first request ended with ${status}`);
  return { path: `/requests/${headers.get('x-gatehouse-trace-id')}`, title: 'Request', content: text('The data rules let the provider mock see this request.'), auditor: 'reads' };
}

const again = (page: Page) => page.locator('main').getByRole('button', { name: 'Try again' });

/** Clicks the way out of each part that could not be shown; one may take others away with it. */
export async function tryAgain(page: Page): Promise<void> {
  await again(page).first().waitFor();
  await clickAll(page);
}

function clickAll(page: Page): Promise<void> {
  return again(page).evaluateAll((buttons) => {
    for (const button of buttons) (button as HTMLElement).click();
  });
}

/** The same until all is there: a part may hold others, which ask only once it is shown. */
export async function recover(page: Page, { content }: View): Promise<void> {
  const there = content(page).then(() => true);
  const parts = again(page);
  while (!(await Promise.race([there, parts.first().waitFor().then(() => false)])) || (await parts.count()) > 0) await clickAll(page);
}

/** As a link in the page: no reload. */
export function visit(page: Page, path: string): Promise<void> {
  return page.evaluate((to) => history.pushState(null, '', to), `/ui${path}`);
}
