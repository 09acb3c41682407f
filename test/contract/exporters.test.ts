import { LangfuseSpanProcessor } from '@langfuse/otel';
import { propagateAttributes, setLangfuseTracerProvider, startObservation } from '@langfuse/tracing';
import { context } from '@opentelemetry/api';
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createEgress } from '../../gateway/egress/egress.ts';
import { isLocalAddress } from '../../gateway/policy/lockdown.ts';
import { clearForService } from '../../gateway/policy/mint.ts';
import { createExporters, type ExporterInput, type Exporters } from '../../gateway/trace/export/exporters.ts';
import { createRecorder, type Recorder } from '../../gateway/trace/recorder.ts';
import type { TraceEnding, TraceIntent } from '../../gateway/trace/types.ts';
import { type OtlpReceiver, startOtlpReceiver } from '../support/otlp-receiver.ts';
import { type OfficeFixture, temporaryOffice } from '../support/temporary-office.ts';
import { filesHolding } from '../support/temporary-store.ts';

const START = Date.UTC(2026, 10, 21, 9, 30, 0, 250);
const KEYS = { publicKey: 'pk-lf-test', secretKey: 'sk-lf-test' };

interface SetUp extends OfficeFixture {
  recorder: Recorder;
  exporters: Exporters;
  receiver: OtlpReceiver;
  building: { leaves: boolean; locked: boolean };
  add(more?: Partial<ExporterInput>): string;
  run(id: string, intent?: Partial<TraceIntent>, ending?: Partial<TraceEnding>): Promise<void>;
}

async function setUp(): Promise<SetUp> {
  const office = temporaryOffice();
  const recorder = createRecorder({ store: office.store });
  const egress = createEgress();
  const receiver = await startOtlpReceiver();
  const building = { leaves: false, locked: false };
  const exporters = createExporters({
    ...office, recorder, egress, clearance: (origins) => clearForService('export', origins), leaves: (url) => building.leaves || !isLocalAddress(url), lockdown: () => building.locked,
    knownModel: (_, model) => model === 'gpt-4o-mini', version: '1.2.3', collectMs: 10,
  });
  onTestFinished(async () => {
    await exporters.close();
    recorder.close();
    await egress.close();
    await receiver.stop();
  });
  return {
    ...office, recorder, exporters, receiver, building,
    add: (more = {}) => exporters.add({ name: 'collector', kind: 'otlp', endpoint: receiver.origin, ...more }, 'Anna').id,
    async run(id, intent = {}, ending = {}) {
      await recorder.begin({ id, time: START, keyId: 'key_1', keyName: 'CRM', endpoint: 'chat.completions', dataClass: 'internal', decision: 'allow', policyVersion: 7, requestedModel: 'fast', session: 'sess-42', tags: ['tax'], streamed: true, ...intent });
      recorder.end(id, { outcome: 'ok', provider: 'mock', model: 'gpt-4o-mini', attempts: [{ deployment: 'mock/gpt-4o-mini', status: 200, startedAt: START + 10, ms: 1_900 }], promptTokens: 120, completionTokens: 80, cachedTokens: 20, usageEstimated: false, cost: 1_234_567, firstTokenMs: 350, totalMs: 2_000, httpStatus: 200, ...ending });
    },
  };
}

const patience = { timeout: 15_000, interval: 20 };

describe('OTLP', () => {
  it('is protobuf by OpenTelemetry’s own definitions, with the conventions for generative AI', async () => {
    const { add, run, receiver } = await setUp();
    add({ headers: { 'x-tenant': 'office' } });
    await run('trc_1');
    await expect.poll(() => receiver.spans().length, patience).toBe(1);
    expect(receiver.received[0]).toMatchObject({ path: '/v1/traces', headers: { 'content-type': 'application/x-protobuf', 'x-tenant': 'office' } });
    expect(receiver.spans()[0]).toMatchObject({
      name: 'chat gpt-4o-mini', kind: 3, parentSpanId: '', start: '1795253400250000000', end: '1795253402250000000', status: { code: 0 }, scope: 'gatehouse',
      resource: { 'service.name': 'gatehouse', 'service.version': '1.2.3' },
      attributes: {
        'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'mock', 'gen_ai.request.model': 'fast', 'gen_ai.response.model': 'gpt-4o-mini', 'gen_ai.request.stream': true,
        'gen_ai.usage.input_tokens': 120, 'gen_ai.usage.output_tokens': 80, 'gen_ai.usage.cache_read.input_tokens': 20, 'gen_ai.response.time_to_first_chunk': 0.35,
        'gen_ai.conversation.id': 'sess-42', 'session.id': 'sess-42', 'user.id': 'CRM', 'gatehouse.tags': ['tax'], 'gatehouse.data_class': 'internal', 'gatehouse.cost.nano_usd': 1_234_567, 'gatehouse.trace.id': 'trc_1',
      },
    });
    expect(receiver.spans()[0]!.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(receiver.spans()[0]!.attributes['gen_ai.usage.reasoning.output_tokens']).toBeUndefined();
  });

  it('hangs a request under the client’s own span, and each attempt under the request', async () => {
    const { add, run, receiver } = await setUp();
    add();
    const attempts = [{ deployment: 'mock@second/gpt-4o-mini', status: 503, startedAt: START + 5, ms: 40, error: 'provider_error' }, { deployment: 'local/llama', startedAt: START + 50, ms: 900 }];
    await run('trc_1', { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' }, { attempts, outcome: 'error', errorCode: 'provider_error', httpStatus: 502 });
    await run('trc_2', { traceparent: '00-00000000000000000000000000000000-b7ad6b7169203331-01' });
    await expect.poll(() => receiver.spans().length, patience).toBe(4);
    const [root, first, second, other] = receiver.spans();
    expect(root).toMatchObject({ traceId: '0af7651916cd43dd8448eb211c80319c', parentSpanId: 'b7ad6b7169203331', status: { code: 2, message: 'provider_error' }, attributes: { 'error.type': 'provider_error', 'http.response.status_code': 502 } });
    expect([first, second]).toMatchObject([
      { traceId: root!.traceId, parentSpanId: root!.spanId, name: 'attempt mock/gpt-4o-mini', status: { code: 2 }, attributes: { 'http.response.status_code': 503 } },
      { traceId: root!.traceId, parentSpanId: root!.spanId, status: { code: 0 } },
    ]);
    expect(other).toMatchObject({ parentSpanId: '' });
    expect(other!.traceId).not.toMatch(/^0+$/);
  });
});

describe('Langfuse', () => {
  it('gets what its own package sends for the same generation, field by field', async () => {
    const { add, run, receiver } = await setUp();
    add({ kind: 'langfuse', ...KEYS });
    await run('trc_1');
    await expect.poll(() => receiver.spans().length, patience).toBe(1);
    const ours = receiver.received[0]!;

    const theirs = await sentByLangfuse(receiver, () => {
      const generation = startObservation('chat gpt-4o-mini', {
        model: 'gpt-4o-mini', usageDetails: { input: 100, output: 80, input_cached_tokens: 20, total: 200 }, costDetails: { total: 0.001234567 }, completionStartTime: new Date(START + 350), level: 'DEFAULT',
        metadata: { gatehouse_trace: 'trc_1', requested_model: 'fast', provider: 'mock', data_class: 'internal', decision: 'allow' },
      }, { asType: 'generation', startTime: new Date(START) });
      generation.end(new Date(START + 2_000));
    });
    expect(ours.path).toBe(theirs.path);
    for (const header of ['content-type', 'authorization', 'x-langfuse-public-key']) expect(ours.headers[header], header).toBe(theirs.headers[header]);
    const [our, their] = [ours.spans[0]!, theirs.spans[0]!];
    expect([our.name, our.start, our.end, our.parentSpanId]).toEqual([their.name, their.start, their.end, their.parentSpanId]);
    expect([our.traceId.length, our.spanId.length]).toEqual([their.traceId.length, their.spanId.length]);
    const { 'langfuse.environment': _, ...meant } = their.attributes;
    expect(our.attributes).toEqual(meant);
  });

  it('wants both of its keys, which lie in the database encrypted and are never shown', async () => {
    const { add, exporters, folder, audit } = await setUp();
    expect(() => add({ kind: 'langfuse', publicKey: 'pk' })).toThrow('public key and its secret key');
    const id = add({ kind: 'langfuse', publicKey: 'pk-lf-kanarie', secretKey: 'sk-lf-kanarie', headers: { 'x-kanarie': 'kopfkanarie' } });
    expect(exporters.list()[0]).toMatchObject({ id, hasKeys: true, headers: ['x-kanarie'] });
    expect(JSON.stringify([exporters.list(), audit.list()])).not.toMatch(/lf-kanarie|kopfkanarie/);
    expect([...filesHolding(folder, 'sk-lf-kanarie'), ...filesHolding(folder, 'kopfkanarie')]).toEqual([]);
  });
});

async function sentByLangfuse(receiver: OtlpReceiver, act: () => void) {
  receiver.received.length = 0;
  const processor = new LangfuseSpanProcessor({ ...KEYS, baseUrl: receiver.origin, exportMode: 'immediate' });
  const provider = new BasicTracerProvider({ spanProcessors: [processor] });
  setLangfuseTracerProvider(provider as never);
  context.setGlobalContextManager(contextManager());
  onTestFinished(() => {
    context.disable();
    setLangfuseTracerProvider(null);
  });
  propagateAttributes({ userId: 'CRM', sessionId: 'sess-42', tags: ['tax'], traceName: 'chat.completions' }, act);
  await processor.forceFlush();
  await expect.poll(() => receiver.received.length, patience).toBe(1);
  await provider.shutdown();
  return receiver.received[0]!;
}

/** What OpenTelemetry's own package for Node does. */
function contextManager(): Parameters<typeof context.setGlobalContextManager>[0] {
  const storage = new AsyncLocalStorage<ReturnType<typeof context.active>>();
  return {
    active: () => storage.getStore() ?? ROOT,
    with: (value, work, self, ...args) => storage.run(value, () => work.apply(self, args)),
    bind: (_, target) => target,
    enable() { return this; },
    disable() { return this; },
  };
}
const ROOT = context.active();

describe('what leaves', () => {
  it('has no name that a client chose where the request was confidential or secret, and still comes together', async () => {
    const { add, run, receiver } = await setUp();
    add({ classes: ['public', 'internal', 'confidential', 'secret'] });
    add({ name: 'langfuse', kind: 'langfuse', ...KEYS, classes: ['confidential', 'secret'] });
    const hostile = {
      keyName: 'kanarienschluessel', session: 'kanariensitzung', tags: ['kanarienmarke'], requestedModel: 'kanarienmodell', traceparent: `00-${Buffer.from('kanarienspur1234').toString('hex')}-${Buffer.from('kanarie8').toString('hex')}-01`,
    };
    const ending = { model: 'kanarienmodell', attempts: [{ deployment: 'mock/kanarienmodell', startedAt: START, ms: 1 }, { deployment: 'mock/kanarienmodell', startedAt: START, ms: 1 }] };
    await run('trc_1', { ...hostile, dataClass: 'confidential' }, ending);
    await run('trc_2', { ...hostile, dataClass: 'secret' }, ending);
    await run('trc_3', { dataClass: 'public', keyName: 'offen' });
    await expect.poll(() => receiver.spans().length, patience).toBe(13);
    const all = Buffer.concat(receiver.received.map(({ body }) => body));
    for (const form of ['kanarien', Buffer.from('kanarien').toString('hex'), Buffer.from('kanarien').toString('base64').slice(0, 9)]) expect(all.includes(form), form).toBe(false);
    expect(all.includes('offen')).toBe(true);
    const roots = receiver.spans().filter(({ attributes }) => attributes['gatehouse.data_class'] === 'confidential' || attributes['gatehouse.data_class'] === 'secret');
    expect(roots).toHaveLength(2);
    for (const name of ['session.id', 'user.id', 'gen_ai.request.model', 'gen_ai.response.model']) {
      expect(roots[0]!.attributes[name], name).toMatch(/^h_[\w-]{22}$/);
      expect(roots[0]!.attributes[name], name).toBe(roots[1]!.attributes[name]);
    }
    expect(roots.map(({ parentSpanId }) => parentSpanId)).toEqual(['', '']);
    expect(roots[0]!.traceId).toBe(roots[1]!.traceId);
  });

  it('is of the chosen classes only, and goes to the one address: a redirect is a refusal', async () => {
    const { add, run, receiver, exporters } = await setUp();
    const elsewhere = await startOtlpReceiver();
    onTestFinished(() => elsewhere.stop());
    add();
    await run('trc_1', { dataClass: 'confidential' });
    await run('trc_2', { dataClass: 'public' });
    await expect.poll(() => receiver.spans().length, patience).toBe(1);
    expect(receiver.spans()[0]!.attributes['gatehouse.trace.id']).toBe('trc_2');
    receiver.behave((_, response) => void response.writeHead(307, { location: `${elsewhere.origin}/v1/traces` }).end());
    await run('trc_3');
    await expect.poll(() => exporters.list()[0]!.status, patience).toMatchObject({ sent: 1, refused: 1, problem: 'it answered 307' });
    expect(elsewhere.received).toEqual([]);
  });

  it('is nothing while nothing may leave the building, unless the receiver stands in it', async () => {
    const { add, run, receiver, exporters, building } = await setUp();
    add();
    building.locked = true;
    await run('trc_1');
    await expect.poll(() => receiver.spans().length, patience).toBe(1);
    building.leaves = true;
    await run('trc_2');
    await expect.poll(() => exporters.list()[0]!.status.withheld, patience).toBe(1);
    await expect(exporters.test(exporters.list()[0]!.id, 'Anna')).rejects.toMatchObject({ code: 'lockdown' });
    expect(receiver.received).toHaveLength(1);
    building.locked = false;
    await run('trc_3');
    await expect.poll(() => receiver.spans().map(({ attributes }) => attributes['gatehouse.trace.id']), patience).toEqual(['trc_1', 'trc_3']);
  });
});

describe('a receiver that does not do as it should', () => {
  it.each<[string, (receiver: OtlpReceiver) => unknown, RegExp]>([
    ['is dead', (receiver) => receiver.stop(), /cannot be reached \(ECONNREFUSED\)/],
    ['says 429', (receiver) => receiver.behave(429), /answered 429/],
    ['says 500', (receiver) => receiver.behave(500), /answered 500/],
  ])('%s: 200 requests are recorded as quickly as ever, and delivered once it is well', async (what, fall, problem) => {
    const { add, run, receiver, exporters, recorder } = await setUp();
    add();
    await fall(receiver);
    const began = performance.now();
    await Promise.all(Array.from({ length: 200 }, (_, index) => run(`trc_${index}`)));
    const took = performance.now() - began;
    recorder.flush();
    expect(recorder.list({ limit: 1000 }).filter(({ outcome }) => outcome === 'ok')).toHaveLength(200);
    // Not even one time-out of a receiver (10 s) fits into this.
    expect(took).toBeLessThan(5_000);
    const status = () => exporters.list()[0]!.status;
    await expect.poll(() => status().problem ?? '', patience).toMatch(problem);
    expect(status()).toMatchObject({ sent: 0, waiting: 200, dropped: 0, refused: 0 });
    const port = Number(new URL(receiver.origin).port);
    const well = what === 'is dead' ? await startOtlpReceiver(port) : receiver;
    if (well !== receiver) onTestFinished(() => well.stop());
    well.behave(200);
    await expect.poll(status, patience).toMatchObject({ sent: 200, waiting: 0, problem: null });
    expect(new Set(well.spans().map(({ attributes }) => attributes['gatehouse.trace.id'])).size).toBe(200);
  });

  it('never answers: 200 requests are recorded all the same, it is asked once at a time, and the end of the process waits two seconds for it', async () => {
    const { add, run, receiver, exporters, recorder } = await setUp();
    receiver.behave('hang');
    add();
    await Promise.all(Array.from({ length: 200 }, (_, index) => run(`trc_${index}`)));
    recorder.flush();
    expect(recorder.list({ limit: 1000 }).filter(({ outcome }) => outcome === 'ok')).toHaveLength(200);
    await expect.poll(() => receiver.received.length, patience).toBe(1);
    expect(exporters.list()[0]!.status).toMatchObject({ sent: 0, waiting: 200, dropped: 0 });
    const began = performance.now();
    await exporters.close();
    expect(performance.now() - began).toBeLessThan(8_000);
    expect(receiver.received).toHaveLength(1);
  });

  it('says 413: it gets smaller parts, and what alone is too large is given up', async () => {
    const { add, run, receiver, exporters } = await setUp();
    receiver.behave(({ spans }, response) => void response.writeHead(spans.length > 7 || spans.some(({ attributes }) => attributes['gatehouse.trace.id'] === 'trc_13') ? 413 : 200).end());
    add();
    await Promise.all(Array.from({ length: 100 }, (_, index) => run(`trc_${index}`)));
    await expect.poll(() => exporters.list()[0]!.status, patience).toMatchObject({ waiting: 0, sent: 99, refused: 1 });
    expect(receiver.spans()).toHaveLength(99);
  });

  it('that stays away costs a bounded queue, and the rest is counted', async () => {
    const { add, recorder, receiver, exporters } = await setUp();
    receiver.behave('hang');
    add();
    for (let index = 0; index < 10_500; index++) {
      void recorder.begin({ id: `trc_${index}`, time: START, endpoint: 'chat.completions', dataClass: 'public', decision: 'allow', policyVersion: 1, requestedModel: 'fast', streamed: false }).then(() => recorder.end(`trc_${index}`, { outcome: 'ok' }));
    }
    await expect.poll(() => exporters.list()[0]!.status, patience).toMatchObject({ waiting: 10_000, dropped: 500 });
  });
});

describe('an exporter', () => {
  it('is checked before it is saved, and each change is in the audit log', async () => {
    const { add, exporters, audit, building } = await setUp();
    for (const endpoint of ['nowhere', 'ftp://a.example', 'http://a:b@127.0.0.1', 'http://collector.example.com/v1/traces', 'http://127.0.0.1/?key=1']) expect(() => add({ endpoint }), endpoint).toThrow();
    for (const headers of [{ 'x\ny': '1' }, { Host: 'a' }, { 'content-type': 'a' }, { a: 'b\r\nc: d' }] as Record<string, string>[]) expect(() => add({ headers }), JSON.stringify(headers)).toThrow();
    building.leaves = true;
    expect(() => add()).toThrow('over https only');
    building.leaves = false;
    const id = add({ headers: { authorization: 'Bearer kanarie' } });
    expect(() => add()).toThrow('There is an exporter "collector" already.');
    exporters.update(id, { enabled: false, name: 'other' }, 'Berta');
    expect(exporters.list()[0]).toMatchObject({ name: 'other', enabled: false, headers: ['authorization'] });
    exporters.update(id, { endpoint: 'http://127.0.0.1:1/elsewhere' }, 'Berta');
    expect(exporters.list()[0]).toMatchObject({ headers: [] });
    exporters.remove(id, 'Berta');
    expect(() => exporters.remove(id, 'Berta')).toThrow('no such exporter');
    expect(audit.list({ limit: 5 }).map(({ actor, action }) => `${actor} ${action}`)).toEqual(['Berta exporter.remove', 'Berta exporter.update', 'Berta exporter.update', 'Anna exporter.add', expect.any(String)]);
    expect(JSON.stringify(audit.list({ limit: 10 }))).not.toContain('kanarie');
  });

  it('is tried with an empty list, goes on after a restart, and costs nothing while it is off', async () => {
    const fixture = await setUp();
    const { add, exporters, receiver, store, vault, audit, clock, recorder, run } = fixture;
    const id = add({ headers: { 'x-tenant': 'office' } });
    expect(await exporters.test(id, 'Anna')).toMatchObject({ ok: true });
    expect(receiver.received).toMatchObject([{ spans: [], headers: { 'x-tenant': 'office' } }]);
    receiver.behave(401);
    expect(await exporters.test(id, 'Anna')).toMatchObject({ ok: false, message: 'The receiver does not take traces: it answered 401.' });
    receiver.behave(200);
    await exporters.close();
    const egress = createEgress();
    const again = createExporters({ store, vault, audit, clock, recorder, egress, clearance: (origins) => clearForService('export', origins), leaves: () => false, lockdown: () => false, knownModel: () => true, version: '1', collectMs: 10 });
    onTestFinished(async () => {
      await again.close();
      await egress.close();
    });
    await run('trc_1');
    await expect.poll(() => receiver.spans().length, patience).toBe(1);
    expect(receiver.received.at(-1)).toMatchObject({ headers: { 'x-tenant': 'office' } });
    again.update(id, { enabled: false }, 'Anna');
    await run('trc_2');
    recorder.flush();
    expect(again.list()[0]!.status).toMatchObject({ sent: 0, waiting: 0 });
  });

  it('whose keys cannot be opened any more is off, and the appliance starts all the same', async () => {
    const { add, exporters, store, vault, audit, clock, recorder } = await setUp();
    const id = add({ headers: { 'x-tenant': 'office' } });
    await exporters.close();
    store.db.prepare('UPDATE exporters SET secrets = randomblob(64)').run();
    const egress = createEgress();
    const again = createExporters({ store, vault, audit, clock, recorder, egress, clearance: (origins) => clearForService('export', origins), leaves: () => false, lockdown: () => false, knownModel: () => true, version: '1' });
    expect(again.list()).toMatchObject([{ enabled: false, headers: [] }]);
    expect(again.update(id, { enabled: true, headers: { 'x-tenant': 'office' } }, 'Anna')).toMatchObject({ enabled: true, headers: ['x-tenant'] });
    await again.close();
    await egress.close();
  });

  it('delivers what waits when the appliance is stopped', async () => {
    const { add, exporters, receiver, run, recorder } = await setUp();
    add();
    await run('trc_1');
    recorder.flush();
    await exporters.close();
    expect(receiver.spans()).toHaveLength(1);
  });
});
