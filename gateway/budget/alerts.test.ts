import { expect, it } from 'vitest';
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
