import { isDeepStrictEqual } from 'node:util';
import { DateTime } from 'luxon';
import { createGone } from '../audit/gone.ts';
import { parseDimensions, usageReport } from '../budget/report.ts';
import { GatehouseError } from '../core/errors.ts';
import { notADay } from './day.ts';
import type { Delivery } from '../trace/export/sender.ts';
import type { Output } from './contract.ts';
import type { Handlers } from './handler.ts';
import type { AdminServices } from './services.ts';

type Part = Pick<Handlers, 'spending.get' | 'teams.save' | 'teams.remove' | 'budgets.save' | 'budgets.remove' | 'limits.set' | 'currency.set' | 'spending.rules' | 'alerts.see' | 'webhook.get' | 'webhook.set' | 'webhook.test' | 'mail.get' | 'mail.set' | 'mail.test' | 'usage.report'>;

const OK = { ok: true } as const;

/** Two administrators at once: who saves later would take back in silence what the other has decided. */
function checkUnchanged(read: unknown, now: unknown): void {
  if (read !== undefined && !isDeepStrictEqual(read, now)) throw new GatehouseError('conflict', 'Somebody else has changed this meanwhile; nothing was saved.', { param: 'before', hint: 'Look at what holds now, and make the change again.' });
}

const outcomeOf = (delivery: Delivery): Output<'webhook.test'> => (delivery.result === 'taken' ? { ok: true, problem: null } : { ok: false, problem: delivery.reason });

export function moneyHandlers({ office, money, recorder, audit }: AdminServices): Part {
  const { spending, budgets, alerts, usage, webhook, mailer } = money;
  const timeZone = (): string => office.setting('timeZone') ?? Intl.DateTimeFormat().resolvedOptions().timeZone;

  function checkKey(scope: string): void {
    if (scope.startsWith('key:') && !office.key(scope.slice(4))) throw new GatehouseError('not_found', `There is no key "${scope.slice(4, 80)}".`, { param: 'scope', hint: 'See: gatehouse keys list' });
  }

  function state(): Output<'spending.get'> {
    return {
      timeZone: timeZone(),
      teams: spending.teams(),
      keys: office.keys().filter(({ purpose }) => purpose === 'tool').map(({ id, name, team, ownerKind, owner }) => ({ id, name, team, ownerKind, owner })),
      budgets: budgets.standings().map(({ budget, used, reserved, start, end }) => ({ budget, used, reserved, start, end: Number.isFinite(end) ? end : null })),
      limits: [...spending.limits()],
      currency: office.setting('currency'),
      rules: office.setting('spending'),
      alerts: alerts.list(),
    };
  }

  const gone = createGone(audit);

  /** What people call it, or called it while it was there. */
  function nameOf(dimension: string, value: string): string {
    if (value === '') return value;
    if (dimension === 'key') return office.key(value)?.name ?? gone(value)?.name ?? value;
    if (dimension === 'team') return spending.team(value)?.name ?? gone(value)?.name ?? value;
    if (dimension === 'owner') return value.slice(value.indexOf(':') + 1);
    if (dimension === 'provider') return office.provider(value)?.name ?? gone(value)?.name ?? value;
    return value;
  }

  return {
    'spending.get': state,
    'teams.save': ({ body }, { principal }) => spending.saveTeam(body, principal.name),
    'teams.remove': ({ params }, { principal }) => {
      spending.removeTeam(params.id, principal.name);
      return OK;
    },
    'budgets.save': ({ body: { updatedAt, ...body } }, { principal }) => {
      checkKey(body.scope);
      const now = spending.budgets().find(({ id }) => id === body.id);
      if (now) checkUnchanged(updatedAt, now.updatedAt);
      return spending.saveBudget(body, principal.name);
    },
    'budgets.remove': ({ params }, { principal }) => {
      spending.removeBudget(params.id, principal.name);
      return OK;
    },
    'limits.set': ({ body: { before, ...body } }, { principal }) => {
      checkKey(body.scope);
      const { scope: _, ...now } = spending.limits().find(({ scope }) => scope === body.scope) ?? { scope: '', requestsPerMinute: null, tokensPerMinute: null, concurrent: null };
      checkUnchanged(before, now);
      spending.saveLimit(body, principal.name);
      return OK;
    },
    'currency.set': ({ body: { before, ...body } }, { principal }) => {
      checkUnchanged(before, office.setting('currency'));
      if (body.code === 'USD' && body.perUsd !== '1') throw new GatehouseError('invalid_request', 'A dollar is worth one dollar.', { param: 'perUsd' });
      if (body.date !== null && !DateTime.fromISO(body.date).isValid) throw notADay(body.date, 'date');
      const today = DateTime.now().setZone(timeZone()).toISODate();
      const currency = { ...body, date: body.code === 'USD' ? null : (body.date ?? today) };
      office.together(() => {
        spending.prepareRate(currency);
        office.setSetting('currency', currency, principal.name);
      });
      return currency;
    },
    'spending.rules': ({ body: { before, ...body } }, { principal }) => {
      checkUnchanged(before, office.setting('spending'));
      office.setSetting('spending', body, principal.name);
      return body;
    },
    'alerts.see': (_, { principal }) => {
      alerts.see(principal.name);
      return OK;
    },
    'webhook.get': () => ({ webhook: webhook.state() }),
    'webhook.set': ({ body }, { principal }) => webhook.set(body.webhook, principal.name),
    'webhook.test': async (_, { principal }) => outcomeOf(await webhook.test(principal.name)),
    'mail.get': () => ({ mail: mailer.state() }),
    'mail.set': ({ body }, { principal }) => {
      mailer.set(body.mail, principal.name);
      return OK;
    },
    'mail.test': async (_, { principal }) => outcomeOf(await mailer.test(principal.name)),
    'usage.report': async ({ query }) => {
      const { from, to, by, step, ...filter } = query;
      recorder.catchUp();
      const span = { from: Number(from), to: Number(to) };
      const { rows, total } = await usageReport(usage, { ...span, by: parseDimensions(by), ...(step && { step }), filter, timeZone: timeZone() });
      return {
        ...span,
        timeZone: timeZone(),
        currency: office.setting('currency'),
        rows: rows.map((row) => ({ ...row, groups: row.groups as Record<string, string>, names: Object.fromEntries(Object.entries(row.groups).map(([dimension, value]) => [dimension, nameOf(dimension, value)])) })),
        costCentres: Object.fromEntries([...new Set(rows.map(({ groups }) => groups.team ?? ''))].map((id) => [id, (spending.team(id) ?? gone(id))?.costCentre ?? '']).filter(([, centre]) => centre !== '')),
        total,
      };
    },
  };
}
