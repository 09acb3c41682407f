import { join } from 'node:path';
import { createCheckpoints } from '../../gateway/audit/checkpoints.ts';
import { reconcile } from '../../gateway/audit/reconcile.ts';
import { simulateRequest } from '../../gateway/admin/simulate-request.ts';
import { createAdminSessions } from '../../gateway/admin/sessions.ts';
import type { AdminServices } from '../../gateway/admin/services.ts';
import { TurnedAwayPrograms } from '../../gateway/guard/turned-away.ts';
import { ProviderHealth } from '../../gateway/breaker/health.ts';
import { RestingPlaces } from '../../gateway/breaker/rest.ts';
import { createClassifier } from '../../gateway/classify/classifier.ts';
import { builtIn, officeDetectors } from '../../gateway/classify/detectors.ts';
import { loadConfig } from '../../gateway/config/config.ts';
import { createRecognition } from '../../gateway/config/recognition.ts';
import { settingsFile } from '../../gateway/config/settings-file.ts';
import { GatehouseError } from '../../gateway/core/errors.ts';
import type { LocalAdmin, LocalEngine } from '../../gateway/local/types.ts';
import { createMoney } from '../../gateway/budget/money.ts';
import { isLocalAddress, leavesBuilding } from '../../gateway/policy/lockdown.ts';
import { shippedModels } from '../../gateway/models/registry.ts';
import { createPriceBook } from '../../gateway/prices/book.ts';
import { shippedCatalogue } from '../../gateway/prices/shipped.ts';
import { createPriceUpdates } from '../../gateway/prices/updates.ts';
import { createUpdates } from '../../gateway/updates/updates.ts';
import { createBackups } from '../../gateway/store/backups.ts';
import { createPriceStorage } from '../../gateway/store/prices.ts';
import { createRecognitionStorage } from '../../gateway/store/recognition.ts';
import { createEgress } from '../../gateway/egress/egress.ts';
import { clearForService } from '../../gateway/policy/mint.ts';
import { providerKinds } from '../../gateway/providers/registry.ts';
import { createContents } from '../../gateway/trace/contents/contents.ts';
import { createExporters } from '../../gateway/trace/export/exporters.ts';
import { createRecorder } from '../../gateway/trace/recorder.ts';
import { RunningRequests } from '../../gateway/routes/running.ts';
import { type OfficeFixture, temporaryOffice } from './temporary-office.ts';
import { onTestFinished } from 'vitest';

const RESOURCES = join(import.meta.dirname, '../../resources');

export type AdminFixture = OfficeFixture & { services: AdminServices; pulled: string[] };

/** The admin API's real parts on a real database; only the bundled Ollama, which has tests of its own, is a stand-in. */
export function temporaryAdmin(): AdminFixture {
  const base = temporaryOffice();
  const { folder, store, vault, clock, audit, office } = base;
  const home = join(folder, 'home');
  const recorder = createRecorder({ store, audit: audit.appendAll, now: clock.now });
  onTestFinished(() => {
    if (store.db.open) recorder.close();
  });
  const backups = createBackups({ store, vault, clock, application: '0.0.0-test', keyFile: base.keyFile, settings: () => office.setting('backup'), log: () => {} });
  onTestFinished(() => backups.close());
  const recognition = createRecognition({ storage: createRecognitionStorage(store), vault, audit: (actor, action, detail) => void audit.append(actor, action, detail), clock });
  const classifier = createClassifier({ builtIn: builtIn(RESOURCES), officeDetectors: () => officeDetectors(recognition), recognition, settings: () => office.setting('recognisers'), log: () => {} });
  recognition.onChange(() => classifier.reload());
  office.onChange(({ kind }) => {
    if (kind === 'setting-changed') classifier.reload();
  });
  onTestFinished(() => classifier.close());
  const shippedPrices = shippedCatalogue(RESOURCES);
  const prices = createPriceBook({ storage: createPriceStorage(store), audit: (actor, action, detail) => void audit.append(actor, action, detail), clock, currency: () => ({ code: 'CHF', perUsd: '0.8', date: '2026-11-02' }), shipped: shippedPrices });
  const priceUpdates = createPriceUpdates({ book: prices, clock, shipped: shippedPrices.catalogue, download: () => Promise.reject(new GatehouseError('provider_error', 'there is no network here')) });
  const contents = createContents({ store, vault, audit, clock, rules: () => office.setting('contents') });
  const egress = createEgress();
  const money = createMoney({ store, audit, clock, office, recorder, prices, vault, egress, clearance: (origins) => clearForService('alert', origins), leaves: (url) => !isLocalAddress(url), hidesThoughts: () => false });
  onTestFinished(() => money.close());
  const exporters = createExporters({ store, vault, audit, clock, recorder, egress, clearance: (origins) => clearForService('export', origins), leaves: (url) => !isLocalAddress(url), lockdown: () => office.lockdown().on, knownModel: () => true, version: '0.0.0-test', collectMs: 20 });
  onTestFinished(async () => {
    await exporters.close();
    if (store.db.open) contents.close();
    await egress.close();
  });
  const updates = createUpdates({ egress, clear: (origins) => clearForService('update-check', origins), clock, version: '0.0.0-test', settings: () => office.setting('updates'), lockdown: () => office.lockdown().on });
  onTestFinished(() => updates.close());
  const checkpoints = createCheckpoints({ store, vault, audit, clock, timeZone: () => 'Europe/Zurich' });
  onTestFinished(() => checkpoints.close());
  const reconciliation = reconcile({
    audit,
    counts: () => egress.counts(),
    flush: () => {
      if (!store.db.open) throw new GatehouseError('storage_unavailable', 'the test has closed the database');
      recorder.flush();
    },
  });
  onTestFinished(() => reconciliation.close());
  const pulled: string[] = [];
  const local = standIn(pulled);
  const key = { id: 'none', name: 'any key', owner: '', ownerKind: 'application', team: null, purpose: 'tool', floor: 'public', ceiling: 'secret', mediaClass: null, models: null, origins: [], createdAt: 0, expiresAt: null, disabled: false, lastUsedAt: null } as const;
  const services: AdminServices = {
    version: '0.0.0-test',
    config: { ...loadConfig({ GATEHOUSE_HOME: home }), masterKeyFile: base.keyFile },
    settingsFile: settingsFile(home),
    resourcesDir: RESOURCES,
    clock,
    startedAt: clock.now(),
    store,
    vault,
    backups,
    updates,
    turnedAway: new TurnedAwayPrograms(clock),
    office,
    recorder,
    running: new RunningRequests(),
    money,
    contents,
    exporters,
    recognition,
    classifier,
    audit,
    checkpoints,
    reconciliation,
    prices,
    models: shippedModels(RESOURCES),
    priceUpdates,
    shippedPrices: shippedPrices.catalogue,
    sessions: createAdminSessions({ store, vault, audit, clock }),
    local,
    localAdmin: local,
    resting: new RestingPlaces({ failures: 3, windowMs: 60_000, restMs: 30_000 }, clock),
    health: new ProviderHealth(clock),
    addresses: () => ['http://127.0.0.1:4141'],
    providerKinds,
    testProvider: ({ id, baseUrl, headers }, credential) => Promise.resolve({ ok: id === 'mock', outcome: id === 'mock' ? 'works' : 'unreachable', ...(id === 'offers' && { models: ['gpt-4o', 'gpt-4o-of-tomorrow', 'house-model', 'gpt-4.1-2025-04-14'] }), message: `asked ${id} at ${baseUrl} with ${Object.keys(headers).join()} and ${credential === undefined ? 'no key' : 'a key'}`, ms: 1.5 }),
    simulate: ({ keyId, ...input }, policy) =>
      simulateRequest(
        { alias: (name) => office.alias(name), aliases: () => office.aliases(), provider: (id) => office.provider(id), providers: () => office.providers(), policy: () => policy ?? office.policy(), lockdown: () => office.lockdown().on, leaves: (id) => leavesBuilding(office.provider(id)), localModels: () => ['smollm2:135m'], localKnown: () => true },
        (keyId === undefined ? undefined : office.key(keyId)) ?? { ...key, origins: [] }, input, clock.now(),
      ),
  };
  return { ...base, services, pulled };
}

function standIn(pulled: string[]): LocalEngine & LocalAdmin {
  const model = { name: 'smollm2:135m', digest: 'sha256:0', sizeBytes: 98_362_432, capabilities: { chat: true, contextLength: 8192 } };
  const job = (id: string) => ({ id, finished: Promise.reject(new GatehouseError('provider_error', 'the download failed later')) });
  return {
    status: () => ({
      phase: 'ready',
      message: 'ready',
      steps: [{ id: 'model:smollm2:135m', title: 'Model smollm2:135m', state: 'running', done: 1_000_000, total: 98_362_432, bytesPerSecond: 2_000_000, secondsLeft: 48.2 }],
      ollama: { version: '0.24.0', path: '/usr/bin/ollama', source: 'PATH' },
      confinement: 'namespace',
      restarts: 0,
    }),
    onStatus: () => () => {},
    models: () => [model],
    loaded: async () => [],
    admit: () => Promise.reject(new Error('no request is admitted here')),
    stop: () => Promise.resolve(),
    pull: (name) => {
      if (name.endsWith('cloud')) throw new GatehouseError('invalid_request', `"${name}" does not run here.`);
      pulled.push(name);
      return job(`model:${name}`);
    },
    cancel: (id) => id === 'model:a',
    importGguf: (path, name) => job(`gguf:${name}:${path}`),
    importFolder: (path, name) => job(`folder:${name}:${path}`),
    takeOver: () => Promise.resolve([{ name: 'llama3:8b', how: 'linked' }]),
    remove: () => Promise.resolve(),
    hardware: () => Promise.resolve({ platform: 'linux', cpuModel: 'Test', cpuCores: 2, ramBytes: 24e9, vramBytes: null, gpu: null, freeDiskBytes: 80e9, benchmarks: [] }),
    benchmark: (name) => Promise.resolve({ model: name, promptTokensPerSecond: 120, answerTokensPerSecond: 90, measuredAt: 1 }),
    recommendations: () => Promise.resolve([]),
    refresh: () => Promise.resolve([model]),
  };
}
