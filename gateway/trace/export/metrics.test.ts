import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryStore } from '../../../test/support/temporary-store.ts';
import { createRecorder } from '../recorder.ts';
import { exampleTrace } from './fixture.ts';
import { createMetrics } from './metrics.ts';

const LINE = /^(?:# (?:HELP [a-z_]+ .+|TYPE [a-z_]+ (?:counter|gauge|histogram))|[a-z_]+(?:\{[a-z_]+="(?:[^"\\\n]|\\\\|\\"|\\n)*"(?:,[a-z_]+="(?:[^"\\\n]|\\\\|\\"|\\n)*")*\})? (?:NaN|[+-]Inf|-?[0-9.e+-]+))$/;

function setUp(knownModel: (provider: string, model: string) => boolean = () => true) {
  const { store } = temporaryStore();
  const recorder = createRecorder({ store });
  return { recorder, metrics: createMetrics({ recorder, knownModel, version: '1.2.3' }), done: () => recorder.close() };
}

describe('metrics', () => {
  it('count requests, tokens, money and times by provider, model, class and outcome', () => {
    const { metrics, done } = setUp();
    metrics.observe(exampleTrace());
    metrics.observe(exampleTrace({ cost: 2, totalMs: 700, firstTokenMs: null }));
    metrics.observe(exampleTrace({ cost: null, usageEstimated: true, outcome: 'error' }));
    metrics.observe(exampleTrace({ provider: null, model: null, cost: null, outcome: 'refused', promptTokens: null, completionTokens: null, cachedTokens: null, reasoningTokens: null }));
    metrics.observe(exampleTrace({ provider: null, model: null, cost: null, outcome: 'aborted' }));
    metrics.observe(exampleTrace({ outcome: null }));
    const text = metrics.text();
    const ok = 'provider="mock",model="gpt-4o-mini",class="internal",outcome="ok"';
    for (const line of [
      `gatehouse_requests_total{${ok}} 2`,
      'gatehouse_requests_total{provider="none",model="none",class="internal",outcome="refused"} 1',
      `gatehouse_tokens_total{${ok},kind="input"} 240`,
      `gatehouse_tokens_total{${ok},kind="reasoning"} 60`,
      `gatehouse_cost_usd_total{${ok}} 0.001234569`,
      `gatehouse_unpriced_requests_total{${ok}} 0`,
      'gatehouse_unpriced_requests_total{provider="mock",model="gpt-4o-mini",class="internal",outcome="error"} 1',
      'gatehouse_unpriced_requests_total{provider="none",model="none",class="internal",outcome="refused"} 0',
      'gatehouse_unpriced_requests_total{provider="none",model="none",class="internal",outcome="aborted"} 1',
      `gatehouse_request_duration_seconds_bucket{${ok},le="0.5"} 0`,
      `gatehouse_request_duration_seconds_bucket{${ok},le="1"} 1`,
      `gatehouse_request_duration_seconds_bucket{${ok},le="2.5"} 2`,
      `gatehouse_request_duration_seconds_bucket{${ok},le="+Inf"} 2`,
      `gatehouse_request_duration_seconds_sum{${ok}} 2.7`,
      `gatehouse_first_token_seconds_count{${ok}} 1`,
      'gatehouse_info{version="1.2.3"} 1',
    ]) expect(text.split('\n')).toContain(line);
    done();
  });

  it('book what an attempt cost that nobody answered, or that was answered here, on the provider that may bill it', () => {
    const { metrics, done } = setUp();
    const attempts = [{ deployment: 'mock@second/gpt-4o-mini', startedAt: 1, ms: 5, error: 'provider_error', cost: 2_000_000 }, { deployment: 'other/m', startedAt: 6, ms: 5, error: 'provider_error', cost: 1_000_000 }];
    metrics.observe(exampleTrace({ provider: null, model: null, outcome: 'error', cost: 3_000_000, attempts }));
    metrics.observe(exampleTrace({ provider: 'local', model: 'qwen3', cost: 3_000_000, attempts: [...attempts, { deployment: 'local/qwen3', status: 200, startedAt: 11, ms: 90 }] }));
    const lines = metrics.text().split('\n').filter((line) => /^gatehouse_(?:cost_usd|requests)_total/.test(line));
    expect(lines).toEqual([
      'gatehouse_requests_total{provider="none",model="none",class="internal",outcome="error"} 1',
      'gatehouse_requests_total{provider="mock",model="gpt-4o-mini",class="internal",outcome="error"} 0',
      'gatehouse_requests_total{provider="local",model="qwen3",class="internal",outcome="ok"} 1',
      'gatehouse_requests_total{provider="mock",model="gpt-4o-mini",class="internal",outcome="ok"} 0',
      'gatehouse_cost_usd_total{provider="none",model="none",class="internal",outcome="error"} 0',
      'gatehouse_cost_usd_total{provider="mock",model="gpt-4o-mini",class="internal",outcome="error"} 0.003',
      'gatehouse_cost_usd_total{provider="local",model="qwen3",class="internal",outcome="ok"} 0',
      'gatehouse_cost_usd_total{provider="mock",model="gpt-4o-mini",class="internal",outcome="ok"} 0.003',
    ]);
    done();
  });

  it('never have a text of a client in them, and stay few', () => {
    const { metrics, done } = setUp((_, model) => model === 'gpt-4o-mini');
    for (let index = 0; index < 5_000; index++) metrics.observe(exampleTrace({ model: `kanarie"} 1\n${index}`, keyName: 'kanarie', session: 'kanarie', tags: ['kanarie'], requestedModel: 'kanarie', owner: 'kanarie' }));
    metrics.observe(exampleTrace());
    const few = metrics.text();
    expect(few).not.toContain('kanarie');
    expect(few).toContain('model="other"');
    expect(few).toContain('model="gpt-4o-mini"');
    expect(few.split('\n').length).toBeLessThan(120);

    const all = setUp();
    for (let index = 0; index < 5_000; index++) all.metrics.observe(exampleTrace({ model: `m${index}` }));
    all.metrics.observe(exampleTrace({ provider: 'a"b\\c\nd', model: 'm1' }));
    const series = all.metrics.text().split('\n').filter((line) => line.startsWith('gatehouse_requests_total'));
    expect(series).toHaveLength(201);
    expect(series.at(-1)).toBe('gatehouse_requests_total{provider="other",model="other",class="internal",outcome="ok"} 4801');
    done();
    all.done();
  });

  it('are lines that Prometheus reads, also with hostile names', () => {
    const { metrics, done } = setUp();
    metrics.observe(exampleTrace({ provider: 'a"b\\c\nd\re', model: 'x"} 9\ngatehouse_requests_total{} 1' }));
    metrics.register('gatehouse_budget_used_ratio', 'Used share.', 'gauge', () => [{ labels: { budget: 'b1' }, value: 0.25 }, { labels: { budget: 'b2' }, value: Infinity }]);
    const lines = metrics.text().trimEnd().split('\n');
    expect(lines.filter((line) => !LINE.test(line))).toEqual([]);
    expect(lines).toContain('gatehouse_budget_used_ratio{budget="b1"} 0.25');
    expect(lines.filter((line) => line.startsWith('gatehouse_requests_total'))).toHaveLength(1);
    done();
  });

  it('come from the recorder’s rows while they are switched on', async () => {
    const { metrics, recorder, done } = setUp();
    const run = async (id: string): Promise<void> => {
      await recorder.begin({ id, time: 1, endpoint: 'chat.completions', dataClass: 'public', decision: 'allow', policyVersion: 1, requestedModel: 'fast', streamed: false });
      recorder.end(id, { outcome: 'ok', provider: 'mock', model: 'm', totalMs: 5 });
      recorder.flush();
    };
    await run('trc_1');
    metrics.enable(true);
    await run('trc_2');
    await run('trc_3');
    metrics.enable(false);
    await run('trc_4');
    expect(metrics.text()).toContain('gatehouse_requests_total{provider="mock",model="m",class="public",outcome="ok"} 2\n');
    done();
  });

  it('hold every name that the dashboard asks for', () => {
    const { metrics, done } = setUp();
    metrics.observe(exampleTrace());
    metrics.register('gatehouse_budget_used_ratio', 'Used share.', 'gauge', () => [{ value: 1 }]);
    const names = new Set(metrics.text().split('\n').filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split(/[{ ]/)[0]!));
    const dashboard = readFileSync(join(import.meta.dirname, '../../../resources/grafana-dashboard.json'), 'utf8');
    const asked = [...new Set(dashboard.match(/\b(?:gatehouse|process|nodejs)_[a-z_]+/g))].filter((name) => name !== 'gatehouse_datasource');
    expect(asked.length).toBeGreaterThan(8);
    expect(asked.filter((name) => !names.has(name))).toEqual([]);
    const panels = (JSON.parse(dashboard) as { panels: { title: string; targets?: { expr: string }[] }[] }).panels;
    expect(panels.filter(({ targets }) => !targets?.every(({ expr }) => expr.length > 0))).toEqual([]);
    done();
  });
});
