import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { releaseNote } from '../../scripts/lib/package-files.mjs';
import type { UpdateSettings } from '../config/settings.ts';
import { type Answer, servePublicFile, telling } from '../egress/testing/public-file-server.ts';
import { createUpdates } from './updates.ts';

const NEWER = JSON.stringify({ version: '0.10.0', released: '2026-12-01' });
const DAY = 24 * 3_600_000;

async function watch(answer: Partial<Answer> = {}, { version = '0.9.3', mode = 'ask' as UpdateSettings['mode'] } = {}) {
  const served = await servePublicFile({ status: 200, body: NEWER, ...answer }, 'update-check');
  const settings: UpdateSettings = { mode, address: `${served.origin}/gatehouse/` };
  const office = { settings, now: 1_795_000_000_000, lockdown: false };
  const updates = createUpdates({ egress: served.egress, clear: served.clear, clock: { now: () => office.now, monotonic: () => office.now } as never, version, settings: () => office.settings, lockdown: () => office.lockdown });
  onTestFinished(() => updates.close());
  return { ...served, office, updates };
}

describe('looking for a newer version', () => {
  it('asks the one address with a clearance for it alone, and tells nothing of the office', async () => {
    const { updates, seen, cleared, origin, office } = await watch();
    expect(await updates.check()).toEqual({ checkedAt: office.now, newer: { version: '0.10.0', released: '2026-12-01' }, problem: null });
    expect(cleared).toEqual([[origin]]);
    expect(seen.map(({ url, headers }) => [url, telling(headers)])).toEqual([['/gatehouse/latest.json', []]]);
  });

  it.each([['0.10.0', false], ['0.10.1', false], ['1.0.0', false], ['0.9.12', true], ['0.2.0', true]])('from %s: newer is %s', async (version, newer) => {
    const { updates } = await watch({}, { version });
    expect((await updates.check()).newer !== null).toBe(newer);
  });

  it('reads what the packages are made with', async () => {
    const { updates } = await watch({ body: releaseNote(new Date('2026-12-24T12:00:00Z')) }, { version: '0.0.9' });
    expect((await updates.check()).newer).toMatchObject({ released: '2026-12-24' });
  });

  it.each([
    ['an error', { status: 404, body: 'no' }, 'the answer was 404'],
    ['a redirect, which is not followed', { status: 302, headers: { location: 'https://elsewhere.example/' } }, 'the answer was 302'],
    ['a page', { body: '<html>' }, 'no latest.json'],
    ['another shape', { body: '[]' }, 'no latest.json'],
    ['a version with more in it', { body: JSON.stringify({ version: '1.0.0 <b>', released: '2026-12-01' }) }, 'no latest.json'],
    ['too much', { body: ' '.repeat(1024 * 1024 + 1) }, 'larger than 1 MB'],
  ])('says what is wrong with %s, and keeps what it knew', async (_, wrong, message) => {
    const { updates, answer } = await watch();
    await updates.check();
    Object.assign(answer, wrong);
    expect(await updates.check()).toMatchObject({ newer: { version: '0.10.0' }, problem: expect.stringContaining(message) as string });
  });

  it('forgets what another address said, and what is no longer wanted', async () => {
    const { updates, office } = await watch();
    await updates.check();
    office.settings = { mode: 'ask', address: 'https://elsewhere.example' };
    expect(updates.status()).toEqual({ checkedAt: null, newer: null, problem: null });
    office.settings = { mode: 'off', address: office.settings.address };
    expect(updates.status().newer).toBeNull();
    await expect(updates.check()).rejects.toMatchObject({ code: 'conflict' });
  });

  it('looks by itself once a day where it may, and never while nothing is to leave the building', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const { updates, office, seen } = await watch({}, { mode: 'off' });
    const later = async (ms: number): Promise<number> => {
      office.now += ms;
      vi.advanceTimersByTime(11 * 60_000);
      await new Promise((resolve) => setTimeout(resolve, 100));
      return seen.length;
    };
    expect(await later(DAY)).toBe(0);
    office.settings = { ...office.settings, mode: 'ask' };
    office.lockdown = true;
    expect(await later(DAY)).toBe(0);
    office.lockdown = false;
    expect(await later(0)).toBe(1);
    expect(await later(DAY / 2)).toBe(1);
    expect(await later(DAY / 2)).toBe(2);
    expect(updates.status().newer?.version).toBe('0.10.0');
  });
});
