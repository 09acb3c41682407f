import { type AdminCall, adminCall } from '../support/admin-call.ts';
import type { DatedGateway } from './dated-gateway.ts';

const DAY = 86_400_000;
export const LEAD = 'Anna Muster';
const PROVIDERS = [
  { id: 'mistral', kind: 'mistral', name: 'Mistral AI', region: 'eu', models: ['mistral-large-latest', 'mistral-small-latest'], address: 'https://api.mistral.ai/v1', contract: { id: 'DPA of 2 February 2026', transferBasis: 'Swiss adequacy list: EU', retention: '30 days', trainsOnData: false }, ends: 410 },
  { id: 'infomaniak', kind: 'openai-compatible', name: 'Infomaniak AI', region: 'ch', models: ['apertus-70b'], address: 'https://api.infomaniak.com/2/ai/101234/openai/v1', contract: { id: 'IK-2026-0417, with secrecy clause', retention: 'none', trainsOnData: false, secrecyApproved: true }, ends: 280 },
  { id: 'openai', kind: 'openai', name: 'OpenAI', region: 'eu', models: ['gpt-4.1', 'gpt-4.1-mini'], address: 'https://eu.api.openai.com/v1', contract: { id: 'Enterprise agreement 2026', transferBasis: 'EU standard contractual clauses', retention: '30 days', trainsOnData: false }, ends: 190 },
  { id: 'azure', kind: 'azure-openai', name: 'Azure OpenAI', region: 'ch', models: ['gpt-4.1'], address: 'https://kanzlei-muster.openai.azure.com/openai/v1', contract: { id: 'Microsoft Customer Agreement', transferBasis: 'Data stay in Switzerland North', retention: 'none', trainsOnData: false }, ends: 24 },
  { id: 'anthropic', kind: 'anthropic', name: 'Anthropic', region: 'us', models: ['claude-sonnet-4-5'], address: 'https://api.anthropic.com/v1', contract: { id: 'Commercial terms', transferBasis: 'Swiss-US Data Privacy Framework', retention: '30 days', trainsOnData: false }, ends: 330 },
];
const ALIASES: Record<string, string[]> = {
  fast: ['mistral/mistral-small-latest', 'local/qwen3:4b'],
  letters: ['mistral/mistral-large-latest', 'infomaniak/apertus-70b', 'local/qwen3:4b'],
  research: ['anthropic/claude-sonnet-4-5', 'openai/gpt-4.1'],
  drafts: ['azure/gpt-4.1', 'local/qwen3:4b'],
  documents: ['local/qwen3:4b'],
};
/** Invented names. */
export const CLIENTS = ['Viridiana Amstalden', 'Ottokar Sebregondi', 'Balthasar Quellinger', 'Zwyssig Präzision AG', 'Ludovica Tettamanti', 'Hyazinth Rohrbasser', 'Eulalia Vonmoos', 'Fontannaz & Fils SA', 'Severin Abgottspon', 'Ramona Cavegn'];

export interface Office {
  /** Plaintext by name. */
  keys: Record<string, string>;
}

type Cell = [dataClass: string, provider: string, action?: string, conditions?: object];

async function allow(call: AdminCall, comment: string, cells: Cell[]): Promise<void> {
  const { version } = await call<{ version: number }>('GET', '/policy');
  await call('POST', '/policy/apply', { baseVersion: version, comment, cells: cells.map(([dataClass, provider, action = 'allow', conditions]) => ({ dataClass, provider, action, ...(conditions && { conditions }) })) });
}

/** The first four weeks, as two people set them up; `today` is the day of the pictures. */
export async function setUp(gateway: DatedGateway, cloud: string, today: number): Promise<Office> {
  await gateway.setClock(today - 30 * DAY);
  let call = await adminCall(gateway, LEAD);
  await call('PUT', '/first-run', { step: 'connect', finished: true, office: 'law' });
  await call('POST', '/recovery-key/confirm');
  await call('PATCH', '/settings', { timeZone: 'Europe/Zurich', language: 'en' });
  const { keys: made } = await call<{ keys: { id: string }[] }>('GET', '/keys');
  for (const { id } of made) await call('DELETE', `/keys/${id}`);
  const teams: Record<string, string> = {};
  for (const [name, costCentre] of [['Litigation', '310'], ['Notary', '210'], ['Front desk', '110']] as const) teams[name] = (await call<{ id: string }>('PUT', '/spending/teams', { name, costCentre })).id;
  await call('PUT', '/spending/currency', { code: 'CHF', perUsd: '0.80', date: day(today - 30 * DAY) });
  for (const { address: _, ends, contract, ...provider } of PROVIDERS) await call('POST', '/providers', { ...provider, baseUrl: cloud, credential: 'sk-of-the-office', contract: { ...contract, expiresAt: today + ends * DAY } });
  for (const [name, deployments] of Object.entries(ALIASES)) await call('PUT', `/aliases/${name}`, { deployments });
  // The stand-in's address is in no price list: until `finish` all prices are the office's.
  for (const [deployment, input, output] of [['mistral/mistral-large-latest', '2', '6'], ['mistral/mistral-small-latest', '0.10', '0.30'], ['anthropic/*', '3', '15'], ['openai/gpt-4.1', '2.20', '8.80']]) await call('PUT', '/prices/office', { deployment, input, output });
  await call('PUT', '/prices/office', { deployment: 'infomaniak/*', currency: 'CHF', input: '1.20', output: '3.60' });
  await call('PUT', '/prices/office', { deployment: 'azure/gpt-4.1', currency: 'CHF', input: '2.10', output: '8.40' });
  await call('POST', '/recognition/lists', { name: 'Clients', kind: 'person', dataClass: 'secret', text: CLIENTS.join('\n') });
  await call('POST', '/recognition/lists', { name: 'Matters', kind: 'matter', dataClass: 'confidential', text: 'Causa Rheinhafen\nErbgang Schlatterhof\nUmbau Sonnenbergli' });
  await call('POST', '/recognition/patterns', { name: 'File numbers', source: 'ZK-[0-9]{4}', dataClass: 'confidential' });
  await allow(call, 'Contract with Mistral AI signed', [['internal', 'mistral']]);
  await gateway.setClock(today - 29.985 * DAY);
  await allow(call, 'Swiss host with secrecy clause', [['confidential', 'infomaniak']]);
  for (const dataClass of ['confidential', 'secret']) await call('PUT', '/policy/local-models', { dataClass, models: ['qwen3:4b'], comment: 'The model that knows German best' });
  await gateway.setClock(today - 29.97 * DAY);
  await call('PUT', '/policy/otherwise', { dataClass: 'public', otherwise: 'refuse', comment: 'Public questions need no local model' });

  await gateway.setClock(today - 21 * DAY);
  call = await adminCall(gateway, 'Beat Frei');
  await allow(call, 'Letters: names go out as stand-ins', [['confidential', 'mistral', 'pseudonymise']]);
  await gateway.setClock(today - 20.985 * DAY);
  await allow(call, 'Research on public law only', [['public', 'anthropic'], ['public', 'openai']]);
  const keys: Record<string, string> = {};
  for (const [name, team, more] of KEYS) keys[name] = (await call<{ key: string }>('POST', '/keys', { name, team: teams[team], ...more })).key;
  await call('POST', '/keys', { name: 'Trainee laptop', team: teams['Litigation'], owner: 'Noé Perrin', ownerKind: 'person', floor: 'internal', ceiling: 'confidential', expiresAt: today + 45 * DAY });

  await gateway.setClock(today - 8 * DAY);
  call = await adminCall(gateway, LEAD);
  await allow(call, 'Azure while its contract runs', [['internal', 'azure', 'allow', { contractValid: true }]]);
  await gateway.setClock(today - 7.985 * DAY);
  await call('PUT', '/policy/routes/Hearings', { when: { tags: ['hearing'] }, alias: 'documents', comment: 'Hearings stay in the house' });
  await call('PUT', '/contents', { public: { mode: 'encrypted', days: 30 }, internal: { mode: 'encrypted', days: 30 }, confidential: { mode: 'hash', days: 30 }, secret: { mode: 'off', days: 30 } });
  await limit(call, teams);
  return { keys };
}

const KEYS: readonly [string, string, object][] = [
  ['Word', 'Notary', { owner: 'Petra Huber', ownerKind: 'person', floor: 'internal' }],
  ['Outlook', 'Litigation', { owner: 'Luca Bernasconi', ownerKind: 'person', floor: 'internal' }],
  ['Research', 'Litigation', { owner: 'Claire Favre', ownerKind: 'person', floor: 'public', ceiling: 'internal' }],
  ['Document search', 'Litigation', { owner: 'Archive', ownerKind: 'application', floor: 'confidential' }],
  ['Deeds', 'Notary', { owner: 'Notary’s office', ownerKind: 'team', floor: 'internal' }],
  ['Reception', 'Front desk', { owner: 'Web form', ownerKind: 'application', floor: 'public', ceiling: 'internal' }],
];

async function limit(call: AdminCall, teams: Record<string, string>): Promise<void> {
  const money = (scope: string, amount: string, more: object = {}): Promise<unknown> => call('PUT', '/spending/budgets', { scope, measure: 'money', amount, currency: 'CHF', period: 'month', ...more });
  await money('organisation', '12', { alertAt: [50, 80] });
  await money(`team:${teams['Litigation']}`, '7', { alertAt: [80] });
  await money(`team:${teams['Notary']}`, '5', { hard: false, alertAt: [80, 100] });
  await call('PUT', '/spending/budgets', { scope: `team:${teams['Front desk']}`, measure: 'requests', amount: '80', period: 'month', hard: false });
  await call('PUT', '/spending/budgets', { scope: 'person:Petra Huber', measure: 'requests', amount: '30', period: 'day', hard: false });
  await call('PUT', '/spending/limits', { scope: `team:${teams['Front desk']}`, requestsPerMinute: 60, tokensPerMinute: null, concurrent: 4 });
}

/** What came last before the pictures: the real addresses in the place of the stand-in's (nothing is sent from here on), a measured model, a backup, a signed log. */
export async function finish(gateway: DatedGateway): Promise<void> {
  const call = await adminCall(gateway, LEAD);
  for (const { id, address } of PROVIDERS) await call('PATCH', `/providers/${id}`, { baseUrl: address, credential: 'sk-of-the-office' });
  for (const deployment of ['mistral/mistral-large-latest', 'mistral/mistral-small-latest', 'anthropic/*']) await call('POST', '/prices/office/remove', { deployment });
  await call('POST', '/models/benchmark', { model: 'qwen3:4b' });
  await call('POST', '/backups');
  await call('POST', '/audit/checkpoints');
  await gateway.cliJson(['admin', 'link', '--name', 'Rita Vogt', '--role', 'auditor']);
}

const day = (time: number): string => new Date(time).toISOString().slice(0, 10);
