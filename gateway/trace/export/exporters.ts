import { EventEmitter } from 'node:events';
import type { AuditLog } from '../../audit/log.ts';
import type { Clearance } from '../../core/clearance.ts';
import type { Clock } from '../../core/clock.ts';
import type { DataClass } from '../../core/data-class.ts';
import { GatehouseError } from '../../core/errors.ts';
import { keyedDigest } from '../../core/hmac.ts';
import { newId } from '../../core/ids.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Egress } from '../../egress/types.ts';
import { exporterRows, type StoredExporter } from '../../store/exporters.ts';
import type { Store } from '../../store/open.ts';
import type { Vault } from '../../store/vault.ts';
import type { Recorder } from '../recorder.ts';
import { checkEndpoint, checkHeaders } from './checks.ts';
import { deliverTo } from './deliver.ts';
import { exportable, type ExportRow, type Naming } from './exportable.ts';
import { langfuseService } from './langfuse.ts';
import { otlpService } from './otlp.ts';
import { createSender, type Sender, type SenderStatus } from './sender.ts';
import type { ExporterSecrets, Service } from './service.ts';

export const EXPORTER_KINDS = ['otlp', 'langfuse'] as const;
export type ExporterKind = (typeof EXPORTER_KINDS)[number];

export interface ExporterInput {
  name: string;
  kind: ExporterKind;
  endpoint: string;
  headers?: Record<string, string>;
  /** Langfuse's two keys. */
  publicKey?: string;
  secretKey?: string;
  /** Default: public and internal. */
  classes?: DataClass[];
  /** Default: true. */
  enabled?: boolean;
}

/** Without its secrets. */
export interface Exporter {
  id: string;
  name: string;
  kind: ExporterKind;
  endpoint: string;
  /** Names only. */
  headers: string[];
  hasKeys: boolean;
  classes: DataClass[];
  enabled: boolean;
  /** Its receiver stands outside the building. */
  leaves: boolean;
  createdAt: number;
  status: SenderStatus;
}

export interface ExporterTest {
  ok: boolean;
  message: string;
  /** Milliseconds. */
  ms: number;
}

/** Sends rows of traces, never contents, to the receivers that the office has entered. Changes throw `invalid_request`, `not_found`, `conflict` or `storage_unavailable`. */
export interface Exporters {
  list(): Exporter[];
  add(input: ExporterInput, by: string): Exporter;
  /** Headers and keys that are not given stay, but not where the address becomes another server's. */
  update(id: string, change: Partial<Omit<ExporterInput, 'kind'>>, by: string): Exporter;
  remove(id: string, by: string): void;
  /** Sends nothing but an empty list. */
  test(id: string, by: string): Promise<ExporterTest>;
  /** After "nothing leaves the building" was switched on: what is being sent is broken off. */
  lockDown(): void;
  close(): Promise<void>;
}

export interface ExportersOptions {
  store: Store;
  vault: Vault;
  audit: Pick<AuditLog, 'append'>;
  clock: Clock;
  recorder: Recorder;
  egress: Egress;
  clearance(origins: string[]): Clearance;
  /** True where an address is outside the building. */
  leaves(url: string): boolean;
  lockdown(): boolean;
  knownModel: Naming['knownModel'];
  version: string;
  /** Milliseconds that rows are collected for; tests are quicker. */
  collectMs?: number;
}

interface Running {
  stored: StoredExporter;
  secrets: ExporterSecrets;
  sender: Sender<ExportRow>;
  abort: EventEmitter;
}

const GRACE_MS = 2_000;

export function createExporters({ store, vault, audit, clock, recorder, egress, clearance, leaves, lockdown, knownModel, version, collectMs }: ExportersOptions): Exporters {
  const rows = exporterRows(store);
  const naming: Naming = { digest: keyedDigest(vault.derive('names in exports')), knownModel };
  const services: Record<ExporterKind, Service> = { otlp: otlpService(version), langfuse: langfuseService(version) };
  const running = new Map<string, Running>();
  let unsubscribe: (() => void) | undefined;

  /** Undefined where the database was changed: the exporter is off until its keys are entered again. */
  function opened({ id, secrets }: StoredExporter): ExporterSecrets | undefined {
    try {
      return JSON.parse(vault.open(secrets, placeOf(id))) as ExporterSecrets;
    } catch {
      return undefined;
    }
  }

  const start = (stored: StoredExporter, secrets: ExporterSecrets): Running => {
    const service = services[stored.kind as ExporterKind];
    const abort = new EventEmitter();
    const url = service.urlOf(stored.endpoint);
    const target = { egress, clearance: clearance([new URL(url).origin]), url, headers: service.headers(secrets), abort };
    const mayLeave = (): boolean => !lockdown() || !leaves(url);
    // Written once, however often it must be sent.
    const bodies = new WeakMap<readonly ExportRow[], Promise<Uint8Array | undefined>>();
    const bodyOf = (batch: readonly ExportRow[]): Promise<Uint8Array | undefined> => {
      const body = bodies.get(batch) ?? service.body(batch);
      bodies.set(batch, body);
      return body;
    };
    const sender = createSender<ExportRow>({ deliver: async (batch) => deliverTo(target, await bodyOf(batch), clock), mayLeave, now: () => clock.now(), ...(collectMs !== undefined && { firstDelayMs: collectMs }) });
    return { stored, secrets, sender, abort };
  };

  function stop({ sender, abort }: Running): void {
    abort.emit('abort');
    void sender.close(0);
  }

  /** Rows are read for nobody while no exporter is on. */
  function listen(): void {
    const wanted = [...running.values()].some(({ stored }) => stored.enabled);
    if (wanted === (unsubscribe !== undefined)) return;
    unsubscribe?.();
    unsubscribe = wanted
      ? recorder.subscribe((trace) => {
          if (trace.outcome === null) return;
          let row: ExportRow | undefined;
          for (const { stored, sender } of running.values()) if (stored.enabled && stored.classes.includes(trace.dataClass)) sender.push((row ??= exportable(trace, naming)));
        })
      : undefined;
  }

  function replace(stored: StoredExporter, secrets: ExporterSecrets): Exporter {
    const before = running.get(stored.id);
    if (before) stop(before);
    const now = start(stored, secrets);
    running.set(stored.id, now);
    listen();
    return shown(now);
  }

  function shown({ stored, secrets, sender }: Running): Exporter {
    const { id, name, endpoint, classes, enabled, createdAt } = stored;
    return { id, name, kind: stored.kind as ExporterKind, endpoint, headers: Object.keys(secrets.headers), hasKeys: secrets.secretKey !== undefined, classes, enabled, leaves: leaves(endpoint), createdAt, status: sender.status() };
  }

  function known(id: string): Running {
    const found = running.get(id);
    if (!found) throw new GatehouseError('not_found', 'There is no such exporter.');
    return found;
  }

  function checkName(name: string, id: string): void {
    if ([...running.values()].some(({ stored }) => stored.id !== id && stored.name === name)) throw new GatehouseError('conflict', `There is an exporter "${name}" already.`, { param: 'name' });
  }

  /** What the audit log says of one: names of headers, never their values. */
  function record({ id, name, kind, endpoint, classes, enabled }: Omit<StoredExporter, 'secrets'>, secrets: ExporterSecrets): JsonObject {
    return { id, name, kind, endpoint, classes, enabled, headers: Object.keys(secrets.headers) };
  }

  function save(action: string, by: string, stored: Omit<StoredExporter, 'secrets'>, secrets: ExporterSecrets): Exporter {
    checkName(stored.name, stored.id);
    checkEndpoint(stored.endpoint, leaves);
    checkHeaders(secrets.headers);
    if (stored.kind === 'langfuse' && (!secrets.publicKey || !secrets.secretKey)) throw new GatehouseError('invalid_request', 'Langfuse wants its public key and its secret key.', { param: 'secretKey' });
    const whole = { ...stored, secrets: vault.seal(JSON.stringify(secrets), placeOf(stored.id)) };
    store.transaction(() => {
      rows.save(whole);
      const before = running.get(stored.id);
      audit.append(by, action, { ...record(stored, secrets), ...(before && { before: record(before.stored, before.secrets), secretsChanged: JSON.stringify(secrets) !== JSON.stringify(before.secrets) }) });
    });
    return replace(whole, secrets);
  }

  for (const stored of rows.all()) {
    const secrets = opened(stored);
    running.set(stored.id, start({ ...stored, enabled: stored.enabled && secrets !== undefined }, secrets ?? { headers: {} }));
  }
  listen();

  return {
    list: () => [...running.values()].map(shown),
    add({ name, kind, endpoint, headers = {}, publicKey, secretKey, classes = ['public', 'internal'], enabled = true }, by) {
      const createdAt = clock.now();
      return save('exporter.add', by, { id: newId('exp', createdAt), name, kind, endpoint, classes, enabled, createdAt }, { headers, ...(publicKey && { publicKey }), ...(secretKey && { secretKey }) });
    },
    update(id, change, by) {
      const { stored, secrets } = known(id);
      const endpoint = change.endpoint ?? stored.endpoint;
      // Attack: whoever may change an address, but does not know the key, points it to a server of their own and is sent it.
      const kept: ExporterSecrets = URL.canParse(endpoint) && new URL(endpoint).origin === new URL(stored.endpoint).origin ? secrets : { headers: {} };
      const { secrets: _, ...before } = stored;
      return save('exporter.update', by, { ...before, endpoint, name: change.name ?? stored.name, classes: change.classes ?? stored.classes, enabled: change.enabled ?? stored.enabled }, {
        ...kept,
        ...(change.headers && { headers: change.headers }),
        ...(change.publicKey && { publicKey: change.publicKey }),
        ...(change.secretKey && { secretKey: change.secretKey }),
      });
    },
    remove(id, by) {
      const found = known(id);
      store.transaction(() => {
        rows.delete(id);
        audit.append(by, 'exporter.remove', record(found.stored, found.secrets));
      });
      running.delete(id);
      stop(found);
      listen();
    },
    async test(id, by) {
      const { stored, secrets } = known(id);
      const service = services[stored.kind as ExporterKind];
      const url = service.urlOf(stored.endpoint);
      if (lockdown() && leaves(url)) throw new GatehouseError('lockdown', 'Nothing may leave the building at the moment.');
      audit.append(by, 'exporter.test', { id, name: stored.name, endpoint: stored.endpoint });
      const started = clock.monotonic();
      const delivery = await deliverTo({ egress, clearance: clearance([new URL(url).origin]), url, headers: service.headers(secrets), abort: new EventEmitter() }, await service.body([]), clock);
      const ms = Math.round(clock.monotonic() - started);
      return delivery.result === 'taken' ? { ok: true, message: 'The receiver takes traces.', ms } : { ok: false, message: `The receiver does not take traces: ${delivery.reason}.`, ms };
    },
    lockDown() {
      for (const { stored, abort } of running.values()) if (leaves(stored.endpoint)) abort.emit('abort');
    },
    async close() {
      unsubscribe?.();
      await Promise.all([...running.values()].map(async ({ sender, abort }) => {
        await sender.close(GRACE_MS);
        abort.emit('abort');
      }));
    },
  };
}

const placeOf = (id: string): string => JSON.stringify(['exporters', id]);
