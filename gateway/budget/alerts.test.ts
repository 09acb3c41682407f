import Database from 'better-sqlite3';
import { setTimeout } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { temporaryStore } from '../../test/support/temporary-store.ts';
import { createAlerts } from './alerts.ts';

it('tells of every overrun, of two within one millisecond too, and writes each down', async () => {
  const { store } = temporaryStore();
  const written: string[] = [];
  const told: unknown[] = [];
  const alerts = createAlerts({ store, clock: { now: () => 1_000, monotonic: () => 0 }, audit: (_actor, action, detail) => written.push(`${action} ${String(detail['trace'])}`) });
  alerts.onAlert(({ detail }) => told.push(detail['trace']));
  alerts.overrun({ traceId: 'a', cost: 3, reserved: 1 });
  alerts.overrun({ traceId: 'b', cost: 4, reserved: 1 });
  await expect.poll(() => told).toEqual(['a', 'b']);
  alerts.overrun({ traceId: 'c', cost: 5, reserved: 1 });
  await expect.poll(() => told).toEqual(['a', 'b', 'c']);
  expect(written).toEqual(['budget.overrun a', 'budget.overrun b', 'budget.overrun c']);
  expect(alerts.list()).toHaveLength(3);
  alerts.close();
});

it('keeps a warning that the database could not take, and tells of it once it can', async () => {
  const { store } = temporaryStore();
  const written: string[] = [];
  const told: unknown[] = [];
  const alerts = createAlerts({ store, clock: { now: () => 1_000, monotonic: () => 0 }, audit: (_actor, action) => written.push(action) });
  onTestFinished(() => alerts.close());
  alerts.onAlert(({ detail }) => told.push(detail['trace']));
  const other = new Database(store.path);
  onTestFinished(() => void other.close());
  other.exec('BEGIN IMMEDIATE');
  alerts.overrun({ traceId: 'a', cost: 3, reserved: 1 });
  await setTimeout(400);
  expect([told, alerts.list()]).toEqual([[], []]);
  other.exec('ROLLBACK');
  await expect.poll(() => told, { timeout: 5_000 }).toEqual(['a']);
  expect([written, alerts.list()]).toMatchObject([['budget.overrun'], [{ detail: { trace: 'a' } }]]);
});

it('sends what one way has not taken again after a restart, to that way alone, and for a week', () => {
  const { store } = temporaryStore();
  let now = 1_000;
  const process = () => {
    const told: string[] = [];
    const alerts = createAlerts({ store, clock: { now: () => now, monotonic: () => 0 }, audit: () => {} });
    const add = (channel: 'webhook' | 'mail', wanted = true) => alerts.addRoute(channel, { wanted: () => wanted, send: ({ detail }) => told.push(`${channel} ${String(detail['trace'])}`) });
    return { alerts, told, add };
  };
  const first = process();
  const webhook = first.add('webhook');
  first.add('mail', false);
  first.alerts.overrun({ traceId: 'a', cost: 3, reserved: 1 });
  first.alerts.overrun({ traceId: 'b', cost: 3, reserved: 1 });
  first.alerts.close();
  expect(first.told).toEqual(['webhook a', 'webhook b']);
  webhook.done(first.alerts.list().find(({ detail }) => detail['trace'] === 'a')!);

  const second = process();
  second.add('webhook');
  second.add('mail');
  expect(second.told).toEqual(['webhook b']);
  now += 8 * 86_400_000;
  const third = process();
  third.add('webhook');
  expect(third.told).toEqual([]);
});
