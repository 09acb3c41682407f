import { readFileSync } from 'node:fs';
import { bySession } from './admin/authenticate.ts';
import { registerAdmin } from './admin/routes.ts';
import type { AdminServices } from './admin/services.ts';
import { type AdminSessions, createAdminSessions } from './admin/sessions.ts';
import { simulateRequest } from './admin/simulate-request.ts';
import { listenOnAdminSocket } from './admin/socket.ts';
import { createCheckpoints } from './audit/checkpoints.ts';
import { createAuditLog } from './audit/log.ts';
import { reconcile, type Reconciliation } from './audit/reconcile.ts';
import { ProviderHealth } from './breaker/health.ts';
import { RestingPlaces } from './breaker/rest.ts';
import { createClassifier } from './classify/classifier.ts';
import { builtIn, officeDetectors } from './classify/detectors.ts';
import type { Config } from './config/config.ts';
import { createRecognition } from './config/recognition.ts';
import { createOffice, type OfficeState } from './config/office.ts';
import type { AuditAppend } from './config/office-types.ts';
import { settingsFile } from './config/settings-file.ts';
import { systemClock } from './core/clock.ts';
import { GatehouseError } from './core/errors.ts';
import { keyedDigest } from './core/hmac.ts';
import { LOCAL_PROVIDER, type VirtualKey } from './core/model.ts';
import { MemoryBudget } from './core/memory-budget.ts';
import { originOf } from './core/origin.ts';
import { createSeals } from './core/sealed.ts';
import { createDataServer } from './data-server.ts';
import { createEgress } from './egress/egress.ts';
import { LARGE_ANSWERS_BYTES } from './execute/send.ts';
import { testProvider } from './execute/test-provider.ts';
import type { ExecuteServices } from './execute/types.ts';
import { TurnedAwayPrograms } from './guard/turned-away.ts';
import { createLocalEngine, defaultCacheDir } from './local/engine.ts';
import type { LocalEngine } from './local/types.ts';
import { isLocalAddress, leavesBuilding } from './policy/lockdown.ts';
import { clearForService } from './policy/mint.ts';
import type { Catalogue } from './policy/resolve.ts';
import { shippedModels } from './models/registry.ts';
import { createPriceBook } from './prices/book.ts';
import { downloadPrices } from './prices/download.ts';
import { shippedCatalogue } from './prices/shipped.ts';
import { createPriceUpdates } from './prices/updates.ts';
import type { Standing } from './budget/accounts.ts';
import { createMoney, type Money } from './budget/money.ts';
import { providerKinds, providerOfKind } from './providers/registry.ts';
import { RunningRequests } from './routes/running.ts';
import { createBackups } from './store/backups.ts';
import { createConversations } from './store/conversations.ts';
import { acquireInstance } from './store/instance.ts';
import { createPriceStorage } from './store/prices.ts';
import { createPseudonyms } from './store/pseudonyms.ts';
import { createResponses } from './store/responses.ts';
import { createRecognitionStorage } from './store/recognition.ts';
import { createOfficeStorage } from './store/office-storage.ts';
import { openStore, type Store } from './store/open.ts';
import { startPruner } from './store/prune.ts';
import { applyRestore } from './store/restore.ts';
import { type AskForUnlock, openVault, unlockVault, type Vault } from './store/vault.ts';
import { createContents } from './trace/contents/contents.ts';
import { createExporters } from './trace/export/exporters.ts';
import { createKnownModels } from './trace/export/known-models.ts';
import { createMetrics } from './trace/export/metrics.ts';
import { createUpdates, type Updates } from './updates/updates.ts';
import { createRecorder } from './trace/recorder.ts';

const LOCAL_FIRST_TOKEN_MS = 600_000;
const MAX_RETRY_AFTER_MS = 10_000;
/** So often keys that run out while something of theirs runs are looked for. */
const EXPIRY_MS = 1_000;

export interface RunningApp {
  port: number;
  office: OfficeState;
  engine: LocalEngine;
  sessions: AdminSessions;
  reconciliation: Pick<Reconciliation, 'problem'>;
  health: Pick<ProviderHealth, 'of'>;
  updates: Pick<Updates, 'status'>;
  money: Pick<Money, 'alerts' | 'nameOf'>;
  /** Shown once: only on the start that made it. */
  recoveryKey: string | undefined;
  /** Traces that an earlier run left open, now closed. */
  interrupted: number;
  stop(): Promise<void>;
}

export interface AppOptions {
  config: Config;
  version: string;
  resourcesDir: string;
  env: NodeJS.ProcessEnv;
  log(line: string): void;
  /** Asked for what opens the database where the key file does not; absent: the key file it is. */
  unlock?: AskForUnlock;
  /** See `LocalEngineOptions.node`. */
  node?: string;
  /** Told as soon as the port is bound: what the window need not wait for comes after. */
  bound?: (app: RunningApp) => void;
  /** Milliseconds for the window's first page, before Ollama and the reading of the word files compete with it for the processor. */
  delayMs?: number;
}

/** Puts the parts together and opens the door; Ollama and its models may still be on their way then. */
export async function startApp({ config, version, resourcesDir, env, log, unlock, node, bound, delayMs = 0 }: AppOptions): Promise<RunningApp> {
  const clock = systemClock;
  const startedAt = clock.now();
  const closers: (() => unknown)[] = [];
  const closeAll = async (): Promise<void> => {
    for (const close of closers.splice(0).reverse()) {
      try {
        await close();
      } catch (error) {
        // What can no longer be written must not keep Ollama running, or the folder locked.
        log(error instanceof GatehouseError ? error.message : String((error as Error).stack));
      }
    }
  };
  try {
    const instance = acquireInstance(config.home, { pid: process.pid, port: 0, startedAt });
    closers.push(() => instance.release());
    const restored = applyRestore(config.databasePath, startedAt, log);
    const store = openStore({ path: config.databasePath, durability: config.durability });
    closers.push(() => store.close());
    const vault = await openEncryption(store, config, unlock);
    const audit = createAuditLog(store, clock);
    if (restored) audit.append(restored.by, 'backup.restored', { createdAt: restored.createdAt, sameOffice: restored.sameOffice, keysOn: restored.keysOn });
    const append: AuditAppend = (actor, action, detail) => void audit.append(actor, action, detail);
    const office = createOffice({ storage: createOfficeStorage(store), vault, audit: append, clock });
    closers.push(() => office.close());
    const recognition = createRecognition({ storage: createRecognitionStorage(store), vault, audit: append, clock });
    const shipped = builtIn(resourcesDir);
    const classifier = createClassifier({ builtIn: shipped, officeDetectors: () => officeDetectors(recognition), recognition, settings: () => office.setting('recognisers'), log });
    closers.push(() => classifier.close());
    recognition.onChange(() => classifier.reload());
    closers.push(office.onChange((event) => {
      if (event.kind === 'setting-changed' && event.name === 'recognisers') classifier.reload();
    }));
    const checkpoints = createCheckpoints({ store, vault, audit, clock, timeZone: () => office.setting('timeZone') ?? new Intl.DateTimeFormat().resolvedOptions().timeZone });
    // After the recorder has written its last: the day's records are signed.
    closers.push(() => checkpoints.close());
    const recorder = createRecorder({ store, audit: audit.appendAll, now: clock.now });
    closers.push(() => recorder.close());
    const settings = settingsFile(config.home);
    const pruner = startPruner({ store, clock, days: () => settings.read().traceRetentionDays });
    closers.push(() => pruner.close());
    const backups = createBackups({ store, vault, clock, application: version, keyFile: config.masterKeyFile, settings: () => office.setting('backup'), log });
    closers.push(() => backups.close());
    const sessions = createAdminSessions({ store, vault, audit, clock });
    // Attack: whoever took the port meanwhile was sent those of open pages, as the sessions' tokens.
    office.revokeAskKeys(() => true, 'gatehouse');

    const egress = createEgress();
    closers.push(() => egress.close());
    const reconciliation = reconcile({ audit, counts: () => egress.counts(), flush: () => recorder.flush() });
    closers.push(() => reconciliation.close());
    const shippedPrices = shippedCatalogue(resourcesDir);
    const prices = createPriceBook({ storage: createPriceStorage(store), audit: append, clock, currency: () => office.setting('currency'), listed: ({ kind, baseUrl }, model) => providerOfKind(kind)?.listed?.(baseUrl, model) ?? true, shipped: shippedPrices });
    const priceUpdates = createPriceUpdates({ book: prices, clock, shipped: shippedPrices.catalogue, download: () => downloadPrices({ egress, clear: (origins) => clearForService('price-list', origins) }) });
    const turnedAway = new TurnedAwayPrograms(clock);
    const updates = createUpdates({ egress, clear: (origins) => clearForService('update-check', origins), clock, version, settings: () => office.setting('updates'), lockdown: () => office.lockdown().on });
    closers.push(() => updates.close());
    const engine = createLocalEngine({ home: config.home, cacheDir: defaultCacheDir(env), resourcesDir, egress, clearance: clearForService, clock, env, log, delayMs, ...(node && { node }) });
    closers.push(() => engine.stop());
    const models = shippedModels(resourcesDir);
    const money = createMoney({
      store, audit, clock, office, recorder, prices, vault, egress, clearance: (origins) => clearForService('alert', origins), leaves: (url) => !isLocalAddress(url),
      hidesThoughts: ({ kind }, model) => providerOfKind(kind)?.hidesThoughts === true && models.find(kind, model)?.capabilities.reasoning === true,
    });
    closers.push(() => money.close());
    const contents = createContents({ store, vault, audit, clock, rules: () => office.setting('contents') });
    closers.push(() => contents.close());
    const knownModel = createKnownModels(office, () => engine.models().map((model) => model.name));
    const exporters = createExporters({ store, vault, audit, clock, recorder, egress, clearance: (origins) => clearForService('export', origins), leaves: (url) => !isLocalAddress(url), lockdown: () => office.lockdown().on, knownModel, version });
    closers.push(() => exporters.close());
    const metrics = createMetrics({ recorder, knownModel, version });
    metrics.register('gatehouse_export_rows_total', 'Traces by what became of them at each exporter.', 'counter', () =>
      exporters.list().flatMap(({ id, status: { sent, dropped, refused, withheld } }) => Object.entries({ sent, dropped, refused, withheld }).map(([result, value]) => ({ labels: { exporter: id, result }, value }))));
    metrics.register('gatehouse_contents_dropped_total', 'Records of contents that were not kept, as too much came at once or the disk was full.', 'counter', () => [{ value: contents.status().dropped }]);
    // By id: what people named a department or a key stays in the house.
    const ofBudgets = (value: (standing: Standing) => number) => () => money.budgets.standings().map((standing) => ({ labels: { budget: standing.budget.id, measure: standing.budget.measure, period: standing.budget.period }, value: value(standing) }));
    metrics.register('gatehouse_budget_limit', 'What a budget allows: nano-dollars, tokens or requests.', 'gauge', ofBudgets(({ budget }) => budget.limit));
    metrics.register('gatehouse_budget_used', 'What is settled of it in this period.', 'gauge', ofBudgets(({ used }) => used));
    metrics.register('gatehouse_budget_reserved', 'What requests that run hold of it.', 'gauge', ofBudgets(({ reserved }) => reserved));
    metrics.enable(office.setting('metrics').access !== 'off');
    closers.push(office.onChange((event) => {
      if (event.kind === 'lockdown-changed' && event.on) exporters.lockDown();
      if (event.kind === 'setting-changed' && event.name === 'metrics') metrics.enable(office.setting('metrics').access !== 'off');
    }));

    const running = new RunningRequests(config.limits.concurrentRequests);
    closers.push(office.onChange((event) => {
      if (event.kind === 'key-revoked') running.endKey(event.keyId);
      if (event.kind === 'lockdown-changed' && event.on) running.endLeaving();
    }));
    const expiry = setInterval(() => running.endKeysWithout((id) => (office.key(id)?.expiresAt ?? Infinity) > clock.now()), EXPIRY_MS).unref();
    closers.push(() => clearInterval(expiry));
    const catalogue: Catalogue = {
      alias: (name) => office.alias(name),
      aliases: () => office.aliases(),
      provider: (id) => office.provider(id),
      providers: () => office.providers(),
      policy: () => office.policy(),
      lockdown: () => office.lockdown().on,
      leaves: (id) => leavesBuilding(office.provider(id)),
      localModels: () => engine.models().map((model) => model.name),
      localKnown: () => engine.status().phase === 'ready',
    };
    const resting = new RestingPlaces(config.rest, clock);
    const health = new ProviderHealth(clock);
    closers.push(office.onChange((event) => {
      if (event.kind === 'provider-changed' && event.anew) health.changed(event.providerId);
      if (event.kind === 'provider-removed') health.removed(event.providerId);
    }));
    const execute: ExecuteServices = {
      egress,
      facts: ({ provider, model }) => models.find(office.provider(provider)?.kind ?? '', model),
      engine,
      clock,
      resting,
      health,
      random: Math.random,
      provider: (id) => office.provider(id),
      credential: (id, name) => office.credential(id, name),
      settings: {
        retries: config.retry.retries,
        backoffMs: config.retry.backoffMs,
        maxBackoffMs: config.retry.maxBackoffMs,
        maxRetryAfterMs: MAX_RETRY_AFTER_MS,
        firstByteMs: config.timeouts.remoteFirstByteMs,
        plainMs: config.timeouts.remotePlainMs,
        totalMs: config.timeouts.totalMs,
        idleMs: config.timeouts.remoteIdleMs,
        localFirstByteMs: LOCAL_FIRST_TOKEN_MS,
      },
    };

    let port = config.port;
    const adminServices: AdminServices = {
      version,
      config,
      settingsFile: settings,
      resourcesDir,
      clock,
      startedAt,
      store,
      vault,
      backups,
      office,
      money,
      recorder,
      running,
      contents,
      exporters,
      recognition,
      classifier,
      audit,
      checkpoints,
      reconciliation,
      prices,
      models,
      priceUpdates,
      updates,
      turnedAway,
      shippedPrices: shippedPrices.catalogue,
      sessions,
      local: engine,
      localAdmin: engine,
      resting,
      health,
      addresses: () => ['127.0.0.1', ...config.listen].map((host) => `http://${host}:${port}`),
      providerKinds,
      testProvider: (provider, credential) => testProvider({ egress, clock }, clearForService('credential-test', [originOf(provider.baseUrl)]), provider, credential),
      simulate: (input, policy) => simulateRequest(policy ? { ...catalogue, policy: () => policy } : catalogue, input.keyId === undefined ? anyKey(startedAt) : keyOf(office, input.keyId), input, clock.now()),
    };
    const server = createDataServer({
      config,
      services: { office, catalogue, engine, models, recorder, execute, conversations: createConversations(store), classifier, pseudonyms: createPseudonyms({ store, vault, clock }), running, budgets: money.budgets, answerBudget: new MemoryBudget(LARGE_ANSWERS_BYTES), contents, bodyMark: bodyMarks(vault), responses: createResponses({ store, vault, clock, limit: config.limits.bodyLimitBytes }), seals: createSeals(keyedDigest(vault.derive('seals of opaque values'))) },
      turnedAway,
      metrics: { access: () => office.setting('metrics'), keyedHash: (secret) => vault.keyedHash(secret), text: () => metrics.text() },
      admin: (scope) => registerAdmin(scope, adminServices, bySession(sessions)),
      log,
    });
    closers.push(() => server.close());
    // Streams are told why they end, before their connections are closed.
    closers.push(() => running.endAll(config.timeouts.shutdownMs));
    port = await server.listen(config.port, config.listen);
    instance.announce({ pid: process.pid, port, startedAt });
    const app: RunningApp = { port, office, engine, sessions, reconciliation, health, updates, money, recoveryKey: undefined, interrupted: recorder.interrupted, stop: closeAll };
    bound?.(app);
    if (delayMs === 0) shipped.prepare();
    else closers.push(later(delayMs, () => shipped.prepare(), log));
    const socket = await listenOnAdminSocket(adminServices);
    closers.push(() => socket.close());
    // Made only now that it will be shown: a start that failed took one with it that nobody had seen.
    if (!unlock && !vault.hasRecoveryKey()) app.recoveryKey = vault.renewRecoveryKey();
    return app;
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** Does it then, unless the function that is given back was called. Where it fails, so does whatever needs it, which says so. */
function later(ms: number, work: () => void, log: (line: string) => void): () => void {
  const timer = setTimeout(() => {
    try {
      work();
    } catch (error) {
      log((error as Error).message);
    }
  }, ms);
  return () => clearTimeout(timer);
}

async function openEncryption(store: Store, { masterKeyFile: keyFile, recoveryKeyFile }: Config, ask: AskForUnlock | undefined): Promise<Vault> {
  if (recoveryKeyFile) return openVault(store, { keyFile, recoveryKey: readRecoveryKey(recoveryKeyFile) });
  return ask ? unlockVault(store, { keyFile, ask }) : openVault(store, { keyFile });
}

function readRecoveryKey(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (cause) {
    throw new GatehouseError('storage_unavailable', `The file ${path} with the recovery key cannot be read (${(cause as NodeJS.ErrnoException).code}).`, { hint: 'Correct GATEHOUSE_RECOVERY_KEY_FILE, or leave it out where the key file is there.', cause });
  }
}

/** HMAC-SHA256 under a key of its own. */
function bodyMarks(vault: Vault): (body: string | Buffer) => string {
  const digest = keyedDigest(vault.derive('marks of bodies'));
  return (body) => digest(body, 'base64url');
}

function keyOf(office: OfficeState, id: string): VirtualKey {
  const key = office.key(id);
  if (!key) throw new GatehouseError('not_found', `There is no key ${id}.`, { hint: 'gatehouse keys list shows them.' });
  return key;
}

/** Stands for a key without limits, where a simulation names none. */
function anyKey(createdAt: number): VirtualKey {
  return { id: LOCAL_PROVIDER, name: 'any key', owner: '', ownerKind: 'application', team: null, purpose: 'tool', floor: 'public', ceiling: 'secret', mediaClass: null, models: null, origins: [], createdAt, expiresAt: null, disabled: false, lastUsedAt: null };
}
