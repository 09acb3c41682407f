import type { OfficeState } from '../config/office-types.ts';
import type { Spending } from '../config/spending.ts';
import { formatDeployment, parseDeployment } from '../core/deployment.ts';
import { GatehouseError } from '../core/errors.ts';
import { LOCAL_PROVIDER } from '../core/model.ts';
import type { Output } from './contract.ts';
import { checkKind } from './handlers-providers.ts';
import type { Configuration } from './schemas.ts';

/** The configuration for another machine or for keeping, without any secret. */
export function exportConfiguration(office: OfficeState, spending: Spending): Configuration {
  const { cells, otherwise, localModels, routes } = office.policy();
  return {
    format: 'gatehouse-configuration',
    version: 1,
    providers: office
      .providers()
      .filter(({ id }) => id !== LOCAL_PROVIDER)
      .map(({ id, kind, name, baseUrl, region, contract, models, enabled, headers }) => ({ id, kind, name, baseUrl, region, contract, models, enabled, headers: Object.keys(headers) })),
    aliases: office.aliases().map(({ name, deployments }) => ({ name, deployments: deployments.map(formatDeployment) })),
    policy: { cells, otherwise, localModels, routes },
    spending: spendingOf(spending),
  };
}

/** Adds and changes what the file holds, all or nothing; what it does not hold stays, but the policy becomes exactly the file's. */
export function importConfiguration(office: OfficeState, spending: Spending, kinds: readonly string[], file: Configuration, author: string): Output<'import'> {
  const added: string[] = [];
  const changed: string[] = [];
  const toDo: string[] = [];
  const work = (): void => {
    for (const { headers, ...provider } of file.providers) {
      checkKind(kinds, provider.kind);
      const known = office.provider(provider.id);
      if (known) {
        const { id, ...change } = provider;
        office.updateProvider(id, change, author);
        changed.push(id);
      } else {
        office.addProvider(provider, author);
        added.push(provider.id);
        toDo.push(`Enter the key of provider "${provider.id}", if it has one: gatehouse providers update ${provider.id} --key-stdin`);
      }
      const missing = headers.filter((name) => known?.headers[name] === undefined);
      if (missing.length > 0) toDo.push(`Enter the headers of provider "${provider.id}": ${missing.join(', ')}`);
    }
    for (const { name, deployments } of file.aliases) office.setAlias(name, deployments.map(parseDeployment), author);
    if (file.spending) importSpending(spending, file.spending, author, toDo);
    office.changePolicy(author, 'Imported.', (policy) => ({ ...policy, ...file.policy }));
  };
  try {
    office.together(work);
  } catch (error) {
    // What was made of departments and budgets is taken back with the rest.
    spending.reload();
    throw error;
  }
  return { providersAdded: added, providersChanged: changed, aliases: file.aliases.length, policyVersion: office.policy().version, toDo };
}

type SpendingFile = NonNullable<Configuration['spending']>;

function spendingOf(spending: Spending): SpendingFile {
  return {
    teams: spending.teams().map(({ name, costCentre }) => ({ name, costCentre })),
    budgets: spending.budgets().filter(({ scope }) => !scope.startsWith('key:')).map(({ scope, measure, amount, currency, period, hard, alertAt, covers }) => ({
      scope: scope.startsWith('team:') ? `team:${spending.team(scope.slice(5))?.name ?? ''}` : scope, measure, amount, ...(currency && { currency }), period, hard, alertAt, covers,
    })),
  };
}

/** Departments are known by their names; a budget that is there already is not made twice. */
function importSpending(spending: Spending, { teams, budgets }: SpendingFile, author: string, toDo: string[]): void {
  const idOf = (name: string): string | undefined => spending.teams().find((team) => team.name === name)?.id;
  for (const team of teams) if (idOf(team.name) === undefined) spending.saveTeam(team, author);
  for (const budget of budgets) {
    const team = budget.scope.startsWith('team:') ? idOf(budget.scope.slice(5)) : undefined;
    const input = { ...budget, ...(team !== undefined && { scope: `team:${team}` }) };
    if (spending.budgets().some((one) => one.scope === input.scope && one.measure === input.measure && one.period === input.period && one.amount === input.amount)) continue;
    try {
      spending.saveBudget(input, author);
    } catch (error) {
      if (!(error instanceof GatehouseError) || error.details.param !== 'currency') throw error;
      toDo.push(`Set the rate of ${budget.currency}, then the budget of ${budget.amount} per ${budget.period}: gatehouse budgets currency ${budget.currency} --per-usd RATE`);
    }
  }
}
