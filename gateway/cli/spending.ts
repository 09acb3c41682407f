import { type Command, Option } from 'commander';
import type { Input, Output } from '../admin/contract.ts';
import { enteredText, moneyText } from '../core/money.ts';
import { type Client, CliError, type Context } from './context.ts';
import { findTeam } from './find-team.ts';
import { findKey } from './keys.ts';
import { type OfficeDays, officeDays } from './office-days.ts';
import { common, type CommonOptions, list, print, table } from './output.ts';
import { parseLimit, parsePercents, parseWhole } from './parse.ts';
import { whose } from './whose.ts';

interface ScopeOptions extends CommonOptions {
  team?: string;
  person?: string;
  application?: string;
  key?: string;
}

interface BudgetOptions extends ScopeOptions {
  id?: string;
  money?: string;
  currency?: 'CHF' | 'EUR' | 'USD';
  tokens?: string;
  requests?: string;
  per?: 'day' | 'week' | 'month' | 'total';
  soft?: boolean;
  hard?: boolean;
  alertAt?: number[];
  covers?: 'cloud' | 'all';
}

interface LimitOptions extends ScopeOptions {
  requestsPerMinute?: number | 'none';
  tokensPerMinute?: number | 'none';
  concurrent?: number | 'none';
}

type Spending = Output<'spending.get'>;
type Limit = Input<'limits.set'>['body'];

const PACES = ['requestsPerMinute', 'tokensPerMinute', 'concurrent'] as const;
const NO_LIMIT = { requestsPerMinute: null, tokensPerMinute: null, concurrent: null };

export function addSpending(program: Command, context: Context): void {
  const { stdout, client } = context;

  const teams = program.command('teams').description('departments, which keys belong to');
  common(teams.command('list').description('all departments')).action(async (options: CommonOptions) => {
    const found = (await client(options).call('spending.get')).teams;
    print(stdout, options, found, () => table(['ID', 'NAME', 'COST CENTRE'], found.map(({ id, name, costCentre }) => [id, name, costCentre]), 'No departments yet. Make one: gatehouse teams create --name NAME'));
  });
  common(teams.command('create').description('make a department').requiredOption('--name <name>', 'its name').option('--cost-centre <number>', "the office's own number for it")).action(async (options: CommonOptions & { name: string; costCentre?: string }) => {
    const team = await client(options).call('teams.save', { body: { name: options.name, ...(options.costCentre !== undefined && { costCentre: options.costCentre }) } });
    print(stdout, options, team, () => `Department "${team.name}" (${team.id}).`);
  });
  common(teams.command('remove <team>').description('take a department away, given by id or name, with its budgets; no key may belong to it')).action(async (which: string, options: CommonOptions) => {
    const api = client(options);
    const id = await findTeam(api, which);
    await api.call('teams.remove', { params: { id } });
    print(stdout, options, { id, removed: true }, () => `Department ${id} is gone.`);
  });

  const budgets = program.command('budgets').description('what may be spent, by whom, and how much of it is left');
  common(budgets.command('list').description('all budgets with what is used and reserved')).action(async (options: CommonOptions) => {
    const spending = await client(options).call('spending.get');
    print(stdout, options, spending.budgets, () => [
      ...table(['ID', 'WHOSE', 'LIMIT', 'PER', 'USED', 'RESERVED', 'BEGINS ANEW', 'KIND'], spending.budgets.map((standing) => row(standing, spending, officeDays(spending.timeZone))), 'No budgets yet. Make one: gatehouse budgets set --money 100 --per month'),
      ...spending.limits.map((limit) => `Limit of pace: ${whose(limit.scope, spending)}, ${paces(limit)}`),
    ]);
  });
  const set = scoped(common(budgets.command('set').description('make or change a budget; of the whole office, or of one department, person, application or key')))
    .option('--id <id>', 'change this one; what is not said stays as it is')
    .option('--money <amount>', 'in the currency of the office, as 100.00')
    .addOption(new Option('--currency <code>', 'of the amount').choices(['CHF', 'EUR', 'USD']))
    .option('--tokens <count>', 'tokens')
    .option('--requests <count>', 'requests')
    .addOption(new Option('--per <period>', 'how long it lasts (month)').choices(['day', 'week', 'month', 'total']))
    .addOption(new Option('--soft', 'only warn; nothing is held up').conflicts('hard'))
    .option('--hard', 'what does not fit is not sent (the default)')
    .option('--alert-at <percents>', 'when to warn, with commas (80)', parsePercents)
    .addOption(new Option('--covers <what>', 'of tokens and requests: cloud providers only, or the local model too').choices(['cloud', 'all']));
  set.action(async (options: BudgetOptions) => {
    const api = client(options);
    const budget = await api.call('budgets.save', { body: await budgetOf(api, options) });
    const spending = await api.call('spending.get');
    print(stdout, options, budget, () => [`Budget ${budget.id}: ${budget.currency ?? ''} ${budget.amount} ${budget.measure === 'money' ? '' : budget.measure} per ${budget.period}, ${budget.hard ? 'a hard limit' : 'a warning only'}.`.replaceAll('  ', ' '), ...nobody(budget.scope, spending)]);
  });
  common(budgets.command('remove <budget>').description('take a budget away, given by id')).action(async (id: string, options: CommonOptions) => {
    await client(options).call('budgets.remove', { params: { id } });
    print(stdout, options, { id, removed: true }, () => `Budget ${id} is gone.`);
  });
  scoped(common(budgets.command('limit').description('how fast somebody may ask; what is not said stays as it is, and without any number the whole limit is taken away')))
    .option('--requests-per-minute <count>', 'requests in any minute, or "none"', parseLimit)
    .option('--tokens-per-minute <count>', 'tokens in any minute, or "none"', parseLimit)
    .option('--concurrent <count>', 'requests at once, or "none"', parseLimit)
    .action(async (options: LimitOptions) => {
      const api = client(options);
      const scope = await scopeOf(api, options);
      const spending = await api.call('spending.get');
      const { scope: _, ...before } = spending.limits.find((limit) => limit.scope === scope) ?? { scope, ...NO_LIMIT };
      const body: Limit = { scope, ...NO_LIMIT };
      if (PACES.some((pace) => options[pace] !== undefined)) {
        Object.assign(body, before);
        for (const pace of PACES) if (options[pace] !== undefined) body[pace] = options[pace] === 'none' ? null : options[pace];
      }
      await api.call('limits.set', { body: { ...body, before } });
      const left = paces(body);
      print(stdout, options, body, () => (left === '' ? [`${whose(scope, spending)} has no limit any more.`] : [`${whose(scope, spending)} may make: ${left}.`, ...nobody(scope, spending)]));
    });
  common(budgets.command('currency <code>').description('the currency that amounts are shown and entered in: CHF, EUR or USD').option('--per-usd <rate>', 'what one US dollar is worth in it, as 0.89; needed unless it is USD').option('--date <day>', 'the day of that rate, as 2026-11-21')).action(async (code: string, options: CommonOptions & { perUsd?: string; date?: string }) => {
    // Every limit in that currency follows the rate: none is guessed.
    if (options.perUsd === undefined && /^(CHF|EUR)$/.test(code)) throw new CliError(`Say what one US dollar is worth in ${code}.`, { hint: `As: gatehouse budgets currency ${code} --per-usd 0.89`, exitCode: 2, code: 'invalid_request' });
    const currency = await client(options).call('currency.set', { body: { code: code as 'CHF', perUsd: options.perUsd ?? '1', date: options.date ?? null } });
    print(stdout, options, currency, () => `Amounts are in ${currency.code}; one US dollar is ${currency.perUsd}.`);
  });
  common(budgets.command('rules').description('what happens where a budget is used up, or a price unknown; without any option: what holds now'))
    .addOption(new Option('--over-budget <what>', 'of a request that no longer fits').choices(['refuse', 'local']))
    .addOption(new Option('--unpriced <what>', 'of models without a known price, under a money budget').choices(['refuse', 'allow']))
    .option('--output-tokens <count>', 'the bound of an answer where the client set none', parseWhole)
    .action(async (options: CommonOptions & { overBudget?: 'refuse' | 'local'; unpriced?: 'refuse' | 'allow'; outputTokens?: number }) => {
      const api = client(options);
      const { rules } = await api.call('spending.get');
      if (![options.overBudget, options.unpriced, options.outputTokens].some((one) => one !== undefined)) return print(stdout, options, rules, () => said(rules));
      const body = { ...rules, ...(options.overBudget && { overBudget: options.overBudget }), ...(options.unpriced && { unpriced: options.unpriced }), ...(options.outputTokens !== undefined && { outputTokens: options.outputTokens }) };
      const saved = await api.call('spending.rules', { body: { ...body, before: rules } });
      print(stdout, options, saved, () => said(saved));
    });

  common(program.command('usage').description('what was used and what it cost'))
    .option('--from <day>', "first day of the office's calendar, as 2026-11-01 (thirty days ago)")
    .option('--to <day>', 'last day (today)')
    .option('--by <groups>', 'up to three of key, team, owner, provider, model, class, outcome, with commas; or tag', 'team')
    .addOption(new Option('--step <step>', 'also by time').choices(['hour', 'day', 'week', 'month']))
    .action(async (options: CommonOptions & { from?: string; to?: string; by: string; step?: 'hour' | 'day' | 'week' | 'month' }) => {
      const api = client(options);
      const days = officeDays((await api.call('spending.get')).timeZone);
      const from = options.from === undefined ? Date.now() - 30 * 86_400_000 : days.start(options.from);
      const to = options.to === undefined ? Date.now() + 900_000 : days.end(options.to);
      const report = await api.call('usage.report', { query: { from: String(from), to: String(to), by: options.by, ...(options.step && { step: options.step }) } });
      const { code, perUsd } = report.currency;
      const heads = [...(options.step ? ['TIME'] : []), ...list(options.by).map((name) => name.toUpperCase()), 'REQUESTS', 'TOKENS', 'COST'];
      print(stdout, options, report, () => table(heads, report.rows.map((one) => [...(options.step ? [options.step === 'hour' ? days.minute(one.time!) : days.day(one.time!)] : []), ...list(options.by).map((name) => one.names[name] || '-'), String(one.requests), String(one.countedTokens), moneyText(one.cost, code, perUsd)]), 'Nothing was used.'));
    });
}

function said({ overBudget, unpriced, outputTokens }: Spending['rules']): string {
  return `Over budget: ${overBudget}. Without a price: ${unpriced}. Answers without a bound: ${outputTokens} tokens.`;
}

function scoped(command: Command): Command {
  return command.option('--team <team>', 'of a department, by id or name').option('--person <name>', 'of a person').option('--application <name>', 'of an application').option('--key <key>', 'of a key, by id or name');
}

/** A new one, or what of one that is there is to be otherwise. */
async function budgetOf(api: Client, options: BudgetOptions): Promise<Input<'budgets.save'>['body']> {
  const { id, per, soft, hard, alertAt, covers } = options;
  const before = id === undefined ? undefined : (await api.call('spending.get')).budgets.find(({ budget }) => budget.id === id)?.budget;
  if (id !== undefined && !before) throw new CliError(`There is no budget "${id}".`, { hint: 'See: gatehouse budgets list', code: 'not_found' });
  const said = [options.money, options.tokens, options.requests].some((one) => one !== undefined);
  const measure = before && !said ? { measure: before.measure, amount: before.amount, ...(before.currency && { currency: before.currency }) } : measureOf(options);
  const moved = [options.team, options.person, options.application, options.key].some((one) => one !== undefined);
  const counted = covers ?? before?.covers;
  return {
    ...measure, ...(before && { id: before.id, updatedAt: before.updatedAt }),
    scope: before && !moved ? before.scope : await scopeOf(api, options),
    period: per ?? before?.period ?? 'month',
    hard: soft ? false : hard ? true : (before?.hard ?? true),
    ...((alertAt ?? before?.alertAt) && { alertAt: alertAt ?? before!.alertAt }),
    ...(counted && { covers: counted }),
  };
}

async function scopeOf(api: Client, { team, person, application, key }: ScopeOptions): Promise<string> {
  if ([team, person, application, key].filter((one) => one !== undefined).length > 1) throw new CliError('A budget is of one department, person, application or key.', { code: 'invalid_request' });
  if (team !== undefined) return `team:${await findTeam(api, team)}`;
  if (person !== undefined) return `person:${person}`;
  if (application !== undefined) return `application:${application}`;
  return key === undefined ? 'organisation' : `key:${await findKey(api, key)}`;
}

/** A name that is mistyped would never count, and nobody would notice; the key may also come later. */
function nobody(scope: string, { keys }: Spending): string[] {
  const [kind, name] = [scope.slice(0, scope.indexOf(':')), scope.slice(scope.indexOf(':') + 1)];
  if (kind !== 'person' && kind !== 'application') return [];
  const owners = [...new Set(keys.filter(({ ownerKind, owner }) => ownerKind === kind && owner !== '').map(({ owner }) => owner))];
  if (owners.includes(name)) return [];
  return [`Nothing counts here yet: no key has the ${kind} "${name}" as its owner. ${owners.length === 0 ? 'None has any' : `There are: ${owners.join(', ')}`}.`];
}

function measureOf({ money, tokens, requests, currency }: BudgetOptions): Pick<Input<'budgets.save'>['body'], 'measure' | 'amount' | 'currency'> {
  const given = [money, tokens, requests].filter((one) => one !== undefined);
  if (given.length !== 1) throw new CliError('Say how much: one of --money, --tokens and --requests.', { code: 'invalid_request' });
  if (money !== undefined) return { measure: 'money', amount: money, ...(currency && { currency }) };
  return tokens === undefined ? { measure: 'requests', amount: requests! } : { measure: 'tokens', amount: tokens };
}

function paces({ requestsPerMinute, tokensPerMinute, concurrent }: Limit): string {
  return [
    ...(requestsPerMinute === null ? [] : [`${requestsPerMinute} requests a minute`]),
    ...(tokensPerMinute === null ? [] : [`${tokensPerMinute} tokens a minute`]),
    ...(concurrent === null ? [] : [`${concurrent} requests at once`]),
  ].join(', ');
}

function row({ budget, used, reserved, end }: Spending['budgets'][number], spending: Spending, days: OfficeDays): string[] {
  const text = (amount: number): string => (budget.measure === 'money' ? moneyText(amount, budget.currency ?? 'USD', budget.perUsd ?? '1') : `${amount} ${budget.measure}`);
  const limit = budget.measure === 'money' ? enteredText(budget.amount, budget.currency ?? 'USD') : text(budget.limit);
  return [budget.id, whose(budget.scope, spending), limit, budget.period, text(used), text(reserved), end === null ? '-' : days.minute(end), budget.hard ? 'hard' : 'warning'];
}
