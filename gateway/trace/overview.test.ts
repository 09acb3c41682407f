import { describe, expect, it } from 'vitest';
import { temporaryStore } from '../../test/support/temporary-store.ts';
import { createOverview } from './overview.ts';
import { traceRows } from './rows.ts';
import type { TraceEnding, TraceIntent } from './types.ts';

const HOUR = 3_600_000;
let count = 0;

function setUp() {
  const { store } = temporaryStore();
  const rows = traceRows(store);
  const add = (time: number, intent: Partial<TraceIntent>, ending?: Partial<TraceEnding>): void => {
    const whole: TraceIntent = { id: `trc_${time.toString(36)}_${count++}`, time, keyName: 'crm', endpoint: 'chat.completions', dataClass: 'internal', decision: 'allow', policyVersion: 1, requestedModel: 'fast', streamed: false, ...intent };
    if (ending) rows.insertEnded(whole, { outcome: 'ok', ...ending });
    else rows.insert(whole);
    rows.settle();
  };
  return { store, rows, add, overview: createOverview(store) };
}

describe('the overview', () => {
  it('counts the office’s own day by where requests were answered', () => {
    const { add, overview } = setUp();
    // 00:30 of 21 November in Zurich is still the 20th in UTC.
    const now = Date.UTC(2026, 10, 20, 23, 30);
    add(now - 31 * 60_000, { decision: 'local' }, { provider: 'local', promptTokens: 1, completionTokens: 1 });
    add(now - 20 * 60_000, { decision: 'local', dataClass: 'secret' }, { provider: 'local', promptTokens: 100, completionTokens: 10 });
    add(now - 19 * 60_000, { dataClass: 'public' }, { provider: 'mock', model: 'm', promptTokens: 7, completionTokens: 3 });
    add(now - 18 * 60_000, { dataClass: 'public' }, { provider: 'mock', model: 'm', promptTokens: 7, completionTokens: 3 });
    add(now - 17 * 60_000, { decision: 'allow' }, { provider: 'local' });
    add(now - 16 * 60_000, { decision: 'refuse' }, { outcome: 'refused' });
    add(now - 15 * 60_000, {}, { outcome: 'error', provider: 'mock' });
    add(now - 14 * 60_000, {}, { outcome: 'aborted', charged: 'mock' });
    // Answered here, after a provider that may bill an attempt.
    add(now - 14 * 60_000, { decision: 'allow' }, { provider: 'local', model: 'qwen', charged: 'mock' });
    add(now - 13 * 60_000, {});
    const { today, hours } = overview(now, 'Europe/Zurich');
    expect(today.since).toBe(Date.UTC(2026, 10, 20, 23));
    expect(today.requests).toEqual({ here: 3, cloud: 3, refused: 1, failed: 1, running: 1 });
    expect(today.classes.find(({ dataClass }) => dataClass === 'secret')).toEqual({ dataClass: 'secret', here: 1, cloud: 0, refused: 0, failed: 0, running: 0 });
    expect(today.providers).toEqual([{ provider: 'local', requests: 3, promptTokens: 100, completionTokens: 10 }, { provider: 'mock', requests: 3, promptTokens: 14, completionTokens: 6 }]);
    expect([today.promptTokens, today.completionTokens]).toEqual([114, 16]);
    expect(hours).toHaveLength(24);
    expect(hours.at(-1)).toEqual({ time: Date.UTC(2026, 10, 20, 23), here: 3, cloud: 3, refused: 1, failed: 1, running: 1 });
    expect(hours.at(-2)).toMatchObject({ time: Date.UTC(2026, 10, 20, 22), here: 1 });
    expect(overview(now, 'UTC').today.requests.here).toBe(4);
  });

  it('knows days of 23 and 25 hours, and zones off by half an hour', () => {
    const { add, overview } = setUp();
    const longDay = Date.UTC(2026, 9, 25, 22, 45);
    add(longDay - 24.7 * HOUR, { decision: 'local' }, { provider: 'local' });
    add(longDay - 24.8 * HOUR, { decision: 'local' }, { provider: 'local' });
    expect(overview(longDay, 'Europe/Zurich').today).toMatchObject({ since: Date.UTC(2026, 9, 24, 22), requests: { here: 1 } });
    expect(overview(Date.UTC(2026, 2, 29, 21, 59), 'Europe/Zurich').today.since).toBe(Date.UTC(2026, 2, 28, 23));
    const india = overview(Date.UTC(2026, 10, 20, 12, 40), 'Asia/Kolkata');
    expect([india.today.since, india.hours.at(-1)!.time]).toEqual([Date.UTC(2026, 10, 19, 18, 30), Date.UTC(2026, 10, 20, 12, 30)]);
  });

  it('and the list agree on the place of every row', () => {
    const { rows, add, overview } = setUp();
    const now = Date.UTC(2026, 10, 20, 12);
    for (const outcome of ['ok', 'refused', 'error', 'aborted', 'interrupted', undefined] as const) {
      for (const decision of ['allow', 'local', 'refuse']) {
        for (const provider of [null, 'local', 'mock']) add(now - 1, { decision }, outcome && { outcome, provider, model: provider && 'm' });
      }
    }
    const { requests } = overview(now, 'UTC').today;
    for (const place of ['here', 'cloud', 'refused', 'failed', 'running'] as const) expect([place, rows.search({ place }).traces.length]).toEqual([place, requests[place]]);
    expect(Object.values(requests).reduce((a, b) => a + b)).toBe(54);
  });
});

it('traces are found by the name of a key or of a model, taken literally', () => {
  const { rows, add } = setUp();
  add(1, { keyName: 'Open WebUI' }, { model: 'mistral-small' });
  add(2, { keyName: '100% n8n_x' }, { model: null });
  const found = (text: string): (string | null)[] => rows.search({ text }).traces.map(({ keyName }) => keyName);
  expect([found('webui'), found('SMALL'), found('%'), found('8_x'), found('8n_x'), found('fast'), found("'")]).toEqual([['Open WebUI'], ['Open WebUI'], ['100% n8n_x'], [], ['100% n8n_x'], ['100% n8n_x', 'Open WebUI'], []]);
});
